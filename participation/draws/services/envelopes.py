"""The sheets of the sealed envelopes: how many were printed. Without one, no page says that somebody holds it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, SecretShowing


def count(session: Session, draw: Draw) -> int:
    """Return how many sheets were printed for a sealed envelope: two at most."""
    query = sa.select(sa.func.count()).select_from(SecretShowing).where(SecretShowing.draw_id == draw.id)
    return session.scalar(query) or 0
