"""The end of the invitations: when a draw is archived everything they hold is erased, counted and told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Attempt, Contest, Draw, Eligibility, Invitation, PurgeCertificate
from participation.draws.services import access

SUBJECT = "invitations"
ERASED = (Attempt, Contest, Eligibility, Invitation)


def purge(session: Session, now: datetime, draw: Draw) -> int:
    """Erase what an archived draw holds of its invitations; return how many rows."""
    session.flush()
    rows = 0
    for model in ERASED:
        erased = session.execute(sa.delete(model).where(model.draw_id == draw.id))
        rows += int(erased.rowcount)  # type: ignore[attr-defined]
    if rows:
        session.add(PurgeCertificate(draw_id=draw.id, subject=SUBJECT, name=None, rows=rows, at=now))
        access.tell(session, now, draw, "draw.invitations_erased", {"rows": rows})
    return rows
