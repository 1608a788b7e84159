"""What the application imports for the draws though no page needs it: the work that falls due by itself."""

from participation.draws.services import archiving, self_check

DUTIES = (archiving, self_check)
"""Imported, they register with the worker."""
