"""Views of the pages; importing this package hangs every route on the blueprint."""

from participation.pages.blueprint import blueprint
from participation.pages.views import contract, files, information, neighbourhoods, summary

__all__ = ["blueprint", "contract", "files", "information", "neighbourhoods", "summary"]
