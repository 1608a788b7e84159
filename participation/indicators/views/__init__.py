"""Pages of the slice; importing this package hangs every route on the blueprint."""

from participation.indicators.views.base import blueprint

__all__ = ["blueprint"]
