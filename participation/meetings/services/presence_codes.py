"""Signing in from one's own phone, with the code that the room shows while the meeting is held.

The code opens this one meeting and nothing else, for as long as it is held. Whoever signs in picks a seat, by the
same words as on the council's page; the team sees that it came from a phone, and has the last word.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import RefusedError
from participation.meetings.models import Attendance, Meeting, MeetingState, Presence
from participation.meetings.services import access, attendance
from participation.meetings.services.places import Place, places_of
from participation.volunteers.codes import ALPHABET, parse_code

LENGTH = 8
"""Symbols: 40 bits, for some hours, behind a limit of tries."""


def new_room_code() -> str:
    """Return a fresh code, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def open_room(session: Session, meeting_id: int, typed: str) -> Meeting:
    """Return the meeting whose room shows this code.

    Raises:
        MissingError: The public knows no such meeting.
        RefusedError: `not_held`, or `room_code` where it is not the one.
    """
    meeting = access.published(session, meeting_id)
    _check(meeting, typed)
    return meeting


def sign_in(
    session: Session, now: datetime, meeting_id: int, typed: str, seat_id: int, as_substitute: bool
) -> Place:
    """Note that somebody is there, as they say themselves; return the seat as it stood before.

    Raises:
        MissingError: As `open_room`.
        RefusedError: As `open_room`; `no_seat`: nobody holds that seat today; `no_substitute`.
    """
    access.published(session, meeting_id)
    query = sa.select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    meeting = session.scalars(query.execution_options(populate_existing=True)).one()
    _check(meeting, typed)
    place = next((each for each in places_of(session, meeting) if each.seat_id == seat_id), None)
    if place is None:
        raise RefusedError("no_seat")
    presence = Presence.REPLACED if as_substitute else Presence.PRESENT
    if place.presence is presence:
        return place
    row: Attendance = attendance.row_of(session, meeting, place)
    attendance.write(session, row, place, presence, now, by=None)
    session.flush()
    return place


def _check(meeting: Meeting, typed: str) -> None:
    if meeting.state is not MeetingState.HELD or meeting.room_code is None:
        raise RefusedError("not_held", state=meeting.state)
    code = parse_code(typed, LENGTH)
    if code is None or not secrets.compare_digest(code, meeting.room_code):
        raise RefusedError("room_code")


