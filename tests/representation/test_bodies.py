"""Bodies: set up, composed, changed, ended; the seats of councils open by themselves."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, Mandate, Seat
from participation.bodies.services import end_terms
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.meetings.models import MeetingState
from participation.meetings.services import access as meeting_access
from participation.meetings.services import meetings
from participation.representation.models import (
    Adoption,
    CouncilRequest,
    DelegateSeat,
    MemberRole,
    RequestKind,
    RequestState,
    SeatSharing,
    SteeringKind,
    Voice,
)
from participation.representation.services import access, bodies, delegates, protocol, seats
from participation.territory.models import Institution
from tests.meetings.makers import make_meeting
from tests.representation.body_cases import STARTS, BodyCase, designate, make_body_case, make_team, plan_of
from tests.support.factories import make_account, make_council


def open_seats(session: Session, body_id: int) -> list[int | None]:
    query = sa.select(DelegateSeat.council_id).join(DelegateSeat.seat).where(Seat.body_id == body_id)
    return list(session.scalars(query.where(Seat.closed_on.is_(None)).order_by(Seat.number)))


def make_institutions(session: Session, count: int) -> list[int]:
    rows = [Institution(code=f"i{at}", name=f"Institution {at}", role="", is_signatory=True, source="") for at in range(count)]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def waiting(case: BodyCase, now: datetime) -> CouncilRequest:
    """Return a request to the body that nobody has answered."""
    return CouncilRequest(
        council_id=case.council.id, kind=RequestKind.QUESTION, year=2026, sequence=1, title="Les bancs", text="Quand ?",
        meeting_id=case.meeting.id, adoption=Adoption.CONSENSUS, minority="", about="", body_id=case.body_id,
        answer_days=30, rule_source="", sent_at=now, due_on=now.date(), state=RequestState.SENT,
        created_by_id=case.account.id, created_at=now,
    )  # fmt: skip


def test_each_council_gets_its_seats_and_a_new_council_too(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, seats=2)
    assert open_seats(session, case.body_id) == [case.council.id] * 2
    later = make_council(session, "gueriniere", name="Guérinière")
    assert seats.open_missing(session, now) == 2
    assert open_seats(session, case.body_id) == [case.council.id] * 2 + [later.id] * 2
    assert seats.open_missing(session, now) == 0


def test_seats_in_turn_are_of_no_council_and_a_neighbourhood_s_body_is_for_its_council_alone(
    session: Session, now: datetime
) -> None:
    case = make_body_case(session, now, sharing=SeatSharing.TURN, seats=2)
    make_council(session, "gueriniere", name="Guérinière")
    one = plan_of(name="Projet (fictif)", sharing=SeatSharing.ONE, neighbourhood_id=case.council.neighbourhood_id)
    renewal = bodies.create(session, case.account, now, one)
    seats.open_missing(session, now)
    assert open_seats(session, case.body_id) == [None, None]
    assert open_seats(session, renewal.body_id) == [case.council.id]


def test_the_body_of_a_neighbourhood_belongs_to_its_team_alone(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    one = plan_of(name="Projet (fictif)", sharing=SeatSharing.ONE, neighbourhood_id=case.council.neighbourhood_id)
    renewal = bodies.create(session, case.account, now, one)
    other = make_account(session, Role.SECRETARY, [make_council(session, "gueriniere", name="Guérinière")])
    official = make_account(session, Role.OFFICIAL, [case.council])
    assert [body.body_id for body in bodies.managed(session, other)] == [case.body_id]
    with pytest.raises(MissingError):
        access.mine(session, other, renewal.body_id)
    with pytest.raises(MissingError):
        access.mine(session, official, case.body_id)
    # Meetings of bodies follow the same rule.
    assert case.body_id in {body.id for body in meeting_access.bodies(session, other)}
    with pytest.raises(MissingError):
        meeting_access.body(session, other, renewal.body_id)
    with pytest.raises(MissingError):
        bodies.create(session, other, now, plan_of(name="Autre", sharing=SeatSharing.ONE, neighbourhood_id=one.neighbourhood_id))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "name_taken"),
        ({"name": "Autre", "sharing": SeatSharing.ONE}, "neighbourhood_needed"),
        ({"name": "Autre", "neighbourhood_id": 1}, "neighbourhood_idle"),
        ({"name": "Autre", "created_on": date(2027, 1, 1)}, "day_to_come"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused(session: Session, now: datetime, values: dict[str, object], code: str) -> None:
    case = make_body_case(session, now)
    with pytest.raises(RefusedError) as refused:
        bodies.create(session, case.account, now, plan_of(**values))
    assert refused.value.code == code


def test_a_body_changes_but_the_sharing_of_its_seats_stays(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    bodies.change(session, case.account, now, case.body_id, plan_of(name="Autre nom", report_days=10))
    assert (case.body.body.name, case.body.report_days) == ("Autre nom", 10)
    for values, code in (
        ({"sharing": SeatSharing.TURN}, "sharing_stays"),
        ({"created_on": STARTS + timedelta(days=1)}, "created_after_seats"),
    ):
        with pytest.raises(RefusedError) as refused:
            bodies.change(session, case.account, now, case.body_id, plan_of(**values))
        assert refused.value.code == code


def test_two_institutions_lead_a_team_and_no_more(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, kind=SteeringKind.PROJECT_TEAM)
    first, second, third = make_institutions(session, 3)
    for each in (first, second):
        bodies.compose(session, case.account, now, case.body_id, each, MemberRole.LEAD, None)
    for each, code in ((third, "leads"), (first, "already_member")):
        with pytest.raises(RefusedError) as refused:
            bodies.compose(session, case.account, now, case.body_id, each, MemberRole.LEAD, None)
        assert refused.value.code == code
    bodies.compose(session, case.account, now, case.body_id, third, MemberRole.POOL, Voice.CONSULTATIVE)
    found = bodies.members(session, case.body_id)
    assert [(member.institution_id, member.role) for member in found] == [
        (first, MemberRole.LEAD), (second, MemberRole.LEAD), (third, MemberRole.POOL)
    ]  # fmt: skip
    bodies.remove_member(session, case.account, now, case.body_id, found[0].id)
    assert len(bodies.members(session, case.body_id)) == 2
    assert [each.id for each in bodies.outside(session, case.body_id)] == [first]


def test_only_teams_are_led_and_an_institution_must_exist(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    (only,) = make_institutions(session, 1)
    with pytest.raises(RefusedError, match="not_a_team"):
        bodies.compose(session, case.account, now, case.body_id, only, MemberRole.LEAD, None)
    with pytest.raises(MissingError):
        bodies.compose(session, case.account, now, case.body_id, 2**40, MemberRole.MEMBER, None)
    with pytest.raises(MissingError):
        bodies.remove_member(session, case.account, now, case.body_id, 2**40)


def test_steps_of_a_protocol_keep_their_order_and_their_day(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    for text in ("Préparer avec les habitants.", "Examiner le projet.", "Examiner le projet."):
        protocol.add_step(session, case.account, case.body_id, text, text.startswith("Préparer"), "Protocole (fictif)")
    protocol.mark_step(session, case.account, now, case.body_id, 2, STARTS)
    found = protocol.steps_of(session, case.body_id)
    assert [(step.position, step.is_condition, step.done_on) for step in found] == [(1, True, None), (2, False, STARTS)]
    with pytest.raises(RefusedError, match="step_to_come"):
        protocol.mark_step(session, case.account, now, case.body_id, 1, date(2027, 1, 1))
    with pytest.raises(MissingError):
        protocol.mark_step(session, case.account, now, case.body_id, 3, None)


def test_a_body_that_ends_ends_its_mandates_and_closes_its_seats(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    mandate = designate(session, case, now)
    today = now.date()
    for on, code in ((today + timedelta(days=1), "day_to_come"), (STARTS - timedelta(days=1), "dissolved_early")):
        with pytest.raises(RefusedError) as refused:
            bodies.dissolve(session, case.account, now, case.body_id, on)
        assert refused.value.code == code
    bodies.dissolve(session, case.account, now, case.body_id, today)
    assert (mandate.left_on, mandate.end_reason) == (today, EndReason.TERM)
    assert open_seats(session, case.body_id) == []
    assert seats.open_missing(session, now) == 0
    assert list(bodies.listed(session)) == []
    assert [body.body_id for body in bodies.former(session)] == [case.body_id]
    with pytest.raises(RefusedError, match="body_dissolved"):
        designate(session, case, now)


def test_a_body_ends_though_somebody_was_to_sit_there_later(session: Session, now: datetime) -> None:
    case, today = make_body_case(session, now), now.date()
    ahead = today + timedelta(days=20)
    mandate = designate(session, case, now, starts_on=ahead)
    bodies.dissolve(session, case.account, now, case.body_id, today)
    # Left on its first day and not at its term: nobody ever sat.
    assert (mandate.left_on, mandate.end_reason) == (ahead, EndReason.REPLACED)
    assert delegates.of_body(session, case.body_id, ahead) == []
    assert case.body.dissolved_on == today


def test_the_team_sees_who_sits_today_and_since_when_nobody_does(session: Session, now: datetime) -> None:
    case, today = make_body_case(session, now), now.date()
    designate(session, case, now, starts_on=today + timedelta(days=20))
    (place,) = seats.places(session, case.body_id, today)
    assert (place.full, place.vacant_since) == (None, STARTS)


def test_a_seat_is_empty_from_the_day_after_a_term(session: Session, now: datetime) -> None:
    case, today = make_body_case(session, now), now.date()
    over = date(2026, 11, 20)
    mandate = designate(session, case, now, ends_on=over)
    assert seats.places(session, case.body_id, today)[0].vacant_since == over + timedelta(days=1)
    end_terms(session, now)
    session.refresh(mandate)
    assert mandate.left_on == over
    assert seats.places(session, case.body_id, today)[0].vacant_since == over + timedelta(days=1)


def test_a_body_with_an_open_request_or_a_meeting_ahead_does_not_end(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    make_meeting(session, case.body, case.account, state=MeetingState.DRAFT)  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="meetings_ahead"):
        bodies.dissolve(session, case.account, now, case.body_id, now.date())
    session.add(waiting(case, now))
    session.flush()
    with pytest.raises(RefusedError) as refused:
        bodies.dissolve(session, case.account, now, case.body_id, now.date())
    assert (refused.value.code, refused.value.params) == ("open_requests", {"count": 1})


def test_what_is_done_to_a_body_is_in_the_journal_without_a_name(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    designate(session, case, now)
    entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence)).all()
    kinds = [entry.kind for entry in entries if entry.subject == f"body:{case.body_id}"]
    assert kinds == ["steering.created", "steering.seats_opened", "seat.taken"]
    assert not any("Amina" in entry.payload for entry in entries)


def test_a_meeting_of_a_body_in_which_fictitious_people_sit_says_so(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    assert meetings.is_fictitious(session, case.body_id) is False
    designate(session, case, now)
    assert meetings.is_fictitious(session, case.body_id) is True
    assert session.scalar(sa.select(sa.func.count()).select_from(Mandate)) == 4


def test_a_seat_too_many_is_closed_but_one_that_is_due_is_not(session: Session, now: datetime) -> None:
    case = make_body_case(session, now, seats=2)
    place = seats.seat_of(session, case.body_id, 2)
    with pytest.raises(RefusedError, match="seat_due"):
        seats.require_spare(session, case.body, place)
    case.body.seats = 1
    seats.require_spare(session, case.body, place)
    assert [(each.number, each.full) for each in seats.places(session, case.body_id, now.date())] == [(1, None), (2, None)]
    make_team(session, "gueriniere")
    with pytest.raises(MissingError):
        seats.seat_of(session, case.body_id, 3)
