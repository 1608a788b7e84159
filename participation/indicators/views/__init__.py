"""Pages of the slice; importing this package hangs every route on the blueprint."""

from participation.indicators import dashboard_mails, hooks
from participation.indicators.views import (
    actions,
    assessments,
    council_remarks,
    dashboard,
    highlights,
    indicators,
    my_commitments,
    open_data,
    partners,
    staff_actions,
    staff_dashboard,
    staff_indicators,
    staff_partners,
    staff_perimeters,
    staff_values,
)
from participation.indicators.views.base import blueprint

hooks.register()
DUTIES = (dashboard_mails,)
"""Modules whose due work the worker knows by importing them."""

__all__ = [
    "actions",
    "assessments",
    "blueprint",
    "council_remarks",
    "dashboard",
    "highlights",
    "indicators",
    "my_commitments",
    "open_data",
    "partners",
    "staff_actions",
    "staff_dashboard",
    "staff_indicators",
    "staff_partners",
    "staff_perimeters",
    "staff_values",
]
