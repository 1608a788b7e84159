"""What draws tell the register and the councils, which know no draw."""

import pytest
from sqlalchemy.orm import Session

from participation.councils import services as councils
from participation.draws.services import answers, seating
from participation.draws.services.answers import AnswerKind
from participation.kernel.clock import day_of
from participation.volunteers import services as volunteers
from participation.volunteers.models import SignUp
from participation.volunteers.services import MilestoneKind, OutcomeKind
from tests.support.draws import CHANCE, Case, make_case
from tests.support.factories import make_sign_up, seats_of


@pytest.mark.parametrize(
    ("until", "expected"),
    [("draft", None), ("announced", None), ("closed", False), ("sealed", True), ("drawn", None)],
)
def test_a_closed_list_locks_its_sign_ups_until_the_result(
    session: Session, until: str, expected: bool | None
) -> None:
    case = make_case(session, until=until)
    lock = volunteers.lock_of(session, case.sign_ups[0])
    assert (None if lock is None else lock.is_sealed) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [("announced", None), ("closed", OutcomeKind.LISTED), ("sealed", OutcomeKind.SEALED)],
)
def test_a_sign_up_knows_the_list_that_holds_it(
    session: Session, until: str, expected: OutcomeKind | None
) -> None:
    case = make_case(session, until=until)
    outcome = volunteers.outcome_of(session, case.sign_ups[0])
    assert (None if outcome is None else outcome.kind) == expected


def kinds(session: Session, case: Case) -> list[OutcomeKind]:
    """Return what became of each sign-up."""
    found = [volunteers.outcome_of(session, sign_up) for sign_up in case.sign_ups]
    return [outcome.kind for outcome in found if outcome is not None]


def test_a_sign_up_knows_what_the_draw_made_of_it(session: Session) -> None:
    case = make_case(session, until="drawn")
    assert kinds(session, case).count(OutcomeKind.SELECTED) == 4
    assert kinds(session, case).count(OutcomeKind.WAITING) == 8
    held = seating.holdings(session, case.draw)[0]
    sign_up = session.get_one(SignUp, held.sign_up_id)
    answers.answer_by_code(session, CHANCE, sign_up, case.draw.id, AnswerKind.DECLINED)
    outcome = volunteers.outcome_of(session, sign_up)
    assert outcome is not None
    assert outcome.kind == OutcomeKind.WAITING
    stranger = make_sign_up(session, case.council, "Autre Fictif")
    assert volunteers.outcome_of(session, stranger) is None


def test_whoever_sits_is_told_so(session: Session) -> None:
    case = make_case(session, until="completed")
    assert kinds(session, case).count(OutcomeKind.SEATED) == 4


@pytest.mark.parametrize(("until", "has_day"), [("announced", True), ("sealed", True), ("drawn", False)])
def test_a_vacant_seat_says_what_a_draw_will_do_about_it(session: Session, until: str, has_day: bool) -> None:
    case = make_case(session, until=until)
    seats = seats_of(session, case.council)
    steps = councils.ahead_of_seats(session, case.council.id)
    assert len(steps) == 4
    step = steps[seats[0].id]
    assert (step.endpoint, step.arguments) == ("draws.show", {"draw_id": case.draw.id})
    assert step.on == (day_of(CHANCE) if has_day else None)


@pytest.mark.parametrize(("until", "state"), [("announced", "next"), ("drawn", "done")])
def test_a_draw_is_a_step_of_its_council(session: Session, until: str, state: str) -> None:
    case = make_case(session, until=until)
    steps = councils.ahead_of_council(session, case.council.id)
    assert [(step.state, step.on) for step in steps] == [(state, day_of(CHANCE))]


def test_a_rehearsal_promises_no_seat(session: Session) -> None:
    case = make_case(session)
    case.draw.is_rehearsal = True
    session.flush()
    assert councils.ahead_of_council(session, case.council.id) == []


def test_a_sign_up_is_told_the_hour_and_place(session: Session) -> None:
    case = make_case(session)
    assert all(step.at is None for step in volunteers.milestones_of(session, case.council.id))
    case = make_case(session, code="autre", until="announced")
    found = {step.kind: step for step in volunteers.milestones_of(session, case.council.id)}
    assert (found[MilestoneKind.CHANCE].at, found[MilestoneKind.CHANCE].place) == (CHANCE, case.draw.place)
