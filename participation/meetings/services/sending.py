"""What was sent to convene a meeting: one sending after another, one line for each member in each.

A sending holds what everybody received; how each member was reached follows from what they gave: e-mail, else a
letter, else a call. Somebody without any of these gets their letter by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from participation.bodies.models import Mandate, Person, Seat
from participation.kernel import clock, mail
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.mail import Mail
from participation.kernel.permissions import Actor
from participation.meetings.models import Channel, Convocation, Dispatch, Meeting
from participation.meetings.services import access, convoking


@dataclass(frozen=True)
class Line:
    """One member in one sending, with the fate of their mail."""

    dispatch: Dispatch
    sent_at: datetime | None
    """When the mail left; empty for other ways, and while it waits."""
    error: str | None
    """Why a mail did not leave yet."""

    @property
    def mandate(self) -> Mandate:
        """Who."""
        return self.dispatch.mandate

    @property
    def is_done(self) -> bool:
        """Whether it reached them, as far as anybody can know."""
        return self.sent_at is not None or self.dispatch.done_on is not None


def channel_of(person: Person) -> Channel:
    """Return how somebody is reached."""
    if person.email:
        return Channel.EMAIL
    return Channel.PHONE if person.phone and not person.postal_address else Channel.LETTER


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting: Meeting,
    subject: str,
    body: str,
    mandates: Sequence[Mandate],
) -> tuple[Convocation, list[Dispatch]]:
    """Write down a sending to some mandates of a meeting whose row is locked; mails are the caller's to post."""
    numbers = sa.select(sa.func.max(Convocation.number)).where(Convocation.meeting_id == meeting.id)
    sending = Convocation(
        meeting_id=meeting.id,
        number=(session.scalar(numbers) or 0) + 1,
        sequence=meeting.sequence,
        subject=subject[:200],
        body=body,
        sent_by_id=actor.id,
        sent_at=now,
    )
    session.add(sending)
    session.flush()
    lines = [
        Dispatch(convocation=sending, mandate=mandate, channel=channel_of(mandate.person)) for mandate in mandates
    ]
    session.add_all(lines)
    session.flush()
    return sending, lines


def post(session: Session, now: datetime, line: Dispatch, subject: str, body: str) -> None:
    """Queue the mail of one line, once."""
    line.mail_key = f"meeting:{line.convocation_id}:{line.mandate_id}"
    mail.post(session, now, line.mail_key, line.mandate.person.email or "", subject, body)


def missing(session: Session, meeting: Meeting) -> list[Mandate]:
    """Return the members whom no sending tells what the meeting is now, such as those seated since."""
    told = set(
        session.scalars(
            sa.select(Dispatch.mandate_id)
            .join(Dispatch.convocation)
            .where(Convocation.meeting_id == meeting.id, Convocation.sequence == meeting.sequence)
        )
    )
    return [each for each in convoking.members(session, meeting) if each.id not in told]


def sendings(session: Session, meeting_id: int) -> Sequence[Convocation]:
    """Return the sendings of a meeting, last first."""
    query = sa.select(Convocation).where(Convocation.meeting_id == meeting_id)
    return session.scalars(query.order_by(Convocation.number.desc())).all()


def lines(session: Session, convocation_ids: Sequence[int]) -> list[Line]:
    """Return the lines of some sendings by seat, with the fate of each mail, in one query."""
    query = (
        sa.select(Dispatch, Mail.sent_at, Mail.last_error)
        .join(Dispatch.mandate)
        .join(Mandate.seat)
        .outerjoin(Mail, Mail.key == Dispatch.mail_key)
        .where(Dispatch.convocation_id.in_(convocation_ids))
        .options(
            contains_eager(Dispatch.mandate).contains_eager(Mandate.seat),
            contains_eager(Dispatch.mandate).joinedload(Mandate.person),
            contains_eager(Dispatch.mandate).joinedload(Mandate.association),
            joinedload(Dispatch.convocation),
        )
        .order_by(Dispatch.convocation_id.desc(), Seat.number, Mandate.role)
    )
    return [Line(*row) for row in session.execute(query)]


def dispatch(session: Session, meeting: Meeting, dispatch_id: int) -> Dispatch:
    """Return one line of a meeting.

    Raises:
        MissingError: There is none.
    """
    query = (
        sa.select(Dispatch)
        .join(Dispatch.convocation)
        .where(Dispatch.id == dispatch_id, Convocation.meeting_id == meeting.id)
    )
    found = session.scalars(query).one_or_none() if dispatch_id < access.BEYOND else None
    if found is None:
        raise MissingError
    return found


def note(
    session: Session, actor: Actor, now: datetime, meeting_id: int, dispatch_id: int, on: date, note: str | None
) -> Dispatch:
    """Write down on which day a letter was posted or somebody was reached, and what it gave.

    Raises:
        MissingError: As `access.find` and `dispatch`.
        RefusedError: `mail` for somebody whom an e-mail tells; `day_to_come`; `before_sending` (`sent_on`).
    """
    meeting = access.lock(session, actor, meeting_id)
    line = dispatch(session, meeting, dispatch_id)
    if line.channel is Channel.EMAIL:
        raise RefusedError("mail")
    _check_day(line.convocation, on, now)
    line.done_on, line.note, line.noted_by_id = on, note or None, actor.id
    return line


def note_letters(session: Session, actor: Actor, now: datetime, meeting_id: int, number: int, on: date) -> int:
    """Write down that the letters of a sending, those not noted yet, were posted on a day; return how many.

    Raises:
        MissingError: As `access.find`, or no such sending.
        RefusedError: `day_to_come`, `before_sending`.
    """
    meeting = access.lock(session, actor, meeting_id)
    sending = sending_of(session, meeting, number)
    _check_day(sending, on, now)
    waiting = session.scalars(
        sa.select(Dispatch).where(
            Dispatch.convocation_id == sending.id, Dispatch.channel == Channel.LETTER, Dispatch.done_on.is_(None)
        )
    ).all()
    for line in waiting:
        line.done_on, line.noted_by_id = on, actor.id
    return len(waiting)


def sending_of(session: Session, meeting: Meeting, number: int) -> Convocation:
    """Return one sending of a meeting by its number.

    Raises:
        MissingError: There is none.
    """
    query = sa.select(Convocation).where(Convocation.meeting_id == meeting.id, Convocation.number == number)
    found = session.scalars(query).one_or_none() if number < access.BEYOND else None
    if found is None:
        raise MissingError
    return found


def _check_day(sending: Convocation, on: date, now: datetime) -> None:
    if on > clock.day_of(now):
        raise RefusedError("day_to_come")
    if on < clock.day_of(sending.sent_at):
        raise RefusedError("before_sending", sent_on=clock.day_of(sending.sent_at))
