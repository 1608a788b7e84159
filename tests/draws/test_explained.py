"""The draw explained: the example is what the engine makes, and it can be done again with nothing but SHA-256."""

import hashlib
import json
import re
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from bs4 import BeautifulSoup

from participation.config import RESOURCES
from participation.draws.services import example
from participation.draws.services.example import Hashing
from participation.draws.views import explained_words
from participation.sortition.verify import verify
from tests.support.draw_pages import page_of
from tests.support.pages import PageClient

BANNED = ("impossible de tricher", "certifié", "blockchain", "anonyme", "représentati")


@pytest.fixture(scope="module")
def alone() -> ModuleType:
    """The stand-alone program, which shares no code with the engine."""
    spec = util.spec_from_file_location("verify_draw", RESOURCES / "scripts" / "verify_draw.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def every_hashing() -> list[Hashing]:
    made = example.made()
    people = [step for one in made.people for step in (one.leaf, one.inner, one.ticket)]
    return [*people, *made.pairs, made.commitment, *made.seed]


def test_each_step_is_one_fingerprint_of_what_it_shows() -> None:
    assert len(every_hashing()) == 26
    for step in every_hashing():
        assert hashlib.sha256(bytes.fromhex("".join(step.parts))).hexdigest() == step.value


def test_each_step_takes_up_what_an_earlier_one_gave() -> None:
    made = example.made()
    leaves = [one.leaf.value for one in made.people]
    assert leaves == sorted(leaves)
    assert [part for pair in made.pairs[:3] for part in pair.parts[1:]] == leaves
    assert made.pairs[3].parts[1:] == (made.pairs[0].value, made.pairs[1].value)
    assert made.pairs[4].parts[1:] == (made.pairs[3].value, made.pairs[2].value)
    assert made.pairs[4].value in made.sealed_bytes.decode("utf-8")
    assert made.commitment.value in made.sealed_bytes.decode("utf-8")
    assert hashlib.sha256(made.sealed_bytes).hexdigest() == made.seal
    assert made.seal in made.seed[0].parts
    assert made.seed[1].parts[1] == made.seed[0].value
    for one in made.people:
        assert one.inner.parts[-1] == one.leaf.value
        assert one.ticket.parts[1] == one.inner.value
    assert len({one.ticket.parts[0] for one in made.people}) == 1


def test_the_smallest_tickets_get_the_seats() -> None:
    ordered = example.made().by_rank
    assert [one.rank for one in ordered] == [1, 2, 3, 4, 5, 6]
    assert [one.ticket.value for one in ordered] == sorted(one.ticket.value for one in ordered)
    assert [one.is_selected for one in ordered] == [True, True, False, False, False, False]
    assert sorted(one.name for one in ordered) == sorted(example.NAMES)


def test_both_programs_find_that_the_example_holds_as_a_rehearsal(
    alone: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "exemple.json"
    file.write_bytes(example.made().transcript)
    transcript: Any = json.loads(file.read_bytes())
    report = verify(transcript, rehearsal=True)
    assert (report.seed, report.assurance) == (example.made().seed[1].value, "C")
    assert [alone.main([str(file), "--rehearsal"]), alone.main([str(file)])] == [0, 1]
    assert "L’ESSAI TIENT" in capsys.readouterr().out


def test_explained_page_tells_the_example_and_its_limits(client: PageClient) -> None:
    page = page_of(client, "/tirage/explications")
    words = BeautifulSoup(page, "html.parser").get_text()
    for one in example.made().people:
        assert one.name in words
        assert one.ticket.value[:8] in words
    assert hashlib.sha256(b"bonjour").hexdigest() in words
    assert "La même équipe a écrit les deux programmes" in words
    assert 'href="/tirage/explications/exemple"' in page


def test_explained_page_uses_the_words_we_never_say_only_to_refuse_them(client: PageClient) -> None:
    page = BeautifulSoup(page_of(client, "/tirage/explications"), "html.parser")
    refused = [term for term in page.find_all("dt") if str(term.get_text()).strip().startswith("«")]
    assert len(refused) == len(explained_words.unsaid()) == 6
    for term in refused:
        assert term.parent is not None
        term.parent.decompose()
    said = page.get_text().lower()
    assert [word for word in BANNED if word in said] == []


def test_explained_sentences_are_short(client: PageClient) -> None:
    page = BeautifulSoup(page_of(client, "/tirage/explications"), "html.parser")
    main = page.find("main")
    assert main is not None
    sentences = [
        sentence
        for part in main.find_all(["p", "li"])
        for sentence in re.split(r"(?<=[.!?:])\s", " ".join(str(part.get_text()).split()))
    ]
    assert [sentence for sentence in sentences if len(sentence.split()) > 22] == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_worked_example_page_shows_each_step(client: PageClient, prefix: str) -> None:
    page = page_of(client, f"{prefix}/tirage/explications/exemple")
    shown = "".join(BeautifulSoup(page, "html.parser").get_text().split())
    assert [step.value for step in every_hashing() if "".join(step.parts) not in shown] == []
    assert [step.value for step in every_hashing() if step.value not in shown] == []


def test_example_transcript_and_example_sealed_are_downloads(client: PageClient) -> None:
    transcript = client.get("/tirage/explications/exemple.json")
    sealed = client.get("/tirage/explications/exemple-scelle.txt")
    assert transcript.data == example.made().transcript
    assert hashlib.sha256(sealed.data).hexdigest() == example.made().seal
    for response in (transcript, sealed):
        assert response.headers["Content-Disposition"].startswith("attachment")
        path = response.request.path
        assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_explained_page_is_linked_from_help(client: PageClient) -> None:
    assert 'href="/tirage/explications"' in page_of(client, "/aide")
