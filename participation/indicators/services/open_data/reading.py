"""Datasets as files and as parts: cells written the same way in each, numbers and days never in anybody's language."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.indicators.services.open_data.shapes import Ask, Dataset, Value
from participation.kernel import clock
from participation.kernel.csv_files import guarded

LINES = 500
"""Rows of a part of the API."""
CHUNK = 2_000
"""Rows read at once for a file."""
Json = str | int | float | bool | None


class Part(NamedTuple):
    """Some rows for machines, and the key after which the next ones come; None after the last."""

    rows: list[dict[str, Json]]
    next: int | None


def json_part(session: Session, dataset: Dataset, ask: Ask) -> Part:
    """Return one part of a dataset, in as many queries whatever its length."""
    found = dataset.read(session, replace(ask, limit=ask.limit + 1))
    names = [column.name for column in dataset.columns]
    rows = [
        {name: written(value) for name, value in zip(names, cells, strict=True)} for _key, cells in found[: ask.limit]
    ]
    return Part(rows, found[ask.limit - 1][0] if len(found) > ask.limit else None)


def csv_file(
    sessions: Callable[[], AbstractContextManager[Session]], dataset: Dataset, ask: Ask
) -> Iterator[str]:
    """Yield a dataset as a file in parts.

    Each part is read in a session of its own: whoever downloads slowly keeps neither a lock nor a part of the past.
    """
    yield _lines([[column.name for column in dataset.columns]])
    ask = replace(ask, limit=CHUNK)
    while True:
        with sessions() as session:
            found = dataset.read(session, ask)
        if found:
            yield _lines([[_cell(value) for value in cells] for _key, cells in found])
        if len(found) < CHUNK:
            return
        ask = replace(ask, after=found[-1][0])


def written(value: Value) -> Json:
    """Return a value as JSON holds it: days and instants as ISO 8601, instants in UTC."""
    if isinstance(value, datetime):
        return clock.stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Value) -> str:
    plain = written(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, float):
        return repr(plain).removesuffix(".0")
    # A number below zero is a number; a text that begins like a formula is made harmless.
    return guarded(plain) if isinstance(plain, str) else "" if plain is None else str(plain)


def _lines(rows: Sequence[Sequence[str]]) -> str:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue()


def holds_fictitious(session: Session) -> bool:
    """Tell whether datasets hold lines of a demonstration."""
    return bool(session.scalar(sa.select(sa.exists().where(Council.is_fictitious))))
