"""Which column says what: proposed from the file, chosen by a person; the check starts on exactly that choice."""

from datetime import datetime

from sqlalchemy.orm import Session

from participation.draws.imports import ColumnMapping, MappingFault, mapping_faults
from participation.draws.models import ListKind, ListState, PoolList
from participation.draws.services.drafting import printed, read
from participation.draws.services.lists import samples
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.finding import OPEN, check_state, lock
from participation.draws.services.lists.samples import Look
from participation.kernel import jobs
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.kernel.tables import Table, open_table

CHOOSING = (ListState.SENT, ListState.CHECKED, ListState.UNREADABLE)
CHECK = "draws.check_list"


class MappingError(Exception):
    """The columns chosen cannot serve; nothing was changed."""

    def __init__(self, faults: list[MappingFault]) -> None:
        super().__init__(faults)
        self.faults = faults


def chosen(found: PoolList) -> ColumnMapping:
    """Return the columns as they were proposed or chosen."""
    return ColumnMapping.from_json(read(found.mapping or "{}"))


def look(session: Session, found: PoolList) -> Look | None:
    """Return the header and first rows of a list's file; None once the file is gone."""
    return samples.read_look(folder_of(session).sample(found.id))


def is_of_addresses(found: PoolList) -> bool:
    """Tell whether a list is of dwellings, and need name nobody."""
    return found.kind == ListKind.ADDRESS_DIRECTORY


def opened(session: Session, found: PoolList, sheet: str | None, header_line: int | None) -> Table:
    """Return the file as a table, from another sheet or header line.

    Raises:
        UnreadableError: It cannot be read so.
    """
    path = folder_of(session).sent(found.id)
    return open_table(path, found.file_name, sheet=sheet, header_line=header_line)


def read_again(
    session: Session, actor: Actor, draw_id: int, list_id: int, sheet: str | None, header_line: int | None, table: Table
) -> PoolList:
    """Keep from which sheet and line the file is read, with the columns chosen where the header is the same.

    Raises:
        RefusedError: `state`, `list_state`, `file_gone`.
    """
    _draw, found = lock(session, actor, draw_id, list_id, *OPEN)
    check_state(found, *CHOOSING)
    before = look(session, found)
    if before is None:
        raise RefusedError("file_gone")
    if before.table.header != table.header:
        found.mapping = printed(samples.proposed(table).to_json())
    found.sheet, found.header_line, found.state = sheet, header_line, ListState.SENT
    found.encoding, found.separator = table.encoding, table.separator
    folder = folder_of(session)
    with folder.create(folder.sample(found.id)) as target:
        target.write(samples.look_at(table))
    return found


def choose(
    session: Session, actor: Actor, now: datetime, draw_id: int, list_id: int, mapping: ColumnMapping
) -> PoolList:
    """Keep which column says what, and start the check.

    Raises:
        MappingError: The columns cannot serve.
        RefusedError: `state`, `list_state`, `file_gone`.
    """
    _draw, found = lock(session, actor, draw_id, list_id, *OPEN)
    check_state(found, *CHOOSING)
    seen = look(session, found)
    if seen is None:
        raise RefusedError("file_gone")
    faults = mapping_faults(mapping, len(seen.table.header), of_addresses=is_of_addresses(found))
    if faults:
        raise MappingError(faults)
    found.mapping, found.state, found.unreadable = printed(mapping.to_json()), ListState.CHECKING, None
    job = jobs.enqueue(session, now, CHECK, {"list": found.id}, actor.id)
    found.job_id = job.id
    return found
