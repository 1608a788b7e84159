"""Pages of the slice; importing this package hangs every route on the blueprint."""

from participation.meetings import hooks
from participation.meetings.views import (
    actions,
    agenda,
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

__all__ = [
    "actions",
    "agenda",
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
