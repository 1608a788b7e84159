"""Councils as rows, for pages and lists: no object graph, one query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body, Mandate, MandateRole, Seat
from participation.councils.models import Council
from participation.kernel.errors import MissingError
from participation.territory.models import Municipality, Neighbourhood


@dataclass(frozen=True)
class CouncilRow:
    """A council, as its pages name it."""

    id: int
    body_id: int
    code: str
    """Of the neighbourhood, in addresses."""
    name: str
    """Of the neighbourhood."""
    municipality: str
    body_name: str
    presentation_html: str
    sign_up_open: bool
    is_fictitious: bool


@dataclass(frozen=True)
class CouncilSummary:
    """A council in one line of a list."""

    council_id: int
    code: str
    name: str
    seats: int
    filled: int
    sign_up_open: bool
    is_fictitious: bool

    @property
    def vacant(self) -> int:
        """Seats without a holder."""
        return self.seats - self.filled


# Statements of the pages that everybody reads are built once: building costs more than running them.
BY_CODE = (
    sa.select(
        Council.id,
        Council.body_id,
        Neighbourhood.code,
        Neighbourhood.name,
        Municipality.name.label("municipality"),
        Body.name.label("body_name"),
        Council.presentation_html,
        Council.sign_up_open,
        Council.is_fictitious,
    )
    .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
    .join(Municipality, Neighbourhood.municipality_id == Municipality.id)
    .join(Body, Council.body_id == Body.id)
    .where(Neighbourhood.code == sa.bindparam("code"))
)


def council_row(session: Session, code: str) -> CouncilRow:
    """Return the council of a neighbourhood.

    Raises:
        MissingError: No neighbourhood has this code, or it has no council yet.
    """
    row = session.connection().execute(BY_CODE, {"code": code}).one_or_none()
    if row is None:
        raise MissingError
    return CouncilRow(*row)


def is_holding(today: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Return the condition that a mandate holds its seat on a day."""
    return sa.and_(Mandate.left_on.is_(None), Mandate.starts_on <= today, Mandate.ends_on >= today)


def is_open(today: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Return the condition that a seat exists on a day."""
    return sa.and_(Seat.opened_on <= today, sa.or_(Seat.closed_on.is_(None), Seat.closed_on > today))


def summaries(
    session: Session, today: date, neighbourhood_ids: Sequence[int] | None = None
) -> dict[int, CouncilSummary]:
    """Return the councils of these neighbourhoods, or of all, by the neighbourhood's id, in one query."""
    query = (
        sa.select(
            Council.neighbourhood_id,
            Council.id,
            Neighbourhood.code,
            Neighbourhood.name,
            sa.func.count(Seat.id),
            sa.func.count(Mandate.id),
            Council.sign_up_open,
            Council.is_fictitious,
        )
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .outerjoin(Seat, sa.and_(Seat.body_id == Council.body_id, is_open(today)))
        .outerjoin(
            Mandate,
            sa.and_(Mandate.seat_id == Seat.id, Mandate.role == MandateRole.FULL, is_holding(today)),
        )
        .group_by(Council.id, Neighbourhood.id)
    )
    if neighbourhood_ids is not None:
        query = query.where(Council.neighbourhood_id.in_(neighbourhood_ids))
    return {row[0]: CouncilSummary(*row[1:]) for row in session.execute(query)}
