"""Pages of the slice."""

from participation.accounts.views import links, login, own, staff
from participation.accounts.views.base import blueprint

__all__ = ["blueprint", "links", "login", "own", "staff"]
