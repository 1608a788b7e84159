"""The public's pages of a draw, fetched in each state; every page passes the audit of `PageClient`."""

import csv
import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.draws.models import Act, DrawState, Entry, Selection, TranscriptCheck
from participation.draws.services import answers, chance, files, lifecycle, seating
from participation.draws.services.answers import AnswerKind
from participation.sortition.canonical import canonical, parse
from participation.sortition.receipt import check_receipt
from participation.volunteers.codes import ALPHABET
from tests.support.draws import ANNOUNCED, CHANCE, DICE, Case, both, carry, make_case, seat_everybody, shown
from tests.support.pages import PageClient

QUOTAS = {"gender": {"F": (1, 2), "M": (1, 2), "X": (0, 2)}}
VERIFIER = Path(__file__).resolve().parents[2] / "scripts" / "verify_draw.py"


def carried(session: Session, until: str, **options: Any) -> Case:
    """Return a draw carried to a step, for the pages to see."""
    case = make_case(session, until=until, **options)
    session.commit()
    return case


def text(response: Any) -> str:
    """Return what a page says, its spaces made plain."""
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    return " ".join(soup.get_text(" ").replace("\u00a0", " ").split())


def credentials(case: Case, position: int) -> dict[str, str]:
    """Return what a volunteer types."""
    return {"code": case.code(position), "birth_year": str(case.sign_ups[position].birth_year)}


def post(session: Session, client: PageClient, case: Case, path: str, fields: dict[str, str]) -> Any:
    """Post to a page of the draw, once this test's own transaction has let go of the database."""
    address = f"/tirage/{case.draw.id}/{path}"
    session.commit()
    return client.post(address, fields)


def position_of(session: Session, case: Case, index: int) -> int:
    """Return which volunteer a number of the sealed list is."""
    return next(at for at in range(len(case.sign_ups)) if case.index_of(session, at) == index)


def test_index_puts_the_next_draws_first(session: Session, client: PageClient) -> None:
    make_case(session, until="drawn", code="drawn")
    make_case(session, until="sealed", code="sealed")
    make_case(session, until="draft", code="draft")
    session.commit()
    page = client.get("/tirages")
    soup = BeautifulSoup(page.get_data(as_text=True), "html.parser")
    lists = soup.select("ul.cards")
    assert [len(cards.select("li")) for cards in lists] == [1, 1]
    assert "Liste scellée" in lists[0].get_text()
    assert "Tiré" in lists[1].get_text()
    assert "Set-Cookie" not in page.headers


def test_index_says_what_will_come_while_it_is_empty(client: PageClient) -> None:
    assert "Aucun tirage n’est annoncé" in text(client.get("/tirages"))
    assert client.get("/tirages?page=2").status_code == 404


def test_index_takes_as_many_queries_for_three_draws_as_for_one(
    session: Session, client: PageClient, count_queries: list[str]
) -> None:
    carried(session, "announced", code="one")
    count_queries.clear()
    client.get("/tirages")
    few = len(count_queries)
    for code in ("two", "three"):
        carried(session, "sealed", code=code)
    count_queries.clear()
    client.get("/tirages")
    assert len(count_queries) == few


def test_explained_stands_alone(client: PageClient) -> None:
    page = client.get("/tirage/explications")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/ordre",
        "/affiche",
        "/ticket",
        "/refaire-le-calcul",
        "/parametres.json",
        "/transcription.json",
        "/resultat.csv",
        "/tirage.ics",
    ],
)
def test_show_keeps_a_draft_and_a_missing_draw_to_itself(
    session: Session, client: PageClient, path: str
) -> None:
    case = carried(session, "draft")
    assert client.get(f"/tirage/{case.draw.id}{path}").status_code == 404
    assert client.get(f"/tirage/{2**40}{path}").status_code == 404


@pytest.mark.parametrize("path", ["ordre", "refaire-le-calcul", "transcription.json", "resultat.csv"])
def test_show_has_no_result_before_the_dice(session: Session, client: PageClient, path: str) -> None:
    case = carried(session, "sealed")
    assert client.get(f"/tirage/{case.draw.id}/{path}").status_code == 404


