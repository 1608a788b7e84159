"""What an indicator is, as the team writes it: definition, baseline, who fills it, breaks in its series."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Account
from participation.indicators.models import (
    AreaKind,
    Direction,
    Family,
    Indicator,
    Measure,
    Observation,
    SeriesBreak,
    ValueImport,
)
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.territory.models import Institution, Orientation
from participation.territory.names import name_key

LAST_FILES = 20
LONGEST_CODE = 50
BEYOND = 2**31
"""No column holds such a number."""
YEARS = range(1990, 2101)


@dataclass(frozen=True)
class Description:
    """What may be said anew at any time."""

    name: str
    question: str
    theme: str
    definition: str
    limits: str
    baseline: AreaKind
    direction: Direction
    orientation_id: int | None
    institution_id: int | None


@dataclass(frozen=True)
class Kind:
    """What stays as it is once values are told."""

    family: Family
    measure: Measure
    unit: str
    among: str
    decimals: int


@dataclass(frozen=True)
class Row:
    """An indicator in the team's list."""

    indicator: Indicator
    last_year: int | None
    values: int


def rows(session: Session) -> list[Row]:
    """Return all indicators in their order, with how many values each has and the last year of them."""
    told = (
        sa.select(
            Observation.indicator_id, sa.func.max(Observation.year).label("last"), sa.func.count().label("values")
        )
        .group_by(Observation.indicator_id)
        .subquery()
    )
    found = session.execute(
        sa.select(Indicator, told.c.last, told.c["values"])
        .outerjoin(told, told.c.indicator_id == Indicator.id)
        .options(joinedload(Indicator.institution))
        .order_by(Indicator.family.desc(), Indicator.position, Indicator.id)
    )
    return [Row(indicator, last, count or 0) for indicator, last, count in found]


def find(session: Session, code: str) -> Indicator:
    """Return an indicator.

    Raises:
        MissingError: There is none of that code.
    """
    wanted = sa.select(Indicator).where(Indicator.code == code)
    found = session.scalars(wanted.options(joinedload(Indicator.institution))).first()
    if found is None:
        raise MissingError
    return found


def said(indicator: Indicator) -> Description:
    """Return what is said of an indicator now."""
    return Description(**{name: getattr(indicator, name) for name in Description.__dataclass_fields__})


def mark(indicator: Indicator) -> str:
    """Return the mark of what a page showed: whoever saves over another's words is asked to read them first."""
    return hashlib.sha256(repr(said(indicator)).encode()).hexdigest()[:16]


def describe(session: Session, actor: Actor, now: datetime, code: str, new: Description, seen: str) -> Indicator:
    """Say anew what an indicator is.

    Raises:
        MissingError: There is none of that code.
        RefusedError: `changed`, somebody wrote meanwhile; `orientation`, the family asks for one; `institution`.
    """
    found = session.scalars(sa.select(Indicator).where(Indicator.code == code).with_for_update()).first()
    if found is None:
        raise MissingError
    if mark(found) != seen:
        raise RefusedError("changed")
    _check(session, found.family, new)
    old = asdict(said(found))
    changed = [name for name, value in asdict(new).items() if old[name] != value]
    for name, value in asdict(new).items():
        setattr(found, name, value)
    session.flush()
    if changed:
        facts = {"name": found.name, "changed": changed, "baseline": found.baseline.value}
        journal.append(session, now, "indicator.changed", subject(found), facts)
    return found


def create(session: Session, actor: Actor, now: datetime, kind: Kind, new: Description) -> Indicator:
    """Add an indicator; its code follows from its name.

    Raises:
        RefusedError: `orientation`, `institution`, `named`: there is one of that name.
    """
    _check(session, kind.family, new)
    code = "-".join(name_key(new.name).split())[:LONGEST_CODE].strip("-")
    if not code:
        raise RefusedError("name")
    if session.scalar(sa.select(sa.exists().where(Indicator.code == code))):
        raise RefusedError("named")
    last = session.scalar(sa.select(sa.func.max(Indicator.position))) or 0
    made = Indicator(code=code, position=last + 1, **asdict(kind), **asdict(new))
    session.add(made)
    session.flush()
    facts = {"name": made.name, "baseline": made.baseline.value}
    journal.append(session, now, "indicator.added", subject(made), facts)
    return made


def subject(indicator: Indicator) -> str:
    """Return the name of an indicator in the journal."""
    return f"indicator:{indicator.code}"


def _check(session: Session, family: Family, new: Description) -> None:
    if new.orientation_id is None and family is Family.ADDED_VALUE:
        raise RefusedError("orientation")
    if new.orientation_id is not None and session.get(Orientation, new.orientation_id) is None:
        raise RefusedError("orientation")
    if new.institution_id is not None and session.get(Institution, new.institution_id) is None:
        raise RefusedError("institution")


def breaks(session: Session, indicator: Indicator) -> Sequence[SeriesBreak]:
    """Return the breaks of an indicator's series by year."""
    wanted = sa.select(SeriesBreak).where(SeriesBreak.indicator_id == indicator.id)
    return session.scalars(wanted.order_by(SeriesBreak.year)).all()


def add_break(
    session: Session, actor: Actor, now: datetime, code: str, year: int, reason: str, source: str
) -> SeriesBreak:
    """Say that from a year on an indicator is counted otherwise.

    Raises:
        RefusedError: `year`, `break_twice`.
    """
    indicator = find(session, code)
    if year not in YEARS:
        raise RefusedError("year")
    wanted = sa.select(sa.exists().where(SeriesBreak.indicator_id == indicator.id, SeriesBreak.year == year))
    if session.scalar(wanted):
        raise RefusedError("break_twice")
    made = SeriesBreak(indicator_id=indicator.id, year=year, reason=reason, source=source)
    session.add(made)
    session.flush()
    facts = {"name": indicator.name, "year": year, "reason": reason, "source": source}
    journal.append(session, now, "indicator.break_noted", subject(indicator), facts)
    return made


def remove_break(session: Session, actor: Actor, now: datetime, code: str, break_id: int) -> None:
    """Take a break back that was noted by mistake.

    Raises:
        MissingError: The indicator has none of that number.
    """
    found, indicator = session.get(SeriesBreak, break_id) if break_id < BEYOND else None, find(session, code)
    if found is None or found.indicator_id != indicator.id:
        raise MissingError
    facts = {"name": indicator.name, "year": found.year}
    session.delete(found)
    session.flush()
    journal.append(session, now, "indicator.break_removed", subject(indicator), facts)


def last_files(session: Session) -> list[tuple[ValueImport, str | None]]:
    """Return the last files that were taken in, with the name of whoever brought each."""
    wanted = (
        sa.select(ValueImport, Account.name)
        .outerjoin(Account, Account.id == ValueImport.by_id)
        .options(joinedload(ValueImport.source))
        .order_by(ValueImport.id.desc())
        .limit(LAST_FILES)
    )
    return [(each, name) for each, name in session.execute(wanted)]


def offered(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the orientations and the institutions to choose from, each with its number."""
    orientations = session.execute(sa.select(Orientation.id, Orientation.name).order_by(Orientation.number))
    institutions = session.execute(sa.select(Institution.id, Institution.name).order_by(Institution.name))
    return [(str(key), name) for key, name in orientations], [(str(key), name) for key, name in institutions]
