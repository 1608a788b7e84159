"""Tables of the slice, one module a subject."""

from participation.meetings.models.agenda import AgendaItem, AgendaState, ItemKind, Outcome, Proposer
from participation.meetings.models.attendance import Attendance, Movement, MovementKind, Presence
from participation.meetings.models.convocation import Channel, Convocation, Dispatch
from participation.meetings.models.decisions import Action, ActionState, Decision, FollowUp, VoteCount
from participation.meetings.models.documents import Document, DocumentKind
from participation.meetings.models.meeting import Meeting, MeetingRule, MeetingRuleKey, MeetingSeries, MeetingState
from participation.meetings.models.members import MemberAccount
from participation.meetings.models.minutes import (
    Correction,
    CorrectionState,
    Minutes,
    MinutesRevision,
    MinutesSection,
    MinutesSignature,
    MinutesState,
    RevisionReason,
)
from participation.meetings.models.reading import ReadingMark, SearchText

__all__ = [
    "Action",
    "ActionState",
    "AgendaItem",
    "AgendaState",
    "Attendance",
    "Channel",
    "Convocation",
    "Correction",
    "CorrectionState",
    "Decision",
    "Dispatch",
    "Document",
    "DocumentKind",
    "FollowUp",
    "ItemKind",
    "Meeting",
    "MeetingRule",
    "MeetingRuleKey",
    "MeetingSeries",
    "MeetingState",
    "MemberAccount",
    "Minutes",
    "MinutesRevision",
    "MinutesSection",
    "MinutesSignature",
    "MinutesState",
    "Movement",
    "MovementKind",
    "Outcome",
    "Presence",
    "Proposer",
    "ReadingMark",
    "RevisionReason",
    "SearchText",
    "VoteCount",
]
