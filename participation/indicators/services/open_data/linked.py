"""What commitments and actions have in common: neighbourhoods and partners as codes in one cell, years, sources."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from participation.indicators.services.open_data.shapes import Column, Kind

PLACES = lazy_gettext("Codes of the neighbourhoods, with | between two; empty: all of them")
ORIENTATION = lazy_gettext("Number of the orientation of the contract")
SOURCE = lazy_gettext("Where these facts are written")


def codes_of(
    session: Session, table: sa.Table, owner: str, code: Any, keys: Sequence[int]
) -> dict[int, list[str]]:
    """Return the codes that a table of links gives to some rows, in one query."""
    other = next(column for column in table.c if column.name != owner)
    target = next(iter(other.foreign_keys)).column
    query = sa.select(table.c[owner], code).join(target.table, other == target).where(table.c[owner].in_(keys))
    found: dict[int, list[str]] = {}
    for key, text in session.execute(query.order_by(code)):
        found.setdefault(key, []).append(text)
    return found


def year_column(name: str, text: Any, *, required: bool = False) -> Column:
    return Column(name, text, Kind.INTEGER, required=required, least=1990)
