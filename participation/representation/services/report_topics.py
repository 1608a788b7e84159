"""How a report reaches its council: a topic that comes to the next agenda by itself, as what was left open does."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from babel.dates import format_date
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.kernel.clock import day_of
from participation.kernel.i18n import DEFAULT
from participation.kernel.permissions import Actor, Role
from participation.meetings.models import (
    AgendaItem,
    AgendaState,
    ItemKind,
    Meeting,
    MeetingState,
    Proposer,
)
from participation.meetings.services import agenda, indexing
from participation.representation.models import DelegateReport

MINUTES = 10
LONGEST_TITLE = 200
LONGEST_TEXT = 1800
"""What an item's form can take, with room for the sentence that says where the rest is."""
TITLE = "Retour : {body}, réunion du {day}"
"""French is the authentic text, whatever language the person reads who sent it."""
REST = "… La suite est sur la page de cette réunion."


def bring(
    session: Session, actor: Actor, now: datetime, report: DelegateReport, body: str, council: Council
) -> AgendaItem:
    """Make the topic of a report, and put it on the next agenda that is still in preparation, if there is one."""
    day = format_date(day_of(session.get_one(Meeting, report.meeting_id).starts_at), "d MMMM y", DEFAULT)
    room = LONGEST_TITLE - len(TITLE.format(body="", day=day))
    item = AgendaItem(
        body_id=council.body_id,
        kind=ItemKind.INFORMATION,
        title=TITLE.format(body=body[:room], day=day),
        text=_shortened(report.text),
        minutes=MINUTES,
        state=AgendaState.KEPT,
        proposed_by=Proposer.MEMBER if actor.role is Role.MEMBER else Proposer.TEAM,
        account_id=actor.id,
        proposed_at=now,
        answered_at=now,
    )
    session.add(item)
    session.flush()
    report.item_id = item.id
    session.flush()
    upcoming = _next(session, council.body_id, now)
    if upcoming is not None:
        agenda.append(session, upcoming, item)
        session.flush()
        indexing.index_meeting(session, upcoming.id)
    return item


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT].rsplit(maxsplit=1)[0] + REST


def _next(session: Session, body_id: int, now: datetime) -> Meeting | None:
    """Return the next meeting in preparation whose agenda has room, locked."""
    held = sa.select(sa.func.count(AgendaItem.id)).where(AgendaItem.meeting_id == Meeting.id).scalar_subquery()
    query = (
        sa.select(Meeting)
        .where(Meeting.body_id == body_id, Meeting.state == MeetingState.DRAFT, Meeting.starts_at > now)
        .where(held < agenda.LONGEST_AGENDA)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
        .with_for_update()
    )
    return session.scalars(query).one_or_none()


def waiting(session: Session, meeting: Meeting) -> Sequence[AgendaItem]:
    """Return the topics of reports that no agenda holds yet, the oldest first."""
    query = (
        sa.select(AgendaItem)
        .join(DelegateReport, DelegateReport.item_id == AgendaItem.id)
        .where(AgendaItem.body_id == meeting.body_id, AgendaItem.state == AgendaState.KEPT)
        .order_by(AgendaItem.id)
    )
    return session.scalars(query).all()
