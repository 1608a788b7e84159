"""Pages of the slice: the public's, the staff's and the ceremony."""

from participation.draws.views import hat, public, public_files
from participation.draws.views.base import blueprint

__all__ = ["blueprint", "hat", "public", "public_files"]
