"""Guests, and who arrived or left at an item."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Attendance, Meeting, MeetingState, Movement, MovementKind, Presence
from participation.meetings.services import access
from participation.meetings.services.attendance import MOST_GUESTS, TICKED
from participation.meetings.services.items import find_item
from participation.meetings.services.places import SITS


def add_guest(
    session: Session, actor: Actor, now: datetime, meeting_id: int, name: str, quality: str
) -> Attendance:
    """Note somebody without a seat; the same name and capacity twice is one guest.

    Raises:
        MissingError: As `access.find`.
        RefusedError: `state`, or `too_many_guests`.
    """
    meeting = access.lock(session, actor, meeting_id, *TICKED)
    query = sa.select(Attendance).where(
        Attendance.meeting_id == meeting.id, Attendance.presence == Presence.GUEST
    )
    known = session.scalars(query).all()
    for guest in known:
        if (guest.guest_name, guest.guest_quality or "") == (name, quality):
            return guest
    if len(known) >= MOST_GUESTS:
        raise RefusedError("too_many_guests", most=MOST_GUESTS)
    guest = Attendance(
        meeting_id=meeting.id,
        presence=Presence.GUEST,
        guest_name=name,
        guest_quality=quality or None,
        account_id=actor.id,
        noted_at=now,
    )
    session.add(guest)
    session.flush()
    return guest


def remove_guest(session: Session, actor: Actor, meeting_id: int, attendance_id: int) -> None:
    """Take off a guest noted by mistake.

    Raises:
        MissingError: As `access.find`, or the meeting has no such guest.
        RefusedError: `state`.
    """
    meeting = access.lock(session, actor, meeting_id, *TICKED)
    guest = _attendance(session, meeting, attendance_id)
    if guest is None or guest.presence is not Presence.GUEST:
        raise MissingError
    session.execute(sa.delete(Movement).where(Movement.attendance_id == guest.id))
    session.delete(guest)
    session.flush()


def note_movement(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    attendance_id: int,
    item_id: int,
    kind: MovementKind,
) -> Movement:
    """Note that somebody arrived or left at an item; the last word about that item counts.

    Raises:
        MissingError: As `access.find`, or nobody of that number came, or the meeting has no such item.
        RefusedError: `state`.
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.HELD)
    item = find_item(session, meeting, item_id)
    who = _attendance(session, meeting, attendance_id)
    if who is None or who.presence not in SITS | {Presence.GUEST}:
        raise MissingError
    query = sa.select(Movement).where(Movement.attendance_id == who.id, Movement.item_id == item.id)
    move = session.scalars(query).one_or_none()
    if move is None:
        move = Movement(attendance_id=who.id, item_id=item.id)
        session.add(move)
    move.kind, move.account_id, move.noted_at = kind, actor.id, now
    session.flush()
    return move


def remove_movement(session: Session, actor: Actor, meeting_id: int, movement_id: int) -> None:
    """Take off an arrival or departure noted by mistake.

    Raises:
        MissingError: As `access.find`, or the meeting has no such movement.
        RefusedError: `state`.
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.HELD)
    query = sa.select(Movement).join(Attendance, Movement.attendance_id == Attendance.id)
    query = query.where(Movement.id == movement_id, Attendance.meeting_id == meeting.id)
    move = session.scalars(query).one_or_none() if movement_id < access.BEYOND else None
    if move is None:
        raise MissingError
    session.delete(move)
    session.flush()


def _attendance(session: Session, meeting: Meeting, attendance_id: int) -> Attendance | None:
    query = sa.select(Attendance).where(Attendance.id == attendance_id, Attendance.meeting_id == meeting.id)
    return session.scalars(query).one_or_none() if attendance_id < access.BEYOND else None
