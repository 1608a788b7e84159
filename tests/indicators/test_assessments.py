"""How actions are judged: by their team with evidence, by councils beside it; who may, who still owes."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Assessment
from participation.indicators.services import action_writing, assessments
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from tests.indicators.action_cases import YEAR, ActionCase, judgement_of, make_action_case, plan_of
from tests.representation.request_cases import make_institution, make_official
from tests.support.factories import make_account, make_council


@pytest.fixture
def case(session: Session, now: datetime) -> ActionCase:
    return make_action_case(session, now)


def test_a_lead_s_account_and_the_team_judge_the_action(session: Session, now: datetime, case: ActionCase) -> None:
    made = assessments.assess_as_team(session, case.official, now, case.action.id, judgement_of())
    assert (made.level, made.council_id, made.by_id, made.is_fictitious) == (2, None, case.official.id, True)
    seen = assessments.mark(made)
    later = now + timedelta(hours=1)
    changed = assessments.assess_as_team(
        session, case.facilitator, later, case.action.id, judgement_of(level=3, seen=seen)
    )
    assert (changed.id, changed.level, changed.at) == (made.id, 3, later)
    last = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc()).limit(1)).one()
    assert last.kind == "flagship.assessed"


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.PARTNER])
def test_nobody_judges_for_a_team_that_their_institution_does_not_lead(
    session: Session, now: datetime, case: ActionCase, role: Role
) -> None:
    partner = make_institution(session, "Association fictive")
    plan = plan_of(title="Avec elle", institution_ids=(partner.id,))
    action = action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan)
    for account in (make_official(session, partner, role), make_official(session, None, role)):
        with pytest.raises(MissingError):
            assessments.assess_as_team(session, account, now, action.id, judgement_of())
    secretary = make_account(session, Role.SECRETARY)
    with pytest.raises(MissingError):
        assessments.assess_as_team(session, secretary, now, action.id, judgement_of())


def test_a_team_shows_evidence_and_a_council_may(session: Session, now: datetime, case: ActionCase) -> None:
    with pytest.raises(RefusedError, match="evidence"):
        assessments.assess_as_team(session, case.official, now, case.action.id, judgement_of(evidence=""))
    council = case.council.id
    made = assessments.assess_as_council(
        session, case.facilitator, now, case.action.id, council, judgement_of(evidence="", level=1)
    )
    assert (made.council_id, made.level) == (council, 1)
    assessments.assess_as_team(session, case.official, now, case.action.id, judgement_of())
    told = assessments.of_actions(session, [case.action.id])[case.action.id]
    assert [(each.council_id, each.level) for each in told] == [(None, 2), (council, 1)]


@pytest.mark.parametrize(
    ("said", "code"),
    [({"level": 5}, "level"), ({"level": 40}, "level"), ({"text": ""}, "text"), ({"text": "x" * 2001}, "long")],
)
def test_what_is_missing_is_refused(
    session: Session, now: datetime, case: ActionCase, said: dict[str, object], code: str
) -> None:
    with pytest.raises(RefusedError, match=code):
        assessments.assess_as_team(session, case.official, now, case.action.id, judgement_of(**said))
    assert session.scalar(sa.select(sa.func.count(Assessment.id))) == 0


def test_a_stale_page_replaces_nothing_and_the_same_words_twice_are_one(
    session: Session, now: datetime, case: ActionCase
) -> None:
    first = assessments.assess_as_team(session, case.official, now, case.action.id, judgement_of())
    later = now + timedelta(minutes=5)
    again = assessments.assess_as_team(session, case.official, later, case.action.id, judgement_of())
    assert (again.id, again.at) == (first.id, now)
    with pytest.raises(RefusedError, match="changed"):
        assessments.assess_as_team(session, case.facilitator, later, case.action.id, judgement_of(text="Autre."))
    assert assessments.own(session, case.action.id, None) is first


def test_only_a_council_s_own_team_writes_for_it(session: Session, now: datetime, case: ActionCase) -> None:
    other = make_council(session, "ailleurs", name="Ailleurs")
    secretary = make_account(session, Role.SECRETARY, councils=[case.council])
    assessments.assess_as_council(session, secretary, now, case.action.id, case.council.id, judgement_of())
    administrator = make_account(session, Role.ADMINISTRATOR)
    for actor, council in ((secretary, other), (administrator, case.council), (case.official, case.council)):
        with pytest.raises(MissingError):
            assessments.assess_as_council(session, actor, now, case.action.id, council.id, judgement_of())


def test_a_council_judges_what_is_done_in_its_neighbourhood(session: Session, now: datetime, case: ActionCase) -> None:
    administrator = make_account(session, Role.ADMINISTRATOR)
    there = make_council(session, "ailleurs", name="Ailleurs")
    plan = plan_of(title="Là-bas", neighbourhood_ids=(there.neighbourhood_id,))
    action = action_writing.create(session, administrator, now, case.team.body_id, YEAR, plan)
    with pytest.raises(MissingError):
        assessments.assess_as_council(session, case.facilitator, now, action.id, case.council.id, judgement_of())


def test_who_still_owes_is_told_with_their_leads(session: Session, now: datetime, case: ActionCase) -> None:
    action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan_of(title="Deux"))
    assessments.assess_as_council(session, case.facilitator, now, case.action.id, case.council.id, judgement_of())
    # A council's opinion is no self-assessment.
    assert len(assessments.unfilled(session, YEAR)) == 2
    assessments.assess_as_team(session, case.official, now, case.action.id, judgement_of())
    owed = assessments.unfilled(session, YEAR)
    assert [each.action.title for each in owed] == ["Deux"]
    assert [lead.name for lead in owed[0].leads] == ["Maison de l’emploi fictive", "Région fictive"]
    assert list(assessments.unfilled(session, YEAR - 1)) == []


def test_one_finds_what_one_may_judge(session: Session, now: datetime, case: ActionCase) -> None:
    for_lead = assessments.mine(session, case.official, YEAR, None)
    assert [(duty.action.id, duty.council, duty.written) for duty in for_lead] == [(case.action.id, None, None)]
    both = assessments.mine(session, case.facilitator, YEAR, case.council)
    assert [duty.council for duty in both] == [None, case.council]
    assert list(assessments.my_councils(session, case.official)) == []
    assert list(assessments.my_councils(session, case.facilitator)) == [case.council]
    assert assessments.mine(session, make_official(session, None), YEAR, None) == []


def test_the_scale_is_written_by_who_speaks_for_the_contract_and_stays_once_used(
    session: Session, now: datetime, case: ActionCase
) -> None:
    assessments.set_level(session, case.facilitator, 4, "Un modèle", "D’autres le reprennent.", "Comité fictif")
    assert [each.level for each in assessments.scale(session)] == [0, 1, 2, 3, 4]
    assessments.set_level(session, case.facilitator, 4, "Modèle", "D’autres la reprennent.", "Comité fictif")
    assessments.assess_as_team(session, case.official, now, case.action.id, judgement_of(level=4))
    with pytest.raises(RefusedError, match="used"):
        assessments.set_level(session, case.facilitator, 4, "Autre", "Autre sens.", "Comité fictif")
    with pytest.raises(RefusedError, match="scale_level"):
        assessments.set_level(session, case.facilitator, 6, "Six", "Trop.", "Comité fictif")
    make_council(session, "ailleurs", name="Ailleurs")
    with pytest.raises(MissingError):
        assessments.set_level(session, case.facilitator, 5, "Cinq", "Sens.", "Comité fictif")
    assert assessments.may_set_scale(session, make_account(session, Role.ADMINISTRATOR))
