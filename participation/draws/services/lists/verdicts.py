"""What becomes of doubtful rows: row by row, or all of one kind at once. What is not decided stops the import.

A full name of which the order is in doubt can be accepted the other way round.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import FaultKind, ListState, PoolList, RowFault, RowVerdict
from participation.draws.services.lists.finding import OPEN, check_state, lock
from participation.kernel.errors import MissingError
from participation.kernel.permissions import Actor

SWAPPABLE = "full_name"


def decide_row(
    session: Session,
    actor: Actor,
    draw_id: int,
    list_id: int,
    line: int,
    verdict: RowVerdict | None,
    *,
    swaps: bool = False,
) -> None:
    """Accept or reject one row with all its doubts; None takes the verdict back.

    Raises:
        MissingError: No doubt is kept of that line, or none whose names could be swapped.
        RefusedError: `state`, `list_state`.
    """
    _draw, found = lock(session, actor, draw_id, list_id, *OPEN)
    check_state(found, ListState.CHECKED)
    changed = session.execute(
        sa.update(RowFault)
        .where(RowFault.list_id == found.id, RowFault.line == line, RowFault.is_doubt)
        .values(verdict=verdict, is_swapped=False, decided_by_id=actor.id if verdict else None)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise MissingError
    if swaps:
        names = (RowFault.list_id == found.id, RowFault.line == line, RowFault.code == SWAPPABLE)
        swapped = session.execute(sa.update(RowFault).where(*names).values(is_swapped=True))
        if not swapped.rowcount:  # type: ignore[attr-defined]
            raise MissingError


def decide_kind(
    session: Session,
    actor: Actor,
    draw_id: int,
    list_id: int,
    code: str,
    verdict: RowVerdict | None,
    *,
    swaps: bool = False,
) -> None:
    """Accept or reject every row of one kind of doubt that has no verdict of its own.

    Raises:
        MissingError: The list has no doubt of that kind.
        RefusedError: `state`, `list_state`.
    """
    _draw, found = lock(session, actor, draw_id, list_id, *OPEN)
    check_state(found, ListState.CHECKED)
    kind = session.get(FaultKind, (found.id, code))
    if kind is None or not kind.is_doubt or (swaps and code != SWAPPABLE):
        raise MissingError
    kind.is_swapped = swaps
    kind.verdict, kind.decided_by_id = verdict, actor.id if verdict else None
    session.flush()


def undecided(session: Session, found: PoolList) -> int:
    """Return how many doubts of a list nobody has settled, neither by row nor by kind."""
    decided = (
        sa.select(RowFault.code, sa.func.count().label("rows"))
        .where(RowFault.list_id == found.id, RowFault.is_doubt, RowFault.verdict.is_not(None))
        .group_by(RowFault.code)
        .subquery()
    )
    query = (
        sa.select(sa.func.sum(FaultKind.faults - sa.func.coalesce(decided.c.rows, 0)))
        .outerjoin(decided, decided.c.code == FaultKind.code)
        .where(FaultKind.list_id == found.id, FaultKind.is_doubt, FaultKind.verdict.is_(None))
    )
    return int(session.scalar(query) or 0)


class Verdicts:
    """What was decided of a list's doubtful rows."""

    def __init__(self, session: Session, list_id: int) -> None:
        rows = sa.select(RowFault.line, RowFault.verdict).where(
            RowFault.list_id == list_id, RowFault.verdict.is_not(None)
        )
        kinds = sa.select(FaultKind.code, FaultKind.verdict).where(FaultKind.list_id == list_id)
        self._rows = {line: verdict for line, verdict in session.execute(rows)}  # noqa: C416 - typed rows
        self._kinds = {code: verdict for code, verdict in session.execute(kinds)}  # noqa: C416
        swapped = sa.select(RowFault.line).where(RowFault.list_id == list_id, RowFault.is_swapped)
        self._swapped = set(session.scalars(swapped))
        all_swapped = sa.select(FaultKind.code).where(FaultKind.list_id == list_id, FaultKind.is_swapped)
        self._swapped_kinds = set(session.scalars(all_swapped))

    def accept(self, line: int, codes: list[str]) -> bool:
        """Tell whether a doubtful row comes in: by its own verdict, else when each of its doubts is accepted."""
        own = self._rows.get(line)
        if own is not None:
            return own is RowVerdict.ACCEPTED
        return all(self._kinds.get(code) is RowVerdict.ACCEPTED for code in codes)

    def swaps(self, line: int, codes: list[str]) -> bool:
        """Tell whether the names of a doubtful row that comes in are swapped."""
        if line in self._rows:
            return line in self._swapped
        return SWAPPABLE in codes and SWAPPABLE in self._swapped_kinds
