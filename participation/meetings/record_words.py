"""Words of decisions, actions and files as they stand today: how it was decided, who does it, how far it is."""

from datetime import date

from participation.kernel import clock
from participation.kernel.i18n import format_number, format_short_day
from participation.kernel.i18n import gettext as _
from participation.meetings import minutes_words
from participation.meetings.models import Document
from participation.meetings.services.actions import ActionView, StepView
from participation.meetings.services.decisions import DecisionView


def decided(view: DecisionView) -> str:
    """Return how a decision was taken."""
    counts = {line: (votes.votes_for, votes.votes_against, votes.abstentions) for line, votes in view.votes.items()}
    return minutes_words.votes({"votes": counts})


def doer(view: ActionView) -> str:
    """Return who does an action, as the public may know them."""
    return minutes_words.doer(view.who, view.holder, None, view.role)


def progress(view: ActionView, today: date) -> tuple[str, str]:
    """Return the tag of an action: its words and kind."""
    if view.is_late(today):
        return _("Late"), "danger"
    words, kind = minutes_words.ACTIONS[view.state]
    return str(words), kind


def step(found: StepView) -> str:
    """Return a dated step: « 3 mars 2027 : en cours. Lettre partie »."""
    words = str(minutes_words.ACTIONS[found.state][0])
    told = f"{words}. {found.note}" if found.note else words
    return _("%(day)s: %(told)s", day=format_short_day(clock.day_of(found.noted_at)), told=told)


def about(found: Document) -> str:
    """Return the form and size of a file: « PDF, 240 Ko »."""
    kilobytes = max(1, round(found.size / 1024))
    form = found.file_name.rpartition(".")[2].upper()
    if kilobytes < 1024:
        return _("%(form)s, %(size)s KB", form=form, size=format_number(kilobytes))
    return _("%(form)s, %(size)s MB", form=form, size=format_number(round(kilobytes / 1024, 1)))