def test_show_announced(session: Session, client: PageClient) -> None:
    case = carried(session, "announced", quotas=QUOTAS)
    page = client.get(f"/tirage/{case.draw.id}")
    said = text(page)
    assert "Les inscriptions sont ouvertes" in said
    assert "mardi 8 décembre 2026 à 18 h 30" in said
    assert "La liste n’est pas encore scellée" in said
    assert str(case.draw.announcement)[:4] in said
    assert "Set-Cookie" not in page.headers
    link = BeautifulSoup(page.get_data(as_text=True), "html.parser").select_one("a.button")
    assert link is not None
    assert link["href"] == "/inscription?quartier=chemin-vert"


@pytest.mark.parametrize(("volunteers", "published"), [(12, False), (18, True)])
def test_show_tells_the_size_of_groups_only_where_it_points_at_nobody(
    session: Session, client: PageClient, volunteers: int, published: bool
) -> None:
    for until in ("announced", "closed", "sealed"):
        case = carried(session, until, quotas=QUOTAS, volunteers=volunteers, code=until)
        soup = BeautifulSoup(client.get(f"/tirage/{case.draw.id}").get_data(as_text=True), "html.parser")
        cells = [cell.get_text(strip=True) for cell in soup.select("#groupes ~ tbody td.amount")]
        assert cells == (["6", "6", "6"] if published else ["non publié"] * 3)


def test_show_closed(session: Session, client: PageClient) -> None:
    case = carried(session, "closed", is_fictitious=False)
    said = text(client.get(f"/tirage/{case.draw.id}"))
    assert "Vérifiez que vous y êtes, jusqu’au mardi 1er décembre 2026 à 10 h 01" in said
    assert "données fictives" not in said.lower()


def test_show_sealed(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed")
    page = client.get(f"/tirage/{case.draw.id}")
    said = text(page)
    assert "La liste est scellée : plus personne ne peut la changer" in said
    soup = BeautifulSoup(page.get_data(as_text=True), "html.parser")
    shown_digests = ["".join(block.get_text().split()) for block in soup.select(".fingerprint")]
    assert shown_digests[:2] == [case.draw.seal, case.draw.announcement]
    assert "Données fictives" in said


def test_show_during_hides_a_first_reading_until_a_second_one_agrees(
    session: Session, client: PageClient, clock: Any
) -> None:
    case = carried(session, "sealed")
    address = f"/tirage/{case.draw.id}"
    clock.move_to(CHANCE)
    assert "Étape 1 sur 6" in text(client.get(address))
    chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 1, ["Éléphant", "pluie"])
    chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, 1, DICE)
    session.commit()
    page = client.get(address)
    assert "elephant pluie" in text(page)
    assert "Étape 4 sur 6" in text(page)
    assert "Une personne a saisi les dés" in text(page)
    assert ".dice" not in page.get_data(as_text=True)
    assert not BeautifulSoup(page.get_data(as_text=True), "html.parser").select("ol.dice")
    chance.type_dice(session, case.witness, CHANCE, case.draw.id, 1, 1, "2" + DICE[1:])
    session.commit()
    assert "Deux lectures étaient différentes" in text(client.get(address))
    for reader in (case.facilitator, case.witness):
        chance.type_dice(session, reader, CHANCE, case.draw.id, 1, 2, DICE)
    session.commit()
    soup = BeautifulSoup(client.get(address).get_data(as_text=True), "html.parser")
    assert "".join(die.get_text() for die in soup.select("ol.dice li")) == DICE
    assert "Étape 5 sur 6" in text(client.get(address))


def test_show_says_when_the_session_was_not_held(session: Session, client: PageClient, clock: Any) -> None:
    case = carried(session, "sealed")
    clock.move_to(CHANCE + timedelta(days=1))
    assert "Les dés n’ont pas encore été lancés" in text(client.get(f"/tirage/{case.draw.id}"))


