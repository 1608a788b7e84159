"""Views of the pages; importing this package hangs every route on the blueprint."""

from participation.pages.blueprint import blueprint
from participation.pages.views import files, information, neighbourhoods

__all__ = ["blueprint", "files", "information", "neighbourhoods"]
