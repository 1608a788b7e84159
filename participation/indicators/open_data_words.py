"""What the cells of a column look like, in words."""

from flask_babel import lazy_gettext

from participation.indicators.services.open_data import Column, Kind
from participation.kernel.i18n import gettext as _

KINDS = {
    Kind.TEXT: lazy_gettext("Text"),
    Kind.INTEGER: lazy_gettext("Whole number"),
    Kind.NUMBER: lazy_gettext("Number, with a point before decimals"),
    Kind.BOOLEAN: lazy_gettext("true or false"),
    Kind.DAY: lazy_gettext("Day: year-month-day"),
    Kind.INSTANT: lazy_gettext("Instant, in universal time"),
}


def form_of(column: Column) -> str:
    """Return the form of a column's cells, and whether one may be empty."""
    form = _("One of: %(values)s", values=", ".join(column.among)) if column.among else str(KINDS[column.kind])
    return form if column.required else _("%(form)s. May be empty", form=form)
