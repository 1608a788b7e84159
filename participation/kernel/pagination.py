"""Lists in pages of fifty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows, its number from 1, and how many rows there are in all."""

    rows: Sequence[T]
    number: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // SIZE))

    @property
    def previous(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.count else None


def page_number(text: str | None) -> int:
    """Return the page asked for; anything that is not a page is the first one."""
    is_number = text is not None and len(text) <= 6 and text.isascii() and text.isdigit()
    return max(1, int(text or "1")) if is_number else 1


def paginate(session: Session, query: sa.Select[*tuple[Any, ...]], number: int) -> Page[Any]:
    """Return the rows of one page of an ordered query, in two queries whatever the length."""
    total = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.execute(query.limit(SIZE).offset((number - 1) * SIZE)).all()
    return Page(rows, number, total)
