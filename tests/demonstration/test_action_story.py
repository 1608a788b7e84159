"""The demonstration's flagship actions: five years, three a team, some stopped or untold, all said to be fictitious."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.demonstration.action_story import YEARS
from participation.indicators.models import ActionState, Assessment, FlagshipAction
from participation.indicators.services import actions, assessments


def test_five_years_of_three_actions_for_each_team(loaded: Session, now: datetime) -> None:
    years = actions.years(loaded)
    assert list(years) == [now.year - back for back in range(YEARS)]
    for year in years:
        found = actions.of_year(loaded, year)
        assert [action.number for action in found] == [1, 2, 3] * 3
        assert len({action.title for action in found}) == 9
    assert all(loaded.scalars(sa.select(FlagshipAction.is_fictitious)))
    assert all(loaded.scalars(sa.select(Assessment.is_fictitious)))
    assert all(level.is_fictitious for level in assessments.scale(loaded))


def test_each_team_has_two_leads_and_each_state_is_shown(loaded: Session, now: datetime) -> None:
    leads = actions.leads(loaded, [team.body_id for team in actions.teams(loaded)])
    assert [len(found) for found in leads.values()] == [2, 2, 2]
    this_year = actions.of_year(loaded, now.year)
    assert {action.state for action in this_year} == set(ActionState)
    assert all(action.reason for action in this_year if action.state is ActionState.STOPPED)


def test_last_year_s_blank_stays_a_blank_and_councils_stand_beside(loaded: Session, now: datetime) -> None:
    assert len(assessments.unfilled(loaded, now.year - 1)) == 1
    assert len(assessments.unfilled(loaded, now.year)) == 7
    assert loaded.scalar(sa.select(sa.func.count(Assessment.id)).where(Assessment.council_id.is_not(None))) >= 6
