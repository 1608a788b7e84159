"""Reminders of the dashboard: once a fortnight before, once on the day, once a day when asked, never twice."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.indicators import dashboard_mails
from participation.indicators.services import analysis
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from tests.indicators.action_cases import YEAR
from tests.indicators.dashboard_cases import DUE, DashboardCase, make_dashboard_case, make_value, tell
from tests.representation.request_cases import make_official


@pytest.fixture
def case(session: Session, now: datetime) -> DashboardCase:
    """A year of which everything is owed; an address for two institutions, an account for a third."""
    return make_dashboard_case(session, now)


def written(session: Session, before: set[int]) -> list[tuple[str, str, str]]:
    session.flush()
    rows = session.execute(sa.select(Mail.id, Mail.recipient, Mail.subject, Mail.body).order_by(Mail.id)).all()
    return [(str(row.recipient), row.subject, str(row.body)) for row in rows if row.id not in before]


def told(app: Flask, session: Session, day: date) -> list[tuple[str, str, str]]:
    """Return what one round of a day wrote."""
    before = set(session.scalars(sa.select(Mail.id)))
    with app.test_request_context():
        count = dashboard_mails.remind(session, datetime.fromisoformat(f"{day}T08:00:00+00:00"))
    found = written(session, before)
    assert len(found) == count
    return found


def asked(app: Flask, session: Session, now: datetime) -> list[tuple[str, str, str]]:
    """Return what the team's button wrote."""
    before = set(session.scalars(sa.select(Mail.id)))
    with app.test_request_context():
        dashboard_mails.ask(session, now, analysis.find(session, YEAR))
    return written(session, before)


def test_each_is_told_a_fortnight_before_and_on_the_day(app: Flask, session: Session, case: DashboardCase) -> None:
    days = [DUE + timedelta(days=number) for number in range(-20, 45)]
    found = {day: mails for day in days for _ in range(2) if (mails := told(app, session, day))}
    assert list(found) == [DUE - timedelta(days=14), DUE]
    everybody = {"chambre@example.org", "agence@example.org", case.actions.official.email}
    assert [{recipient for recipient, _subject, _body in mails} for mails in found.values()] == [everybody] * 2
    assert [len(mails) for mails in found.values()] == [3, 3]


def test_a_worker_that_slept_tells_once_and_not_of_what_is_long_past(
    app: Flask, session: Session, case: DashboardCase
) -> None:
    assert told(app, session, DUE + timedelta(days=31)) == []
    assert len(told(app, session, DUE + timedelta(days=5))) == 3
    assert told(app, session, DUE + timedelta(days=6)) == []


def test_a_mail_says_what_its_reader_owes_and_where_to_fill_it(
    app: Flask, session: Session, case: DashboardCase
) -> None:
    account = make_official(session, case.partner, Role.PARTNER)
    bodies = {recipient: body for recipient, _subject, body in told(app, session, DUE)}
    of_account, of_contact = bodies[account.email], bodies["chambre@example.org"]
    for body in (of_account, of_contact):
        assert "Recenser les actions" in body
        assert "Un forum des métiers" not in body
        assert f"/tableau-de-bord/{YEAR}" in body
    assert "/mes-engagements" in of_account
    assert "/mes-evaluations" not in of_account
    assert "/mes-engagements" not in of_contact
    assert "/mes-evaluations" in bodies[case.actions.official.email]


def test_whoever_owes_nothing_is_left_alone(app: Flask, session: Session, case: DashboardCase) -> None:
    tell(session, case.commitment)
    make_value(session, case.indicator)
    assert {recipient for recipient, _subject, _body in told(app, session, DUE)} == {case.actions.official.email}


def test_a_closed_account_and_another_role_are_left_alone(
    app: Flask, session: Session, now: datetime, case: DashboardCase
) -> None:
    case.actions.official.disabled_at = now
    former = make_official(session, case.partner, Role.OFFICIAL)
    former.role = Role.MEMBER
    session.flush()
    found = {recipient for recipient, _subject, _body in told(app, session, DUE)}
    assert found == {"chambre@example.org", "agence@example.org"}


def test_the_same_address_is_told_once(app: Flask, session: Session, case: DashboardCase) -> None:
    account = make_official(session, case.partner, Role.PARTNER)
    account.email = "Chambre@example.org"
    session.flush()
    found = [recipient for recipient, _subject, _body in told(app, session, DUE)]
    assert [each for each in found if each.casefold() == "chambre@example.org"] == ["Chambre@example.org"]


def test_the_team_asks_once_a_day(app: Flask, session: Session, now: datetime, case: DashboardCase) -> None:
    assert len(asked(app, session, now)) == 3
    assert asked(app, session, now + timedelta(hours=2)) == []
    assert len(asked(app, session, now + timedelta(days=1))) == 3


def test_the_name_of_a_mail_holds_no_address(app: Flask, session: Session, case: DashboardCase) -> None:
    assert told(app, session, DUE)
    keys = session.scalars(sa.select(Mail.key)).all()
    assert len(keys) == 3
    assert not any("@" in key or "example" in key for key in keys)
