"""Pages of the slice; importing this package hangs every route on the blueprint."""

from participation.meetings import action_mails, hooks
from participation.meetings.views import (
    actions,
    agenda,
    archives,
    attendance,
    backlog,
    calendars,
    closing,
    convocation,
    decisions,
    documents,
    minutes_checked,
    minutes_edit,
    minutes_flow,
    minutes_public,
    minutes_versions,
    papers,
    public,
    rates,
    reading_desk,
    records,
    rules,
    search,
    signing_in,
    staff,
)
from participation.meetings.views.base import blueprint

hooks.register()
DUTIES = (action_mails,)
"""Modules whose due work the worker knows by importing them."""

__all__ = [
    "DUTIES",
    "actions",
    "agenda",
    "archives",
    "attendance",
    "backlog",
    "blueprint",
    "calendars",
    "closing",
    "convocation",
    "decisions",
    "documents",
    "minutes_checked",
    "minutes_edit",
    "minutes_flow",
    "minutes_public",
    "minutes_versions",
    "papers",
    "public",
    "rates",
    "reading_desk",
    "records",
    "rules",
    "search",
    "signing_in",
    "staff",
]
