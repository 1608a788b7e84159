"""What a draw's public page says of the answers: totals, and no small group of people who said no."""

from participation.draws.models import DepartureReason
from participation.draws.services.invitations.totals import LEAST_SHOWN, Totals
from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import ngettext


def answers(found: Totals) -> list[str]:
    """Return how many people answered what: totals, never whose answer."""
    counted = (
        (found.accepted, ngettext("%(num)s person accepted.", "%(num)s people accepted.", found.accepted)),
        (found.waiting, ngettext("%(num)s answer is awaited.", "%(num)s answers are awaited.", found.waiting)),
    )
    return [sentence for count, sentence in counted if count]


def departures(found: Totals) -> list[str]:
    """Return how many people left, by reason where no group is small."""
    if not found.reasons:
        text = ngettext("%(num)s person who was called left.", "%(num)s people who were called left.", found.left)
        return [
            text,
            _("Reasons are not counted here for a group of fewer than %(least)s people.", least=LEAST_SHOWN),
            _("The draw’s file and the journal give each departure a general reason and a number, never a name."),
        ]
    words = {
        DepartureReason.DECLINED: lambda n: ngettext("%(num)s person refused.", "%(num)s people refused.", n),
        DepartureReason.NO_ANSWER: lambda n: ngettext(
            "%(num)s person did not answer.", "%(num)s people did not answer.", n
        ),
        DepartureReason.INELIGIBLE: lambda n: ngettext(
            "%(num)s person could not sit, by the rules.", "%(num)s people could not sit, by the rules.", n
        ),
        DepartureReason.LEFT: lambda n: ngettext(
            "%(num)s person left after taking a seat.", "%(num)s people left after taking a seat.", n
        ),
    }
    return [words[DepartureReason(reason)](count) for reason, count in found.reasons.items()]
