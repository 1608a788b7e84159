"""The minutes: lines are written once, the page and the file say the same, nobody is named without a yes."""

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.draws.models import LineKind, MinutesLine, Quality, Withdrawal
from participation.draws.services import chance, minutes, recorded
from participation.draws.services.minutes import Line
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from tests.support import papers
from tests.support.draw_pages import NewClient, both, kept, page_of
from tests.support.draws import CHANCE, DICE, LATER, Case, make_case
from tests.support.factories import make_account, make_council
from tests.support.pages import PageClient

WITNESS = Line(LineKind.PRESENT, quality=Quality.WITNESS, name="Camille Fictive", text="envoyée par le préfet")
FALLEN = Line(LineKind.INCIDENT, text="Un dé est tombé de la table.")
TITLE = "Procès-verbal du tirage\u00a0: Quatre sièges d’habitants"
HOLDS = Line(LineKind.CHECK, holds=True, text="Ordinateur du témoin, sans réseau.")


def add(session: Session, case: Case, line: Line) -> int:
    return minutes.add_line(session, case.facilitator, LATER, case.draw.id, line).sequence


def words_of(page: str) -> str:
    """Return the words of a page's content, without its tags."""
    content = BeautifulSoup(page[page.index("<main") : page.index("</main>")], "html.parser")
    return papers.dense(content.get_text())


def test_a_line_goes_into_the_journal_without_its_name(session: Session) -> None:
    case = make_case(session, until="sealed")
    assert [add(session, case, line) for line in (WITNESS, FALLEN)] == [1, 2]
    acts = [act for act in journal.entries_for(session, f"draw:{case.draw.uuid}") if act.kind == "draw.minuted"]
    assert len(acts) == 2
    assert "Camille" not in acts[0].payload
    assert '"line":1' in acts[0].payload


def test_the_same_line_sent_twice_is_one_line(session: Session) -> None:
    case = make_case(session, until="sealed")
    assert [add(session, case, FALLEN) for _ in range(2)] == [1, 1]
    assert add(session, case, WITNESS) == 2
    assert add(session, case, FALLEN) == 3


def test_a_correction_is_a_new_line(session: Session) -> None:
    case = make_case(session, until="sealed")
    add(session, case, FALLEN)
    better = Line(LineKind.INCIDENT, text="Deux dés sont tombés.", corrects=1)
    assert add(session, case, better) == 2
    first, second = minutes.lines(session, case.draw)
    assert (first.row.text, first.replaced_by) == ("Un dé est tombé de la table.", 2)
    assert second.row.corrects == 1


@pytest.mark.parametrize(
    "line",
    [
        Line(LineKind.INCIDENT, text="x", corrects=9),
        Line(LineKind.PRESENT, quality=Quality.READER, corrects=1),
        Line(LineKind.INCIDENT, text="x", corrects=2),
    ],
    ids=["missing", "other kind", "corrected already"],
)
def test_what_cannot_be_corrected(session: Session, line: Line) -> None:
    case = make_case(session, until="sealed")
    add(session, case, FALLEN)
    add(session, case, Line(LineKind.INCIDENT, text="y"))
    add(session, case, Line(LineKind.INCIDENT, text="z", corrects=2))
    with pytest.raises(RefusedError) as refusal:
        add(session, case, line)
    assert (refusal.value.code, refusal.value.params) == ("line", {"line": line.corrects})


def test_a_draft_has_no_minutes(session: Session) -> None:
    case = make_case(session)
    with pytest.raises(RefusedError, match="state"):
        add(session, case, FALLEN)
    with pytest.raises(MissingError):
        recorded.of(session, case.draw)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE minutes_line SET text = 'autre'",
        "UPDATE minutes_line SET name = 'Dominique Fictive'",
        "UPDATE minutes_line SET at = '2020-01-01 00:00:00'",
        "UPDATE minutes_line SET name = NULL, quality = 'elected'",
        "UPDATE minutes_line SET text = ''",
        "UPDATE minutes_line SET text = 'autre', withdrawn_at = '2026-12-02 00:00:00', withdrawn_for = 'names'",
        "UPDATE minutes_line SET text = '', withdrawn_at = '2026-12-02 00:00:00'",
        "UPDATE minutes_line SET withdrawn_for = 'names'",
        "UPDATE minutes_line SET text = '', withdrawn_at = '2026-12-02 00:00:00', withdrawn_for = 'names', kind = 'check'",
        "DELETE FROM minutes_line",
        "INSERT INTO minutes_line (draw_id, sequence, kind, name, text, account_id, at)"
        " VALUES (1, 9, 'incident', 'Camille Fictive', 'x', 1, '2026-12-01 00:00:00')",
        "INSERT INTO minutes_line (draw_id, sequence, kind, account_id, at)"
        " VALUES (1, 9, 'check', 1, '2026-12-01 00:00:00')",
        "INSERT INTO minutes_line (draw_id, sequence, kind, account_id, at)"
        " VALUES (1, 9, 'incident', 1, '2026-12-01 00:00:00')",
    ],
)
def test_the_database_keeps_lines_as_written(session: Session, statement: str) -> None:
    case = make_case(session, until="sealed")
    add(session, case, WITNESS)
    session.commit()
    with pytest.raises(sa.exc.DatabaseError):
        session.execute(sa.text(statement))


