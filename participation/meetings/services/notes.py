"""What later slices say on the public page of a meeting: they know it, it does not know them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from participation.meetings.models import Meeting
from participation.meetings.services import access


@dataclass(frozen=True)
class Note:
    """One line, with the page where more stands."""

    words: Any
    """A lazy string, put in the reader's language when the page is made."""
    tag: Any
    kind: str
    """Of the tag."""
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


tellers: list[Callable[[Session, Meeting], Sequence[Note]]] = []
"""Each takes a meeting of a body that is no council, and says what it knows of it."""


def notes_of(session: Session, meeting: Meeting) -> list[Note]:
    """Return what later slices say of a meeting; of a council's own they say nothing."""
    if access.is_council(meeting.body):
        return []
    return [note for tell in tellers for note in tell(session, meeting)]
