"""What a reader chose in the address of a list: a year, an orientation, a neighbourhood."""

from collections.abc import Container, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError
from participation.kernel.forms import clean
from participation.territory.models import Neighbourhood

MOST = 100
"""Neighbourhoods that a list offers; beyond, one comes from the neighbourhood's own page."""


def chosen_number(text: str | None, offered: Container[int]) -> int | None:
    """Return the number chosen among those offered; anything else is none."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 5
    return int(text) if is_number and int(text) in offered else None  # type: ignore[arg-type]


def chosen_neighbourhood(session: Session, text: str | None) -> Neighbourhood | None:
    """Return the neighbourhood chosen by its code; None where nothing is.

    Raises:
        MissingError: No neighbourhood has this code.
    """
    code = clean(text)
    if not code:
        return None
    found = session.scalars(sa.select(Neighbourhood).where(Neighbourhood.code == code)).one_or_none()
    if found is None:
        raise MissingError
    return found


def offered_neighbourhoods(session: Session, kept: Neighbourhood | None = None) -> Sequence[tuple[str, str]]:
    """Return code and name of the neighbourhoods that a filter offers, by name; the one that is kept is among them."""
    query = sa.select(Neighbourhood.code, Neighbourhood.name)
    found = [(row[0], row[1]) for row in session.execute(query.order_by(Neighbourhood.name_key).limit(MOST))]
    if kept is not None and (kept.code, kept.name) not in found:
        found.append((kept.code, kept.name))
    return found
