"""Seats opened and closed, taken and left, and what the journal says of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from participation.bodies import history, services
from participation.bodies.models import College, EndReason, Gender, MandateRole, Origin, Person, Seat
from participation.bodies.services import Designation, Term
from participation.journal.models import JournalEntry
from participation.kernel.errors import RefusedError
from tests.support.factories import (
    make_account,
    make_association,
    make_council,
    make_mandate,
    make_person,
    seats_of,
)

TERM = Term(date(2026, 11, 1), date(2029, 10, 31))


@pytest.fixture
def actor(session):
    return make_account(session)


@pytest.fixture
def council(session):
    return make_council(session, residents_drawn=2, residents_volunteer=1, local_actors=2)


@pytest.fixture
def seats(session, council):
    return seats_of(session, council)


def refusal(call, *arguments, **named):
    with pytest.raises(RefusedError) as refused:
        call(*arguments, **named)
    return refused.value.code


def kinds(session):
    return list(session.scalars(sa.select(JournalEntry.kind).order_by(JournalEntry.sequence)))


def test_open_seat_takes_the_next_number_and_never_an_old_one(session, actor, now, council, seats):
    services.close_seat(session, actor, now, seats[-1], date(2026, 11, 20))
    seat = services.open_seat(
        session, actor, now, council.body, College.RESIDENTS, Origin.DRAWN, date(2026, 11, 24)
    )
    assert seat.number == 6
    assert kinds(session) == ["seat.closed", "seat.opened"]


def test_take_seat_seats_the_person_and_tells_the_journal_no_name(session, actor, now, council, seats):
    person = make_person(session, "Camille Fictive")
    association = make_association(session, "Les Amis fictifs")
    mandate = services.take_seat(
        session, actor, now, seats[3], person, TERM,
        designation=Designation("Lettre du 3 novembre", date(2026, 11, 3), association),
    )  # fmt: skip
    assert (mandate.designation_act, mandate.designated_on) == ("Lettre du 3 novembre", date(2026, 11, 3))
    entry = session.scalars(sa.select(JournalEntry)).one()
    assert entry.subject == f"body:{council.body_id}"
    assert json.loads(entry.payload) == {"college": "local_actors", "role": "full", "seat": 4}
    [member] = history.members(session, council.body_id)
    assert (member.name, member.association, member.seat) == ("Camille Fictive", "Les Amis fictifs", 4)


def test_take_seat_refuses_a_term_that_ends_before_it_starts(session, actor, now, seats):
    inverted = Term(date(2026, 11, 2), date(2026, 11, 1))
    assert refusal(services.take_seat, session, actor, now, seats[0], make_person(session), inverted) == (
        "term_inverted"
    )


def test_take_seat_refuses_a_seat_not_open_closed_or_held(session, actor, now, seats):
    early = Term(seats[0].opened_on - timedelta(days=1), date(2029, 1, 1))
    assert refusal(services.take_seat, session, actor, now, seats[0], make_person(session), early) == (
        "seat_not_open"
    )
    services.take_seat(session, actor, now, seats[0], make_person(session), TERM)
    assert (
        refusal(services.take_seat, session, actor, now, seats[0], make_person(session), TERM) == "seat_held"
    )
    services.close_seat(session, actor, now, seats[1], date(2026, 11, 20))
    assert refusal(services.take_seat, session, actor, now, seats[1], make_person(session), TERM) == (
        "seat_closed"
    )


def test_take_seat_refuses_a_term_that_overlaps_the_last_one(session, actor, now, seats):
    mandate = make_mandate(session, seats[0], starts_on=date(2026, 1, 12))
    services.leave_seat(session, actor, now, mandate, EndReason.MOVED, date(2026, 11, 10))
    person = make_person(session)
    day_before = Term(date(2026, 11, 9), date(2029, 11, 8))
    assert refusal(services.take_seat, session, actor, now, seats[0], person, day_before) == "seat_held_until"
    same_day = Term(date(2026, 11, 10), date(2029, 11, 9))
    assert services.take_seat(session, actor, now, seats[0], person, same_day).id


def test_a_term_holds_its_last_day_and_the_next_one_begins_after_it(session, actor, now, seats):
    """Left before the term, a seat is free that very day; at the term, it is held to the evening."""
    over, person = date(2026, 10, 31), make_person(session)
    make_mandate(session, seats[0], starts_on=date(2025, 3, 3), ends_on=over)
    make_mandate(session, seats[1], person, starts_on=date(2025, 3, 3), ends_on=over)
    last_day, day_after = Term(over, date(2028, 10, 30)), Term(date(2026, 11, 1), date(2028, 10, 31))
    with pytest.raises(RefusedError) as refused:
        services.take_seat(session, actor, now, seats[0], make_person(session), last_day)
    assert (refused.value.code, refused.value.params) == ("seat_held_until", {"free_on": date(2026, 11, 1)})
    with pytest.raises(RefusedError) as refused:
        services.take_seat(session, actor, now, seats[2], person, last_day)
    assert (refused.value.code, refused.value.params) == ("person_seated_until", {"free_on": date(2026, 11, 1)})
    assert services.take_seat(session, actor, now, seats[0], make_person(session), day_after).id
    assert services.take_seat(session, actor, now, seats[2], person, day_after).id


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2026, 11, 30), date(2027, 12, 31)), (date(2026, 12, 1), date(2028, 1, 1))],
)
def test_a_substitute_sits_within_the_term_of_the_holder(session, actor, now, seats, starts_on, ends_on):
    full = Term(date(2026, 12, 1), date(2027, 12, 31))
    services.take_seat(session, actor, now, seats[0], make_person(session), full)
    person, substitute = make_person(session), MandateRole.SUBSTITUTE
    with pytest.raises(RefusedError) as refused:
        services.take_seat(session, actor, now, seats[0], person, Term(starts_on, ends_on), substitute)
    assert refused.value.code == "substitute_outside"
    assert refused.value.params == {"starts_on": full.starts_on, "ends_on": full.ends_on}
    assert services.take_seat(session, actor, now, seats[0], person, full, substitute).id


def test_a_substitute_stands_behind_a_holder_only(session, actor, now, seats):
    person = make_person(session)
    substitute = MandateRole.SUBSTITUTE
    assert refusal(services.take_seat, session, actor, now, seats[0], person, TERM, substitute) == (
        "no_full_holder"
    )
    services.take_seat(session, actor, now, seats[0], make_person(session), TERM)
    services.take_seat(session, actor, now, seats[0], person, TERM, substitute)
    other = make_person(session)
    assert refusal(services.take_seat, session, actor, now, seats[0], other, TERM, substitute) == "seat_held"


def test_a_person_sits_once_in_a_body_and_may_come_back(session, actor, now, seats):
    person = make_person(session)
    first = services.take_seat(session, actor, now, seats[0], person, TERM)
    assert refusal(services.take_seat, session, actor, now, seats[1], person, TERM) == "person_seated"
    services.leave_seat(session, actor, now, first, EndReason.RESIGNED, date(2026, 11, 20))
    before = Term(date(2026, 11, 19), date(2029, 11, 18))
    assert refusal(services.take_seat, session, actor, now, seats[1], person, before) == "person_seated_until"
    again = Term(date(2026, 11, 21), date(2029, 11, 20))
    second = services.take_seat(session, actor, now, seats[0], person, again)
    assert [row.id for row in history.seat_history(session, seats[0].id)] == [second.id, first.id]


def test_a_person_may_sit_in_two_bodies(session, actor, now, seats):
    person = make_person(session)
    other = make_council(session, "gueriniere", name="Guérinière")
    services.take_seat(session, actor, now, seats[0], person, TERM)
    assert services.take_seat(session, actor, now, seats_of(session, other)[0], person, TERM).id


@pytest.mark.parametrize(
    ("left_on", "code"),
    [
        (date(2026, 10, 31), "left_before_start"),
        (date(2029, 11, 1), "left_after_term"),
        (date(2026, 11, 25), "day_to_come"),
    ],
)
def test_leave_seat_refuses_a_day_that_cannot_be(session, actor, now, seats, left_on, code):
    mandate = services.take_seat(session, actor, now, seats[0], make_person(session), TERM)
    assert refusal(services.leave_seat, session, actor, now, mandate, EndReason.MOVED, left_on) == code


def test_leave_seat_keeps_day_and_reason_and_happens_once(session, actor, now, seats):
    mandate = services.take_seat(session, actor, now, seats[0], make_person(session), TERM)
    services.leave_seat(session, actor, now, mandate, EndReason.ABSENCES, date(2026, 11, 24))
    assert (mandate.left_on, mandate.end_reason) == (date(2026, 11, 24), EndReason.ABSENCES)
    again = refusal(services.leave_seat, session, actor, now, mandate, EndReason.MOVED, date(2026, 11, 24))
    assert again == "already_left"
    last = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc()).limit(1)).one()
    assert last.kind == "seat.left"
    assert "absences" not in last.payload


def test_close_seat_refuses_while_held_twice_or_before_it_was_left(session, actor, now, seats):
    mandate = services.take_seat(session, actor, now, seats[0], make_person(session), TERM)
    assert refusal(services.close_seat, session, actor, now, seats[0], date(2026, 11, 24)) == "seat_held"
    services.leave_seat(session, actor, now, mandate, EndReason.MOVED, date(2026, 11, 20))
    early = refusal(services.close_seat, session, actor, now, seats[0], date(2026, 11, 19))
    assert early == "closed_too_early"
    services.close_seat(session, actor, now, seats[0], date(2026, 11, 20))
    assert refusal(services.close_seat, session, actor, now, seats[0], date(2026, 11, 24)) == "seat_closed"


def test_end_terms_ends_what_is_over_and_nothing_twice(session, now, seats):
    over = make_mandate(session, seats[0], starts_on=date(2025, 3, 3), ends_on=date(2026, 11, 23))
    last_day = make_mandate(session, seats[1], starts_on=date(2025, 3, 3), ends_on=date(2026, 11, 24))
    assert services.end_terms(session, now) == 1
    session.expire_all()
    assert (over.left_on, over.end_reason) == (date(2026, 11, 23), EndReason.TERM)
    assert last_day.left_on is None
    assert services.end_terms(session, now) == 0
    assert kinds(session) == ["seat.left"]


def test_take_seat_first_ends_a_term_that_is_over(session, actor, now, seats):
    old = make_mandate(session, seats[0], starts_on=date(2025, 3, 3), ends_on=date(2026, 10, 31))
    services.take_seat(session, actor, now, seats[0], make_person(session), TERM)
    session.refresh(old)
    assert old.end_reason is EndReason.TERM


def test_former_members_are_named_with_consent_only(session, actor, now, council, seats):
    for seat, consent in ((seats[0], True), (seats[1], False)):
        person = make_person(session, "Dominique Fictif", gender=Gender.MALE, publishes_name=consent)
        mandate = services.take_seat(session, actor, now, seat, person, TERM)
        services.leave_seat(session, actor, now, mandate, EndReason.MOVED, date(2026, 11, 24))
    page = history.former_members(session, council.body_id, 1)
    assert [(row.seat, row.name) for row in page.rows] == [(1, "Dominique Fictif"), (2, None)]
    assert page.total == 2


def test_four_people_who_fill_one_seat_at_once_seat_one(app, session, actor, now, seats):
    people = [make_person(session).id for _ in range(4)]
    seat_id = seats[0].id
    session.commit()

    def take(person_id):
        with app.extensions["db"]["write"]() as own:
            seat, person = own.get_one(Seat, seat_id), own.get_one(Person, person_id)
            try:
                services.take_seat(own, actor, now, seat, person, TERM)
            except RefusedError as refused:
                return refused.code
            own.commit()
        return "seated"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(take, people))
    assert outcomes == ["seat_held", "seat_held", "seat_held", "seated"]
