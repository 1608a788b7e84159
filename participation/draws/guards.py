"""What draws keep the council's own pages from undoing, and the due work that no page imports."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils import services as councils
from participation.councils.services import Elsewhere
from participation.draws import duties, mails
from participation.draws.models import Answer, Draw, DrawState
from participation.draws.services import archiving, claims, forgetting, self_check
from participation.draws.services.invitations import contests
from participation.draws.services.seating import AFTER_RESULT

DUTIES = (archiving, claims, contests, duties, forgetting, mails, self_check)
"""Imported, they register with the worker."""
LIST_BOUND = (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED)


def departure_by_draw(session: Session, mandate_id: int) -> Elsewhere | None:
    """Return where a drawn mandate ends: by two people, so that the next person of the order is called."""
    query = (
        sa.select(Answer.draw_id)
        .join(Draw, Draw.id == Answer.draw_id)
        .where(Answer.mandate_id == mandate_id, Draw.state.in_(AFTER_RESULT))
    )
    draw_id = session.scalar(query)
    return None if draw_id is None else Elsewhere("draws.answers_page", {"draw_id": draw_id})


def binds_sign_up(session: Session, council_id: int) -> bool:
    """Tell whether a draw has promised when its list opens and closes."""
    query = sa.select(Draw.id).where(Draw.council_id == council_id, Draw.state.in_(LIST_BOUND))
    return session.scalar(query.limit(1)) is not None


def register() -> None:
    """Tell the councils; twice is once."""
    if departure_by_draw not in councils.departures:
        councils.departures.append(departure_by_draw)
    if binds_sign_up not in councils.sign_up_binders:
        councils.sign_up_binders.append(binds_sign_up)


register()
