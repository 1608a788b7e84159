"""Decisions are numbered without gaps, counted by college, and never disappear."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import College
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import Attendance, Decision, MeetingState, MinutesState, Presence
from participation.meetings.services import decisions
from participation.meetings.services.decisions import NewDecision, Votes
from tests.meetings.makers import STARTS, make_item, make_meeting, make_minutes
from tests.support.factories import make_account, make_council, make_mandate, seats_of


@pytest.fixture
def place(session: Session) -> dict[str, Any]:
    """A council, its facilitator, a held meeting and its item."""
    council = make_council(session)
    account = make_account(session, councils=[council])
    meeting = make_meeting(session, council, account)
    item = make_item(session, meeting)
    return {"council": council, "account": account, "meeting": meeting, "item": item}


def note(session: Session, place: dict[str, Any], now: datetime, **values: Any) -> Decision:
    new = NewDecision(**({"item_id": place["item"].id, "text": "Ouvrir le square le dimanche."} | values))
    return decisions.record(session, place["account"], now, place["meeting"].id, new)


def test_numbers_follow_each_other_within_a_body_and_a_year(session: Session, place: dict[str, Any], now: datetime) -> None:
    assert [note(session, place, now, text=f"Texte {n}").number for n in range(3)] == [1, 2, 3]
    # The 1st of January in Caen is still the 31st of December in UTC.
    next_year = make_meeting(session, place["council"], place["account"], starts_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    new = NewDecision(item_id=make_item(session, next_year).id, text="Autre année")
    first = decisions.record(session, place["account"], now, next_year.id, new)
    assert (first.year, first.number) == (2027, 1)
    elsewhere = make_council(session, code="gueriniere", name="Guérinière")
    account = make_account(session, councils=[elsewhere])
    meeting = make_meeting(session, elsewhere, account)
    new = NewDecision(item_id=make_item(session, meeting).id, text="Autre conseil")
    assert decisions.record(session, account, now, meeting.id, new).number == 1


def test_two_who_note_at_once_get_two_numbers(app: Flask, session: Session, place: dict[str, Any], now: datetime) -> None:
    session.commit()
    account, meeting_id, item_id = place["account"], place["meeting"].id, place["item"].id
    assert account.id
    session.commit()
    failures: list[Exception] = []

    def one(number: int) -> None:
        try:
            with app.extensions["db"]["write"].begin() as own:
                who = own.merge(account, load=True)
                decisions.record(own, who, now, meeting_id, NewDecision(item_id=item_id, text=f"Ensemble {number}"))
        except Exception as error:
            failures.append(error)

    session.expunge_all()
    threads = [Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(session.scalars(sa.select(Decision.number))) == [1, 2, 3, 4, 5, 6]


def test_a_form_sent_twice_notes_one_decision(session: Session, place: dict[str, Any], now: datetime) -> None:
    assert note(session, place, now).id == note(session, place, now).id
    assert len(decisions.of_meeting(session, place["meeting"].id)) == 1


def test_votes_are_kept_by_college(session: Session, place: dict[str, Any], now: datetime) -> None:
    votes = {"residents": Votes(5, 1, 2), "local_actors": Votes(3, 0, 0)}
    note(session, place, now, votes=votes, minority="Le bruit du soir.")
    note(session, place, now, text="Planter des arbres.")
    counted, agreed = decisions.of_meeting(session, place["meeting"].id)
    assert (counted.label, counted.is_consensus, dict(counted.votes)) == ("2026-01", False, votes)
    assert counted.minority == "Le bruit du soir."
    assert (agreed.label, agreed.is_consensus, dict(agreed.votes), agreed.minority) == ("2026-02", True, {}, None)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": ""}, "text"),
        ({"item_id": 987654}, "item"),
        ({"votes": {"residents": Votes()}}, "votes"),
        ({"votes": {"all": Votes(1)}}, "college"),
        ({"votes": {"residents": Votes(10, 1, 0)}}, "too_many"),
        ({"minority": "Pas d’accord"}, "minority"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, place: dict[str, Any], now: datetime, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        note(session, place, now, **values)
    assert refused.value.code == code
    assert decisions.of_meeting(session, place["meeting"].id) == []


def test_those_noted_as_away_cannot_have_voted(session: Session, place: dict[str, Any], now: datetime) -> None:
    seat = next(seat for seat in seats_of(session, place["council"]) if seat.college is College.RESIDENTS)
    mandate = make_mandate(session, seat)
    session.add(
        Attendance(
            meeting_id=place["meeting"].id, seat_id=seat.id, mandate_id=mandate.id, presence=Presence.EXCUSED, noted_at=now
        )
    )
    session.flush()
    note(session, place, now, votes={"residents": Votes(9)}, text="À neuf")
    with pytest.raises(RefusedError) as refused:
        note(session, place, now, votes={"residents": Votes(10)})
    assert refused.value.params == {"college": "residents", "most": 9}


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CONVENED])
def test_a_meeting_that_has_not_begun_decides_nothing(
    session: Session, place: dict[str, Any], now: datetime, state: MeetingState
) -> None:
    place["meeting"].state = state
    with pytest.raises(RefusedError, match="state"):
        note(session, place, now)


@pytest.mark.parametrize("state", [MinutesState.APPROVED, MinutesState.PUBLISHED])
def test_approved_minutes_get_no_new_decision(
    session: Session, place: dict[str, Any], now: datetime, state: MinutesState
) -> None:
    make_minutes(session, place["meeting"], state)
    with pytest.raises(RefusedError, match="sealed"):
        note(session, place, now)


def test_a_withdrawn_decision_keeps_its_number_and_says_why(
    session: Session, place: dict[str, Any], now: datetime
) -> None:
    first = note(session, place, now)
    with pytest.raises(RefusedError, match="reason"):
        decisions.withdraw(session, place["account"], now, first.id, "")
    decisions.withdraw(session, place["account"], now, first.id, "Notée deux fois")
    with pytest.raises(RefusedError, match="withdrawn"):
        decisions.withdraw(session, place["account"], now, first.id, "Encore")
    assert note(session, place, now).number == 2
    seen = decisions.of_meeting(session, place["meeting"].id)[0]
    assert (seen.withdrawn_at, seen.withdrawn_reason) == (now, "Notée deux fois")
    kinds = session.scalars(sa.select(JournalEntry.kind)).all()
    assert kinds == ["decision.withdrawn"]


def test_a_council_of_others_is_missing(session: Session, place: dict[str, Any], now: datetime) -> None:
    decision = note(session, place, now)
    place["account"] = make_account(session, councils=[make_council(session, code="autre", name="Autre")])
    with pytest.raises(MissingError):
        note(session, place, now)
    with pytest.raises(MissingError):
        decisions.withdraw(session, place["account"], now, decision.id, "Non")


def test_reading_takes_as_many_queries_for_one_as_for_twenty(
    session: Session, place: dict[str, Any], now: datetime, count_queries: list[str]
) -> None:
    later = make_meeting(session, place["council"], place["account"], starts_at=STARTS + timedelta(days=1))
    item = make_item(session, later)
    for number in range(20):
        new = NewDecision(item_id=item.id, text=f"Texte {number}", votes={"residents": Votes(2, 1)})
        decisions.record(session, place["account"], now, later.id, new)
    note(session, place, now, votes={"residents": Votes(2, 1)})
    counts = []
    for meeting in (place["meeting"].id, later.id):
        session.expire_all()
        count_queries.clear()
        assert decisions.of_meeting(session, meeting)
        counts.append(len(count_queries))
    assert counts[0] == counts[1] <= 3
