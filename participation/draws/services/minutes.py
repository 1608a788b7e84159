"""What the minutes of a draw say: what the database keeps of it, and the lines that people add.

A line is never rewritten: a correction is a new line that names the one it replaces. Names are kept only of people who
agreed to be named in public, and can be taken off; a text that should not be read can be withdrawn. The journal holds
the digest of a line without its name.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawState, LineKind, MinutesLine, Quality, Withdrawal
from participation.draws.services import access
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.sortition.canonical import canonical

OPEN = (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED, DrawState.DRAWN, DrawState.COMPLETED)
"""States in which lines can be added."""
WITNESSES = (Quality.WITNESS, Quality.OFFICER)


@dataclass(frozen=True)
class Line:
    """A line to write."""

    kind: LineKind
    quality: Quality | None = None
    name: str | None = None
    text: str | None = None
    holds: bool | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class Written:
    """A line as it stands."""

    row: MinutesLine
    replaced_by: int | None
    """The line that corrects it."""


def add_line(session: Session, actor: Actor, now: datetime, draw_id: int, line: Line) -> MinutesLine:
    """Write one line at the end, and tell the journal. The same line sent twice is one line.

    Raises:
        RefusedError: `state`; `line` to correct that is missing, of another kind, or corrected already.
    """
    draw = access.lock(session, actor, draw_id, *OPEN)
    known = lines(session, draw)
    if known and _content(known[-1].row) == _content_of(line) and known[-1].row.name == line.name:
        return known[-1].row
    _check_corrected(known, line)
    row = MinutesLine(
        draw_id=draw.id,
        sequence=len(known) + 1,
        kind=line.kind,
        quality=line.quality,
        name=line.name,
        text=line.text,
        holds=line.holds,
        corrects=line.corrects,
        account_id=actor.id,
        at=now,
    )
    session.add(row)
    session.flush()
    digest = hashlib.sha256(canonical(_content(row))).hexdigest()
    access.tell(session, now, draw, "draw.minuted", {"line": row.sequence, "kind": row.kind.value, "sha256": digest})
    return row


def _check_corrected(known: Sequence[Written], line: Line) -> None:
    if line.corrects is None:
        return
    found = next((each for each in known if each.row.sequence == line.corrects), None)
    if found is None or found.replaced_by is not None or found.row.kind != line.kind:
        raise RefusedError("line", line=line.corrects)


def _content_of(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "quality": line.quality.value if line.quality else None,
        "text": line.text,
        "holds": line.holds,
        "corrects": line.corrects,
    }


def _content(row: MinutesLine) -> dict[str, Any]:
    """Return what the journal vouches for: all but the name, which its owner may take off."""
    return _content_of(Line(row.kind, row.quality, None, row.text, row.holds, row.corrects))


def take_name_off(session: Session, actor: Actor, now: datetime, draw_id: int, sequence: int) -> None:
    """Take a name off, at the wish of its owner; their quality stays.

    Raises:
        MissingError: There is no such line in this draw.
    """
    draw, row = _locked(session, actor, draw_id, sequence)
    if row.name is None:
        return
    row.name = None
    access.tell(session, now, draw, "draw.name_taken_off", {"line": row.sequence})


def withdraw_text(
    session: Session, actor: Actor, now: datetime, draw_id: int, sequence: int, why: Withdrawal
) -> None:
    """Withdraw the text of a line for good; its number, its hour and the reason stay. Twice is once.

    Raises:
        MissingError: There is no such line in this draw, or it never had a text.
    """
    draw, row = _locked(session, actor, draw_id, sequence)
    if row.withdrawn_at is not None:
        return
    if not row.text:
        raise MissingError
    row.text, row.withdrawn_at, row.withdrawn_for = "", now, why.value
    access.tell(session, now, draw, "draw.text_withdrawn", {"line": row.sequence, "reason": why.value})


def _locked(session: Session, actor: Actor, draw_id: int, sequence: int) -> tuple[Draw, MinutesLine]:
    access.find(session, actor, draw_id)
    draw = access.relock(session, draw_id)
    row = session.get(MinutesLine, (draw.id, sequence)) if sequence < access.BEYOND else None
    if row is None:
        raise MissingError
    return draw, row


def lines(session: Session, draw: Draw) -> list[Written]:
    """Return every line, in order, each with the one that corrects it."""
    query = sa.select(MinutesLine).where(MinutesLine.draw_id == draw.id).order_by(MinutesLine.sequence)
    rows = session.scalars(query).all()
    corrections = {row.corrects: row.sequence for row in rows if row.corrects is not None}
    return [Written(row, corrections.get(row.sequence)) for row in rows]


def present(session: Session, draw: Draw) -> dict[Quality, int]:
    """Return how many people are written down as present in each capacity, in the order they were written."""
    written = [each.row.quality for each in lines(session, draw) if each.replaced_by is None]
    return dict(Counter(quality for quality in written if quality is not None))


def has_witness(present: Mapping[Quality, int]) -> bool:
    """Tell whether somebody is written down who vouches for the session."""
    return any(quality in present for quality in WITNESSES)