def test_a_name_can_be_taken_off(session: Session) -> None:
    case = make_case(session, until="sealed")
    add(session, case, WITNESS)
    for _ in range(2):
        minutes.take_name_off(session, case.witness, LATER, case.draw.id, 1)
    row = session.get_one(MinutesLine, (case.draw.id, 1))
    session.refresh(row)
    assert (row.name, row.quality) == (None, Quality.WITNESS)
    kinds = [act.kind for act in journal.entries_for(session, f"draw:{case.draw.uuid}")]
    assert kinds.count("draw.name_taken_off") == 1
    with pytest.raises(MissingError):
        minutes.take_name_off(session, case.witness, LATER, case.draw.id, 7)


def test_a_text_can_be_withdrawn_and_its_line_stays(session: Session) -> None:
    case = make_case(session, until="sealed")
    for line in (WITNESS, FALLEN):
        add(session, case, line)
    for _ in range(2):
        minutes.withdraw_text(session, case.facilitator, LATER, case.draw.id, 2, Withdrawal.NAMES)
    minutes.withdraw_text(session, case.facilitator, LATER, case.draw.id, 1, Withdrawal.PRIVATE)
    session.flush()
    minutes.take_name_off(session, case.witness, LATER, case.draw.id, 1)
    session.commit()
    first, second = (each.row for each in minutes.lines(session, case.draw))
    assert (second.text, second.kind, second.withdrawn_at, second.withdrawn_for) == (
        "", LineKind.INCIDENT, LATER, "names"
    )  # fmt: skip
    assert (first.text, first.name, first.quality) == ("", None, Quality.WITNESS)
    acts = journal.entries_for(session, f"draw:{case.draw.uuid}")
    withdrawn = [act.payload for act in acts if act.kind == "draw.text_withdrawn"]
    assert len(withdrawn) == 2
    assert "tombé" not in "".join(act.payload for act in acts)
    with pytest.raises(sa.exc.DatabaseError):
        session.execute(sa.text("UPDATE minutes_line SET text = 'revenu', withdrawn_at = NULL"))


def test_a_line_without_text_has_none_to_withdraw(session: Session) -> None:
    case = make_case(session, until="sealed")
    add(session, case, Line(LineKind.PRESENT, quality=Quality.READER))
    for line in (1, 2):
        with pytest.raises(MissingError):
            minutes.withdraw_text(session, case.facilitator, LATER, case.draw.id, line, Withdrawal.NAMES)


def test_minutes_text_off_leaves_the_line_in_public_without_its_words(session: Session, new_client: NewClient) -> None:
    case = told(session)
    facilitator, witness = both(case, new_client)
    path = f"/travail/tirages/{case.draw.id}/proces-verbal/2/retirer-le-texte"
    assert FALLEN.text in page_of(facilitator, path)
    assert witness.get(path).status_code == 403
    assert facilitator.post(path, {"why": "autre"}).status_code == 422
    facilitator.post(path, {"why": "names"}, follow=True)
    assert facilitator.get(path).status_code == 404
    public = f"/tirage/{case.draw.id}/proces-verbal"
    page = page_of(facilitator, public)
    paper = papers.text_of(facilitator.flask.get(public + ".pdf").data)
    for words in (page, paper):
        assert "Un dé est tombé" not in words
        assert papers.dense("il permettait de reconnaître quelqu’un") in papers.dense(words)
        assert papers.dense("Ligne 2,") in papers.dense(words)


def test_lines_belong_to_the_people_of_the_council(session: Session) -> None:
    case = make_case(session, until="sealed")
    add(session, case, WITNESS)
    stranger = make_account(session, case.facilitator.role, [make_council(session, "gueriniere")])
    with pytest.raises(MissingError):
        minutes.add_line(session, stranger, LATER, case.draw.id, FALLEN)
    with pytest.raises(MissingError):
        minutes.take_name_off(session, stranger, LATER, case.draw.id, 1)


def told(session: Session, **values: bool) -> Case:
    """Return a drawn case with one line of each kind, its dice read again once."""
    case = make_case(session, until="sealed", **values)
    chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 1, ["pain", "mer"])
    chance.type_dice(session, case.facilitator, CHANCE, case.draw.id, 1, 1, DICE)
    chance.type_dice(session, case.witness, CHANCE, case.draw.id, 1, 1, DICE[::-1])
    for reader in (case.facilitator, case.witness):
        chance.type_dice(session, reader, CHANCE, case.draw.id, 1, 2, DICE)
    assert chance.finish(session, CHANCE, case.draw.id)
    for line in (WITNESS, FALLEN, HOLDS):
        add(session, case, line)
    return kept(session, case)


