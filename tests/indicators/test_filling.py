"""The state of filling: what each family expects, what is there, who owes the rest."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from participation.indicators.models import Family
from participation.indicators.services import assessments, filling
from participation.indicators.services.filling import Chapter, Owed
from tests.indicators.action_cases import YEAR, judgement_of, make_orientation
from tests.indicators.dashboard_cases import (
    DashboardCase,
    make_dashboard_case,
    make_highlight,
    make_indicator,
    make_promise,
    make_value,
    tell,
)


@pytest.fixture
def case(session: Session, now: datetime) -> DashboardCase:
    """A year of which everything is owed."""
    return make_dashboard_case(session, now)


def states(session: Session, year: int = YEAR) -> dict[Chapter, tuple[int, int]]:
    """Return how far each family is filled."""
    return {key: (each.filled, each.expected) for key, each in filling.of_year(session, year).chapters.items()}


def test_an_empty_year_owes_everything(session: Session, case: DashboardCase) -> None:
    found = filling.of_year(session, YEAR)
    assert states(session) == {
        Chapter.NEIGHBOURHOODS: (0, 1),
        Chapter.PARTNERSHIP: (0, 3),
        Chapter.CONTRIBUTION: (0, 1),
        Chapter.ADDED_VALUE: (0, 0),
        Chapter.HIGHLIGHTS: (0, 3),
    }
    assert (found.filled, found.expected) == (0, 8)
    names = {name: [debt.kind for debt in debts] for _key, name, debts in found.by_institution()}
    assert names == {
        "Agence fictive": [Owed.VALUE],
        "Chambre fictive": [Owed.COMMITMENT],
        # Two institutions lead the team: both owe its judgement, and the two actions it has not named.
        "Maison de l’emploi fictive": [Owed.ACTION, Owed.ACTION, Owed.ASSESSMENT],
        "Région fictive": [Owed.ACTION, Owed.ACTION, Owed.ASSESSMENT],
        "": [Owed.HIGHLIGHT] * 3,
    }
    assert [key for key, _name, _debts in found.by_institution()][-1] is None
    assert [debt.title for debt in found.of_institution(case.partner.id)] == ["Recenser les actions"]


def test_each_thing_that_comes_is_owed_no_more(session: Session, now: datetime, case: DashboardCase) -> None:
    make_value(session, case.indicator)
    tell(session, case.commitment)
    assessments.assess_as_team(session, case.actions.official, now, case.actions.action.id, judgement_of())
    make_highlight(session, now)
    make_highlight(session, now, title="Un brouillon", public=False)
    assert states(session) == {
        Chapter.NEIGHBOURHOODS: (1, 1),
        Chapter.PARTNERSHIP: (1, 3),
        Chapter.CONTRIBUTION: (1, 1),
        Chapter.ADDED_VALUE: (0, 0),
        Chapter.HIGHLIGHTS: (1, 3),
    }
    assert {debt.kind for debt in filling.of_year(session, YEAR).debts} == {Owed.ACTION, Owed.HIGHLIGHT}


def test_a_family_without_anything_expected_is_not_full(session: Session, case: DashboardCase) -> None:
    found = filling.of_year(session, YEAR).chapters
    assert not found[Chapter.ADDED_VALUE].is_full
    make_value(session, case.indicator)
    assert filling.of_year(session, YEAR).chapters[Chapter.NEIGHBOURHOODS].is_full


def test_a_council_that_judges_does_not_fill_for_the_team(session: Session, now: datetime, case: DashboardCase) -> None:
    actor, council, action = case.actions.facilitator, case.actions.council, case.actions.action
    assessments.assess_as_council(session, actor, now, action.id, council.id, judgement_of())
    assert states(session)[Chapter.PARTNERSHIP] == (0, 3)


def test_the_last_year_known_is_told_and_never_one_to_come(session: Session, case: DashboardCase) -> None:
    make_value(session, case.indicator, 2024)
    (before,) = filling.of_year(session, 2023).indicators
    (on,) = filling.of_year(session, 2024).indicators
    (after,) = filling.of_year(session, 2026).indicators
    assert [(each.is_filled, each.last_year) for each in (before, on, after)] == [
        (False, None), (True, 2024), (False, 2024),
    ]  # fmt: skip


def test_a_secret_value_is_an_answer(session: Session, case: DashboardCase) -> None:
    make_value(session, case.indicator, result=None, is_secret=True)
    assert states(session)[Chapter.NEIGHBOURHOODS] == (1, 1)


def test_what_the_contract_adds_is_a_family_of_its_own(session: Session, case: DashboardCase) -> None:
    orientation = make_orientation(session, 2)
    make_indicator(session, None, "ajout", family=Family.ADDED_VALUE, orientation_id=orientation.id)
    found = filling.of_year(session, YEAR)
    assert (found.chapters[Chapter.ADDED_VALUE].expected, found.chapters[Chapter.NEIGHBOURHOODS].expected) == (1, 1)
    ((owed,),) = [debts[:1] for _key, name, debts in found.by_institution() if not name]
    assert (owed.kind, owed.title) == (Owed.VALUE, "Indicateur ajout")


def test_the_number_of_questions_depends_on_nothing(
    session: Session, now: datetime, case: DashboardCase, count_queries: list[str]
) -> None:
    def asked() -> int:
        session.commit()
        session.expire_all()
        count_queries.clear()
        filling.of_year(session, YEAR)
        return len(count_queries)

    few = asked()
    for number in range(8):
        indicator = make_indicator(session, case.agency, f"taux-{number}")
        make_value(session, indicator)
        make_promise(session, case.agency, f"Promesse {number}")
    assert asked() == few


@pytest.mark.parametrize(
    ("values", "filled"),
    [
        ({"result": None, "target": 30.0}, 0),
        ({"result": None, "comment": "À demander"}, 0),
        ({"result": None}, 0),
        ({"result": None, "estimate": 26.0}, 1),
        ({"result": None, "is_secret": True}, 1),
        ({"result": 0.0}, 1),
    ],
)
def test_only_what_is_known_or_secret_fills_an_indicator(
    session: Session, case: DashboardCase, values: dict[str, object], filled: int
) -> None:
    make_value(session, case.indicator, **values)
    found = filling.of_year(session, YEAR)
    assert found.chapters[Chapter.NEIGHBOURHOODS].filled == filled
    assert [each.last_year for each in found.indicators] == [YEAR if filled else None]
    assert (Owed.VALUE in {debt.kind for debt in found.debts}) is not bool(filled)
