"""Values come in: all of them or none, in the caller's transaction; what a file replaces stays readable."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.imports.checking import LARGEST, WHOLE, Bounds, Known
from participation.indicators.models import Area, Indicator, Measure, Sex, SourceVersion, ValueImport
from participation.indicators.services import merging, secrecy
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError

EVERYTHING = frozenset(merging.VALUES)
RESULT_ALONE = frozenset({"result", "is_secret"})
"""What a published file tells that knows neither targets nor estimates."""
YEARS = range(1990, 2101)


class ValueRow(NamedTuple):
    """One value as a file tells it; None is « not known », never 0."""

    area_code: str
    indicator_code: str
    year: int
    sex: Sex = Sex.ALL
    result: float | None = None
    """In the indicator's unit: a rate of 27 per cent is 27."""
    target: float | None = None
    estimate: float | None = None
    is_secret: bool = False
    """Too few people to publish: then there is neither result nor estimate."""
    comment: str | None = None


def take(
    session: Session,
    now: datetime,
    account_id: int | None,
    rows: Iterable[ValueRow],
    source: SourceVersion,
    file_name: str,
    is_fictitious: bool,
    *,
    told: Collection[str] = EVERYTHING,
    sha256: str | None = None,
) -> ValueImport:
    """Take values in; the same file again changes nothing.

    Args:
        source: The publication, already in the session.
        told: Which of `merging.VALUES` the rows speak of, `result` with `is_secret`; the others stay.
        sha256: Digest of the file, where there is one; else of the rows.

    Raises:
        RefusedError: `unknown_area`, `unknown_indicator`, `year`, `number`, `secret`, `to_come` (each with `line`, its
            row from 1, and `value`), `twice` (with `line` and `first_line`). Nothing was written then.
    """
    digest = None if sha256 else hashlib.sha256()
    made = ValueImport(
        at=now,
        by_id=account_id,
        file_name=file_name[:200],
        source=source,
        is_fictitious=is_fictitious,
    )
    with merging.laid(session, _checked(known(session, now), rows, digest)):
        for again in merging.twice(session):
            raise RefusedError("twice", line=again.line, first_line=again.first_line)
        made.file_sha256 = sha256 or (digest.hexdigest() if digest else "")
        record(session, now, made, told)
    return made


def record(session: Session, now: datetime, made: ValueImport, told: Collection[str]) -> int:
    """Merge the values that are laid down, write the import with what it changed; return how many numbers it hides."""
    merging.lock(session)
    made.added = made.changed = made.unchanged = 0
    session.add(made)
    session.flush()
    hidden = secrecy.hide(session, told, made.is_fictitious)
    made.added, made.changed, made.unchanged = merging.merge(session, now, made.id, told, made.is_fictitious)
    session.flush()
    return hidden


def known(session: Session, now: datetime) -> Known:
    """Return what values can be of: areas, indicators with their bounds, years that have begun."""
    areas = session.execute(sa.select(Area.code, Area.id)).all()
    rows = session.execute(sa.select(Indicator.code, Indicator.id, Indicator.measure))
    return Known(
        {row.code: row.id for row in areas},
        {code: Bounds(key, most=WHOLE if measure is Measure.RATE else LARGEST) for code, key, measure in rows},
        day_of(now).year,
    )


def _checked(exists: Known, rows: Iterable[ValueRow], digest: Any) -> Iterator[tuple[Any, ...]]:
    for line, row in enumerate(rows, 1):
        area, bounds = exists.areas.get(row.area_code), exists.indicators.get(row.indicator_code)
        if area is None:
            raise RefusedError("unknown_area", line=line, value=row.area_code)
        if bounds is None:
            raise RefusedError("unknown_indicator", line=line, value=row.indicator_code)
        if row.year not in YEARS:
            raise RefusedError("year", line=line, value=str(row.year))
        for number in (row.result, row.target, row.estimate):
            if number is not None and not bounds.least <= number <= bounds.most:
                raise RefusedError("number", line=line, value=str(number))
        if row.is_secret and (row.result is not None or row.estimate is not None):
            raise RefusedError("secret", line=line, value=row.area_code)
        is_told = row.is_secret or row.result is not None or row.estimate is not None
        if is_told and row.year > exists.last_year:
            raise RefusedError("to_come", line=line, value=str(row.year))
        if digest is not None:
            digest.update(repr(tuple(row)).encode())
        yield line, area, bounds.id, row.year, str(row.sex), *row[4:]
