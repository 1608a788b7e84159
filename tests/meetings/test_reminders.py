"""Reminders are never empty, go to whoever does it, and are written once at each moment."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.kernel.mail import Mail
from participation.meetings import action_mails
from participation.meetings.models import Action, ActionState, MemberAccount
from participation.meetings.services import actions
from participation.meetings.services.actions import NewAction
from tests.meetings.makers import make_item, make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of

DUE = date(2026, 12, 10)


@pytest.fixture
def place(session: Session) -> dict[str, Any]:
    """A council with one member who has an account, its facilitator, a held meeting and its item."""
    council = make_council(session)
    account = make_account(session, councils=[council])
    member = make_account(session, "member", name="Camille Fictive")
    person = make_person(session)
    make_mandate(session, seats_of(session, council)[6], person)
    session.add(MemberAccount(account_id=member.id, person_id=person.id))
    meeting = make_meeting(session, council, account)
    return {"account": account, "member": member, "person": person, "meeting": meeting, "item": make_item(session, meeting)}


def note(session: Session, place: dict[str, Any], now: datetime, **values: Any) -> Action:
    new = NewAction(**({"item_id": place["item"].id, "text": "Écrire au bailleur.", "due_on": DUE} | values))
    return actions.record(session, place["account"], now, place["meeting"].id, new)


def told(app: Flask, session: Session, day: date) -> list[tuple[str, str, str]]:
    """Return what one round of a day wrote."""
    before = set(session.scalars(sa.select(Mail.id)))
    is_mail = Mail.recipient.is_not(None)
    with app.test_request_context():
        count = action_mails.remind(session, datetime.fromisoformat(f"{day}T08:00:00+00:00"))
    session.flush()
    found = session.execute(sa.select(Mail.recipient, Mail.subject, Mail.body, Mail.id).where(is_mail).order_by(Mail.id)).all()
    new = [(str(row[0]), row[1], str(row[2])) for row in found if row[3] not in before]
    assert len(new) == count
    return new


def test_each_action_is_told_once_before_its_day_and_once_when_it_has_passed(
    app: Flask, session: Session, place: dict[str, Any], now: datetime
) -> None:
    note(session, place, now, account_id=place["account"].id)
    days = [DUE + timedelta(days=number) for number in range(-20, 40)]
    written = {day: mails for day in days for _ in range(2) if (mails := told(app, session, day))}
    assert list(written) == [DUE - timedelta(days=7), DUE + timedelta(days=1)]
    (soon,), (late,) = written.values()
    assert soon[0] == late[0] == place["account"].email
    assert "Écrire au bailleur." in soon[2]
    assert "/mes-actions/" in soon[2]
    assert soon[1] != late[1]


def test_a_member_is_told_on_their_own_account(
    app: Flask, session: Session, place: dict[str, Any], now: datetime
) -> None:
    note(session, place, now, person_id=place["person"].id)
    assert [mail[0] for mail in told(app, session, DUE)] == [place["member"].email]


@pytest.mark.parametrize("why", ["done", "dropped", "no account", "closed account", "no day", "long past", "far"])
def test_nobody_is_told_of_what_needs_nothing(
    app: Flask, session: Session, place: dict[str, Any], now: datetime, why: str
) -> None:
    if why in ("done", "dropped"):
        note(session, place, now, account_id=place["account"].id).state = ActionState(why)
    elif why == "no account":
        note(session, place, now, who="La commune")
        note(session, place, now, person_id=make_seated(session, place))
    elif why == "closed account":
        place["account"].disabled_at = now
        note(session, place, now, account_id=place["account"].id)
    elif why == "no day":
        note(session, place, now, account_id=place["account"].id, due_on=None)
    else:
        note(session, place, now, account_id=place["account"].id)
    session.flush()
    day = {"long past": DUE + timedelta(days=31), "far": DUE - timedelta(days=8)}.get(why, DUE)
    assert told(app, session, day) == []


def make_seated(session: Session, place: dict[str, Any]) -> int:
    """Return a member who has no account."""
    person = make_person(session)
    council = session.scalars(sa.select(actions.Seat).where(actions.Seat.body_id == place["meeting"].body_id)).all()
    make_mandate(session, council[7], person)
    return person.id


def test_reminding_takes_as_many_queries_for_one_as_for_twenty(
    app: Flask, session: Session, place: dict[str, Any], now: datetime, count_queries: list[str]
) -> None:
    note(session, place, now, account_id=place["account"].id)
    told(app, session, DUE)
    count_queries.clear()
    told(app, session, DUE)
    alone = len(count_queries)
    for number in range(20):
        note(session, place, now, account_id=place["account"].id, text=f"Texte {number}")
    told(app, session, DUE + timedelta(days=1))
    count_queries.clear()
    told(app, session, DUE + timedelta(days=1))
    assert len(count_queries) == alone


def test_what_falls_due_on_one_day_is_one_mail_and_what_comes_after_it_waits_for_the_next_day(
    app: Flask, session: Session, place: dict[str, Any], now: datetime
) -> None:
    both = [note(session, place, now, account_id=place["account"].id, text=text) for text in ("Un.", "Deux.")]
    note(session, place, now, person_id=place["person"].id, text="Pour une autre personne.")
    mine, theirs = sorted(told(app, session, DUE), key=lambda mail: mail[0] != place["account"].email)
    assert (mine[0], theirs[0]) == (place["account"].email, place["member"].email)
    assert mine[1] == "2\u00a0actions vous attendent"
    assert all(f"/mes-actions/{action.id}" in mine[2] and action.text in mine[2] for action in both)
    assert "autre personne" not in mine[2]
    note(session, place, now, account_id=place["account"].id, text="Trois.")
    assert told(app, session, DUE) == []
    late = {mail[0]: mail[2] for mail in told(app, session, DUE + timedelta(days=1))}
    assert late[place["account"].email].count("/mes-actions/") == 3


def test_a_reminder_about_a_confidential_item_holds_its_number_alone(
    app: Flask, session: Session, place: dict[str, Any], now: datetime
) -> None:
    action = note(session, place, now, account_id=place["account"].id, text="Appeler la famille X.")
    place["item"].is_confidential, place["item"].confidential_reason = True, "La vie privée."
    session.flush()
    ((_to, subject, body),) = told(app, session, DUE)
    assert "famille X" not in subject + body
    assert "Point confidentiel" in body
    assert f"{action.number:02}" in subject
    assert f"/{action.id}" in body
