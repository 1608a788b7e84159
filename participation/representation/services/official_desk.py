"""The desk of an official or a partner: what they owe, what is new, what comes, what they have not read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting
from participation.meetings.services import reading_desk, record_index
from participation.meetings.services.decisions import DecisionView
from participation.meetings.services.reading_desk import Unread
from participation.meetings.services.standing import is_next
from participation.representation.services import digests, institutions, ledger, news
from participation.representation.services.ledger import RequestRow
from participation.representation.services.news import News, NewsKind

MOST_MEETINGS = 5
MOST_UNREAD = 5


@dataclass(frozen=True)
class Desk:
    """One page, in its order."""

    institution: str
    """Empty while an administrator has not said for whom the account signs in."""
    owed: Sequence[RequestRow]
    news: Sequence[News]
    """Without minutes: those have a pile of their own, from which only their reader takes them."""
    since: datetime
    meetings: Sequence[Meeting]
    unread: Sequence[Unread]
    more_unread: int
    asked: Mapping[int, Sequence[DecisionView]]
    """What a council asks in unread minutes, by meeting."""
    has_fiction: bool

    def late(self, today: date) -> int:
        """Return how many answers are overdue."""
        return sum(row.is_overdue(today) for row in self.owed)


def desk(session: Session, actor: Actor, now: datetime) -> Desk:
    """Return the desk of an account, in as many queries whatever is on it."""
    institution = institutions.of_account(session, actor)
    found = news.scope(session, actor, now)
    start = digests.told_until(session, actor, now)
    came = [each for each in news.since(session, found, start, now) if each.kind is not NewsKind.MINUTES]
    owed = ledger.owed_by(session, found.institution_ids, now)
    meetings = coming(session, found.body_ids, now)
    unread = reading_desk.unread(session, actor, now, found.read_ids)
    shown = unread[:MOST_UNREAD]
    return Desk(
        institution=institution.name if institution else "",
        owed=owed,
        news=came,
        since=start,
        meetings=meetings,
        unread=shown,
        more_unread=len(unread) - len(shown),
        asked=record_index.asked_in(session, [each.meeting_id for each in shown]),
        has_fiction=any((
            any(row.is_fictitious for row in owed),
            any(each.is_fictitious for each in came),
            any(meeting.is_fictitious for meeting in meetings),
            any(each.is_fictitious for each in shown),
        )),
    )


def coming(session: Session, body_ids: Collection[int], now: datetime) -> Sequence[Meeting]:
    """Return the next meetings of some bodies, by date."""
    query = (
        sa.select(Meeting)
        .where(Meeting.body_id.in_(body_ids), is_next(now))
        .options(joinedload(Meeting.body))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST_MEETINGS)
    )
    return session.scalars(query).all() if body_ids else []
