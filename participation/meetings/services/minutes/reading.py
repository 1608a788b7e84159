"""Reading published minutes: what pages, papers, mails, feeds and the search take, so that all carry the same text."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session

from participation.kernel import prose
from participation.meetings.models import Minutes, MinutesRevision, MinutesState, RevisionReason
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes.content import Content

WORDS_A_MINUTE = 200
"""Of somebody who reads at ease, aloud or in silence."""
SEALED = (RevisionReason.PUBLISHED, RevisionReason.RECTIFIED)


@dataclass(frozen=True)
class PublicMinutes:
    """Published minutes, as everybody may read them."""

    minutes: Minutes
    revision: MinutesRevision
    content: Content
    """The public part."""
    html: Mapping[str, Markup]
    """Key of a text → its HTML, made and cleaned when it was published."""

    @property
    def text(self) -> str:
        """All texts without marks, in the order they are read."""
        return as_text(self.content)

    @property
    def minutes_to_read(self) -> int:
        """How long reading takes, at least one minute."""
        return reading_minutes(self.text)


def public_content(session: Session, meeting_id: int) -> PublicMinutes | None:
    """Return the minutes of a meeting as published last, in one query; None before that."""
    query = (
        sa.select(Minutes, MinutesRevision)
        .join(MinutesRevision, MinutesRevision.meeting_id == Minutes.meeting_id)
        .where(
            Minutes.meeting_id == meeting_id,
            Minutes.state == MinutesState.PUBLISHED,
            MinutesRevision.reason.in_(SEALED),
        )
        .order_by(MinutesRevision.number.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else of_revision(*found)


def public_contents(session: Session, meeting_ids: Sequence[int]) -> dict[int, PublicMinutes]:
    """Return the minutes of several meetings as published last, by meeting, in one query."""
    query = (
        sa.select(Minutes, MinutesRevision)
        .join(MinutesRevision, MinutesRevision.meeting_id == Minutes.meeting_id)
        .where(
            Minutes.meeting_id.in_(meeting_ids),
            Minutes.state == MinutesState.PUBLISHED,
            MinutesRevision.reason.in_(SEALED),
        )
        .order_by(MinutesRevision.number)
    )
    return {minutes.meeting_id: of_revision(minutes, revision) for minutes, revision in session.execute(query)}


def of_revision(minutes: Minutes, revision: MinutesRevision) -> PublicMinutes:
    """Return a published revision, to read."""
    html = {key: Markup(text) for key, text in json.loads(revision.html).items()}  # noqa: S704 - cleaned when kept
    return PublicMinutes(minutes, revision, contents.public_part(contents.parsed(revision.content)), html)


def public_revisions(session: Session, meeting_id: int) -> Sequence[MinutesRevision]:
    """Return the revisions that everybody may compare: once published, those since the minutes were circulated."""
    query = (
        sa.select(MinutesRevision)
        .join(Minutes, Minutes.meeting_id == MinutesRevision.meeting_id)
        .where(
            Minutes.meeting_id == meeting_id,
            Minutes.state == MinutesState.PUBLISHED,
            MinutesRevision.reason != RevisionReason.DRAFT,
        )
        .order_by(MinutesRevision.number)
    )
    return session.scalars(query).all()


def as_text(content: Content, withheld: Callable[[str], str] | None = None) -> str:
    """Return the texts of some content without marks; each item under its title.

    Args:
        withheld: Words what stands in the place of a confidential text, from its reason.
    """
    titles = {item["key"]: f"{item['position']}. {item['title']}" for item in content["items"]}
    reasons = {item["key"]: item["confidential"] for item in content["items"] if item["confidential"] is not None}
    parts = []
    for key, text in contents.texts_of(content).items():
        words = withheld(reasons[key]) if withheld and key in reasons else prose.plain(text)
        if key in titles or words:
            parts.append("\n\n".join(each for each in (titles.get(key, ""), words) if each))
    return "\n\n".join(parts)


def reading_minutes(text: str) -> int:
    """Return how many minutes reading takes, at least one."""
    return max(1, math.ceil(len(re.findall(r"\w+", text)) / WORDS_A_MINUTE))
