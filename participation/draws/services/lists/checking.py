"""The check of a list, as long work: every row is read, and what was understood waits beside the file."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from participation.draws.imports import Checker, Fault, Severity
from participation.draws.models import FaultKind, ListState, PoolList, RowFault
from participation.draws.services.drafting import printed
from participation.draws.services.lists import columns, staged
from participation.draws.services.lists.files import Folder, folder_of
from participation.draws.services.lists.finding import relock
from participation.kernel import jobs
from participation.kernel.clock import day_of
from participation.kernel.jobs import Report
from participation.kernel.tables import Table, UnreadableError, open_table

TOLD_EVERY = 10_000
"""Rows between two signs of life."""
LONGEST_WORD = 40
"""Of what the sentence of a reason names, such as a sheet."""
MOST_OF_A_KIND = 500
MOST_KEPT = 5_000
"""Faults with a row of their own; the others are counted, and stand in the file of all of them."""


@dataclass
class Findings:
    """What the check counted, and the first faults of each kind."""

    read: int = 0
    doubtful: int = 0
    refused: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    kept: list[dict[str, Any]] = field(default_factory=list)

    def note(self, faults: tuple[Fault, ...], is_refused: bool) -> None:
        """Count the faults of one row. The doubts of a row that is refused are nobody's to settle."""
        self.refused += is_refused
        self.doubtful += not is_refused
        for fault in faults:
            is_doubt = fault.severity is Severity.DOUBT
            if is_doubt and is_refused:
                continue
            counter = self.doubts if is_doubt else self.refusals
            counter[fault.code] += 1
            if counter[fault.code] <= MOST_OF_A_KIND and len(self.kept) < MOST_KEPT:
                self.kept.append(
                    {
                        "line": fault.line,
                        "column": fault.column[:200] or None,
                        "code": fault.code,
                        "params": json.dumps(dict(fault.params), ensure_ascii=False),
                        "is_doubt": is_doubt,
                    }
                )


@jobs.handler(columns.CHECK)
def check(sessions: "sessionmaker[Session]", payload: dict[str, Any], now: datetime, report: Report) -> None:
    """Read a whole list; what a killed check left is read again."""
    list_id: int = payload["list"]
    with jobs.reading(sessions) as session:
        found = session.get_one(PoolList, list_id)
    if found.state != ListState.CHECKING:
        return
    folder = folder_of(sessions)
    try:
        table = open_table(folder.sent(list_id), found.file_name, sheet=found.sheet, header_line=found.header_line)
        with _outputs(folder, list_id) as (rows, faults):
            findings = read_through(table, _checker(found, table, now), rows, faults, report)
    except UnreadableError as error:
        _end(sessions, list_id, ListState.UNREADABLE, reason_of(error))
        return
    except BaseException:
        _end(sessions, list_id, ListState.SENT)
        raise
    with sessions.begin() as session:
        _keep(session, list_id, findings, table)


def _checker(found: PoolList, table: Table, now: datetime) -> Checker:
    return Checker(columns.chosen(found), table, day_of(now), of_addresses=columns.is_of_addresses(found))


@contextmanager
def _outputs(folder: Folder, list_id: int) -> Iterator[tuple[staged.Writer, staged.Writer]]:
    with folder.create(folder.rows(list_id)) as rows, folder.create(folder.faults(list_id)) as faults:
        writers = staged.Writer(rows), staged.Writer(faults)
        yield writers
        for writer in writers:
            writer.flush()


def read_through(
    table: Table, checker: Checker, rows: staged.Writer, faults: staged.Writer, report: Report
) -> Findings:
    """Read every row, write what it says and what is wrong with it, and count.

    Raises:
        UnreadableError: While reading.
    """
    findings = Findings()
    for row in table.rows():
        findings.read += 1
        checked = checker.check(row)
        person, found = checked.person, checked.faults
        if not found:
            assert person is not None
            rows.add(staged.row_of(person, None))
        else:
            findings.note(found, person is None)
            for fault in found:
                faults.add(staged.fault_line(fault))
            if person is not None:
                rows.add(staged.row_of(person, [fault.code for fault in found]))
        if not findings.read % TOLD_EVERY:
            report(row.line, max(table.lines, row.line))
    report(table.lines, table.lines)
    return findings


def reason_of(error: UnreadableError) -> str:
    """Return why a file cannot be read, as it is kept."""
    params = {name: value[:LONGEST_WORD] if isinstance(value, str) else value for name, value in error.params.items()}
    return printed({"code": error.code, "line": error.line, "params": params})


def _end(sessions: "sessionmaker[Session]", list_id: int, state: ListState, reason: str | None = None) -> None:
    with sessions.begin() as session:
        found = relock(session, list_id)
        if found.state == ListState.CHECKING:
            found.state, found.unreadable = state, reason


def _keep(session: Session, list_id: int, findings: Findings, table: Table) -> None:
    found = relock(session, list_id)
    if found.state != ListState.CHECKING:
        return
    forget(session, list_id)
    kinds = [(code, False, count) for code, count in findings.refusals.items() if code not in findings.doubts]
    kinds += [(code, True, count) for code, count in findings.doubts.items()]
    if kinds:
        session.execute(
            sa.insert(FaultKind),
            [{"list_id": list_id, "code": code, "is_doubt": doubt, "faults": count} for code, doubt, count in kinds],
        )
    if findings.kept:
        session.execute(sa.insert(RowFault), [{"list_id": list_id, **each} for each in findings.kept])
    found.state, found.unreadable = ListState.CHECKED, None
    found.encoding, found.separator = table.encoding, table.separator
    found.rows_read, found.rows_doubtful, found.rows_refused = findings.read, findings.doubtful, findings.refused


def forget(session: Session, list_id: int) -> None:
    """Delete what an earlier check found, and what was decided of it."""
    session.execute(sa.delete(RowFault).where(RowFault.list_id == list_id))
    session.execute(sa.delete(FaultKind).where(FaultKind.list_id == list_id))
