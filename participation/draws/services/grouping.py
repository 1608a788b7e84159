"""The groups of a draw: written while it is a draft, changed in the open with a reason afterwards."""

from datetime import datetime

from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawState
from participation.draws.services import access, listing
from participation.draws.services.categories import Category
from participation.draws.services.drafting import Quotas, check_quotas, printed_quotas
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor

OPEN = (DrawState.DRAFT, DrawState.ANNOUNCED, DrawState.CLOSED)


def set_groups(
    session: Session, actor: Actor, now: datetime, draw_id: int, category: Category, quotas: Quotas, why: str
) -> Draw:
    """Give a draw its groups and their seats; no quotas means no groups.

    Raises:
        RefusedError: `state`, `no_reason_given` (once announced), and those of `drafting.check_quotas`.
    """
    draw = access.lock(session, actor, draw_id, *OPEN)
    if draw.state != DrawState.DRAFT:
        if not why:
            raise RefusedError("no_reason_given")
        seats = [seat.id for seat in access.seats_of(session, draw)]
        return listing.change_rule(session, actor, now, draw_id, seats, quotas, why, category)
    check_quotas(quotas, draw.seats, category)
    draw.quotas = printed_quotas(quotas)
    draw.category = category.printed() if quotas else None
    return draw
