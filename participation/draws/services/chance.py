"""The public chance: words, then dice read by two people, then the result in the same transaction (steps 5
to 9).

A reading is kept as soon as it is typed and never changed. Two that differ start a new attempt: the dice are
read
again, never thrown again. Once every item is final the result follows by `finish`, called by the second
reading, by
anyone who asks again, or by the worker after a crash: always the same one.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from string import ascii_lowercase
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Act, Contribution, DieReading, Draw, DrawState, Entry, Reading, Selection
from participation.draws.services import access, approvals, die_by_die, sealed_list
from participation.draws.services.die_by_die import Item
from participation.draws.services.drafting import read
from participation.kernel import jobs
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.sortition import contributions
from participation.sortition.canonical import canonical
from participation.sortition.errors import ContributionError

BY = {"words": "Personnes présentes", "dice": "Dés lancés en public, lus par deux personnes"}
"""Who contributed, as roles: nobody is named without consent."""
READERS = {"words": 1, "dice": 2}
SPACES = str.maketrans("", "", " \t\r\n\u00a0\u202f")
_log = logging.getLogger(__name__)


def items(session: Session, draw: Draw) -> list[Item]:
    """Return the items of the plan, in order, with their readings so far."""
    query = sa.select(Reading).where(Reading.draw_id == draw.id).order_by(Reading.attempt, Reading.id)
    readings = session.scalars(query).all()
    return [
        _item(number, planned, [each for each in readings if each.item == number])
        for number, planned in enumerate(read(draw.plan))
    ]


def read_again(session: Session, draw: Draw) -> int:
    """Return how many times the dice had to be read again, as two readings differed."""
    return sum(item.attempt - 1 for item in items(session, draw) if item.source == "dice")


def _item(number: int, planned: dict[str, Any], readings: Sequence[Reading]) -> Item:
    source = planned["source"]
    attempt = max((each.attempt for each in readings), default=1)
    current = [each for each in readings if each.attempt == attempt]
    value = None
    if len(current) == READERS[source]:
        values = {each.value for each in current}
        if len(values) == 1:
            value = values.pop()
        else:
            attempt, current = attempt + 1, []
    readers = tuple(each.account_id for each in current)
    return Item(number, source, planned.get("dice", 0), planned.get("sides", 0), attempt, readers, value)


def type_words(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    number: int,
    attempt: int,
    words: Sequence[str],
) -> None:
    """Keep the words given by the room. They can be corrected, in the log, until the first die is typed.

    Raises:
        RefusedError: `state`, `before_time`, `item`, `attempt_over`, `words_closed`, and the engine's
            `word_empty`,
            `word_too_long`, `too_many_words`; `word_loses` (found, folded): a letter or digit that it would drop.
    """
    draw, found = _open(session, actor, now, draw_id, number, "words")
    value = _normalised(lambda: contributions.normalise_words(words))
    _check_nothing_lost(words)
    if _is_repeated(session, draw, actor, number, attempt, value):
        return
    later = sa.select(DieReading.id).where(DieReading.draw_id == draw.id, DieReading.item > number)
    if session.scalar(later.limit(1)) is not None:
        raise RefusedError("words_closed")
    if attempt != found.attempt + (1 if found.is_final else 0):
        raise RefusedError("attempt_over")
    _keep(session, actor, now, draw, number, attempt, value)


def type_dice(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    number: int,
    attempt: int,
    typed: str,
    start: int | None = None,
) -> Item:
    """Keep some dice as one person reads them, each at once, and return how far the item is.

    The last die makes it that person's reading.

    Args:
        typed: Digits in the order thrown, one or more; spaces between them do not count.
        start: Position of the first one, from 0: the first that is missing, or an earlier one to correct it.

    Raises:
        RefusedError: `state`, `before_time`, `item`, `attempt_over`, `already_read` (by this person,
            otherwise),
            and the engine's `dice_count` and `dice_digit`.
    """
    draw, found = _open(session, actor, now, draw_id, number, "dice")
    digits = typed.translate(SPACES)
    known = _reading(session, draw, actor, number, attempt)
    if known is not None:
        at = 0 if start is None else start
        if known[at : at + len(digits)] == digits:
            return found
        raise RefusedError("already_read")
    if draw.state != DrawState.SEALED:
        raise RefusedError("state", state=draw.state)
    if attempt != found.attempt or found.is_final:
        raise RefusedError("attempt_over")
    value = die_by_die.keep(session, actor, now, draw, found, digits, start)
    if value is not None:
        _keep(session, actor, now, draw, number, attempt, value)
    return items(session, draw)[number]


def _open(
    session: Session, actor: Actor, now: datetime, draw_id: int, number: int, source: str
) -> tuple[Draw, Item]:
    """Lock the draw and return it with the item, once its turn has come."""
    draw = access.lock(session, actor, draw_id, DrawState.SEALED, DrawState.DRAWN, DrawState.COMPLETED)
    if now < draw.session_at:
        raise RefusedError("before_time", at=draw.session_at)
    every = items(session, draw)
    if not 0 <= number < len(every) or every[number].source != source:
        raise RefusedError("item")
    if not all(item.is_final for item in every[:number]):
        raise RefusedError("item")
    return draw, every[number]


def _normalised(normalise: Any) -> str:
    try:
        return str(normalise())
    except ContributionError as error:
        raise RefusedError(error.code, **error.params) from error


def _check_nothing_lost(words: Sequence[str]) -> None:
    """Refuse a word that would not be the one that was said: accents and marks go, letters and digits do not."""
    for word in words:
        plain = normalize("NFKD", word).lower()
        if any(sign.isalnum() and sign not in ascii_lowercase for sign in plain):
            raise RefusedError("word_loses", found=word, folded=contributions.fold_word(word))


def _is_repeated(session: Session, draw: Draw, actor: Actor, number: int, attempt: int, value: str) -> bool:
    """Tell whether this very reading is there already: a form sent twice is one reading."""
    known = _reading(session, draw, actor, number, attempt)
    if known is None and draw.state != DrawState.SEALED:
        raise RefusedError("state", state=draw.state)
    if known is not None and known != value:
        raise RefusedError("already_read")
    return known is not None


def _reading(session: Session, draw: Draw, actor: Actor, number: int, attempt: int) -> str | None:
    """Return the whole reading that somebody has made of an item in an attempt."""
    query = sa.select(Reading.value).where(
        Reading.draw_id == draw.id,
        Reading.item == number,
        Reading.attempt == attempt,
        Reading.account_id == actor.id,
    )
    return session.scalar(query)


def _keep(
    session: Session, actor: Actor, now: datetime, draw: Draw, number: int, attempt: int, value: str
) -> None:
    session.add(
        Reading(draw_id=draw.id, item=number, attempt=attempt, account_id=actor.id, value=value, at=now)
    )
    session.flush()


def is_ready(session: Session, draw: Draw) -> bool:
    """Tell whether all the chance is known and the result has not been written yet."""
    return draw.state == DrawState.SEALED and all(item.is_final for item in items(session, draw))


def finish(session: Session, now: datetime, draw_id: int) -> bool:
    """Write the chance and the result; tell whether this very call did. A second call finds the same result.

    Raises:
        RefusedError: `tampered`: the sealed list is not as it was sealed, see `sealed_list`.
    """
    draw = access.relock(session, draw_id)
    if not is_ready(session, draw):
        return False
    every = items(session, draw)
    given = [contributions.Contribution(item.source, BY[item.source], item.value or "") for item in every]
    pool = sealed_list.load(session, draw)
    outcome = sealed_list.outcome_of(session, draw, pool, given)
    rows = [
        {"draw_id": draw.id, "item": number, "source": each.source, "by": each.by, "value": each.value}
        for number, each in enumerate(given)
    ]
    session.execute(sa.insert(Contribution), rows)
    ranks = [{"draw_id": draw.id, "index": at, "rank": rank} for at, rank in enumerate(outcome.rank.tolist())]
    session.execute(sa.update(Entry), ranks)
    selected = [
        {"draw_id": draw.id, "position": position, "index": index}
        for position, index in enumerate(outcome.selected)
    ]
    session.execute(sa.insert(Selection), selected)
    chance = hashlib.sha256(canonical([each.value for each in given])).hexdigest()
    for account_id in every[-1].readers:
        approvals.keep(session, account_id, now, draw, Act.RECORD, chance)
    draw.seed, draw.drawn_at, draw.state = outcome.seed.hex(), now, DrawState.DRAWN
    if not draw.is_rehearsal:
        draw.council.sign_up_open = True
    facts = {
        "seal": draw.seal,
        "chance_sha256": chance,
        "seed": draw.seed,
        "selected": outcome.selected,
        # How often each item was typed: dice read anew, or words corrected, stay known.
        "attempts": [item.attempt for item in every],
    }
    access.tell(session, now, draw, "draw.drawn", facts)
    return True


@jobs.due("draws_to_finish")
def finish_waiting(session: Session, now: datetime) -> int:
    """Write the result of the draws whose chance is known, after a crash between the two; return how many."""
    waiting = sa.select(Draw.id).where(Draw.state == DrawState.SEALED, Draw.entropy_for <= now)
    done = 0
    for draw_id in session.scalars(waiting.order_by(Draw.id)).all():
        try:
            done += finish(session, now, draw_id)
        except RefusedError as error:
            # It stays sealed and its page says so; the other draws go on.
            _log.error("draw %s cannot be finished: %s %s", draw_id, error.code, error.params)
    return done
