"""Checking a draw as anyone would, and what only the journal can tell: its substitutions (protocol step
10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw
from participation.draws.services import access
from participation.draws.services.drafting import read
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.sortition import verify
from participation.sortition.errors import VerificationError
from participation.sortition.report import Report

TELL_SESSION = ("draw.announced", "draw.postponed", "draw.moved")
"""Acts that tell the hour and the place of the chance; the last one holds."""


@dataclass(frozen=True)
class Check:
    """What holds of a transcript."""

    report: Report
    is_known: bool
    """Whether the draw is one of this platform, so that the journal was compared."""


def check(
    session: Session, transcript: Mapping[str, Any], witness: object = None, rehearsal: bool = False
) -> Check:
    """Verify a transcript, then compare its seal, its hour and place, and its substitutions with the journal.

    Raises:
        VerificationError: The first step that fails; `journal_seal` and `journal_session` (step 4) and
            `journal_substitutions` (step 10) where the journal tells otherwise.
    """
    report = verify.verify(transcript, witness=witness, rehearsal=rehearsal)
    draw = session.scalars(sa.select(Draw).where(Draw.uuid == transcript["parameters"]["draw"])).one_or_none()
    if draw is None:
        return Check(report, False)
    acts = journal.entries_for(session, access.subject(draw))
    sealed = [read(act.payload)["seal"] for act in acts if act.kind == "draw.sealed"]
    if sealed != [report.seal]:
        raise VerificationError(4, "journal_seal", expected=sealed, found=report.seal)
    _check_session(acts, transcript["parameters"]["entropy"])
    told = [_facts(act.payload) for act in acts if act.kind == "draw.substituted"]
    found = transcript["substitutions"]
    for position in range(max(len(told), len(found))):
        ours = told[position] if position < len(told) else None
        theirs = found[position] if position < len(found) else None
        if ours != theirs:
            raise VerificationError(
                10, "journal_substitutions", sequence=position + 1, expected=ours, found=theirs
            )
    return Check(report, True)


def _check_session(acts: Sequence[JournalEntry], sealed: Mapping[str, Any]) -> None:
    """Refuse a sealed hour or place that is not the one the public was told last."""
    told = [read(act.payload) for act in acts if act.kind in TELL_SESSION][-1:]
    expected = [{"for": facts["entropy_for"], "place": facts["place"]} for facts in told]
    found = {"for": sealed["for"], "place": sealed["place"]}
    if expected != [found]:
        raise VerificationError(4, "journal_session", expected=expected, found=found)


def _facts(payload: str) -> dict[str, Any]:
    """Return what an act told, without the mark of a rehearsal."""
    facts: dict[str, Any] = read(payload)
    facts.pop("rehearsal", None)
    return facts
