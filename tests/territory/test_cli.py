"""The commands of the territory."""

from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.kernel.db import Base
from participation.territory.models import Neighbourhood, StreetSegment


def count(session: Session, model: type[Base]) -> int:
    """Count the rows, and let go of the database for the next command."""
    number = session.scalar(sa.select(sa.func.count()).select_from(model))
    session.rollback()
    return number or 0


def run(app: Flask, *args: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["territory", *args])
    return result.exit_code, result.output


def test_load_reference_writes_once(app: Flask, session: Session) -> None:
    assert run(app, "load-reference")[0] == 0
    assert count(session, Neighbourhood) == 7
    assert run(app, "load-reference")[1].startswith("0 ")


def test_import_streets_adds_then_changes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, "load-reference")
    file = tmp_path / "rues.csv"
    file.write_text("rue;de;à;côté;quartier\nRue A;;;;chemin-vert\n", encoding="utf-8")
    code, output = run(app, "import-streets", str(file))
    assert code == 0
    assert "1" in output
    assert count(session, StreetSegment) == 1
    assert run(app, "import-streets", str(file))[0] == 0
    assert run(app, "import-streets", str(file), "--replace", "chemin-vert")[0] == 0


def test_import_streets_tells_line_and_column_in_french(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, "load-reference")
    file = tmp_path / "rues.csv"
    file.write_text("rue;de;à;côté;quartier\nRue A;;;gauche;chemin-vert\n", encoding="utf-8")
    code, output = run(app, "import-streets", str(file))
    assert code == 1
    assert "Ligne 2, colonne « côté »" in output.replace("\u00a0", " ")
    assert "gauche" in output
    assert count(session, StreetSegment) == 0


def test_import_streets_says_how_to_mend_a_file_that_is_no_table(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "vide.csv"
    file.write_bytes(b"")
    code, output = run(app, "import-streets", str(file))
    assert code == 1
    assert "rue, de, à, côté, quartier" in output


def test_import_streets_shows_the_first_problems_of_many(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "rues.csv"
    file.write_text("rue;de;à;côté;quartier\n" + "Rue A;x;;;chemin-vert\n" * 80, encoding="utf-8")
    output = run(app, "import-streets", str(file))[1]
    assert "50" in output.splitlines()[-1]
    assert len(output.splitlines()) == 52
