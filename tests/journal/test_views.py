"""The journal's pages and its file, and a sentence for every kind of act."""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from participation.journal import sentences, services, views
from participation.journal.sentences import Subject, sentence
from tests.support.factories import make_council
from tests.support.pages import PageClient

PACKAGE = Path(services.__file__).resolve().parent.parent
KIND = re.compile(r'"((?:seat|draw|council|sign_ups?)\.[a-z_]+)"')


def fill(session: Session, now: datetime, count: int) -> None:
    for number in range(1, count + 1):
        services.append(session, now, "seat.taken", "council:chemin-vert", {"seat": number})
    session.commit()


def kinds_in(source: str) -> set[str]:
    """Return the kinds of acts that code writes into the journal."""
    return set(KIND.findall(source))


def test_every_kind_of_act_has_a_sentence() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.name == "services.py" or path.parent.name == "services"
    ]
    found = set().union(*(kinds_in(source) for source in sources))
    assert len(found) > 20
    assert found - set(sentences.SENTENCES) == set()


def test_the_search_for_kinds_catches_a_sample() -> None:
    assert kinds_in('append(session, now, "draw.unheard_of", subject, {})') == {"draw.unheard_of"}


def test_an_unknown_kind_shows_its_code(session: Session, now: datetime, client: PageClient) -> None:
    services.append(session, now, "comet.seen", "sky:1", {"tail": True})
    session.commit()
    assert "comet.seen" in client.get("/journal").get_data(as_text=True)
    assert "sky:1" in client.get("/journal/1").get_data(as_text=True)


@pytest.mark.parametrize("payload", [{}, {"seat": None}, {"chair": 3}])
def test_a_sentence_whose_facts_are_missing_shows_its_code(payload: dict[str, object]) -> None:
    assert sentence("seat.taken", payload) in ("seat.taken", "Somebody takes seat None.")


def test_index_of_an_empty_journal(client: PageClient) -> None:
    page = client.get("/journal").get_data(as_text=True)
    assert "Pas encore d’acte" in page


def test_index_lists_the_newest_first_in_pages_of_fifty_without_a_cookie(
    session: Session, now: datetime, client: PageClient, count_queries: list[str]
) -> None:
    fill(session, now, 120)
    del count_queries[:]
    first = client.get("/journal")
    assert len(count_queries) <= 6
    assert "Set-Cookie" not in first.headers
    numbers = re.findall(r'href="/journal/(\d+)"', first.get_data(as_text=True))
    assert numbers == [str(number) for number in range(120, 70, -1)]
    last = client.get("/journal?page=3").get_data(as_text=True)
    assert re.findall(r'href="/journal/(\d+)"', last) == [str(number) for number in range(20, 0, -1)]
    assert services.head(session)[:4] in first.get_data(as_text=True)


def test_index_of_one_subject(session: Session, now: datetime, client: PageClient) -> None:
    fill(session, now, 3)
    services.append(session, now, "sign_ups.opened", "council:other", {})
    session.commit()
    page = client.get("/journal?objet=council%3Aother").get_data(as_text=True)
    assert re.findall(r'href="/journal/(\d+)"', page) == ["4"]


@pytest.mark.parametrize(
    "query", ["objet=%00", "objet=" + "x" * 5000, "page=-1", "page=x", "page=1e9", "objet='%22<"]
)
def test_index_survives_odd_questions(
    session: Session, now: datetime, client: PageClient, query: str
) -> None:
    fill(session, now, 1)
    assert client.get(f"/journal?{query}").status_code in (200, 404)


def test_entry_shows_the_text_that_is_hashed(session: Session, now: datetime, client: PageClient) -> None:
    fill(session, now, 2)
    page = client.get("/journal/2").get_data(as_text=True)
    hashed = re.search("<code>(.*?)</code>", page)[1].replace("&#34;", '"')  # type: ignore[index]
    kept = services.entries_for(session, "council:chemin-vert")[1]
    assert hashlib.sha256(services.TAG + hashed.encode()).hexdigest() == kept.sha256
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_entry_that_does_not_exist(session: Session, now: datetime, client: PageClient, number: str) -> None:
    fill(session, now, 2)
    assert client.get(f"/journal/{number}").status_code == 404


def test_entry_escapes_its_facts(session: Session, now: datetime, client: PageClient) -> None:
    evil = "<script>alert(1)</script>"
    services.append(session, now, "draw.abandoned", f"x:{evil}", {"reason": evil, evil: 1})
    session.commit()
    for path in ("/journal", "/journal/1"):
        assert evil not in client.get(path).get_data(as_text=True)


def test_subjects_go_by_the_name_that_a_slice_gives_them(
    session: Session, now: datetime, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session, now, 1)
    monkeypatch.setattr(
        sentences, "subjects", [lambda _session, _wanted: {"council:chemin-vert": Subject("Le Vert", "/x")}]
    )
    assert '<a href="/x">Le Vert</a>' in client.get("/journal").get_data(as_text=True)


def test_a_council_goes_by_its_name_and_leads_to_its_page(
    session: Session, now: datetime, client: PageClient
) -> None:
    council = make_council(session)
    services.append(session, now, "council.founded", "council:chemin-vert", {"seats": 3})
    services.append(session, now, "seat.taken", f"body:{council.body_id}", {"seat": 3})
    session.commit()
    page = client.get("/journal").get_data(as_text=True)
    assert page.count('<a href="/q/chemin-vert/conseil">Conseil citoyen Chemin Vert</a>') == 2


def test_download_is_the_whole_chain_and_can_be_recomputed(
    session: Session, now: datetime, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session, now, 25)
    monkeypatch.setattr(services, "BATCH", 10)
    response = client.get("/journal.json")
    assert response.mimetype == "application/json"
    assert response.headers["Content-Disposition"] == "attachment; filename=journal.json"
    previous, entries = services.BEFORE_FIRST, json.loads(response.get_data())
    for number, entry in enumerate(entries, start=1):
        sha256 = entry.pop("sha256")
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(b"conseil-draw/1/journal\n" + text.encode()).hexdigest() == sha256
        assert (entry["sequence"], entry["previous"]) == (number, previous)
        previous = sha256
    assert previous == services.head(session)
    assert len(entries) == 25


def test_download_of_an_empty_journal(client: PageClient) -> None:
    assert json.loads(client.get("/journal.json").get_data()) == []


def test_download_again_without_change_sends_nothing(
    session: Session, now: datetime, client: PageClient
) -> None:
    fill(session, now, 2)
    tag = client.get("/journal.json").headers["ETag"]
    assert client.get("/journal.json", headers={"If-None-Match": tag}).status_code == 304
    services.append(session, now, "seat.left", "council:x", {"seat": 1})
    session.commit()
    assert client.get("/journal.json", headers={"If-None-Match": tag}).status_code == 200


def test_download_is_made_while_it_is_sent(session: Session, now: datetime, client: PageClient) -> None:
    fill(session, now, 3)
    response = client.flask.get("/journal.json", headers={"Accept-Encoding": "gzip"}, buffered=False)
    assert "Content-Encoding" not in response.headers
    assert not response.is_sequence
    response.close()


def test_facts_that_are_not_text_are_shown_as_json() -> None:
    row = SimpleNamespace(
        sequence=1,
        at=None,
        kind="x",
        subject="y",
        sha256="",
        previous_sha256="",
        payload='{"a":[1,null],"b":"é"}',
    )
    assert views._act(row, Subject("y")).facts == (("a", "[1, null]"), ("b", "é"))  # type: ignore[arg-type]
