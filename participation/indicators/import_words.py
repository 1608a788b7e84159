"""What is said of a file of values: what is wrong with it, and what to do."""

from typing import Any

from flask_babel import lazy_gettext as _l

from participation.indicators.imports.checking import Fault
from participation.indicators.imports.fields import PlanError
from participation.kernel.errors import RefusedError

FAULTS: dict[str, Any] = {
    "area": _l("“%(value)s” is no place of this site. Copy its code from the template."),
    "cells": _l("%(found)s cells where the headings are %(expected)s. Check the separators and quotation marks."),
    "comment": _l("this comment is too long. Shorten it to 200 characters."),
    "indicator": _l("“%(value)s” is no indicator of this site. Copy its code from the template."),
    "large": _l("“%(value)s” is above 1,000,000,000,000. Check the number and its unit."),
    "negative": _l("“%(value)s” is below 0. Check the number."),
    "number": _l("“%(value)s” is no number. Write 27,3, or s for a secret value; leave blank what is not known."),
    "secret": _l("“%(value)s” cannot stand beside a secret value. Leave this cell blank."),
    "sex": _l("“%(value)s” is not known. Write femmes, hommes or ensemble."),
    "share": _l("“%(value)s” is not between 0 and 100. A share is written in per cent."),
    "to_come": _l("%(year)s is still to come: only a target can be of that year. Check the year."),
    "twice": _l("the same value as on line %(first_line)s. Keep one of the two lines."),
    "year": _l("“%(value)s” is no year. Write four digits, such as 2021."),
}
"""What to do, beside the line and the column."""
PLANS: dict[str, Any] = {
    "column_twice": _l("Two columns say the same: “%(column)s”. Keep one of them."),
    "no_values": _l("No column holds an indicator of this site. Use the template, or name columns by their codes."),
    "no_year": _l("The column “%(column)s” says no year. Write the year in the vintage, for example: 2021."),
    "unknown_layout": _l("No column holds the codes of the places. Use the template, or a file of Insee with CODGEO."),
}
REFUSALS: dict[str, Any] = {
    "faults": _l("Nothing was taken in: the file has something to mend, listed below."),
    "nothing": _l("The file has no line of a place of this site. Fill at least one."),
    "other_outcome": _l("Other values came in since you looked. Read again what this file changes, then take it in."),
    "too_large": _l("The file has more than 8 MB. Send it in parts."),
}


def fault_sentence(fault: Fault) -> str:
    """Return what to mend in a line or cell, without its place."""
    return str(FAULTS[fault.code]) % {"value": fault.value, **fault.params}


def plan_sentence(error: PlanError) -> str:
    """Return why the headings cannot serve."""
    return str(PLANS[error.code]) % error.params


def refusal_sentence(refusal: RefusedError) -> str:
    """Return why nothing was taken in."""
    return str(REFUSALS[refusal.code]) % refusal.params
