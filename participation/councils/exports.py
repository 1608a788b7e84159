"""Files of the slice: the member list for the order, with names, and the open data of seats, without."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from participation.bodies.history import MandateRow
from participation.bodies.models import Gender
from participation.councils import words
from participation.councils.services import Composition
from participation.kernel.csv_files import to_csv

BYTE_ORDER_MARK = "\ufeff"
"""With it, and with semicolons, a French spreadsheet reads accents and columns by itself."""


def member_list(members: Sequence[MandateRow]) -> str:
    """Return who sits, with names: for the act that recognises the council, not for the public."""
    header = [
        _("Seat"), _("College"), _("Origin"), _("Role"), _("Name"), _("Gender"), _("Association"),
        _("Start"), _("End"), _("Act of designation"), _("Date of the act"),
    ]  # fmt: skip
    genders = {Gender.FEMALE: _("Woman"), Gender.MALE: _("Man"), Gender.OTHER: _("Other")}
    rows = [
        [
            member.seat,
            words.COLLEGES[member.college] if member.college else "",
            words.SEAT_ORIGINS[member.origin],
            words.ROLES[member.role],
            member.name,
            genders[member.gender] if member.gender else "",
            member.association,
            _french(member.starts_on),
            _french(member.ends_on),
            member.designation_act,
            _french(member.designated_on),
        ]
        for member in members
    ]
    return BYTE_ORDER_MARK + to_csv(header, rows, ";")


def _french(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def seats(code: str, view: Composition) -> str:
    """Return every seat without its holder, in codes that machines keep: open data."""
    header = ["neighbourhood", "seat", "college", "origin", "state", "vacant_since", "term_ends_on"]
    rows = [
        [
            code,
            seat.number,
            seat.college.value,
            seat.origin.value,
            "vacant" if seat.holder is None else "held",
            seat.vacant_since.isoformat() if seat.vacant_since else "",
            seat.holder.ends_on.isoformat() if seat.holder else "",
        ]
        for college in view.colleges
        for seat in college.seats
    ]
    return to_csv(header, rows)
