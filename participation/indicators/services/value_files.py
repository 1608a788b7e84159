"""A file of values, from its sending to somebody's yes: read twice in the same way, taken in whole or not at all."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from participation.indicators.imports import insee
from participation.indicators.imports.cells import YEARS
from participation.indicators.imports.checking import MOST_KEPT, Checker, Fault, Findings, Known
from participation.indicators.imports.fields import plan_of
from participation.indicators.models import Indicator, SourceVersion, ValueFile, ValueImport
from participation.indicators.services import importing, merging, secrecy
from participation.journal import services as journal
from participation.kernel import jobs
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.kernel.tables import Note, Table, open_table

WAITS = timedelta(days=1)
BEYOND = 2**31
"""No column holds such a number."""
YEAR = re.compile(r"(?:19|20)\d\d")
TAKEN = "values.taken"


@dataclass(frozen=True)
class NewSource:
    """The publication that a file comes from, as somebody wrote it."""

    name: str
    vintage: str
    published_on: date | None = None
    licence: str | None = None
    method: str = ""


class FaultsError(RefusedError):
    """A file has something to mend: `faults`, with their `count`."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("faults", count=findings.total)
        self.findings = findings


@dataclass(frozen=True)
class Check:
    """What a file holds, and what it would change: `counts` is empty where something must be mended first."""

    findings: Findings
    counts: merging.Counts | None
    values: int
    left_out: tuple[str, ...]
    """Headings of columns that are not read."""
    small_shares: tuple[str, ...]
    """Names of shares of which none is above 1: were they meant in per cent?"""
    notes: tuple[Note, ...]
    hidden: int
    """How many numbers this site would hide, among those of the file and those that stand."""
    file_sha256: str
    last_import: int
    """The import after which it was told."""

    @property
    def outcome(self) -> str:
        """What was told that it would do: its yes holds for that alone."""
        return _outcome(self.counts, self.hidden, self.file_sha256, self.last_import) if self.counts else ""


def send(
    session: Session, actor: Actor, now: datetime, name: str, content: bytes, source: NewSource, is_fictitious: bool
) -> ValueFile:
    """Keep a file that can be read as a table of values until its sender says yes.

    Raises:
        UnreadableError: It is no table.
        PlanError: Its columns cannot serve.
        RefusedError: `nothing`, it has no line below its headings.
    """
    table = open_table(content, name)
    plan_of(table.header, _known(session, now).indicators, year_of(source.vintage))
    if not table.sample(1):
        raise RefusedError("nothing")
    made = ValueFile(
        account_id=actor.id,
        sent_at=now,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        source_version_id=source_version(session, source, is_fictitious).id,
        is_fictitious=is_fictitious,
    )
    session.add(made)
    session.flush()
    return made


def source_version(session: Session, source: NewSource, is_fictitious: bool) -> SourceVersion:
    """Return a publication by its name and vintage, written at first need; what it lacks is added, nothing replaced."""
    wanted = sa.select(SourceVersion).where(SourceVersion.name == source.name, SourceVersion.vintage == source.vintage)
    found = session.scalars(wanted).first()
    if found is None:
        found = SourceVersion(name=source.name, vintage=source.vintage, method="", is_fictitious=is_fictitious)
        session.add(found)
    found.published_on = found.published_on or source.published_on
    found.licence = found.licence or source.licence
    found.method = found.method or source.method
    session.flush()
    return found


def year_of(vintage: str) -> int | None:
    """Return the year of values whose columns name none: the first one in the vintage."""
    found = YEAR.search(vintage)
    return int(found[0]) if found and int(found[0]) in YEARS else None


def find(session: Session, actor: Actor, file_id: int) -> ValueFile:
    """Return a file by whoever sent it.

    Raises:
        MissingError: There is none, or it is somebody else's.
    """
    found = session.get(ValueFile, file_id) if file_id < BEYOND else None
    if found is None or found.account_id != actor.id:
        raise MissingError
    return found


def source_of(session: Session, found: ValueFile) -> SourceVersion:
    """Return the publication that a file comes from."""
    return session.get_one(SourceVersion, found.source_version_id)


def check(session: Session, found: ValueFile) -> Check:
    """Read a whole file and tell what it would change, without changing it."""
    table, checker = _opened(session, found)
    with merging.laid(session, checker.values(table.rows())) as values:
        _tell_twice(session, checker)
        findings = checker.findings
        hidden = 0 if findings.total else secrecy.hide(session, checker.told, found.is_fictitious)
        counts = None if findings.total else merging.count(session, checker.told, found.is_fictitious)
    left_out, small = _left_out(table, checker), _small_shares(session, findings)
    last = _last_import(session)
    return Check(findings, counts, values, left_out, small, table.notes, hidden, found.sha256, last)


def confirm(session: Session, actor: Actor, now: datetime, file_id: int, outcome: str) -> ValueImport:
    """Take a file in, all of it, and throw it away.

    Args:
        outcome: The `Check.outcome` that somebody said yes to.

    Raises:
        MissingError: There is none, or it is somebody else's.
        FaultsError: Something must be mended first.
        RefusedError: `nothing`; `other_outcome`, it is another file, or other values came in since. After a refusal
            nothing may be committed.
    """
    found = find(session, actor, file_id)
    table, checker = _opened(session, found)
    made = ValueImport(
        at=now,
        by_id=actor.id,
        file_name=found.name,
        file_sha256=found.sha256,
        source_version_id=found.source_version_id,
        is_fictitious=found.is_fictitious,
    )
    hidden = _take_whole(session, now, table, checker, made)
    counts = merging.Counts(made.added, made.changed, made.unchanged)
    if _outcome(counts, hidden, found.sha256, _last_import(session, made)) != outcome:
        raise RefusedError("other_outcome")
    session.delete(found)
    session.flush()
    return made


