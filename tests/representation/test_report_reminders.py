"""Reminders of reports: once before the last day, once on it, to whoever sat and can be reached."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import Person
from participation.kernel.mail import Mail
from participation.meetings.models import Presence
from participation.representation import report_mails
from participation.representation.services import reports
from tests.representation.report_cases import DUE, ReportCase, hold, make_report_case, note


def told(app: Flask, session: Session, day: date) -> list[tuple[str, str, str]]:
    """Return what one round of a day wrote."""
    before = set(session.scalars(sa.select(Mail.id)))
    with app.test_request_context():
        count = report_mails.remind(session, datetime.fromisoformat(f"{day}T08:00:00+00:00"))
    session.flush()
    found = session.execute(sa.select(Mail.recipient, Mail.subject, Mail.body, Mail.id).order_by(Mail.id)).all()
    new = [(str(row[0]), row[1], str(row[2])) for row in found if row[3] not in before]
    assert len(new) == count
    return new


def test_a_delegate_is_told_once_before_the_last_day_and_once_on_it(app: Flask, session: Session) -> None:
    case = make_report_case(session)
    days = [DUE + timedelta(days=number) for number in range(-14, 45)]
    written = {day: mails for day in days for _ in range(2) if (mails := told(app, session, day))}
    assert list(written) == [DUE - timedelta(days=5), DUE]
    (soon,), (due,) = written.values()
    assert soon[0] == due[0] == case.member.email
    assert soon[1] != due[1]
    assert f"/mes-retours/{case.meeting.id}/{case.council.id}" in soon[2]


def test_a_worker_that_slept_through_both_days_tells_it_once(app: Flask, session: Session) -> None:
    make_report_case(session)
    assert len(told(app, session, DUE + timedelta(days=3))) == 1
    assert told(app, session, DUE + timedelta(days=4)) == []


def test_the_substitute_who_sat_is_told_without_an_account_and_asked_to_call(app: Flask, session: Session) -> None:
    make_report_case(session, Presence.REPLACED)
    ((recipient, _subject, body),) = told(app, session, DUE)
    assert recipient == "lucien@example.org"
    assert "/mes-retours/" not in body
    assert "l’équipe l’écrit" in body


def sent(session: Session, case: ReportCase, now: datetime) -> None:
    duty = reports.find(session, case.member, case.meeting.id, case.council.id)
    reports.send(session, case.member, now, duty, "Le comité a dit oui.")


@pytest.mark.parametrize("why", ["sent", "absent", "closed account", "erased", "long past", "far"])
def test_nobody_is_told_of_what_needs_nothing(app: Flask, session: Session, now: datetime, why: str) -> None:
    case = make_report_case(session, Presence.ABSENT if why == "absent" else Presence.PRESENT)
    if why == "sent":
        sent(session, case, now)
    elif why == "closed account":
        case.member.disabled_at = now
    elif why == "erased":
        case.member.disabled_at = now
        person = session.get_one(Person, case.full.person_id)
        person.email, person.erased_at = "camille@example.org", now
    session.flush()
    day = {"long past": DUE + timedelta(days=31), "far": DUE - timedelta(days=6)}.get(why, DUE)
    assert told(app, session, day) == []


def test_reminding_takes_as_many_queries_for_one_as_for_ten(
    app: Flask, session: Session, count_queries: list[str]
) -> None:
    case = make_report_case(session)
    told(app, session, DUE)
    count_queries.clear()
    told(app, session, DUE)
    alone = len(count_queries)
    for number in range(1, 10):
        later = hold(session, case.body_id, case.account, case.meeting.starts_at - timedelta(hours=number))
        note(session, later, case.full, Presence.PRESENT)
    assert len(told(app, session, DUE)) == 9
    count_queries.clear()
    told(app, session, DUE)
    assert len(count_queries) == alone
