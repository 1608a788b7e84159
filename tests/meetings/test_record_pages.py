"""Decisions, actions, files, searching and the reading desk, as people go through them."""

import io
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.meetings.models import (
    Action,
    ActionState,
    Decision,
    Document,
    MemberAccount,
    MinutesState,
    ReadingMark,
)
from participation.meetings.services import actions, decisions, documents, search
from participation.meetings.services.actions import NewAction
from participation.meetings.services.decisions import NewDecision
from tests.meetings.makers import make_item, make_meeting, make_minutes
from tests.meetings.test_documents import PDF, picture
from tests.meetings.test_search import publish
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of, sign_in
from tests.support.pages import PageClient

VOTES = {
    "how": "counted", "residents_votes_for": "5", "residents_votes_against": "1", "residents_abstentions": "",
    "local_actors_votes_for": "3", "local_actors_votes_against": "0", "local_actors_abstentions": "0",
}


@pytest.fixture
def place(session: Session) -> dict[str, Any]:
    """A council with one member, its facilitator, a held meeting and its item; read back by number."""
    council = make_council(session)
    account = make_account(session, councils=[council])
    meeting = make_meeting(session, council, account)
    person = make_person(session)
    make_mandate(session, seats_of(session, council)[6], person)
    item = make_item(session, meeting)
    session.commit()
    return {
        "council": council, "account": account, "meeting": meeting, "item": item, "person": person,
        "at": f"/travail/reunions/{meeting.id}", "item_id": str(item.id), "meeting_id": meeting.id, "person_id": person.id,
    }


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(text_of(response), "html.parser")


def text_of(response: Any) -> str:
    return str(response.get_data(as_text=True))


def published(session: Session, place: dict[str, Any], now: datetime) -> None:
    """Publish a decision with its addressee, and an action that follows from it."""
    meeting, item = place["meeting"], place["item"]
    new = NewDecision(item_id=item.id, text="Ouvrir le square <b>le dimanche</b>.", addressee="La commune")
    decision = decisions.record(session, place["account"], now, meeting.id, new)
    more = NewAction(
        item_id=item.id, text="Écrire à la commune.", person_id=place["person_id"], due_on=date(2026, 11, 22),
        decision_id=decision.id,
    )
    actions.record(session, place["account"], now, meeting.id, more)
    section = {"key": "item-1", "title": "Square", "position": 1, "text": "Le <script> du square", "confidential": None}
    publish(session, place, meeting, items=[section])
    session.commit()


def test_record_decisions_notes_votes_by_college(client: PageClient, session: Session, place: dict[str, Any]) -> None:
    sign_in(client, place["account"])
    address = place["at"] + "/decisions"
    assert "Aucune décision" in text_of(client.get(address))
    answer = client.post(address, {"item": place["item_id"], "text": "Ouvrir le square.", "addressee": "La commune", **VOTES})
    assert answer.status_code == 303
    page = text_of(client.get(address))
    for words in ("2026-01", "Ouvrir le square.", "La commune", "5"):
        assert words in page
    (decision,) = session.scalars(sa.select(Decision)).all()
    assert (decision.is_consensus, len(decision.votes)) == (False, 2)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "une phrase"),
        ({"item": "999999"}, "ordre du jour"),
        ({"how": ""}, "Choisissez"),
        ({"residents_votes_for": "99"}, "10"),
        ({"residents_votes_for": "beaucoup"}, "en chiffres"),
        ({"how": "agreed", "minority": "Non"}, "vote"),
    ],
)
def test_record_decisions_says_how_to_mend(
    client: PageClient, place: dict[str, Any], values: dict[str, str], words: str
) -> None:
    sign_in(client, place["account"])
    client.get(place["at"] + "/decisions")
    sent = {"item": place["item_id"], "text": "Ouvrir le square.", **VOTES, **values}
    answer = client.post(place["at"] + "/decisions", sent)
    page = text_of(client.get(answer.location)) if answer.status_code == 303 else text_of(answer)
    assert words in page
    assert "erreurs-titre" in page


