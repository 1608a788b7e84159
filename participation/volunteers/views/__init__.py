"""Pages of the slice: signing up, one's own record, the staff's register."""

from participation.volunteers.views import records, sending, staff, wizard
from participation.volunteers.views.base import blueprint

__all__ = ["blueprint", "records", "sending", "staff", "wizard"]
