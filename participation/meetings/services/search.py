"""Finding public texts by their words, the newest first, in the same way on both databases.

The key of a text grows with its day, and both indexes can be read backwards by key: the first results of the commonest
word cost as little as those of a rare one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from participation.bodies.models import Body
from participation.kernel import stems
from participation.meetings.models import SearchText
from participation.meetings.services.indexing import DAY
from participation.meetings.services.indexing import index_meeting as index_meeting

SIZE = 20
MOST_PAGES = 5
"""Beyond them the page asks for one more word: nobody reads a hundred results, and counting all of them takes long."""
MOST_WORDS = 8
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Hit:
    """One text that was found."""

    kind: str
    reference: str
    meeting_id: int
    body_id: int
    body: str
    title: str
    text: str
    day: date


@dataclass(frozen=True)
class Found:
    """One page of results."""

    hits: Sequence[Hit]
    words: frozenset[str]
    """The stems that were looked for; none when the question held no word that counts."""
    page: int
    total: int
    """At most `SIZE × MOST_PAGES + 1`: then there are more."""

    @property
    def is_capped(self) -> bool:
        """Whether there are more results than the pages show."""
        return self.total > SIZE * MOST_PAGES

    @property
    def next(self) -> int | None:
        """The page after, if there is one."""
        return self.page + 1 if self.page < MOST_PAGES and self.total > self.page * SIZE else None

    @property
    def previous(self) -> int | None:
        """The page before, if there is one."""
        return self.page - 1 if self.page > 1 else None


def search(session: Session, query: str, page: int = 1) -> Found:
    """Return the texts that hold all the words of a question, the newest first, in two queries."""
    words = words_of(query)
    page = min(max(page, 1), MOST_PAGES)
    if not words:
        return Found((), frozenset(), page, 0)
    keys = session.scalars(_keys(session, words).limit(SIZE * MOST_PAGES + 1)).all()
    shown = keys[(page - 1) * SIZE : page * SIZE]
    return Found(_hits(session, shown), frozenset(words), page, len(keys))


def words_of(query: str) -> list[str]:
    """Return the stems that a question asks for, each once."""
    found = dict.fromkeys(token.stem for token in stems.tokens(query[:LONGEST_QUERY]))
    return list(found)[:MOST_WORDS]


def _keys(session: Session, words: Sequence[str]) -> sa.Select[int]:
    """Return the query of the keys of the texts that hold all the words, the newest first.

    A stem is made of letters and digits alone, so that quoting it leaves nothing to say to either database.
    """
    if session.get_bind().dialect.name == "sqlite":
        index = sa.table("search_index", sa.column("rowid", sa.BigInteger))
        question = sa.text("search_index MATCH :words").bindparams(words=" ".join(f'"{word}"' for word in words))
        return sa.select(index.c.rowid).where(question).order_by(index.c.rowid.desc())
    # Written into the statement: PostgreSQL then plans for these words, common or rare, and not for any.
    text = " & ".join(f"'{word}'" for word in words)
    literal = sa.bindparam("words", text, sa.String, literal_execute=True)
    index = sa.table("search_index", sa.column("id", sa.BigInteger), sa.column("words", TSVECTOR))
    is_found = index.c.words.bool_op("@@")(sa.cast(literal, TSQUERY))
    return sa.select(index.c.id).where(is_found).order_by(index.c.id.desc())


def _hits(session: Session, keys: Sequence[int]) -> list[Hit]:
    query = (
        sa.select(
            SearchText.kind,
            SearchText.reference,
            SearchText.meeting_id,
            SearchText.body_id,
            Body.name,
            SearchText.title,
            SearchText.text,
            SearchText.id,
        )
        .join(Body, SearchText.body_id == Body.id)
        .where(SearchText.id.in_(keys))
        .order_by(SearchText.id.desc())
    )
    return [Hit(*row[:-1], day=date.fromordinal(row.id // DAY)) for row in session.execute(query)] if keys else []
