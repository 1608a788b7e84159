"""Attendance: the last word on each person counts, nobody's is lost, and the quorum follows the council's rule."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import College, EndReason, Mandate, MandateRole
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import (
    Attendance,
    MeetingRule,
    MeetingRuleKey,
    MeetingState,
    Movement,
    MovementKind,
    Presence,
)
from participation.meetings.services import attendance, closing, comings, presence_codes
from participation.meetings.services.attendance import Tick
from participation.meetings.services.places import guests_of, places_of
from tests.meetings.makers import STARTS, make_item, make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of

CODE = "K7M4P2XR"


@pytest.fixture
def council(session: Session):
    """Six seats of residents and four of local actors; the last of each is vacant."""
    found = make_council(session, residents_drawn=6, residents_volunteer=0, local_actors=4)
    for seat in seats_of(session, found):
        if seat.number not in (6, 10):
            make_mandate(session, seat, make_person(session, f"Camille {seat.number}"))
    return found


@pytest.fixture
def account(session: Session, council):
    return make_account(session, councils=[council])


@pytest.fixture
def meeting(session: Session, council, account):
    return make_meeting(session, council, account, room_code=CODE)


@pytest.fixture
def seats(session: Session, council):
    return {seat.number: seat.id for seat in seats_of(session, council)}


def tick(session, account, now, meeting, seats, **said):
    ticks = {seats[int(number[1:])]: Tick(presence, None) for number, presence in said.items()}
    return attendance.tick(session, account, now, meeting.id, ticks)


def rule(session, meeting, key, value, starts_on=date(2026, 1, 1)):
    session.add(
        MeetingRule(
            body_id=meeting.body_id, key=key, value=value, source="Règlement fictif", source_on=starts_on, starts_on=starts_on
        )
    )
    session.flush()


def test_only_held_seats_have_a_place(session, meeting):
    assert [place.number for place in places_of(session, meeting)] == [1, 2, 3, 4, 5, 7, 8, 9]


def test_the_quorum_is_of_the_seated_by_college(session, now, account, meeting, seats):
    for key in (MeetingRuleKey.QUORUM, MeetingRuleKey.QUORUM_RESIDENTS, MeetingRuleKey.QUORUM_LOCAL_ACTORS):
        rule(session, meeting, key, "0.5")
    tick(session, account, now, meeting, seats, s1=Presence.PRESENT, s2=Presence.PRESENT, s3=Presence.PRESENT)
    tick(session, account, now, meeting, seats, s4=Presence.EXCUSED, s5=Presence.ABSENT, s7=Presence.PRESENT)
    comings.add_guest(session, account, now, meeting.id, "Dominique Fictive", "bailleur")
    found = attendance.summary(session, meeting)
    residents, actors = found.colleges
    assert (residents.college, residents.seated, residents.required, residents.is_met) == (College.RESIDENTS, 5, 3, True)
    assert (residents.present, residents.excused, residents.absent, residents.unsaid) == (3, 1, 1, 0)
    assert (actors.seated, actors.present, actors.required, actors.is_met, actors.lacking) == (3, 1, 2, False, 1)
    assert (found.everybody.seated, found.everybody.present, found.everybody.is_met) == (8, 4, True)
    assert (found.guests, found.holds) == (1, False)


def test_without_a_rule_nothing_is_claimed(session, meeting):
    found = attendance.summary(session, meeting)
    assert found.holds is None
    assert [each.required for each in (*found.colleges, found.everybody)] == [None] * 3


def test_the_rule_of_the_day_of_the_meeting_counts(session, meeting):
    rule(session, meeting, MeetingRuleKey.QUORUM, "0.25")
    rule(session, meeting, MeetingRuleKey.QUORUM, "1", starts_on=date(2026, 12, 1))
    assert attendance.summary(session, meeting).everybody.required == 2


def test_each_page_writes_only_what_it_changed(session, now, account, council, meeting, seats):
    other = make_account(session, councils=[council], name="Sacha Fictive")
    attendance.tick(session, account, now, meeting.id, {seats[1]: Tick(Presence.PRESENT, None)})
    # The second page was opened before: it shows nothing of seat 1 and says something of seat 2 alone.
    later = now + timedelta(minutes=1)
    said = {seats[2]: Tick(Presence.EXCUSED, None)}
    assert attendance.tick(session, other, later, meeting.id, said) == 1
    notes = {place.number: place.note for place in places_of(session, meeting) if place.note}
    assert {number: (note.presence, note.noted_by) for number, note in notes.items()} == {
        1: (Presence.PRESENT, "Alix Fictive"),
        2: (Presence.EXCUSED, "Sacha Fictive"),
    }


def test_an_unchanged_tick_leaves_what_others_said_meanwhile(session, now, account, meeting, seats):
    tick(session, account, now, meeting, seats, s1=Presence.PRESENT)
    stale = {seats[1]: Tick(Presence.EXCUSED, Presence.EXCUSED)}
    assert attendance.tick(session, account, now, meeting.id, stale) == 0
    assert places_of(session, meeting)[0].presence is Presence.PRESENT


def test_a_substitute_sits_in_the_seat_and_counts(session, now, account, council, meeting, seats):
    seat = seats_of(session, council)[0]
    substitute = make_mandate(session, seat, make_person(session, "Andrea Fictive"), role=MandateRole.SUBSTITUTE)
    tick(session, account, now, meeting, seats, s1=Presence.REPLACED)
    place = places_of(session, meeting)[0]
    assert place.sitting is not None
    assert place.sitting.name == "Andrea Fictive"
    assert attendance.summary(session, meeting).everybody.present == 1
    assert attendance.present_mandates(session, meeting.id) == [substitute]
    with pytest.raises(RefusedError, match="no_substitute"):
        tick(session, account, now, meeting, seats, s2=Presence.REPLACED)


def test_whoever_held_the_seat_that_day_is_asked_for_even_after_leaving(session, now, account, council, meeting):
    seat = seats_of(session, council)[0]
    mandate = session.scalars(sa.select(Mandate).where(Mandate.seat_id == seat.id)).one()
    mandate.left_on, mandate.end_reason = date(2026, 11, 22), EndReason.MOVED
    make_mandate(session, seat, make_person(session, "Nouvelle Fictive"), starts_on=date(2026, 11, 23))
    assert places_of(session, meeting)[0].holder.name == "Camille 1"


def test_arrivals_and_departures_count_from_their_item(session, now, account, meeting, seats):
    rule(session, meeting, MeetingRuleKey.QUORUM, "0.25")
    first, second, third = (make_item(session, meeting, title) for title in ("un", "deux", "trois"))
    tick(session, account, now, meeting, seats, s1=Presence.PRESENT, s7=Presence.PRESENT)
    rows = {place.number: place.note.attendance_id for place in places_of(session, meeting) if place.note}
    comings.note_movement(session, account, now, meeting.id, rows[1], second.id, MovementKind.ARRIVAL)
    move = comings.note_movement(session, account, now, meeting.id, rows[7], third.id, MovementKind.ARRIVAL)
    again = comings.note_movement(session, account, now, meeting.id, rows[7], third.id, MovementKind.DEPARTURE)
    assert again is move
    found = attendance.by_item(session, meeting)
    assert [(each.item.id, each.present, each.holds) for each in found] == [
        (first.id, (0, 1, 1), False),
        (second.id, (1, 1, 2), True),
        (third.id, (1, 0, 1), False),
    ]
    comings.remove_movement(session, account, meeting.id, move.id)
    assert attendance.by_item(session, meeting)[2].present == (1, 1, 2)


def test_only_who_came_moves(session, now, account, meeting, seats):
    item = make_item(session, meeting)
    tick(session, account, now, meeting, seats, s1=Presence.EXCUSED)
    row = session.scalars(sa.select(Attendance)).one()
    with pytest.raises(MissingError):
        comings.note_movement(session, account, now, meeting.id, row.id, item.id, MovementKind.ARRIVAL)


def test_guests_are_noted_once_and_can_be_taken_off(session, now, account, meeting):
    item = make_item(session, meeting)
    guest = comings.add_guest(session, account, now, meeting.id, "Dominique Fictive", "bailleur")
    assert comings.add_guest(session, account, now, meeting.id, "Dominique Fictive", "bailleur") is guest
    comings.note_movement(session, account, now, meeting.id, guest.id, item.id, MovementKind.DEPARTURE)
    assert len(guests_of(session, meeting.id)) == 1
    number = guest.id
    comings.remove_guest(session, account, meeting.id, number)
    with pytest.raises(MissingError):
        comings.remove_guest(session, account, meeting.id, number)
    assert guests_of(session, meeting.id) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Movement)) == 0


def test_a_closed_meetings_attendance_stands(session, now, account, meeting, seats):
    closing.close_meeting(session, account, now, meeting.id, {})
    with pytest.raises(RefusedError, match="state"):
        tick(session, account, now, meeting, seats, s1=Presence.PRESENT)
    with pytest.raises(RefusedError, match="state"):
        comings.add_guest(session, account, now, meeting.id, "Dominique Fictive", "")


def test_a_phone_signs_in_by_the_rooms_code(session, now, account, meeting, seats):
    presence_codes.sign_in(session, now, meeting.id, "k7m4-p2xr", seats[3], False)
    place = places_of(session, meeting)[2]
    assert place.note is not None
    assert (place.presence, place.note.by_phone, place.note.noted_by) == (Presence.PRESENT, True, None)
    tick_again = {seats[3]: Tick(Presence.ABSENT, Presence.PRESENT)}
    attendance.tick(session, account, now, meeting.id, tick_again)
    place = places_of(session, meeting)[2]
    assert place.note is not None
    assert (place.presence, place.note.by_phone, place.note.noted_by) == (Presence.ABSENT, False, "Alix Fictive")


@pytest.mark.parametrize(("code", "seat", "why"), [("AAAAAAAA", 3, "room_code"), ("", 3, "room_code"), (CODE, 6, "no_seat")])
def test_a_wrong_code_or_a_vacant_seat_is_refused(session, now, meeting, seats, code, seat, why):
    with pytest.raises(RefusedError, match=why):
        presence_codes.sign_in(session, now, meeting.id, code, seats[seat], False)


def test_a_substitutes_phone_takes_the_seat_for_them(session, now, council, meeting, seats):
    with pytest.raises(RefusedError, match="no_substitute"):
        presence_codes.sign_in(session, now, meeting.id, CODE, seats[2], True)
    session.expire_all()
    make_mandate(session, seats_of(session, council)[1], make_person(session), role=MandateRole.SUBSTITUTE)
    presence_codes.sign_in(session, now, meeting.id, CODE, seats[2], True)
    assert places_of(session, meeting)[1].presence is Presence.REPLACED


def test_opening_draws_a_code_and_closing_takes_it_away(session, now, account, council):
    meeting = make_meeting(session, council, account, state=MeetingState.CONVENED, starts_at=now + timedelta(hours=3))
    with pytest.raises(RefusedError, match="too_early"):
        closing.open_meeting(session, account, now - timedelta(days=1), meeting.id)
    closing.open_meeting(session, account, now, meeting.id)
    assert meeting.state is MeetingState.HELD
    assert presence_codes.open_room(session, meeting.id, meeting.room_code or "") is meeting
    code = meeting.room_code or ""
    closing.close_meeting(session, account, now, meeting.id, {})
    assert meeting.room_code is None
    with pytest.raises(RefusedError, match="not_held"):
        presence_codes.open_room(session, meeting.id, code)
    entry = session.scalars(sa.select(JournalEntry).where(JournalEntry.kind == "meeting.closed")).one()
    assert '"seated":8' in entry.payload


def test_a_meeting_is_opened_once_and_by_its_team(session, now, account, council, meeting):
    with pytest.raises(RefusedError, match="state"):
        closing.open_meeting(session, account, now, meeting.id)
    stranger = make_account(session)
    with pytest.raises(MissingError):
        closing.close_meeting(session, stranger, now, meeting.id, {})


def test_queries_do_not_grow_with_the_council(session, now, account, meeting, seats, count_queries):
    attendance.summary(session, meeting)
    few = len(count_queries)
    council = make_council(session, "grand", residents_drawn=40, name="Grand")
    for seat in seats_of(session, council):
        make_mandate(session, seat)
    large = make_meeting(session, council, account, starts_at=STARTS)
    session.flush()
    before = len(count_queries)
    assert attendance.summary(session, large).everybody.seated == 50
    assert len(count_queries) - before == few
