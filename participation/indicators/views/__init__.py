"""Pages of the slice; importing this package hangs every route on the blueprint."""

from participation.indicators import hooks
from participation.indicators.views import (
    staff_indicators,
    staff_perimeters,
    staff_values,
)
from participation.indicators.views.base import blueprint

hooks.register()

__all__ = ["blueprint", "staff_indicators", "staff_perimeters", "staff_values"]