def test_show_after_gives_each_seat_its_number_and_rank(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    page = client.get(f"/tirage/{case.draw.id}")
    soup = BeautifulSoup(page.get_data(as_text=True), "html.parser")
    seats = [" ".join(seat.get_text(" ").split()) for seat in soup.select("li.seat")]
    expected = [
        f"{held.seat.number} Siège {held.seat.number} : numéro {held.index} de la liste scellée, "
        f"rang {held.rank}"
        for held in seating.holdings(session, case.draw)
    ]
    assert seats == expected
    reserve = [" ".join(row.get_text(" ").split()) for row in soup.select("ol.ranks li")]
    ranked = session.execute(
        sa.select(Entry.rank, Entry.index).where(Entry.rank > 4).order_by(Entry.rank)
    ).all()
    assert reserve == [f"{rank} numéro {index}" for rank, index in ranked]
    assert "".join(die.get_text() for die in soup.select("ol.dice li")) == DICE
    for sign_up in case.sign_ups:
        assert sign_up.name not in page.get_data(as_text=True)


def test_show_after_counts_who_left_and_calls_the_next(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    first = seating.holdings(session, case.draw)[0].index
    assert first is not None
    both(
        session,
        case,
        lambda who: answers.answer_on_paper(session, who, CHANCE, case.draw.id, first, AnswerKind.DECLINED),
    )
    session.commit()
    said = text(client.get(f"/tirage/{case.draw.id}"))
    assert "1 personne appelée ne siégera pas." in said
    assert "a refusé" not in said
    assert "4 réponses sont attendues." in said
    assert "1 personne a été appelée à la place, par la règle." in said
    heir = seating.holdings(session, case.draw)[0]
    assert heir.index != first
    assert f"numéro {heir.index} de la liste scellée, rang {heir.rank}" in said
    assert f"numéro {first} de la liste scellée" not in said


def test_show_completed_says_who_sits_and_from_when(
    session: Session, client: PageClient, clock: time_machine.Traveller
) -> None:
    case = carried(session, "completed")
    address, seats = f"/tirage/{case.draw.id}", case.draw.seats
    session.commit()
    before = text(client.get(address))
    assert before.count("Prendra le siège le mardi 8 décembre 2026") == seats
    assert "A pris le siège" not in before
    clock.move_to(CHANCE)
    assert text(client.get(address)).count("A pris le siège") == seats


def test_show_warns_when_the_calculation_differs(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    address = f"/tirage/{case.draw.id}"
    assert "Terminé et vérifié" not in text(client.get(address))
    check = TranscriptCheck(draw_id=case.draw.id, at=CHANCE, substitutions=0, failed=None)
    session.add(check)
    session.commit()
    assert "Terminé et vérifié" in text(client.get(address))
    check.failed = "8 selected"
    session.commit()
    said = text(client.get(address))
    assert "Le calcul ne donne pas la même liste" in said
    assert "Terminé et vérifié" not in said


def test_show_rehearsal_says_what_it_is_worth(session: Session, client: PageClient) -> None:
    case = make_case(session)
    case.draw.is_rehearsal = True
    session.flush()
    carry(session, case, "drawn")
    session.commit()
    said = text(client.get(f"/tirage/{case.draw.id}"))
    assert "Essai : tirage reproductible, mais l’organisateur pouvait le répéter." in said
    assert "Chacun peut refaire le calcul" not in said


def test_show_abandoned_gives_the_reason_and_the_record(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed")
    reason = "La salle a brûlé."
    at = ANNOUNCED + timedelta(minutes=5)
    lifecycle.propose_abandoning(session, case.facilitator, at, case.draw.id, reason)
    digest = shown(Act.ABANDON, lifecycle.content_of_abandoning(case.draw, reason))
    lifecycle.abandon(session, case.witness, at, case.draw.id, digest)
    session.commit()
    said = text(client.get(f"/tirage/{case.draw.id}"))
    assert reason in said
    record = json.loads(client.get(f"/tirage/{case.draw.id}/transcription.json").data)
    assert record["reason"] == reason
    assert len(record["entries"]) == len(case.sign_ups)


def test_show_takes_as_many_queries_for_a_long_list_as_for_a_short_one(
    session: Session, client: PageClient, count_queries: list[str]
) -> None:
    counts = []
    for volunteers, code in ((12, "short"), (60, "long")):
        case = carried(session, "drawn", volunteers=volunteers, code=code, quotas=QUOTAS)
        count_queries.clear()
        client.get(f"/tirage/{case.draw.id}")
        counts.append(len(count_queries))
    assert counts[0] == counts[1] <= 22


def test_order_lists_every_rank_once_in_pages_of_fifty(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn", volunteers=60)
    seen: list[str] = []
    for number, size in ((1, 50), (2, 10)):
        page = client.get(f"/tirage/{case.draw.id}/ordre?page={number}")
        rows = BeautifulSoup(page.get_data(as_text=True), "html.parser").select("ol.ranks li b")
        assert len(rows) == size
        seen += [row.get_text() for row in rows]
    assert seen == [str(rank) for rank in range(1, 61)]
    assert client.get(f"/tirage/{case.draw.id}/ordre?page=3").status_code == 404


def test_recompute_shows_lines_that_print_their_values(
    session: Session, client: PageClient, tmp_path: Path
) -> None:
    case = carried(session, "drawn")
    (tmp_path / "parametres.json").write_bytes(client.get(f"/tirage/{case.draw.id}/parametres.json").data)
    page = client.get(f"/tirage/{case.draw.id}/refaire-le-calcul").get_data(as_text=True)
    checked = run_lines(page, tmp_path)
    assert len(checked) == 3 + 2 * 3
    assert case.draw.seal in checked
    assert case.draw.seed in checked


def run_lines(page: str, folder: Path) -> list[str]:
    """Run every Python line of a page elsewhere, and return the values it printed, all as the page says."""
    values = []
    for block in BeautifulSoup(page, "html.parser").select("pre.bytes"):
        source = block.get_text()
        if not source.startswith("import "):
            continue
        said = block.find_next_sibling("p")
        assert said is not None
        done = subprocess.run(
            [sys.executable, "-I", "-c", source], cwd=folder, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == said.get_text(strip=True)
        values.append(done.stdout.strip())
    return values


def test_transcript_holds_for_the_program_that_is_offered(
    session: Session, client: PageClient, tmp_path: Path
) -> None:
    case = carried(session, "drawn")
    transcript = client.get(f"/tirage/{case.draw.id}/transcription.json")
    assert transcript.headers["Content-Disposition"].startswith("attachment")
    assert transcript.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    receipt = post(session, client, case, "ticket/recu.json", credentials(case, 3))
    program = client.get("/tirages/verify_draw.py")
    assert program.data == VERIFIER.read_bytes()
    for name, response in (("t.json", transcript), ("r.json", receipt), ("v.py", program)):
        (tmp_path / name).write_bytes(response.data)
    command = [sys.executable, "-I", "v.py", "t.json", "r.json", "--seal", str(case.draw.seal)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"numéro {case.index_of(session, 3)} de la liste scellée" in done.stdout


def test_transcript_is_not_sent_again_to_who_has_it(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    address = f"/tirage/{case.draw.id}/transcription.json"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    first = seating.holdings(session, case.draw)[0].index
    both(
        session,
        case,
        lambda who: answers.answer_on_paper(session, who, CHANCE, case.draw.id, first, AnswerKind.DECLINED),
    )
    session.commit()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_transcript_is_refused_with_a_page_when_the_list_was_changed(
    session: Session, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = carried(session, "drawn")
    from_elsewhere = seating.RefusedError("tampered", what="entry", index=2)

    def refuse(*_: object) -> None:
        raise from_elsewhere

    monkeypatch.setattr(files, "transcript_bytes", refuse)
    page = client.get(f"/tirage/{case.draw.id}/transcription.json")
    assert page.status_code == 503
    assert "La liste scellée n’est plus telle qu’elle a été scellée" in text(page)


def test_parameters_are_the_sealed_bytes(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed")
    file = client.get(f"/tirage/{case.draw.id}/parametres.json")
    assert file.get_data(as_text=True) == case.draw.parameters
    assert canonical(parse(file.data)) == file.data


def test_result_lists_rank_number_and_seat(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    table = client.get(f"/tirage/{case.draw.id}/resultat.csv").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert rows[0] == ["rang", "numero", "siege"]
    assert [row[0] for row in rows[1:]] == [str(rank) for rank in range(1, 13)]
    selected = session.scalars(sa.select(Selection.index).order_by(Selection.position)).all()
    assert [(int(row[1]), int(row[2])) for row in rows[1:] if row[2]] == [
        (index, held.seat.number)
        for index, held in zip(selected, seating.holdings(session, case.draw), strict=True)
    ]


def test_calendar_gives_the_session(session: Session, client: PageClient) -> None:
    case = carried(session, "announced")
    content = client.get(f"/tirage/{case.draw.id}/tirage.ics").get_data(as_text=True)
    assert "DTSTART:20261208T173000Z\r\n" in content
    assert f"UID:{case.draw.uuid}\r\n" in content
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))


def test_poster_carries_the_fingerprints_and_the_address(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed")
    page = client.get(f"/tirage/{case.draw.id}/affiche", headers={"Host": "elsewhere.example"})
    html = page.get_data(as_text=True)
    soup = BeautifulSoup(html, "html.parser")
    digests = ["".join(block.get_text().split()) for block in soup.select(".fingerprint")]
    assert digests == [case.draw.seal, case.draw.announcement]
    assert f"http://127.0.0.1:8000/tirage/{case.draw.id}" in text(page)
    expected = segno.make(f"http://127.0.0.1:8000/tirage/{case.draw.id}", error="m", micro=False)
    drawn = soup.select_one("svg.qr path")
    assert drawn is not None
    assert f' d="{drawn["d"]}"' in expected.svg_inline(border=4, omitsize=True)
    assert "elsewhere.example" not in html


def test_ticket_asks_without_a_cookie(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed")
    page = client.get(f"/tirage/{case.draw.id}/ticket")
    assert "Set-Cookie" not in page.headers
    assert "csrf_token" not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("announced", "Votre inscription est enregistrée. La liste n’est pas encore fermée."),
        ("closed", "Oui. Vous êtes dans la liste fermée."),
    ],
)
def test_answer_before_the_list_is_sealed(
    session: Session, client: PageClient, until: str, sentence: str
) -> None:
    case = carried(session, until)
    page = post(session, client, case, "ticket", credentials(case, 3))
    assert sentence in text(page)
    assert "Set-Cookie" not in page.headers


def test_answer_before_the_dice_gives_the_number(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed")
    typed = credentials(case, 3)
    typed["code"] = " " + "-".join(re.findall("....", typed["code"])).lower().replace("0", "o")
    page = post(session, client, case, "ticket", typed)
    h1 = BeautifulSoup(page.get_data(as_text=True), "html.parser").h1
    assert h1 is not None
    assert (
        h1.get_text(strip=True)
        == f"Oui. Vous êtes le numéro {case.index_of(session, 3)} de la liste scellée."
    )
    assert case.sign_ups[3].name not in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"


def test_answer_after_the_dice(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    held = seating.holdings(session, case.draw)[1]
    assert held.index is not None
    page = post(session, client, case, "ticket", credentials(case, position_of(session, case, held.index)))
    assert f"Oui. Votre numéro {held.index} est tiré au sort : siège {held.seat.number}." in text(page)
    assert f"Votre rang est {held.rank}." in text(page)
    waiting = session.execute(sa.select(Entry.index, Entry.rank).where(Entry.rank == 7)).one()
    page = post(session, client, case, "ticket", credentials(case, position_of(session, case, waiting[0])))
    assert f"Votre numéro {waiting[0]} n’est pas tiré : place 3 de la liste d’attente." in text(page)


def test_answer_to_who_is_in_no_list(session: Session, client: PageClient) -> None:
    case = make_case(session, until="sealed")
    other = carried(session, "draft", code="other")
    page = post(session, client, case, "ticket", credentials(other, 1))
    assert page.status_code == 200
    assert "Cette inscription n’est pas dans la liste scellée du 24 novembre 2026." in text(page)


def test_answer_says_the_same_of_an_unknown_code_and_a_wrong_year(
    session: Session, client: PageClient
) -> None:
    case = carried(session, "sealed")
    right = credentials(case, 3)
    wrong = [right | {"birth_year": "1901"}, right | {"code": ALPHABET[:16]}, right | {"code": "??"}]
    pages = [post(session, client, case, "ticket", fields) for fields in wrong]
    assert {page.status_code for page in pages} == {422}
    errors = {
        tuple(tag.get_text(strip=True) for tag in BeautifulSoup(page.data, "html.parser").select(".error"))
        for page in pages
    }
    assert len(errors) == 1
    assert "votre reçu" in text(pages[0])


def test_answer_stops_guessing_but_not_a_queue_of_people(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed", volunteers=41)
    for position in range(40):
        assert post(session, client, case, "ticket", credentials(case, position)).status_code == 200
    wrong = credentials(case, 40) | {"birth_year": "1901"}
    statuses = [post(session, client, case, "ticket", wrong).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_reply_refuses_a_wrong_year_without_waiting_for_itself(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    wrong = credentials(case, 3) | {"birth_year": "1901"}
    assert post(session, client, case, "reponse", wrong).status_code == 422


def test_answer_leads_whoever_is_called_to_their_reply(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn")
    index = seating.holdings(session, case.draw)[0].index
    assert index is not None
    typed = credentials(case, position_of(session, case, index))
    soup = BeautifulSoup(post(session, client, case, "ticket", typed).data, "html.parser")
    form = soup.find("form", action=f"/tirage/{case.draw.id}/reponse")
    assert form is not None
    fields = {field["name"]: field["value"] for field in form.find_all("input")}
    assert "J’accepte" in text(post(session, client, case, "reponse", fields))


def test_receipt_file_proves_the_inclusion_offline(session: Session, client: PageClient) -> None:
    case = carried(session, "sealed")
    response = post(session, client, case, "ticket/recu.json", credentials(case, 3))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "no-store"
    parameters = parse(client.get(f"/tirage/{case.draw.id}/parametres.json").data)
    assert check_receipt(parse(response.data), parameters) == case.index_of(session, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["recu", "recu.json"])
def test_receipt_is_refused_to_a_wrong_year_and_before_sealing(
    session: Session, client: PageClient, path: str
) -> None:
    case = carried(session, "sealed")
    wrong = credentials(case, 3) | {"birth_year": "1901"}
    assert post(session, client, case, f"ticket/{path}", wrong).status_code == 422
    early = carried(session, "announced", code="early")
    refused = post(session, client, early, f"ticket/{path}", credentials(early, 3))
    assert refused.status_code == 422
    assert "Il n’y a pas de reçu pour ce code dans ce tirage" in text(refused)
    assert client.get(f"/tirage/{case.draw.id}/ticket/{path}").status_code == 405


def test_receipt_shows_lines_that_print_their_values(
    session: Session, client: PageClient, tmp_path: Path
) -> None:
    case = carried(session, "sealed", volunteers=13)
    for position in (0, 5, 12):
        page = post(session, client, case, "ticket/recu", credentials(case, position))
        values = run_lines(page.get_data(as_text=True), tmp_path)
        parameters = json.loads(str(case.draw.parameters))
        assert values[-1] == parameters["pool"]["root"]
        assert len(values) == 4
        assert case.sign_ups[position].name in text(page)


def test_pages_in_english(session: Session, client: PageClient) -> None:
    case = make_case(session, until="drawn")
    seat_everybody(session, case)
    session.commit()
    for path in (
        "/tirages",
        f"/tirage/{case.draw.id}",
        "/tirage/explications",
        f"/tirage/{case.draw.id}/ordre",
    ):
        assert client.get("/en" + path).status_code == 200
    assert case.draw.state == DrawState.COMPLETED


def test_show_says_that_the_check_is_over_and_that_the_hour_has_passed(
    session: Session, client: PageClient, clock: time_machine.Traveller
) -> None:
    case = carried(session, "closed")
    address = f"/en/tirage/{case.draw.id}"
    clock.move_to(CHANCE - timedelta(hours=1))
    assert "The check is over. The list will be sealed before" in text(client.get(address))
    clock.move_to(CHANCE)
    assert "The draw was to begin on" in text(client.get(address))


def test_show_keeps_the_hat_while_nobody_has_begun(
    session: Session, client: PageClient, clock: time_machine.Traveller
) -> None:
    case = carried(session, "sealed")
    address = f"/en/tirage/{case.draw.id}"
    clock.move_to(CHANCE)
    late = client.get(address)
    assert "The draw was to begin on" in text(late)
    assert f"{address}/ticket" in late.get_data(as_text=True)
    chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 1, ["pluie"])
    session.commit()
    assert "The draw is under way." in text(client.get(address))


def test_show_folds_the_reserve(session: Session, client: PageClient) -> None:
    case = carried(session, "drawn", volunteers=30)
    page = BeautifulSoup(client.get(f"/en/tirage/{case.draw.id}").get_data(as_text=True), "html.parser")
    folded = page.select_one("details:has(ol.ranks)")
    assert folded.summary.get_text() == "The first 20 of 26"
    assert len(folded.select("li")) == 20


@pytest.mark.parametrize(("prefix", "language"), [("", None), ("/en", "fr")])
def test_show_marks_what_people_typed_as_french(
    session: Session, client: PageClient, prefix: str, language: str | None
) -> None:
    case = carried(session, "announced")
    page = BeautifulSoup(client.get(f"{prefix}/tirage/{case.draw.id}").get_data(as_text=True), "html.parser")
    assert page.h1.get_text() == case.draw.title
    assert page.h1.get("lang") == language
    place = next(found for found in page.find_all("dd") if found.get_text() == case.draw.place)
    assert (place.span["lang"] if place.span else None) == language
    cards = BeautifulSoup(client.get(f"{prefix}/tirages").get_data(as_text=True), "html.parser")
    assert bool(cards.select("h3 span[lang=fr]")) is (language is not None)
