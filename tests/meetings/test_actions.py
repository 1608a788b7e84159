"""Actions say who does what by when; their steps are dated and public."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from participation.bodies.words import display_name
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.meetings.models import Action, ActionState, MemberAccount
from participation.meetings.services import actions, decisions
from participation.meetings.services.actions import NewAction
from participation.meetings.services.decisions import NewDecision
from tests.meetings.makers import make_item, make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of


@pytest.fixture
def place(session: Session) -> dict[str, Any]:
    """A council with one member, its facilitator, a held meeting and its item."""
    council = make_council(session)
    account = make_account(session, councils=[council])
    meeting = make_meeting(session, council, account)
    person = make_person(session)
    make_mandate(session, seats_of(session, council)[6], person)
    return {
        "council": council, "account": account, "meeting": meeting, "item": make_item(session, meeting), "person": person,
    }


def note(session: Session, place: dict[str, Any], now: datetime, **values: Any) -> Action:
    who = {} if {"who", "person_id", "account_id"} & set(values) else {"who": "La commune"}
    new = NewAction(**({"item_id": place["item"].id, "text": "Écrire au bailleur."} | who | values))
    return actions.record(session, place["account"], now, place["meeting"].id, new)


def test_an_action_says_who_does_what_by_when(app: Any, session: Session, place: dict[str, Any], now: datetime) -> None:
    new = NewDecision(item_id=place["item"].id, text="Décidé")
    decision = decisions.record(session, place["account"], now, place["meeting"].id, new)
    note(session, place, now, due_on=date(2026, 12, 1), decision_id=decision.id)
    note(session, place, now, person_id=place["person"].id)
    note(session, place, now, account_id=place["account"].id)
    outside, member, team = actions.of_meeting(session, place["meeting"].id)
    assert [view.label for view in (outside, member, team)] == ["2026-01", "2026-02", "2026-03"]
    assert (outside.who, outside.due_on, outside.decision_id) == ("La commune", date(2026, 12, 1), decision.id)
    assert (outside.holder, outside.role) == (None, None)
    assert team.role is Role.FACILITATOR
    assert member.holder is not None
    with app.test_request_context("/"):
        assert display_name(member.holder) == "Habitante, siège\u00a07"


def test_a_form_sent_twice_notes_one_action(session: Session, place: dict[str, Any], now: datetime) -> None:
    for who in ({}, {"person_id": place["person"].id}, {"account_id": place["account"].id}):
        assert note(session, place, now, **who).id == note(session, place, now, **who).id
    assert len(actions.of_meeting(session, place["meeting"].id)) == 3


def test_a_member_is_named_with_their_consent_only(session: Session, place: dict[str, Any], now: datetime) -> None:
    note(session, place, now, person_id=place["person"].id)

    def name() -> str | None:
        (view,) = actions.of_meeting(session, place["meeting"].id)
        return view.holder.name if view.holder else "nobody"

    assert name() is None
    place["person"].publishes_name = True
    session.flush()
    assert name() == "Camille Fictive"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": ""}, "text"),
        ({"who": ""}, "who"),
        ({"who": "La commune", "account_id": 1}, "who"),
        ({"person_id": 987654}, "person"),
        ({"account_id": 987654}, "account"),
        ({"decision_id": 987654}, "decision"),
        ({"due_on": date(2026, 11, 19)}, "due"),
        ({"item_id": 987654}, "item"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, place: dict[str, Any], now: datetime, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        note(session, place, now, **values)
    assert refused.value.code == code


def test_somebody_who_never_sat_here_is_no_member(session: Session, place: dict[str, Any], now: datetime) -> None:
    elsewhere = make_council(session, code="autre", name="Autre")
    person = make_person(session)
    make_mandate(session, seats_of(session, elsewhere)[0], person)
    with pytest.raises(RefusedError, match="person"):
        note(session, place, now, person_id=person.id)


def test_each_step_is_dated_and_kept(session: Session, place: dict[str, Any], now: datetime) -> None:
    action = note(session, place, now)
    actions.follow_up(session, place["account"], now, action.id, ActionState.STARTED, "Lettre partie")
    later = now + timedelta(days=3)
    actions.follow_up(session, place["account"], later, action.id, ActionState.DONE, "")
    session.expire_all()
    (view,) = actions.of_meeting(session, place["meeting"].id)
    assert view.state is ActionState.DONE
    assert [(step.state, step.note, step.noted_at) for step in view.steps] == [
        (ActionState.STARTED, "Lettre partie", now),
        (ActionState.DONE, None, later),
    ]


def test_a_step_says_something_new(session: Session, place: dict[str, Any], now: datetime) -> None:
    action = note(session, place, now)
    with pytest.raises(RefusedError, match="note"):
        actions.follow_up(session, place["account"], now, action.id, ActionState.DROPPED, "")
    with pytest.raises(RefusedError, match="same"):
        actions.follow_up(session, place["account"], now, action.id, ActionState.OPEN, "")
    assert actions.follow_up(session, place["account"], now, action.id, ActionState.OPEN, "Toujours rien").note


def test_lateness_ends_with_the_action(session: Session, place: dict[str, Any], now: datetime) -> None:
    action = note(session, place, now, due_on=date(2026, 11, 23))

    def is_late(today: date) -> bool:
        (view,) = actions.of_meeting(session, place["meeting"].id)
        return view.is_late(today)

    assert not is_late(date(2026, 11, 23))
    assert is_late(date(2026, 11, 24))
    actions.follow_up(session, place["account"], now, action.id, ActionState.DONE, "")
    assert not is_late(date(2026, 11, 24))


def test_the_doer_follows_their_own_and_nobody_elses(session: Session, place: dict[str, Any], now: datetime) -> None:
    member = make_account(session, "member")
    session.add(MemberAccount(account_id=member.id, person_id=place["person"].id))
    official = make_account(session, "official")
    theirs = note(session, place, now, person_id=place["person"].id)
    asked = note(session, place, now, account_id=official.id)
    assert actions.follow_up(session, member, now, theirs.id, ActionState.STARTED, "").account_id == member.id
    assert actions.follow_up(session, official, now, asked.id, ActionState.STARTED, "").account_id == official.id
    for actor, action in ((member, asked), (official, theirs), (make_account(session, "secretary"), asked)):
        with pytest.raises(MissingError):
            actions.follow_up(session, actor, now, action.id, ActionState.DONE, "")


def test_reading_takes_as_many_queries_for_one_as_for_twenty(
    session: Session, place: dict[str, Any], now: datetime, count_queries: list[str]
) -> None:
    later = make_meeting(session, place["council"], place["account"])
    item = make_item(session, later)
    for number in range(20):
        who = {"person_id": place["person"].id} if number % 2 else {"account_id": place["account"].id}
        actions.record(session, place["account"], now, later.id, NewAction(item_id=item.id, text=f"Texte {number}", **who))
    note(session, place, now, person_id=place["person"].id)
    note(session, place, now, account_id=place["account"].id)
    counts = []
    for meeting in (place["meeting"].id, later.id):
        session.expire_all()
        count_queries.clear()
        assert actions.of_meeting(session, meeting)
        counts.append(len(count_queries))
    assert counts[0] == counts[1] <= 5
