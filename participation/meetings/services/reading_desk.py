"""Published minutes that somebody has not read yet, and the marks that say they did. Only a mark changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body, Mandate, Seat
from participation.councils.models import Council, CouncilAssignment
from participation.kernel.errors import MissingError
from participation.kernel.permissions import Actor
from participation.meetings.models import (
    Meeting,
    MemberAccount,
    Minutes,
    MinutesRevision,
    MinutesState,
    ReadingMark,
)
from participation.meetings.services.access import BEYOND
from participation.meetings.services.minutes.reading import SEALED

MOST = 50
BACK = timedelta(days=365)
"""Older minutes are not « new » any more; they stay in the list of meetings."""
LATEST = (
    sa.select(sa.func.max(MinutesRevision.number))
    .where(MinutesRevision.meeting_id == Minutes.meeting_id, MinutesRevision.reason.in_(SEALED))
    .correlate(Minutes)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Unread:
    """Minutes that wait for a reader."""

    meeting_id: int
    title: str
    body: str
    starts_at: datetime
    published_at: datetime
    revision: int
    """Number of the revision that the list shows: what a mark says was read."""
    is_rectified: bool
    """Read before, and rectified since."""
    is_fictitious: bool


def bodies_of(session: Session, actor: Actor, today: date) -> Sequence[int]:
    """Return the bodies that concern an account: it works for them or sits in them; none at all means every one."""
    works = (
        sa.select(Council.body_id)
        .join(CouncilAssignment, CouncilAssignment.council_id == Council.id)
        .where(CouncilAssignment.account_id == actor.id)
    )
    sits = (
        sa.select(Seat.body_id)
        .join(Mandate, Mandate.seat_id == Seat.id)
        .join(MemberAccount, MemberAccount.person_id == Mandate.person_id)
        .where(MemberAccount.account_id == actor.id, Mandate.left_on.is_(None), Mandate.starts_on <= today)
    )
    return session.scalars(works.union(sits)).all()


def unread(session: Session, actor: Actor, now: datetime, body_ids: Sequence[int]) -> Sequence[Unread]:
    """Return the minutes of some bodies, or of all, that the account has not marked as read, the newest first."""
    mark = sa.and_(ReadingMark.meeting_id == Minutes.meeting_id, ReadingMark.account_id == actor.id)
    query = (
        sa.select(
            Meeting.id,
            Meeting.title,
            Body.name,
            Meeting.starts_at,
            Minutes.published_at,
            LATEST.label("revision"),
            ReadingMark.revision.is_not(None),
            Meeting.is_fictitious,
        )
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .outerjoin(ReadingMark, mark)
        .where(
            Minutes.state == MinutesState.PUBLISHED,
            sa.func.coalesce(Minutes.rectified_at, Minutes.published_at) >= now - BACK,
            sa.or_(ReadingMark.revision.is_(None), ReadingMark.revision < LATEST),
        )
        .order_by(Minutes.published_at.desc(), Meeting.id.desc())
        .limit(MOST)
    )
    query = query.where(Meeting.body_id.in_(body_ids)) if body_ids else query
    return [Unread(*row) for row in session.execute(query)]


def mark(session: Session, actor: Actor, now: datetime, meeting_id: int, revision: int) -> None:
    """Note that an account has read published minutes as they stood; twice is once, and a mark never goes back.

    Raises:
        MissingError: Nothing was published under that number.
    """
    query = sa.select(LATEST).where(Minutes.meeting_id == meeting_id, Minutes.state == MinutesState.PUBLISHED)
    latest = session.scalar(query.select_from(Minutes)) if 0 < meeting_id < BEYOND else None
    if latest is None or not 0 < revision <= latest:
        raise MissingError
    found = session.get(ReadingMark, (actor.id, meeting_id), with_for_update=True)
    if found is None:
        session.add(ReadingMark(account_id=actor.id, meeting_id=meeting_id, revision=revision, read_at=now))
    elif found.revision < revision:
        found.revision, found.read_at = revision, now
    session.flush()