def bring(session: Session, now: datetime, path: Path, source: NewSource, is_fictitious: bool) -> ValueImport:
    """Take in a file of any size that lies on this machine, in bounded memory.

    Raises:
        UnreadableError: It is no table.
        PlanError: Its columns cannot serve.
        FaultsError: Something must be mended first; nothing was taken in.
        RefusedError: `nothing`.
    """
    known = _known(session, now)
    table = open_table(path, path.name)
    checker = Checker(plan_of(table.header, known.indicators, year_of(source.vintage)), table.header, known)
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    made = ValueImport(
        at=now,
        file_name=path.name[:200],
        file_sha256=sha256,
        source_version_id=source_version(session, source, is_fictitious).id,
        is_fictitious=is_fictitious,
    )
    _take_whole(session, now, table, checker, made)
    return made


def _outcome(counts: merging.Counts, hidden: int, sha256: str, last_import: int) -> str:
    return "-".join(map(str, (*counts, hidden, last_import, sha256)))


def _last_import(session: Session, but: ValueImport | None = None) -> int:
    query = sa.select(sa.func.max(ValueImport.id))
    return session.scalar(query.where(ValueImport.id != but.id) if but else query) or 0


def _take_whole(session: Session, now: datetime, table: Table, checker: Checker, made: ValueImport) -> int:
    """Take the values of a file in and write that down; return how many numbers were hidden."""
    with merging.laid(session, checker.values(table.rows())) as values:
        _tell_twice(session, checker)
        if checker.findings.total:
            raise FaultsError(checker.findings)
        if not values:
            raise RefusedError("nothing")
        hidden = importing.record(session, now, made, checker.told)
    _write_down(session, now, made)
    return hidden


def _write_down(session: Session, now: datetime, made: ValueImport) -> None:
    source = session.get_one(SourceVersion, made.source_version_id)
    facts = {
        "sha256": made.file_sha256,
        "source": source.name,
        "vintage": source.vintage,
        "added": made.added,
        "changed": made.changed,
        "unchanged": made.unchanged,
        "is_fictitious": made.is_fictitious,
    }
    journal.append(session, now, TAKEN, f"import:{made.id}", facts)


def discard(session: Session, actor: Actor, file_id: int) -> None:
    """Throw a file away, and a publication that nothing else speaks of."""
    found = find(session, actor, file_id)
    source_id = found.source_version_id
    session.delete(found)
    session.flush()
    _discard_source(session, source_id)


def _discard_source(session: Session, source_id: int) -> None:
    used = (
        sa.exists().where(ValueImport.source_version_id == source_id)
        | sa.exists().where(ValueFile.source_version_id == source_id)
    )  # fmt: skip
    session.execute(sa.delete(SourceVersion).where(SourceVersion.id == source_id, ~used))


@jobs.due("indicators.forget_value_files")
def forget_files(session: Session, now: datetime) -> int:
    """Throw away files that nobody said yes to for a day."""
    old = session.execute(
        sa.select(ValueFile.id, ValueFile.source_version_id).where(ValueFile.sent_at < now - WAITS)
    ).all()
    for file_id, source_id in old:
        session.execute(sa.delete(ValueFile).where(ValueFile.id == file_id))
        _discard_source(session, source_id)
    return len(old)


def waiting(session: Session, actor: Actor) -> list[ValueFile]:
    """Return somebody's files that wait for a yes, without their content."""
    wanted = sa.select(ValueFile).where(ValueFile.account_id == actor.id).order_by(ValueFile.id)
    return list(session.scalars(wanted.options(defer(ValueFile.content))))


def _known(session: Session, now: datetime) -> Known:
    known = importing.known(session, now)
    theirs = {code: known.areas[ours] for code, ours in insee.PLACES.items() if ours in known.areas}
    return replace(known, areas={**known.areas, **theirs})


def _opened(session: Session, found: ValueFile) -> tuple[Table, Checker]:
    # What was told of it and what its yes takes in are by the same year.
    known = _known(session, found.sent_at)
    source = source_of(session, found)
    table = open_table(found.content, found.name)
    plan = plan_of(table.header, known.indicators, year_of(source.vintage))
    return table, Checker(plan, table.header, known)


def _tell_twice(session: Session, checker: Checker) -> None:
    for again in merging.twice(session)[:MOST_KEPT]:
        checker.findings.tell(Fault(again.line, "", "twice", params={"first_line": again.first_line}))


def _left_out(table: Table, checker: Checker) -> tuple[str, ...]:
    labels = table.labels
    return tuple(labels[place] for place in checker.plan.left_out if labels[place])


def _small_shares(session: Session, findings: Findings) -> tuple[str, ...]:
    small = [key for key, largest in findings.largest.items() if 0 < largest <= 1]
    if not small:
        return ()
    wanted = sa.select(Indicator.name).where(Indicator.id.in_(small)).order_by(Indicator.position)
    return tuple(session.scalars(wanted))
