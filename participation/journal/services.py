"""The chain: append to it, read it, prove that it was not rewritten.

An entry's hash is SHA-256 of `conseil-draw/1/journal`, a line feed, and the canonical JSON of its six fields.
`append` belongs to the transaction of the act it tells, so that neither stands without the other.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.journal.models import JournalEntry
from participation.kernel import clock
from participation.sortition.canonical import canonical, parse
from participation.sortition.errors import CanonicalError

TAG = b"conseil-draw/1/journal\n"
BEFORE_FIRST = "0" * 64
LOCK = 0x6A6F7572
"""Key of the PostgreSQL advisory lock that orders the writers of the chain."""
BATCH = 1000


class Flaw(StrEnum):
    """What is wrong with the first broken entry."""

    SEQUENCE = "sequence"
    """An entry is missing, or numbered twice."""
    PREVIOUS = "previous"
    """It does not follow the entry before it."""
    PAYLOAD = "payload"
    """Its facts are not in canonical form."""
    HASH = "hash"
    """Its hash is not that of its fields."""


@dataclass(frozen=True)
class Report:
    """What a check of the chain found."""

    count: int
    """Entries that hold, from the first."""
    head: str
    """Hash of the last one that holds."""
    broken: int | None = None
    """Number of the first entry that does not hold."""
    flaw: Flaw | None = None

    @property
    def holds(self) -> bool:
        """Whether the whole chain holds."""
        return self.broken is None


def append(session: Session, now: datetime, kind: str, subject: str, payload: dict[str, Any]) -> JournalEntry:
    """Add an act at the end of the chain, within the caller's transaction.

    Args:
        kind: What was done, as a code such as `draw.sealed`.
        subject: What it was done to, such as `draw:<uuid>`.
        payload: Strings, integers, booleans, nulls, lists and objects of them; public for ever, so nothing
            personal.

    Raises:
        CanonicalError: The payload has no canonical JSON.
    """
    facts = canonical(payload).decode("utf-8")
    if session.get_bind().dialect.name == "postgresql":
        # SQLite's writing sessions are already one at a time.
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    last = session.execute(
        sa.select(JournalEntry.sequence, JournalEntry.sha256).order_by(JournalEntry.sequence.desc()).limit(1)
    ).one_or_none()
    sequence, previous = (last.sequence + 1, last.sha256) if last is not None else (1, BEFORE_FIRST)
    # The hash holds whole seconds; so does the row, which then says nothing the hash does not.
    at = now.replace(microsecond=0)
    entry = JournalEntry(
        sequence=sequence,
        at=at,
        kind=kind,
        subject=subject,
        payload=facts,
        previous_sha256=previous,
        sha256=digest(sequence, at, kind, subject, payload, previous),
    )
    session.add(entry)
    session.flush()
    return entry


def digest(sequence: int, at: datetime, kind: str, subject: str, payload: object, previous: str) -> str:
    """Return the hash of an entry, 64 hexadecimal digits."""
    fields = _fields(sequence, at, kind, subject, payload, previous)
    return hashlib.sha256(TAG + canonical(fields)).hexdigest()


def _fields(
    sequence: int, at: datetime, kind: str, subject: str, payload: object, previous: str
) -> dict[str, object]:
    return {
        "at": clock.stamp(at),
        "kind": kind,
        "payload": payload,
        "previous": previous,
        "sequence": sequence,
        "subject": subject,
    }


def as_public(entry: JournalEntry) -> dict[str, object]:
    """Return an entry as it is published: its hashed fields and their hash."""
    payload = parse(entry.payload.encode())
    fields = _fields(entry.sequence, entry.at, entry.kind, entry.subject, payload, entry.previous_sha256)
    return fields | {"sha256": entry.sha256}


LAST_HASH = sa.select(JournalEntry.sha256).order_by(JournalEntry.sequence.desc()).limit(1)


def head(session: Session) -> str:
    """Return the hash of the last entry; 64 zeros while there is none."""
    return session.scalar(LAST_HASH) or BEFORE_FIRST


def entry(session: Session, sequence: int) -> JournalEntry | None:
    """Return one entry, if there is such a number."""
    return session.get(JournalEntry, sequence) if sequence < 2**31 else None


def newest_first(subject: str | None = None) -> sa.Select[Any]:
    """Return the query of the journal's list, of everything or of one subject."""
    query = sa.select(JournalEntry).order_by(JournalEntry.sequence.desc())
    return query if subject is None else query.where(JournalEntry.subject == subject)


def entries_for(session: Session, subject: str) -> Sequence[JournalEntry]:
    """Return the acts done to a subject, in order."""
    query = sa.select(JournalEntry).where(JournalEntry.subject == subject).order_by(JournalEntry.sequence)
    return session.scalars(query).all()


def batch_after(session: Session, sequence: int) -> Sequence[JournalEntry]:
    """Return the next entries after a number, a thousand at most: long reads stay short transactions."""
    query = sa.select(JournalEntry).where(JournalEntry.sequence > sequence)
    return session.scalars(query.order_by(JournalEntry.sequence).limit(BATCH)).all()


def verify(session: Session) -> Report:
    """Recompute the whole chain, in constant memory, and name the first entry that does not hold.

    An end cut off shows only against a head that somebody noted: heads stand on draw pages and in minutes.
    """
    count, last = 0, BEFORE_FIRST
    while rows := batch_after(session, count):
        for row in rows:
            flaw = _flaw(row, count + 1, last)
            if flaw is not None:
                return Report(count, last, broken=count + 1, flaw=flaw)
            count, last = row.sequence, row.sha256
    return Report(count, last)


def _flaw(row: JournalEntry, expected: int, previous: str) -> Flaw | None:
    if row.sequence != expected:
        return Flaw.SEQUENCE
    if row.previous_sha256 != previous:
        return Flaw.PREVIOUS
    try:
        payload = parse(row.payload.encode())
        is_canonical = canonical(payload).decode() == row.payload
    except CanonicalError:
        is_canonical = False
    if not is_canonical:
        return Flaw.PAYLOAD
    found = digest(row.sequence, row.at, row.kind, row.subject, payload, row.previous_sha256)
    return None if found == row.sha256 and row.at.microsecond == 0 else Flaw.HASH
