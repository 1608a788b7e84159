"""`flask draws verify`: a draw of the platform, a file kept elsewhere, what the journal says otherwise."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from participation.draws.services import answers, files, seating
from participation.draws.services.answers import AnswerKind
from participation.sortition.canonical import canonical
from tests.support.draws import CHANCE, Case, make_case
from tests.support.factories import sign_in
from tests.support.pages import PageClient


@pytest.fixture
def case(session: Session) -> Case:
    """A draw with one substitution."""
    case = make_case(session, until="drawn")
    first = seating.holdings(session, case.draw)[0].index
    assert first is not None
    for who in (case.facilitator, case.witness):
        answers.answer_on_paper(session, who, CHANCE, case.draw.id, first, AnswerKind.DECLINED)
    session.expire_on_commit = False
    session.commit()
    return case


def verify(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["draws", "verify", *arguments])


def test_a_draw_holds_by_its_number(app: Flask, case: Case) -> None:
    result = verify(app, str(case.draw.id))
    assert result.exit_code == 0, result.output
    assert "Remplacements : 1" in result.output
    assert "Assurance A : hasard lancé en public" in result.output
    assert "sont ceux du journal" in result.output


def changed(transcript: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the transcript with its substitution missing, or for another reason."""
    if name == "missing":
        return transcript | {"substitutions": []}
    return transcript | {"substitutions": [transcript["substitutions"][0] | {"reason": "left"}]}


@pytest.mark.parametrize("name", ["missing", "another reason"])
def test_a_substitution_that_the_journal_does_not_tell_is_refused(
    app: Flask, session: Session, case: Case, tmp_path: Path, name: str
) -> None:
    transcript = changed(files.transcript(session, case.draw), name)
    session.rollback()
    (tmp_path / "transcript.json").write_bytes(canonical(transcript))
    result = verify(app, str(tmp_path / "transcript.json"))
    assert result.exit_code == 1
    assert "Rompu à l’étape 10 (remplacements). Les remplacements ne sont pas ceux du journal." in result.output
    assert "{" not in result.output
    assert "Attendu : " in result.output


def test_a_file_from_elsewhere_says_that_the_journal_was_not_compared(app: Flask) -> None:
    vectors = json.loads((Path(__file__).parents[1] / "sortition" / "draw_vectors.json").read_text("utf-8"))
    transcript = vectors["holds"][0]["transcript"]
    path = Path(app.extensions["settings"].instance_path) / "elsewhere.json"
    path.write_text(json.dumps(transcript), "utf-8")
    result = verify(app, str(path), *(["--rehearsal"] if transcript["parameters"]["rehearsal"] else []))
    assert result.exit_code == 0, result.output
    assert "rien n’a été comparé" in result.output


@pytest.mark.parametrize("argument", ["999", "no such file.json"])
def test_what_is_not_there_cannot_be_read(app: Flask, argument: str) -> None:
    assert verify(app, argument).exit_code == 2


def test_the_witnesses_ask_for_their_file_again_after_a_replacement(
    app: Flask, session: Session, new_client: Callable[[], PageClient], tmp_path: Path
) -> None:
    case = make_case(session, quotas={"gender": {"F": (1, 3), "M": (1, 3), "X": (0, 2)}}, until="drawn")
    session.expire_on_commit = False
    session.commit()
    path = f"/travail/tirages/{case.draw.id}"
    facilitator = new_client()
    sign_in(facilitator, case.facilitator)
    assert "Après chaque remplacement" in facilitator.get(path).get_data(as_text=True)
    before = canonical(files.witness_file(session, case.draw))
    first = seating.holdings(session, case.draw)[0].index
    assert first is not None
    for who in (case.facilitator, case.witness):
        answers.answer_on_paper(session, who, CHANCE, case.draw.id, first, AnswerKind.DECLINED)
    session.commit()
    assert "Il y a eu 1\u00a0remplacement. Redonnez ce fichier" in facilitator.get(path).get_data(as_text=True)
    minutes = facilitator.get(f"/tirage/{case.draw.id}/proces-verbal").get_data(as_text=True)
    assert "Chaque remplacement ouvre une fiche de plus" in minutes
    (tmp_path / "before.json").write_bytes(before)
    (tmp_path / "now.json").write_bytes(facilitator.get(f"{path}/temoins.json").data)
    session.rollback()
    stale = verify(app, str(case.draw.id), "--witness", str(tmp_path / "before.json"))
    assert stale.exit_code == 1
    assert "Le fichier des témoins date d’avant un remplacement : demandez le fichier à jour." in stale.output
    fresh = verify(app, str(case.draw.id), "--witness", str(tmp_path / "now.json"))
    assert fresh.exit_code == 0, fresh.output
