"""Flagship actions: three a team and year, who may write them, what lists show, their steps."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.indicators.models import ActionState, FlagshipAction
from participation.indicators.services import action_writing, actions
from participation.indicators.services.action_writing import MOST_STEPS, StepPlan
from participation.indicators.services.actions import Wanted
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from tests.indicators.action_cases import YEAR, ActionCase, make_action_case, plan_of
from tests.representation.request_cases import make_institution, make_steering_body
from tests.support.factories import make_account, make_council


@pytest.fixture
def case(session: Session, now: datetime) -> ActionCase:
    return make_action_case(session, now)


def kinds(session: Session) -> list[str]:
    return list(session.scalars(sa.select(JournalEntry.kind).order_by(JournalEntry.sequence)))


def test_a_team_has_three_actions_a_year_and_no_fourth(session: Session, now: datetime, case: ActionCase) -> None:
    for title in ("Deux", "Trois"):
        action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan_of(title=title))
    with pytest.raises(RefusedError, match="three"):
        action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan_of(title="Quatre"))
    assert [each.number for each in actions.of_year(session, YEAR)] == [1, 2, 3]
    other = action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR + 1, plan_of())
    assert (other.number, other.year) == (1, YEAR + 1)


def test_the_same_title_sent_twice_is_one_action(session: Session, now: datetime, case: ActionCase) -> None:
    again = action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan_of())
    assert again.id == case.action.id
    assert kinds(session).count("flagship.created") == 1


def test_a_stopped_action_says_why(session: Session, now: datetime, case: ActionCase) -> None:
    stopped = plan_of(state=ActionState.STOPPED)
    with pytest.raises(RefusedError, match="reason"):
        action_writing.change(session, case.facilitator, now, case.action.id, 1, stopped)
    told = plan_of(state=ActionState.STOPPED, reason="La salle a fermé.")
    found = action_writing.change(session, case.facilitator, now, case.action.id, 1, told)
    assert (found.state, found.reason, found.version) == (ActionState.STOPPED, "La salle a fermé.", 2)
    assert kinds(session)[-1] == "flagship.stopped"
    # It goes on: the reason goes with the stop.
    on = action_writing.change(session, case.facilitator, now, case.action.id, 2, plan_of(reason="La salle a fermé."))
    assert on.reason == ""


def test_the_database_keeps_no_stop_without_a_reason(session: Session, case: ActionCase) -> None:
    with pytest.raises(IntegrityError):
        session.execute(sa.update(FlagshipAction).values(state=ActionState.STOPPED))
    session.rollback()


def test_a_stale_page_changes_nothing(session: Session, now: datetime, case: ActionCase) -> None:
    action_writing.change(session, case.facilitator, now, case.action.id, 1, plan_of(title="Autre titre"))
    with pytest.raises(RefusedError, match="changed"):
        action_writing.change(session, case.facilitator, now, case.action.id, 1, plan_of(title="Vieux titre"))
    assert actions.find(session, case.action.id).title == "Autre titre"


@pytest.mark.parametrize("year", [2014, 2028, 0])
def test_a_year_is_one_of_the_contract_or_the_next(session: Session, now: datetime, case: ActionCase, year: int) -> None:
    with pytest.raises(RefusedError, match="year"):
        action_writing.create(session, case.facilitator, now, case.team.body_id, year, plan_of(title="Autre"))


def test_only_who_works_for_all_councils_writes_for_a_team_of_the_whole_contract(
    session: Session, now: datetime, case: ActionCase
) -> None:
    make_council(session, "ailleurs", name="Ailleurs")
    administrator = make_account(session, Role.ADMINISTRATOR)
    for actor in (case.facilitator, case.official):
        with pytest.raises(MissingError):
            action_writing.change(session, actor, now, case.action.id, 1, plan_of())
    assert action_writing.change(session, administrator, now, case.action.id, 1, plan_of()).version == 2


def test_other_bodies_have_no_flagship_action(session: Session, now: datetime, case: ActionCase) -> None:
    committee = make_steering_body(session)
    with pytest.raises(MissingError):
        action_writing.create(session, case.facilitator, now, committee.body_id, YEAR, plan_of())
    with pytest.raises(MissingError):
        actions.find(session, 2**40)


def test_in_progress_comes_first(session: Session, now: datetime, case: ActionCase) -> None:
    for title, state in (("Faite", ActionState.DONE), ("Prévue", ActionState.PLANNED)):
        plan = plan_of(title=title, state=state)
        action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan)
    assert [each.title for each in actions.listed(session, Wanted())] == ["Un forum des métiers", "Prévue", "Faite"]


def test_an_action_of_one_neighbourhood_is_not_in_another_and_one_of_none_is_everywhere(
    session: Session, now: datetime, case: ActionCase
) -> None:
    here = case.council.neighbourhood_id
    there = make_council(session, "ailleurs", name="Ailleurs").neighbourhood_id
    administrator = make_account(session, Role.ADMINISTRATOR)
    plan = plan_of(title="Ici", neighbourhood_ids=(here,))
    action_writing.create(session, administrator, now, case.team.body_id, YEAR, plan)
    assert {each.title for each in actions.of_neighbourhood(session, here, YEAR)} == {"Ici", "Un forum des métiers"}
    assert {each.title for each in actions.of_neighbourhood(session, there, YEAR)} == {"Un forum des métiers"}
    assert list(actions.of_neighbourhood(session, here, YEAR - 1)) == []


def test_a_partner_and_a_lead_find_their_actions(session: Session, now: datetime, case: ActionCase) -> None:
    partner = make_institution(session, "Association fictive")
    plan = plan_of(title="Avec elle", institution_ids=(partner.id,))
    action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan)
    with_partner = actions.listed(session, Wanted(institution_id=partner.id))
    assert [each.title for each in with_partner] == ["Avec elle"]
    assert len(actions.listed(session, Wanted(institution_id=case.lead.id))) == 2
    assert {name for _code, name in actions.partners_offered(session)} == {
        "Association fictive", "Maison de l’emploi fictive", "Région fictive",
    }  # fmt: skip


def test_steps_are_added_done_and_taken_off(session: Session, now: datetime, case: ActionCase) -> None:
    flagship_id, actor = case.action.id, case.facilitator
    first = action_writing.add_step(session, actor, now, flagship_id, StepPlan("Trouver une salle", date(2026, 12, 1)))
    again = action_writing.add_step(session, actor, now, flagship_id, StepPlan("Trouver une salle"))
    assert again.position == first.position == 1
    action_writing.add_step(session, actor, now, flagship_id, StepPlan("Inviter"))
    with pytest.raises(RefusedError, match="step_to_come"):
        action_writing.change_step(session, actor, now, flagship_id, 1, StepPlan("Trouver", None, date(2027, 1, 1)))
    done = StepPlan("Trouver une salle", None, date(2026, 11, 20))
    assert action_writing.change_step(session, actor, now, flagship_id, 1, done).done_on == date(2026, 11, 20)
    action_writing.remove_step(session, actor, flagship_id, 1)
    with pytest.raises(MissingError):
        action_writing.remove_step(session, actor, flagship_id, 1)
    session.expire_all()
    assert [step.text for step in actions.find(session, flagship_id).steps] == ["Inviter"]
    with pytest.raises(MissingError):
        action_writing.change_step(session, actor, now, flagship_id, 1, done)


def test_steps_are_few(session: Session, now: datetime, case: ActionCase) -> None:
    for number in range(MOST_STEPS):
        action_writing.add_step(session, case.facilitator, now, case.action.id, StepPlan(f"Étape {number}"))
    with pytest.raises(RefusedError, match="steps"):
        action_writing.add_step(session, case.facilitator, now, case.action.id, StepPlan("De trop"))


def test_the_year_shown_is_this_one_or_the_last_that_has_actions() -> None:
    assert actions.year_shown([2026, 2025], 2026) == 2026
    assert actions.year_shown([2027, 2024], 2026) == 2024
    assert actions.year_shown([2028, 2027], 2026) == 2027
    assert actions.year_shown([], 2026) == 2026


def test_what_a_demonstration_account_writes_is_fictitious(session: Session, now: datetime, case: ActionCase) -> None:
    assert case.action.is_fictitious
    real = make_account(session, Role.ADMINISTRATOR, is_demonstration=False)
    made = action_writing.create(session, real, datetime(2026, 11, 24, tzinfo=UTC), case.team.body_id, YEAR, plan_of(title="X"))
    assert not made.is_fictitious
