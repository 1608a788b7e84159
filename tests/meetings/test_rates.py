"""Attendance over a year: within mandates only, the substitute counting for the seat, for the team alone."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from participation.bodies.models import EndReason, Mandate, MandateRole
from participation.meetings.models import Attendance, MeetingState, Presence
from participation.meetings.services.attendance_rates import rates_of
from tests.meetings.makers import make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of, sign_in

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def council(session):
    return make_council(session, residents_drawn=2, residents_volunteer=0, local_actors=0)


@pytest.fixture
def account(session, council):
    return make_account(session, councils=[council])


def held(session, council, account, month, state=MeetingState.CLOSED, **said):
    """Return a meeting of the 20th of a month, with what was noted by mandate."""
    starts = datetime(2026, month, 20, 17, 0, tzinfo=UTC)
    meeting = make_meeting(session, council, account, starts_at=starts, state=state)
    for presence, mandates in said.items():
        for mandate in mandates:
            session.add(
                Attendance(
                    meeting_id=meeting.id, seat_id=mandate.seat_id, mandate_id=mandate.id, presence=Presence(presence),
                    noted_at=starts, account_id=account.id,
                    substitute_id=stand_in(session, mandate).id if presence == "replaced" else None,
                )
            )
    session.flush()
    return meeting


def stand_in(session, mandate):
    query = sa.select(Mandate).where(Mandate.seat_id == mandate.seat_id, Mandate.role == MandateRole.SUBSTITUTE)
    return session.scalars(query).one()


def test_a_successor_is_not_held_to_meetings_of_before(session, council, account):
    seat, other = seats_of(session, council)
    first = make_mandate(session, seat, make_person(session, "Avant Fictif"), starts_on=date(2026, 1, 1))
    first.left_on, first.end_reason = date(2026, 5, 20), EndReason.MOVED
    second = make_mandate(session, seat, make_person(session, "Après Fictive"), starts_on=date(2026, 5, 20))
    steady = make_mandate(session, other, make_person(session, "Toujours Fictive"), starts_on=date(2026, 1, 1))
    held(session, council, account, 3, absent=[first], present=[steady])
    held(session, council, account, 5, present=[second], excused=[steady])
    found = {rate.name: rate for rate in rates_of(session, council.body_id, *YEAR)}
    assert {name: (rate.meetings, rate.absent, rate.share) for name, rate in found.items()} == {
        "Avant Fictif": (1, 1, 0.0),
        "Après Fictive": (1, 0, 1.0),
        "Toujours Fictive": (2, 0, 0.5),
    }
    assert (found["Toujours Fictive"].excused, found["Avant Fictif"].is_over) == (1, True)


def test_the_substitute_counts_and_only_closed_meetings_of_the_period_do(session, council, account):
    seat = seats_of(session, council)[0]
    holder = make_mandate(session, seat, starts_on=date(2025, 1, 1))
    make_mandate(session, seat, make_person(session), starts_on=date(2025, 1, 1), role=MandateRole.SUBSTITUTE)
    held(session, council, account, 3, replaced=[holder])
    held(session, council, account, 4)
    held(session, council, account, 6, state=MeetingState.HELD, absent=[holder])
    rate = rates_of(session, council.body_id, *YEAR)[0]
    assert (rate.meetings, rate.replaced, rate.unsaid, rate.share) == (2, 1, 1, 1.0)
    assert rates_of(session, council.body_id, date(2025, 1, 1), date(2025, 12, 31)) == []


def test_three_queries_whatever_the_number_of_meetings(session, council, account, count_queries):
    for seat in seats_of(session, council):
        make_mandate(session, seat)
    for month in (3, 4, 5, 6, 7):
        held(session, council, account, month)
    before = len(count_queries)
    assert len(rates_of(session, council.body_id, *YEAR)) == 2
    assert len(count_queries) - before == 3


def test_rates_page_is_for_the_team_of_the_council(client, session, council, account):
    holder = make_mandate(session, seats_of(session, council)[0], starts_on=date(2026, 1, 1))
    held(session, council, account, 3, present=[holder])
    body_id = council.body_id
    sign_in(client, account)
    page = client.get(f"/travail/reunions/assiduite/{body_id}").get_data(as_text=True)
    assert "Camille Fictive" in page
    assert "1 réunion sur 1" in page.replace("\u00a0", " ")
    assert "Camille" not in client.get(f"/travail/reunions/assiduite/{body_id}?annee=2025").get_data(as_text=True)
    assert client.get(f"/travail/reunions/assiduite/{body_id}?annee=20x5").status_code == 200
    assert client.get("/travail/reunions/assiduite/999999").status_code == 404
