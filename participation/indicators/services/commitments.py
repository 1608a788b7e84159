"""What partners promise, year by year: read in whole, by neighbourhood, by institution, and who still owes what."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Commitment, CommitmentState, CommitmentYear, commitment_neighbourhood
from participation.kernel.errors import MissingError
from participation.meetings.services.access import BEYOND
from participation.territory.models import Institution, Neighbourhood, Orientation
from participation.territory.names import name_key


@dataclass(frozen=True)
class Line:
    """One commitment in one year."""

    commitment_id: int
    institution_id: int
    code: str
    """The partner's, in addresses."""
    partner: str
    title: str
    unit: str | None
    """What is counted; None for a promise that is not counted."""
    orientation: int | None
    """The orientation's number."""
    first_year: int
    last_year: int | None
    source: str
    year: int
    target: float | None
    done: float | None
    """In `unit`; None while it is not told, never 0 for unknown."""
    state: CommitmentState | None
    """None while the partner has said nothing."""
    comment: str
    proof: str | None
    told_at: datetime | None
    version: int
    """Of what is told; 0 while nothing is."""
    is_fictitious: bool
    """The promise, or what is told of it this year."""
    is_sourced: bool
    """The promise itself is real, whatever is told of it."""
    neighbourhoods: tuple[tuple[str, str], ...] = ()
    """Code and name of each; empty: all of them."""

    @property
    def is_owed(self) -> bool:
        """Tell whether the partner still has something to say: how far it is, or the number it counts."""
        if self.state is CommitmentState.DROPPED:
            return False
        return self.state is None or (self.unit is not None and self.done is None)


@dataclass(frozen=True)
class Counts:
    """How many promises there are, by state."""

    total: int
    by_state: dict[CommitmentState, int]
    silent: int
    """Nothing was told of them."""


def of_year(session: Session, year: int, orientation: int | None = None) -> Sequence[Line]:
    """Return every commitment that holds in a year, by partner, in two queries; `orientation` is a number."""
    return _lines(session, year, [] if orientation is None else [Orientation.number == orientation])


def of_neighbourhood(
    session: Session, neighbourhood_id: int, year: int, orientation: int | None = None
) -> Sequence[Line]:
    """Return the commitments of a year that hold in a neighbourhood: those that name it, and those that name none."""
    conditions = [] if orientation is None else [Orientation.number == orientation]
    named = sa.select(commitment_neighbourhood.c.commitment_id)
    there = named.where(commitment_neighbourhood.c.neighbourhood_id == neighbourhood_id)
    holds = sa.or_(Commitment.id.in_(there), Commitment.id.not_in(named))
    return _lines(session, year, [*conditions, holds])


def of_institution(session: Session, institution_id: int, year: int | None = None) -> Sequence[Line]:
    """Return a partner's commitments: of one year, else every year told, the last first, promise by promise."""
    mine = Commitment.institution_id == institution_id
    if year is not None:
        return _lines(session, year, [mine])
    query = _query(CommitmentYear.commitment_id == Commitment.id, outer=False).where(mine)
    rows = session.execute(query.order_by(Commitment.id, CommitmentYear.year.desc()))
    return _with_places(session, [_line(row, row.CommitmentYear.year) for row in rows])


def unfilled(session: Session, year: int) -> Sequence[Line]:
    """Return the commitments of a year of which a partner still owes something, by partner."""
    return [line for line in of_year(session, year) if line.is_owed]


def line_of(session: Session, commitment_id: int, year: int) -> Line:
    """Return one commitment in one year.

    Raises:
        MissingError: There is no such commitment, or it does not hold in that year.
    """
    found = _lines(session, year, [Commitment.id == commitment_id]) if 0 < commitment_id < BEYOND else []
    if not found:
        raise MissingError
    return found[0]


def counted(lines: Iterable[Line]) -> Counts:
    """Count promises by what is said of them."""
    states = Counter(line.state for line in lines)
    told = {state: states[state] for state in CommitmentState}
    return Counts(states.total(), told, states[None])


def years(session: Session, today_year: int) -> range:
    """Return the years that a page offers: from the first promise to this year."""
    first = session.scalar(sa.select(sa.func.min(Commitment.first_year)))
    return range(min(first or today_year, today_year), today_year + 1)


def last_told(session: Session, today_year: int) -> int:
    """Return the last year, up to this one, of which any partner said something; this one while nobody has."""
    query = sa.select(sa.func.max(CommitmentYear.year))
    told = CommitmentYear.state.is_not(None)
    return session.scalar(query.where(told, CommitmentYear.year <= today_year)) or today_year


def _query(tied: sa.ColumnElement[bool], outer: bool = True) -> sa.Select[*tuple[object, ...]]:
    columns = (
        Commitment,
        CommitmentYear,
        Institution.code.label("partner_code"),
        Institution.name.label("partner_name"),
        Orientation.number.label("number"),
    )
    return (
        sa.select(*columns)
        .join(Institution, Institution.id == Commitment.institution_id)
        .outerjoin(Orientation, Orientation.id == Commitment.orientation_id)
        .join(CommitmentYear, tied, isouter=outer)
    )


def _lines(session: Session, year: int, conditions: Collection[sa.ColumnElement[bool]]) -> Sequence[Line]:
    if not 0 < year < 10_000:
        return []
    tied = sa.and_(CommitmentYear.commitment_id == Commitment.id, CommitmentYear.year == year)
    last = sa.func.coalesce(Commitment.last_year, year)
    holds = sa.and_(Commitment.first_year <= year, last >= year)
    found = session.execute(_query(tied).where(holds, *conditions).order_by(Commitment.id))
    lines = _with_places(session, [_line(row, year) for row in found])
    # Databases do not agree on where accents go: names are put in order here.
    return sorted(lines, key=lambda line: (name_key(line.partner), line.code, line.commitment_id))


def _line(row: sa.Row[*tuple[object, ...]], year: int) -> Line:
    promise: Commitment = row.Commitment
    told: CommitmentYear | None = row.CommitmentYear
    return Line(
        commitment_id=promise.id,
        institution_id=promise.institution_id,
        code=row.partner_code,
        partner=row.partner_name,
        title=promise.title,
        unit=promise.unit,
        orientation=row.number,
        first_year=promise.first_year,
        last_year=promise.last_year,
        source=promise.source,
        year=year,
        target=told.target if told else None,
        done=told.done if told else None,
        state=told.state if told else None,
        comment=told.comment if told else "",
        proof=told.proof if told else None,
        told_at=told.told_at if told else None,
        version=told.version if told else 0,
        is_fictitious=promise.is_fictitious or (told is not None and told.is_fictitious),
        is_sourced=not promise.is_fictitious,
    )


def _with_places(session: Session, lines: Sequence[Line]) -> Sequence[Line]:
    keys = {line.commitment_id for line in lines}
    if not keys:
        return lines
    query = (
        sa.select(commitment_neighbourhood.c.commitment_id, Neighbourhood.code, Neighbourhood.name)
        .join(Neighbourhood, Neighbourhood.id == commitment_neighbourhood.c.neighbourhood_id)
        .where(commitment_neighbourhood.c.commitment_id.in_(keys))
        .order_by(Neighbourhood.name_key, Neighbourhood.id)
    )
    places: dict[int, list[tuple[str, str]]] = {}
    for key, code, name in session.execute(query):
        places.setdefault(key, []).append((code, name))
    return [replace(line, neighbourhoods=tuple(places.get(line.commitment_id, ()))) for line in lines]
