"""The life of a draw, from the draft to seated people, by two people at each act."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws.models import DrawState
from participation.draws.services import files
from participation.journal import services as journal
from participation.sortition import verify
from participation.sortition.canonical import canonical
from tests.support.draws import make_case

VERIFIER = Path(__file__).resolve().parents[2] / "scripts" / "verify_draw.py"
ACTS = [
    "draw.announced",
    "draw.closed",
    "draw.list_signed",
    "draw.sealed",
    "draw.drawn",
    "draw.completed",
]
QUOTAS = {"gender": {"F": (1, 2), "M": (1, 2), "X": (0, 2)}}


@pytest.mark.parametrize("quotas", [None, QUOTAS], ids=["no quota", "gender"])
def test_from_draft_to_seated_people(
    session: Session, quotas: dict[str, dict[str, tuple[int, int]]] | None
) -> None:
    case = make_case(session, quotas=quotas, until="completed")
    assert case.draw.state == DrawState.COMPLETED
    assert session.scalar(sa.select(sa.func.count()).select_from(Mandate)) == case.draw.seats
    assert [act.kind for act in journal.entries_for(session, f"draw:{case.draw.uuid}")] == ACTS
    assert journal.verify(session).holds
    transcript = files.transcript(session, case.draw)
    witness = files.witness_file(session, case.draw)
    report = verify.verify(transcript, witness=witness)
    assert list(report.selected) == transcript["selected"]
    assert report.assurance == "A"


def test_the_other_program_agrees(session: Session, tmp_path: Path) -> None:
    case = make_case(session, quotas=QUOTAS, until="drawn")
    (tmp_path / "transcript.json").write_bytes(files.transcript_bytes(session, case.draw))
    (tmp_path / "witness.json").write_bytes(canonical(files.witness_file(session, case.draw)))
    (tmp_path / "receipt.json").write_bytes(canonical(files.receipt(session, case.draw, case.sign_ups[3].id)))
    command = [sys.executable, str(VERIFIER), "transcript.json", "receipt.json", "--witness", "witness.json"]
    command += ["--announcement", str(case.draw.announcement), "--seal", str(case.draw.seal)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
