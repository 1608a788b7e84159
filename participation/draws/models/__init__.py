"""One draw and everything that belongs to it."""

from participation.draws.models.draw import (
    Act,
    Approval,
    Candidate,
    Draw,
    DrawSeat,
    DrawSecret,
    DrawState,
    SecretShowing,
)
from participation.draws.models.result import (
    Answer,
    ArchivedTranscript,
    Contribution,
    Departure,
    DepartureReason,
    DirectSeating,
    Selection,
    Substitution,
    TranscriptCheck,
)
from participation.draws.models.sealed import (
    Entry,
    EntrySecret,
    Reading,
)

__all__ = [
    "Act",
    "Answer",
    "Approval",
    "ArchivedTranscript",
    "Candidate",
    "Contribution",
    "Departure",
    "DepartureReason",
    "DirectSeating",
    "Draw",
    "DrawSeat",
    "DrawSecret",
    "DrawState",
    "Entry",
    "EntrySecret",
    "Reading",
    "SecretShowing",
    "Selection",
    "Substitution",
    "TranscriptCheck",
]
