"""A draw is held while its lists last: no new hour may fall on or after the day on which one of them is erased."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import ListState, PoolList
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError

GONE = (ListState.UNDONE, ListState.PURGED)


def check_hour(session: Session, draw_id: int, entropy_for: datetime) -> None:
    """Refuse an hour that a list of the draw does not reach.

    Raises:
        RefusedError: `list_erased` (day: the first on which a list goes).
    """
    query = sa.select(sa.func.min(PoolList.purge_on)).where(
        PoolList.draw_id == draw_id, PoolList.state.not_in(GONE)
    )
    day = session.scalar(query)
    if day is not None and day_of(entropy_for) >= day:
        raise RefusedError("list_erased", day=day)
