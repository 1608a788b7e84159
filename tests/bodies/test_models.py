"""What the database itself refuses, whatever the services do."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from participation.bodies.models import EndReason, MandateRole, Origin, Seat
from tests.support.factories import make_council, make_mandate, seats_of


@pytest.fixture
def seat(session):
    return seats_of(session, make_council(session))[0]


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": date(2026, 1, 11)},
        {"left_on": date(2026, 6, 1)},
        {"end_reason": EndReason.MOVED},
        {"left_on": date(2026, 1, 11), "end_reason": EndReason.MOVED},
    ],
)
def test_a_mandate_that_contradicts_itself(session, seat, values):
    with pytest.raises(IntegrityError):
        make_mandate(session, seat, starts_on=date(2026, 1, 12), **values)


@pytest.mark.parametrize("role", list(MandateRole))
def test_two_holders_of_one_seat(session, seat, role):
    make_mandate(session, seat, role=role)
    with pytest.raises(IntegrityError):
        make_mandate(session, seat, role=role)


def test_a_holder_after_another_and_a_substitute_beside(session, seat):
    make_mandate(session, seat, left_on=date(2026, 6, 1), end_reason=EndReason.MOVED)
    make_mandate(session, seat, starts_on=date(2026, 6, 1))
    assert make_mandate(session, seat, role=MandateRole.SUBSTITUTE).id


@pytest.mark.parametrize("number", [0, 1])
def test_a_seat_number_is_positive_and_its_own(session, seat, number):
    session.add(Seat(body_id=seat.body_id, number=number, origin=Origin.DRAWN, opened_on=date(2026, 1, 1)))
    with pytest.raises(IntegrityError):
        session.flush()
