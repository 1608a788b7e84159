"""Pages of the slice; importing this package hangs every route on the blueprint."""

from participation.representation import desk_hooks, digest_mails, hooks, report_hooks, report_mails
from participation.representation.views import (
    accounts,
    answer_link,
    bodies,
    contacts,
    delegates,
    ledger,
    official_answers,
    official_desk,
    referrals,
    reports,
    request_steps,
    staff_bodies,
    staff_referrals,
    staff_requests,
    year,
)
from participation.representation.views.base import blueprint

desk_hooks.register()
hooks.register()
report_hooks.register()
DUTIES = (digest_mails, report_mails)
"""Modules whose due work the worker knows by importing them."""

__all__ = [
    "DUTIES",
    "accounts",
    "answer_link",
    "blueprint",
    "bodies",
    "contacts",
    "delegates",
    "ledger",
    "official_answers",
    "official_desk",
    "referrals",
    "reports",
    "request_steps",
    "staff_bodies",
    "staff_referrals",
    "staff_requests",
    "year",
]
