"""What the wall says of the list, of its rule and of who is present: what it asks to read aloud stands on it."""

from collections.abc import Mapping, Sequence

from participation.draws.models import Draw, Quality
from participation.draws.services.groups import Group
from participation.draws.views import dwelling_words, sentences
from participation.draws.views.line_words import QUALITIES
from participation.kernel.i18n import format_number, ngettext
from participation.kernel.i18n import gettext as _

LINES, LETTERS = 7, 26
"""Lines of groups on one wall, and letters of a label in one line, at 1024×768."""


def group_pages(found: Sequence[Group]) -> list[list[Group]]:
    """Return the groups in pages that fit on a wall, in order; none without groups."""
    pages: list[list[Group]] = []
    room = 0
    for group in found:
        lines = -(-len(_label(group)) // LETTERS)
        if not pages or lines > room:
            pages.append([])
            room = LINES
        pages[-1].append(group)
        room -= lines
    return pages


def group_rows(page: Sequence[Group]) -> list[tuple[str, str, str]]:
    """Return each group with its seats and how many people it holds, where that points at nobody."""
    return [
        (
            _label(group),
            sentences.bounds(group.minimum, group.maximum),
            _("not published") if group.holders is None else format_number(group.holders),
        )
        for group in page
    ]


def _label(group: Group) -> str:
    return group.label or sentences.group_name(group.code)


def rule(draw: Draw, has_groups: bool) -> list[str]:
    """Return the rule in short, to read aloud."""
    return [
        ngettext("%(num)s seat to fill.", "%(num)s seats to fill.", draw.seats),
        _("Everyone in the sealed list gets a rank, by chance."),
        _("The seats go to the smallest ranks. Each group has its limits.")
        if has_groups
        else _("The seats go to the smallest ranks."),
        _("If a person refuses or leaves, the rule names the next one. Nobody chooses."),
        *dwelling_words.rule(draw),
    ]


def present(counts: Mapping[Quality, int]) -> str:
    """Return in what capacity people are written down as present; never a name on a wall."""
    return ", ".join(f"{QUALITIES[quality]} ({count})" for quality, count in counts.items())
