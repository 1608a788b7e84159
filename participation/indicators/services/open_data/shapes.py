"""What a dataset is: its columns in words and types, and how a part of its rows is read.

Rows are read by the key of what they are about, so that the last part costs what the first one does, and nothing is
counted or held whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import InstrumentedAttribute, Session

Value = str | int | float | bool | date | datetime | None
Link = Callable[..., str]
"""Returns the whole address of a page, from its endpoint and the values in it."""


class Kind(StrEnum):
    """The types of Table Schema that columns have."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "date"
    INSTANT = "datetime"
    """In UTC, to the second: « 2026-11-24T09:00:00Z »."""


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, what it holds in words, and what its cells look like."""

    name: str
    text: LazyString
    kind: Kind = Kind.TEXT
    required: bool = False
    """Whether a cell is never empty."""
    among: tuple[str, ...] = ()
    """The only values there are; empty: any."""
    pattern: str = ""
    least: int | None = None


@dataclass(frozen=True)
class Ask:
    """Which part of a dataset is wanted."""

    after: int
    """Key of the last row already read; 0 for the first part."""
    limit: int
    """Greatest number of rows."""
    today: date
    link: Link


Row = tuple[int, tuple[Value, ...]]
"""A key, then the cells in the order of the columns."""


@dataclass(frozen=True)
class Reference:
    """Columns whose values stand in another dataset."""

    columns: tuple[str, ...]
    dataset: str
    there: tuple[str, ...]


@dataclass(frozen=True)
class Dataset:
    """One table that anyone may take."""

    code: str
    """In addresses and as the name of the file."""
    title: LazyString
    text: LazyString
    columns: tuple[Column, ...]
    read: Callable[[Session, Ask], Sequence[Row]]
    primary: tuple[str, ...]
    """Columns that together name a row."""
    references: tuple[Reference, ...] = ()
    theme: str = "GOVE"
    """In the list of the European Union's data themes."""
    follows: str = ""
    """Address of a schema whose column names it uses."""
    note: LazyString | str = ""
    """What whoever uses it must know besides."""


def part(
    session: Session, query: sa.Select[*tuple[Any, ...]], key: InstrumentedAttribute[int], ask: Ask
) -> Sequence[Any]:
    """Return some rows of a query in the order of a key, beginning after the one last read."""
    return session.execute(query.where(key > ask.after).order_by(key).limit(ask.limit)).all()


def tokens(names: dict[Any, str]) -> tuple[str, ...]:
    """Return the values that a column of an enumeration may have."""
    return tuple(names.values())


def joined(values: Sequence[str] | None) -> str | None:
    """Return several codes as one cell; None where there are none."""
    return "|".join(values) if values else None


PAGE = Column("page", lazy_gettext("Address of its page"), required=True)
FICTITIOUS = Column(
    "donnees_fictives",
    lazy_gettext("Whether the line belongs to a demonstration: true, then it tells nothing of real people or places."),
    Kind.BOOLEAN,
    required=True,
)