def facts_of(session: Session, case: Case) -> list[str]:
    """Return what the French orders ask a record of a draw to hold, as it is printed here."""
    found = recorded.of(session, case.draw)
    session.rollback()
    return [
        "mardi 8 décembre 2026 à 18\u00a0h\u00a030",
        "Maison de quartier fictive",
        "Camille Fictive, témoin (envoyée par le préfet)",
        case.draw.uuid,
        case.draw.announcement or "",
        case.draw.seal or "",
        found.parameters["pool"]["root"],
        found.secret,
        case.draw.secret_commitment or "",
        case.draw.seed or "",
        "mer",
        DICE,
        DICE[::-1],
        "Deux lectures ont été différentes 1 fois",
        *(f"{index}" for index, _rank in found.selected),
        "Un dé est tombé de la table.",
        "Ordinateur du témoin, sans réseau.",
        found.parameters["software"],
        found.act.sha256,
        found.parameters["journal_head"],
        "Premier témoin",
    ]


def test_minutes_page_holds_the_facts(session: Session, client: PageClient) -> None:
    case = told(session)
    words = words_of(page_of(client, f"/tirage/{case.draw.id}/proces-verbal"))
    assert [fact for fact in facts_of(session, case) if papers.dense(fact) not in words] == []


def test_minutes_file_is_accessible_and_holds_what_the_page_holds(session: Session, client: PageClient) -> None:
    case = told(session)
    response = client.get(f"/tirage/{case.draw.id}/proces-verbal.pdf")
    assert response.mimetype == "application/pdf"
    assert papers.faults_of(response.data, TITLE) == []
    tags = papers.tags_of(response.data)
    assert (tags["H1"], tags["Table"]) == (1, 4)
    assert tags["TH"] >= 10
    words = papers.dense(papers.text_of(response.data))
    assert [fact for fact in facts_of(session, case) if papers.dense(fact) not in words] == []
    page = page_of(client, f"/tirage/{case.draw.id}/proces-verbal")
    content = BeautifulSoup(page[page.index("<h2>") : page.index("</main>")], "html.parser")
    assert [line for line in content.stripped_strings if papers.dense(line) not in words] == []


def test_minutes_file_is_the_same_in_every_language(session: Session, client: PageClient) -> None:
    case = told(session)
    path = f"/tirage/{case.draw.id}/proces-verbal.pdf"
    french, english = client.get(path), client.get("/en" + path)
    assert french.data == english.data
    assert client.get(path, headers={"If-None-Match": french.headers["ETag"]}).status_code == 304


def test_minutes_page_in_english(session: Session, client: PageClient) -> None:
    case = told(session)
    page = page_of(client, f"/en/tirage/{case.draw.id}/proces-verbal")
    assert '<span lang="fr">Maison de quartier fictive</span>' in page
    assert "Incidents and anomalies" in page


@pytest.mark.parametrize("until", ["announced", "closed", "sealed"])
def test_minutes_are_public_once_drawn(session: Session, client: PageClient, until: str) -> None:
    case = kept(session, make_case(session, until=until))
    for end in ("", ".pdf"):
        assert client.get(f"/tirage/{case.draw.id}/proces-verbal{end}").status_code == 404


def test_minutes_file_prints_hostile_text_as_typed(session: Session, client: PageClient) -> None:
    case = make_case(session, until="drawn")
    hostile = '#read("/etc/passwd") $x$ *gras* <étiquette> @renvoi \\'
    add(session, case, Line(LineKind.INCIDENT, text=hostile))
    kept(session, case)
    words = papers.text_of(client.get(f"/tirage/{case.draw.id}/proces-verbal.pdf").data)
    assert papers.dense(hostile) in papers.dense(words)


def test_minutes_lines_are_written_on_their_pages(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="sealed"))
    facilitator, witness = both(case, new_client)
    base = f"/travail/tirages/{case.draw.id}/proces-verbal"
    assert "Encore rien." in page_of(facilitator, base)
    nobody = {"quality": "witness", "name": "Camille Fictive", "note": ""}
    refused = facilitator.post(f"{base}/presence", nobody, follow=True)
    assert "Demandez-le à la personne" in refused.get_data(as_text=True)
    facilitator.post(f"{base}/presence", nobody | {"consent": "y"}, follow=True)
    page_of(witness, f"{base}/incident")
    witness.post(f"{base}/incident", {"text": "Le courant a été coupé."}, follow=True)
    page = page_of(witness, base)
    assert "Camille Fictive, témoin" in page
    assert "Le courant a été coupé." in page
    assert "Cette ligne remplacera la ligne 2" in page_of(witness, f"{base}/incident?ligne=2")
    witness.post(f"{base}/incident", {"text": "La lumière a été coupée.", "corrects": "2"}, follow=True)
    witness.post(f"{base}/1/retirer-le-nom", {}, follow=True)
    page = page_of(facilitator, base)
    assert "La ligne 3 remplace celle-ci." in page
    assert "Camille" not in page