def test_withdraw_decision_strikes_it(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    new = NewDecision(item_id=place["item"].id, text="Ouvrir le square.")
    decision = decisions.record(session, place["account"], now, place["meeting"].id, new)
    address = f"{place['at']}/decisions/{decision.id}/retirer"
    session.commit()
    sign_in(client, place["account"])
    client.get(address)
    assert client.post(address, {"reason": "Notée deux fois"}).status_code == 303
    page = text_of(client.get(place["at"] + "/decisions"))
    assert "Notée deux fois" in page
    assert "<s>Ouvrir le square.</s>" in page


def test_withdraw_decision_takes_it_out_of_the_search(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    published(session, place, now)
    decision_id = session.scalars(sa.select(Decision.id)).one()
    address = f"{place['at']}/decisions/{decision_id}/retirer"
    session.commit()
    sign_in(client, place["account"])
    assert "dimanche" in text_of(client.get("/reunions/recherche?q=dimanche"))
    client.get(address)
    assert client.post(address, {"reason": "Notée deux fois"}).status_code == 303
    assert "Aucun texte" in text_of(client.get("/reunions/recherche?q=dimanche"))


def test_record_actions_asks_one_person(client: PageClient, session: Session, place: dict[str, Any]) -> None:
    sign_in(client, place["account"])
    address = place["at"] + "/actions"
    assert "Camille Fictive" in text_of(client.get(address))
    sent = {"item": place["item_id"], "text": "Écrire.", "doer": f"person-{place['person_id']}", "due_on": "1/12/2026"}
    assert client.post(address, sent | {"decision": ""}).status_code == 303
    (action,) = session.scalars(sa.select(Action)).all()
    assert (action.person_id, action.due_on) == (place["person_id"], date(2026, 12, 1))
    session.rollback()
    both = client.post(address, sent | {"who": "La ville", "text": "Deux fois"})
    page = text_of(client.get(both.location)) if both.status_code == 303 else text_of(both)
    assert "l’un des deux" in page


def test_decisions_lists_what_was_published_and_nothing_before(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime, count_queries: list[str]
) -> None:
    assert "pas de décision" in text_of(client.get("/decisions"))
    published(session, place, now)
    later = make_meeting(session, place["council"], place["account"])
    new = NewDecision(item_id=make_item(session, later).id, text="Encore secrète")
    decisions.record(session, place["account"], now, later.id, new)
    session.commit()
    page = text_of(client.get("/decisions"))
    for words in ("2026-01", "Ouvrir le square &lt;b&gt;le dimanche&lt;/b&gt;.", "La commune", "Habitante, siège", "En retard"):
        assert words in page
    assert "Camille" not in page
    assert "Encore secrète" not in page
    for query in ("quartier=chemin-vert", "annee=2026", "voir=actions", "voir=actions&etat=late"):
        assert "Écrire à la commune." in text_of(client.get(f"/decisions?{query}"))
    for query in ("annee=2025", "voir=actions&etat=over", "avant=1"):
        assert "Écrire à la commune." not in text_of(client.get(f"/decisions?{query}"))


def test_decisions_reads_a_long_history_by_key(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime, count_queries: list[str]
) -> None:
    for number in range(45):
        new = NewDecision(item_id=place["item"].id, text=f"Texte {number:02d}.")
        decisions.record(session, place["account"], now, place["meeting"].id, new)
    make_minutes(session, place["meeting"], MinutesState.PUBLISHED)
    session.commit()
    address, seen = "/decisions?quartier=chemin-vert&annee=2026", []
    lengths = set()
    while address:
        count_queries.clear()
        page = soup_of(client.get(address))
        lengths.add(len(count_queries))
        seen += [found.get_text() for found in page.select("section strong")]
        link = page.select_one('a[rel="next"]')
        address = str(link["href"]) if link else ""
    assert seen == [f"Texte {number:02d}." for number in range(44, -1, -1)]
    assert len(lengths) == 1


def test_my_actions_shows_ones_own_and_follow_action_dates_each_step(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    member = make_account(session, "member")
    session.add(MemberAccount(account_id=member.id, person_id=place["person"].id))
    published(session, place, now)
    action_id = session.scalars(sa.select(Action.id)).one()
    session.commit()
    sign_in(client, member)
    assert "Écrire à la commune." in text_of(client.get("/mes-actions"))
    client.get(f"/mes-actions/{action_id}")
    refused = client.post(f"/mes-actions/{action_id}", {"state": "dropped", "note": ""})
    page = text_of(client.get(refused.location)) if refused.status_code == 303 else text_of(refused)
    assert "abandonnée" in page
    assert client.post(f"/mes-actions/{action_id}", {"state": "done", "note": "Lettre partie"}).status_code == 303
    assert "Écrire à la commune." not in text_of(client.get("/mes-actions"))
    page = text_of(client.get("/decisions?voir=actions"))
    assert "24/11/2026" in page.replace("novembre", "11") or "24 nov" in page
    assert "Lettre partie" in page
    assert session.scalars(sa.select(Action.state)).one() is ActionState.DONE


def test_follow_action_of_others_is_missing(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    published(session, place, now)
    action_id = session.scalars(sa.select(Action.id)).one()
    official = make_account(session, "official")
    sign_in(client, official)
    assert "Écrire" not in text_of(client.get("/mes-actions"))
    assert client.get(f"/mes-actions/{action_id}").status_code == 404


def test_my_actions_of_a_team_are_those_of_its_councils(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    published(session, place, now)
    sign_in(client, place["account"])
    assert "Écrire à la commune." in text_of(client.get("/mes-actions"))


def bring(client: PageClient, place: dict[str, Any], data: bytes, **values: Any) -> Any:
    client.get(place["at"] + "/pieces")
    sent = {"file": (io.BytesIO(data), "../plan é.pdf"), "title": "Le plan", "item": "", "is_public": "y", "alternative": ""}
    return client.post(place["at"] + "/pieces", sent | values, content_type="multipart/form-data")


def test_staff_documents_brings_a_file_that_document_offers_as_a_download(
    client: PageClient, new_client: Any, session: Session, place: dict[str, Any]
) -> None:
    sign_in(client, place["account"])
    assert bring(client, place, PDF).status_code == 303
    document_id = session.scalars(sa.select(Document.id)).one()
    session.rollback()
    page = text_of(new_client().get(f"/reunions/{place['meeting_id']}"))
    assert f"/reunions/{place['meeting_id']}/pieces/{document_id}/plan-%C3%A9.pdf" in page
    with new_client().get(f"/reunions/{place['meeting_id']}/pieces/{document_id}/plan-é.pdf") as answer:
        assert answer.data == PDF
        headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert "Set-Cookie" not in headers
    assert new_client().get(f"/reunions/{place['meeting_id']}/pieces/{document_id}/plan.html").status_code == 404


@pytest.mark.parametrize(
    ("data", "values", "words"),
    [
        (b"MZ\x00", {}, "PDF"),
        (picture(), {}, "ne la voient pas"),
        (PDF, {"title": ""}, "fichier"),
    ],
)
def test_staff_documents_says_how_to_mend(
    client: PageClient, session: Session, place: dict[str, Any], data: bytes, values: dict[str, str], words: str
) -> None:
    sign_in(client, place["account"])
    answer = bring(client, place, data, **values)
    page = text_of(client.get(answer.location)) if answer.status_code == 303 else text_of(answer)
    assert words in page
    assert session.scalars(sa.select(Document)).all() == []


def test_staff_documents_refuses_a_file_that_is_too_large(
    client: PageClient, session: Session, place: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LARGEST", len(PDF))
    sign_in(client, place["account"])
    assert "Enregistrez-le plus petit" in text_of(bring(client, place, PDF + b"\n"))
    assert bring(client, place, PDF).status_code == 303


def test_staff_document_is_for_the_team_alone(
    client: PageClient, new_client: Any, session: Session, place: dict[str, Any]
) -> None:
    sign_in(client, place["account"])
    assert bring(client, place, PDF, is_public="").status_code == 303
    document_id = session.scalars(sa.select(Document.id)).one()
    session.rollback()
    name = f"{document_id}/plan-é.pdf"
    assert new_client().get(f"/reunions/{place['meeting_id']}/pieces/{name}").status_code == 404
    with client.get(f"{place['at']}/pieces/{name}") as answer:
        assert answer.data == PDF
    stranger = new_client()
    sign_in(stranger, make_account(session, councils=[make_council(session, code="autre", name="Autre")]))
    assert stranger.get(f"{place['at']}/pieces/{name}").status_code == 404


def test_remove_document_erases_it_and_says_why(
    app: Any, client: PageClient, new_client: Any, session: Session, place: dict[str, Any]
) -> None:
    sign_in(client, place["account"])
    bring(client, place, PDF)
    document_id = session.scalars(sa.select(Document.id)).one()
    session.rollback()
    address = f"{place['at']}/pieces/{document_id}/retirer"
    client.get(address)
    assert client.post(address, {"reason": "Un visage se voit"}).status_code == 303
    assert "Un visage se voit" in text_of(new_client().get(f"/reunions/{place['meeting_id']}"))
    assert new_client().get(f"/reunions/{place['meeting_id']}/pieces/{document_id}/plan-é.pdf").status_code == 410
    folder = app.extensions["settings"].instance_path / "documents"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_search_marks_what_it_found(client: PageClient, session: Session, place: dict[str, Any], now: datetime) -> None:
    published(session, place, now)
    page = client.get("/reunions/recherche?q=squares")
    assert [mark.get_text() for mark in soup_of(page).select("mark")][:2] == ["square", "square"]
    assert "Le &lt;script&gt; du " in text_of(page)
    hrefs = [link["href"] for link in soup_of(page).select(".card a")]
    assert f"/reunions/{place['meeting_id']}/compte-rendu#point-1" in hrefs
    assert f"/reunions/{place['meeting_id']}/compte-rendu#decision-2026-01" in hrefs
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("query", ["", "%27%22%3Cscript%3E", "le+la", "%00", "a" * 5000, "x&page=99999", "%22OR+1"])
def test_search_answers_whatever_is_typed(client: PageClient, query: str) -> None:
    assert client.get(f"/reunions/recherche?q={query}").status_code == 200


def test_search_takes_as_many_queries_for_one_as_for_many(
    client: PageClient, session: Session, place: dict[str, Any], count_queries: list[str]
) -> None:
    for _ in range(25):
        meeting = make_meeting(session, place["council"], place["account"])
        make_item(session, meeting, "Le square")
        search.index_meeting(session, meeting.id)
    make_item(session, place["meeting"], "Le lampadaire")
    search.index_meeting(session, place["meeting"].id)
    session.commit()
    lengths = []
    for query in ("square", "lampadaire"):
        count_queries.clear()
        assert "<mark>" in text_of(client.get(f"/reunions/recherche?q={query}"))
        lengths.append(len(count_queries))
    assert lengths[0] == lengths[1]


def test_reading_list_shows_what_is_new_and_mark_read_alone_changes_it(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    published(session, place, now)
    official = make_account(session, "official")
    sign_in(client, official)
    for _ in range(2):
        page = client.get("/elu/comptes-rendus")
        assert "Ouvrir le square &lt;b&gt;le dimanche" in text_of(page)
        assert session.scalars(sa.select(ReadingMark)).all() == []
        session.rollback()
    revision = soup_of(page).select_one('input[name="revision"]')
    address, meeting = "/elu/comptes-rendus/lu", str(place["meeting_id"])
    assert client.get(address).status_code == 405
    assert client.post(address, {"meeting": meeting, "revision": "999"}).status_code == 404
    for _ in range(2):
        assert client.post(address, {"meeting": meeting, "revision": revision["value"]}).status_code == 303
    assert "Ouvrir le square" not in text_of(client.get("/elu/comptes-rendus"))
    (mark,) = session.scalars(sa.select(ReadingMark)).all()
    assert (mark.revision, mark.read_at) == (1, now)


def test_reading_list_shows_rectified_minutes_again(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    published(session, place, now)
    official = make_account(session, "official")
    session.add(ReadingMark(account_id=official.id, meeting_id=place["meeting_id"], revision=1, read_at=now))
    session.commit()
    sign_in(client, official)
    assert "Ouvrir le square" not in text_of(client.get("/elu/comptes-rendus"))
    session.execute(
        sa.text(
            "INSERT INTO minutes_revision (meeting_id, number, reason, content, sha256, html, made_by_id, made_at) "
            "SELECT meeting_id, 2, 'rectified', content, sha256, html, made_by_id, made_at FROM minutes_revision"
        )
    )
    session.commit()
    assert "Rectifié" in text_of(client.get("/elu/comptes-rendus"))


def test_reading_list_is_of_ones_own_councils_where_there_are_some(
    client: PageClient, session: Session, place: dict[str, Any], now: datetime
) -> None:
    published(session, place, now)
    elsewhere = make_council(session, code="autre", name="Autre")
    sign_in(client, make_account(session, "official", councils=[elsewhere]))
    assert "Ouvrir le square" not in text_of(client.get("/elu/comptes-rendus"))
