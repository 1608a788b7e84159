"""`flask indicators import-values`: a large file from the machine itself, all of it or nothing."""

from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.indicators.models import Observation, SourceVersion, ValueImport
from tests.support.values import make_area, make_indicator

COMMAND = ("indicators", "import-values")
ABOUT = ("--source", "Insee, Filosofi", "--vintage", "2021", "--published-on", "2024-01-24", "--fictitious")
HEADER = "lieu;indicateur;année;valeur\n"


def run(app: Flask, session: Session, tmp_path: Path, text: str) -> tuple[int, str]:
    """Import a file; return the exit code and what was said."""
    make_area(session, "qp-test")
    make_indicator(session)
    session.commit()
    path = tmp_path / "valeurs.csv"
    path.write_text(text, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=[*COMMAND, str(path), *ABOUT])
    return result.exit_code, result.output


def test_a_file_comes_in_whole(app: Flask, session: Session, tmp_path: Path) -> None:
    code, said = run(app, session, tmp_path, HEADER + "qp-test;taux-de-pauvrete;2021;43,5\n")
    assert (code, said.strip().replace("\u00a0", " ")) == (0, "Nouvelles : 1. Remplacées : 0. Inchangées : 0.")
    assert session.scalars(sa.select(Observation.result)).one() == 43.5
    made = session.scalars(sa.select(ValueImport)).one()
    assert (made.file_name, made.by_id, made.is_fictitious, made.source.published_on.isoformat()) == (
        "valeurs.csv", None, True, "2024-01-24",
    )  # fmt: skip


def test_a_file_with_a_fault_stays_out_and_says_where(app: Flask, session: Session, tmp_path: Path) -> None:
    code, said = run(app, session, tmp_path, HEADER + "qp-test;taux-de-pauvrete;2021;beaucoup\n")
    assert code == 1
    assert "Ligne 2" in said.replace("\u00a0", " ")
    assert "valeur" in said
    assert "beaucoup" in said
    assert session.scalars(sa.select(SourceVersion)).all() == []


def test_files_that_are_no_values_are_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    for text, word in (("%PDF-1.7", "PDF"), ("Nom;Prénom\nMartin;Zoé\n", "CODGEO"), (HEADER, "ligne")):
        code, said = run(app, session, tmp_path, text)
        assert code == 1
        assert word in said
    assert session.scalars(sa.select(ValueImport)).all() == []
