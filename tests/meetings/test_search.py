"""Only public texts are found, in the same way on both databases, the newest first, whatever is typed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from participation.kernel import stems
from participation.meetings.models import (
    ItemKind,
    Meeting,
    MeetingState,
    MinutesRevision,
    MinutesState,
    RevisionReason,
)
from participation.meetings.services import actions, decisions, items, search
from participation.meetings.services.actions import NewAction
from participation.meetings.services.decisions import NewDecision
from participation.meetings.services.excerpts import excerpt
from participation.meetings.services.indexing import DAY, write
from participation.meetings.services.items import ItemText
from tests.meetings.makers import STARTS, make_item, make_meeting, make_minutes
from tests.support.factories import make_account, make_council
from tests.support.hostile import MARK


@pytest.fixture
def place(session: Session) -> dict[str, Any]:
    """A council and its facilitator."""
    council = make_council(session)
    return {"council": council, "account": make_account(session, councils=[council])}


def convened(session: Session, place: dict[str, Any], text: str, **values: Any) -> Meeting:
    meeting = make_meeting(session, place["council"], place["account"], **values)
    make_item(session, meeting, text)
    search.index_meeting(session, meeting.id)
    return meeting


def found(session: Session, query: str) -> list[str]:
    return [f"{hit.kind} {hit.text}" for hit in search.search(session, query).hits]


def publish(session: Session, place: dict[str, Any], meeting: Meeting, **texts: Any) -> None:
    """Publish minutes that say the given texts."""
    make_minutes(session, meeting, MinutesState.PUBLISHED)
    content = {"introduction": "", "summary": "", "disagreements": "", "items": [], "decisions": [], "actions": []}
    session.add(
        MinutesRevision(
            meeting_id=meeting.id, number=1, reason=RevisionReason.PUBLISHED, content=json.dumps(content | texts),
            sha256="0" * 64, html="{}", made_by_id=place["account"].id, made_at=STARTS,
        )
    )
    search.index_meeting(session, meeting.id)


@pytest.mark.parametrize("query", ["réunions", "REUNION", "l’école", "ecoles réunion", "d'écoles"])
def test_accents_plurals_and_elisions_are_found(session: Session, place: dict[str, Any], query: str) -> None:
    convened(session, place, "La réunion des écoles")
    assert found(session, query) == ["agenda La réunion des écoles"]


def test_all_the_words_are_needed(session: Session, place: dict[str, Any]) -> None:
    convened(session, place, "Le square")
    assert found(session, "square") != []
    assert found(session, "square école") == []


def test_the_newest_come_first(session: Session, place: dict[str, Any]) -> None:
    for days in (3, 1, 2):
        convened(session, place, f"Square du jour {days}", starts_at=STARTS + timedelta(days=days))
    assert found(session, "square") == [f"agenda Square du jour {days}" for days in (3, 2, 1)]
    assert search.search(session, "square").hits[0].day == (STARTS + timedelta(days=3)).date()


def test_results_come_in_pages_and_their_count_is_capped(session: Session, place: dict[str, Any]) -> None:
    meeting = make_meeting(session, place["council"], place["account"])
    start = STARTS.date().toordinal() * DAY
    write(
        session,
        [
            {
                "id": start + number, "kind": "minutes", "reference": str(number), "body_id": meeting.body_id,
                "meeting_id": meeting.id, "title": "Titre", "text": f"Texte {number}", "stems": stems.stems(f"Texte {number}"),
            }
            for number in range(150)
        ],
    )
    first, last = search.search(session, "texte"), search.search(session, "texte", 5)
    assert [hit.text for hit in first.hits] == [f"Texte {number}" for number in range(149, 129, -1)]
    assert [hit.text for hit in last.hits] == [f"Texte {number}" for number in range(69, 49, -1)]
    assert (first.total, first.is_capped, first.next, last.next, last.previous) == (101, True, 2, None, 4)
    assert search.search(session, "texte 149").total == 1
    assert search.search(session, "texte", 10**9).page == 5


def test_drafts_are_never_found(session: Session, place: dict[str, Any], now: datetime) -> None:
    convened(session, place, "Convocation du brouillon", convened_at=None)
    meeting = convened(session, place, "Point annoncé")
    make_minutes(session, meeting)
    item = make_item(session, meeting, "Suite")
    decisions.record(session, place["account"], now, meeting.id, NewDecision(item_id=item.id, text="Brouillon décidé"))
    actions.record(
        session, place["account"], now, meeting.id, NewAction(item_id=item.id, text="Brouillon à faire", who="La ville")
    )
    search.index_meeting(session, meeting.id)
    assert found(session, "brouillon") == []


def test_what_is_confidential_is_never_found(session: Session, place: dict[str, Any], now: datetime) -> None:
    meeting = make_meeting(session, place["council"], place["account"])
    item = make_item(session, meeting, "Secret", is_confidential=True, confidential_reason="Vie privée")
    decisions.record(session, place["account"], now, meeting.id, NewDecision(item_id=item.id, text="Secret décidé"))
    actions.record(
        session, place["account"], now, meeting.id, NewAction(item_id=item.id, text="Secret à faire", who="La ville")
    )
    section = {"key": f"item-{item.id}", "title": "Point", "position": 1, "text": "Secret écrit", "confidential": "Vie privée"}
    publish(session, place, meeting, items=[section])
    assert found(session, "secret") == []


def test_published_minutes_decisions_and_actions_are_found(session: Session, place: dict[str, Any], now: datetime) -> None:
    meeting = make_meeting(session, place["council"], place["account"])
    item = make_item(session, meeting, "Square")
    for text in ("Square ouvert", "Square noté deux fois"):
        kept = decisions.record(session, place["account"], now, meeting.id, NewDecision(item_id=item.id, text=text))
    decisions.withdraw(session, place["account"], now, kept.id, "Erreur")
    actions.record(
        session, place["account"], now, meeting.id, NewAction(item_id=item.id, text="Square à fleurir", who="La ville")
    )
    section = {"key": f"item-{item.id}", "title": "Le square", "position": 3, "text": "On a **parlé** du square.", "confidential": None}
    publish(session, place, meeting, items=[section], summary="Résumé du square")
    assert found(session, "square") == [
        "minutes On a parlé du square.", "minutes Résumé du square", "decision Square ouvert",
        "action Square à fleurir\nLa ville", "agenda Square",
    ]
    assert search.search(session, "parlé").hits[0].reference == f"{meeting.id}#point-3"


def test_what_was_taken_off_is_not_found_any_more(session: Session, place: dict[str, Any]) -> None:
    meeting = make_meeting(session, place["council"], place["account"])
    item = make_item(session, meeting, "Ancien titre")
    search.index_meeting(session, meeting.id)
    item.title = "Nouveau nom"
    assert search.index_meeting(session, meeting.id) == 1
    assert found(session, "ancien") == []
    assert found(session, "nouveau") == ["agenda Nouveau nom"]


def test_an_item_that_becomes_confidential_is_found_no_more(session: Session, place: dict[str, Any], now: datetime) -> None:
    meeting = make_meeting(session, place["council"], place["account"], state=MeetingState.CONVENED)
    said = ItemText(ItemKind.DEBATE, "Le cas du voisin", "Son nom", 20)
    item = items.add_item(session, place["account"], now, meeting.id, said)
    assert found(session, "voisin") != []
    hidden = replace(said, confidential_reason="Vie privée")
    items.change_item(session, place["account"], meeting.id, item.id, hidden)
    assert found(session, "voisin") == []
    items.change_item(session, place["account"], meeting.id, item.id, said)
    items.remove_item(session, place["account"], meeting.id, item.id)
    assert found(session, "voisin") == []


QUESTIONS = ["\"", "square OR", "* NEAR(", "stems:square", "-square", "^square", "a'b", "square & | !", "') --", ":*", "%s %(x)s", "\\"]


@pytest.mark.parametrize("query", [*QUESTIONS, MARK, "\0", "\ud800", "\0square", "٣٢²", "a" * 10_000])
def test_whatever_is_typed_is_taken_as_words(session: Session, place: dict[str, Any], query: str) -> None:
    convened(session, place, "Le square")
    answer = search.search(session, query, 1)
    assert all("square" in hit.text for hit in answer.hits)
    if "square" in query and "stems" not in query and "OR" not in query:
        assert len(answer.hits) == 1


def test_a_long_question_costs_no_more_than_a_short_one() -> None:
    words = search.words_of(" ".join(f"mot{number}" for number in range(10_000)))
    assert len(words) <= search.MOST_WORDS


def test_searching_takes_two_queries_whatever_is_found(
    session: Session, place: dict[str, Any], count_queries: list[str]
) -> None:
    for number in range(30):
        convened(session, place, f"Square numéro {number}", starts_at=datetime(2026, 1, 1, 18, tzinfo=UTC) + timedelta(days=number))
    for query in ("square", "square 3"):
        count_queries.clear()
        assert search.search(session, query).hits
        assert len(count_queries) == 2


def test_an_excerpt_marks_what_was_found_and_nothing_else() -> None:
    text = "Avant. " * 40 + "Les <b>écoles</b> du quartier et l’école. " + "Après. " * 60
    pieces = excerpt(text, {"ecol"})
    assert [piece.text for piece in pieces if piece.is_found] == ["écoles", "école"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert whole.strip("… ") in text
    assert len(whole) < 260


@pytest.mark.parametrize("text", ["", "court", "école", "x" * 5000, "école " * 500, "x" * 300 + " école"])
def test_an_excerpt_of_any_text_is_part_of_it(text: str) -> None:
    whole = "".join(piece.text for piece in excerpt(text, {"ecol"}))
    assert whole.strip("… ") in text
