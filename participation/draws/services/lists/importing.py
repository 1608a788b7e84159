"""The import, as long work: what the check read becomes people, all of it or nothing, in one transaction."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from participation.draws.models import Draw, ListedState, ListState, PoolList
from participation.draws.services import access
from participation.draws.services.drafting import printed
from participation.draws.services.lists import bulk, doubles, staged
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.finding import OPEN, check_state, lock, relock
from participation.draws.services.lists.verdicts import Verdicts, undecided
from participation.kernel import jobs
from participation.kernel.errors import RefusedError
from participation.kernel.jobs import Report
from participation.kernel.permissions import Actor

IMPORT = "draws.import_list"
DONE = (ListState.IMPORTING, ListState.IMPORTED)


def start(session: Session, actor: Actor, now: datetime, draw_id: int, list_id: int) -> PoolList:
    """Ask for the import of a checked list; asked twice, it is imported once.

    Raises:
        RefusedError: `state`, `list_state`, `undecided` (count), `nobody_kept`, `file_gone`.
    """
    _draw, found = lock(session, actor, draw_id, list_id, *OPEN)
    if found.state in DONE:
        return found
    check_state(found, ListState.CHECKED)
    waiting = undecided(session, found)
    if waiting:
        raise RefusedError("undecided", count=waiting)
    if found.rows_read == found.rows_refused:
        raise RefusedError("nobody_kept")
    if not folder_of(session).rows(found.id).exists():
        raise RefusedError("file_gone")
    found.state, found.imported_by_id, found.unreadable = ListState.IMPORTING, actor.id, None
    found.job_id = jobs.enqueue(session, now, IMPORT, {"list": found.id, "draw": draw_id}, actor.id).id
    return found


@jobs.handler(IMPORT)
def run(sessions: "sessionmaker[Session]", payload: dict[str, Any], now: datetime, report: Report) -> None:
    """Import a list. A worker killed before the end leaves nothing; the next one begins again."""
    list_id: int = payload["list"]
    try:
        with sessions.begin() as session:
            bulk.unlimited(session)
            draw, found = access.relock(session, payload["draw"]), relock(session, list_id)
            if found.state != ListState.IMPORTING:
                return
            _import(session, now, draw, found, report)
    except RefusedError as refusal:
        _give_back(sessions, list_id, refusal)
        return
    except BaseException:
        _give_back(sessions, list_id)
        raise
    folder_of(sessions).discard(list_id)


def _import(session: Session, now: datetime, draw: Draw, found: PoolList, report: Report) -> None:
    if draw.state not in OPEN:
        raise RefusedError("state", state=draw.state.value)
    total = found.rows_read - found.rows_refused
    # Another connection cannot write while this one does on SQLite: it would wait for us, and we for it.
    alone = session.get_bind().dialect.name == "sqlite"
    try:
        kept = bulk.insert(session, _rows(session, found), lambda done: None if alone else report(done, total))
    except FileNotFoundError as error:
        raise RefusedError("file_gone") from error
    if not kept:
        raise RefusedError("nobody_kept")
    certain = doubles.compare_lists(session, draw, found)
    found.rows_kept, found.state, found.imported_at = kept, ListState.IMPORTED, now
    facts = {"name": found.name, "kind": found.kind.value, "rows": kept, "doubles": certain}
    access.tell(session, now, draw, "list.imported", facts | {"purge_on": found.purge_on.isoformat()})


def _rows(session: Session, found: PoolList) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that come in, in the columns of `bulk.TARGET`."""
    verdicts, state = Verdicts(session, found.id), ListedState.KEPT.value
    for batch in staged.batches(folder_of(session).rows(found.id)):
        for *values, doubts in batch:
            if doubts is None:
                yield found.id, state, *values
            elif verdicts.accept(values[0], doubts):
                line, family, given, *rest = values
                names = (given, family) if verdicts.swaps(line, doubts) else (family, given)
                yield found.id, state, line, *names, *rest


def _give_back(sessions: "sessionmaker[Session]", list_id: int, refusal: RefusedError | None = None) -> None:
    """Leave the list as the check left it, with the reason why it did not come in."""
    with sessions.begin() as session:
        found = relock(session, list_id)
        if found.state == ListState.IMPORTING:
            found.state, found.imported_by_id = ListState.CHECKED, None
            found.unreadable = printed({"code": refusal.code, "params": dict(refusal.params)}) if refusal else None
