"""What the database itself refuses."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from participation.councils.models import Council, CouncilAssignment, CouncilRule, RuleKey
from tests.support.factories import make_account, make_council


def test_one_council_a_neighbourhood_and_a_body(session):
    council = make_council(session)
    session.add(
        Council(
            body_id=council.body_id,
            neighbourhood_id=council.neighbourhood_id,
            presentation="",
            presentation_html="",
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


def test_one_value_a_rule_and_a_day(session):
    council = make_council(session)
    for value in ("24", "25"):
        session.add(
            CouncilRule(
                council_id=council.id,
                key=RuleKey.SIZE,
                value=value,
                source="Règlement fictif",
                source_on=date(2026, 1, 1),
                starts_on=date(2026, 1, 1),
            )
        )
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_account_that_goes_takes_its_assignments_along(session):
    council = make_council(session)
    account = make_account(session, councils=[council])
    session.delete(account)
    session.flush()
    session.expire_all()
    assert session.query(CouncilAssignment).all() == []
