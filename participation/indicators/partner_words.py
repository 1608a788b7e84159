"""What partners, their promises and the councils' remarks read like."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.indicators.models import CommitmentState
from participation.indicators.services.commitments import Counts, Line
from participation.kernel.i18n import format_number, ngettext
from participation.kernel.i18n import gettext as _

STATES: dict[CommitmentState, Any] = {
    CommitmentState.KEPT: _l("Promise kept"),
    CommitmentState.UNDERWAY: _l("Under way"),
    CommitmentState.LATE: _l("Late"),
    CommitmentState.DROPPED: _l("Promise given up"),
}
CHOICES: dict[CommitmentState, Any] = {
    CommitmentState.UNDERWAY: _l("It is under way"),
    CommitmentState.KEPT: _l("It is kept for this year"),
    CommitmentState.LATE: _l("It is late"),
    CommitmentState.DROPPED: _l("We give it up, and say why"),
}
SILENT = _l("No news yet")
TAGS = {CommitmentState.KEPT: "ok", CommitmentState.LATE: "warn", CommitmentState.DROPPED: "danger"}
REFUSALS: dict[str, tuple[str, Any]] = {
    "already": ("institution", _l("This institution is a partner already. Choose another one.")),
    "answered": ("", _l("The partner has answered this remark: both stay as they are.")),
    "changed": ("", _l("Somebody saved something else since this page was shown. Compare the two, then send yours.")),
    "long": ("text", _l("Shorten this text to %(most)s characters.")),
    "most": ("first_year", _l("A partner makes %(most)s promises at a time. End another one first.")),
    "name": ("name", _l("Choose an institution, or write the name of a new one.")),
    "name_taken": ("name", _l("This institution is recorded already. Choose it in the list above.")),
    "neighbourhoods": ("neighbourhoods", _l("Choose neighbourhoods in the list, or none.")),
    "number": ("%(field)s", _l("Write a number in figures, or leave it empty.")),
    "orientation": ("orientation", _l("Choose an orientation in the list, or none.")),
    "reason": ("comment", _l("Say in a sentence why you give it up. Everybody can read it.")),
    "signed_to_come": (
        "signed_on",
        _l("This day is still to come. Write the day of the signature, or leave it empty."),
    ),
    "text": ("text", _l("Write at least one sentence.")),
    "title_taken": ("title", _l("This partner has made this promise already. Change that one instead.")),
    "uncounted": ("%(field)s", _l("This promise counts nothing. Leave it empty.")),
    "year_to_come": ("", _l("This year has not begun. Come back when it has.")),
    "years": ("last_year", _l("The last year comes before the first. Write a later one, or leave it empty.")),
    "years_told": ("last_year", _l("The partner has told of years outside these. Keep them in.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def tag(line: Line) -> tuple[str, str]:
    """Return the state of a promise in words, and its kind."""
    if line.state is None:
        return str(SILENT), ""
    return str(STATES[line.state]), TAGS.get(line.state, "")


def total(counts: Counts) -> str:
    """Return « 12 promesses : 5 tenues, 4 en cours, 3 en retard »; states that no promise has are left out."""
    said = ngettext("%(num)s promise", "%(num)s promises", counts.total)
    by_state = counts.by_state
    parts = [
        (by_state[CommitmentState.KEPT], ngettext("%(num)s kept", "%(num)s kept", by_state[CommitmentState.KEPT])),
        (
            by_state[CommitmentState.UNDERWAY],
            ngettext("%(num)s under way", "%(num)s under way", by_state[CommitmentState.UNDERWAY]),
        ),
        (by_state[CommitmentState.LATE], ngettext("%(num)s late", "%(num)s late", by_state[CommitmentState.LATE])),
        (
            by_state[CommitmentState.DROPPED],
            ngettext("%(num)s given up", "%(num)s given up", by_state[CommitmentState.DROPPED]),
        ),
        (counts.silent, ngettext("%(num)s without news", "%(num)s without news", counts.silent)),
    ]
    found = ", ".join(words for count, words in parts if count)
    return _("%(total)s: %(parts)s.", total=said, parts=found) if found else f"{said}."


def amount(value: float | None, line: Line) -> str:
    """Return a number of a promise; words where there is none."""
    if line.unit is None:
        return _("not counted")
    return _("not told") if value is None else format_number(value)


def amounts(line: Line) -> str:
    """Return « Prévu : 12, fait : 9 (actions). »; empty for a promise that counts nothing."""
    if line.unit is None:
        return ""
    target, done = amount(line.target, line), amount(line.done, line)
    return _("Planned: %(target)s, done: %(done)s (%(unit)s).", target=target, done=done, unit=line.unit)


def places(line: Line) -> str:
    """Return where a promise holds."""
    return ", ".join(name for _code, name in line.neighbourhoods) or _("All the neighbourhoods")


def span(first: int, last: int | None) -> str:
    """Return from when to when a promise holds."""
    if last is None:
        return _("Since %(first)s, no end stated", first=first)
    return _("From %(first)s to %(last)s", first=first, last=last) if last > first else _("In %(year)s", year=first)


def is_address(proof: str | None) -> bool:
    """Tell whether a proof is the address of a page, which may be followed."""
    return proof is not None and proof.startswith(("https://", "http://")) and " " not in proof


def by_partner(lines: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
    """Gather lines by partner, in their order: the first of each stands for its partner."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.code, []).append(line)
    return [(mine[0], mine) for mine in found.values()]
