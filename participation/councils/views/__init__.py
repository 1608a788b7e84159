"""Pages of the slice: the public's, and those of the people who work for councils."""

from participation.councils.views import public, records, seats, staff, team
from participation.councils.views.base import blueprint

__all__ = ["blueprint", "public", "records", "seats", "staff", "team"]
