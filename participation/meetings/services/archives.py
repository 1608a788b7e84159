"""A year of a body for the public archives: what the database says of it, and a zip file that is always the same.

The same year gives the same bytes: entries in one order, with one date, packed in one way. It is written while it is
sent, one entry in memory at a time; the digests of all entries stand in the last one, in the form of `sha256sum`.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.kernel import clock
from participation.kernel.errors import MissingError
from participation.meetings.models import Action, Decision, Document, Meeting
from participation.meetings.services import actions, documents, record_index
from participation.meetings.services.actions import ActionView
from participation.meetings.services.decisions import DecisionView

DIGESTS = "empreintes.sha256"
DATED = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file can say: the true days stand in the index."""
YEARS = range(1900, 2200)


@dataclass(frozen=True)
class Year:
    """What is public of one body's year."""

    meetings: Sequence[Meeting]
    """Convened ones, by day."""
    decisions: Sequence[DecisionView]
    actions: Sequence[ActionView]
    documents: Sequence[Document]


@dataclass(frozen=True)
class Entry:
    """One file of the archive; its bytes are made when its turn comes."""

    name: str
    data: Callable[[], bytes]


def gather(session: Session, body_id: int, year: int) -> Year:
    """Return a body's year, in a constant number of queries.

    Raises:
        MissingError: No public meeting took place that year.
    """
    if year not in YEARS:
        raise MissingError
    # A day more on each side, since years begin at midnight in Caen; then by the day of the residents.
    around = Meeting.starts_at.between(
        datetime(year - 1, 12, 31, tzinfo=UTC), datetime(year + 1, 1, 1, 23, tzinfo=UTC)
    )
    query = (
        sa.select(Meeting)
        .where(Meeting.body_id == body_id, Meeting.convened_at.is_not(None), around)
        .options(joinedload(Meeting.body))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    meetings = [each for each in session.scalars(query) if clock.day_of(each.starts_at).year == year]
    if not meetings:
        raise MissingError
    numbers = [meeting.id for meeting in meetings]
    return Year(
        meetings,
        record_index.published_decisions(session, Decision.meeting_id.in_(numbers)),
        [each for each in actions.views(session, _actions(numbers)) if not each.is_confidential],
        documents.of_meetings(session, numbers),
    )


def _actions(numbers: Sequence[int]) -> sa.Select[Action]:
    return sa.select(Action).where(Action.meeting_id.in_(numbers), actions.IS_PUBLIC).order_by(Action.id)


def packed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the bytes of a zip file of some entries, and of the list of their digests at its end."""
    target = _Passing()
    digests = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in sorted(entries, key=lambda entry: entry.name):
            data = entry.data()
            digests.append(f"{hashlib.sha256(data).hexdigest()}  {entry.name}\n")
            _put(archive, entry.name, data)
            yield target.taken()
        _put(archive, DIGESTS, "".join(digests).encode())
    yield target.taken()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, DATED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


class _Passing(io.RawIOBase):
    """A file that holds what was written since it was last asked; it cannot be gone back in."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()
        self._length = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._length

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._held += data
        self._length += len(data)
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since, and forget it."""
        found = bytes(self._held)
        self._held.clear()
        return found
