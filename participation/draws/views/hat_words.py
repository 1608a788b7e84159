"""What « Was I in the hat? » answers, in whole sentences."""

from typing import Any

from participation.draws.models import Draw
from participation.draws.services.inclusion import Answer, Place
from participation.kernel.i18n import format_number, format_short_day
from participation.kernel.i18n import gettext as _


def answer(draw: Draw, found: Answer) -> tuple[str, str]:
    """Return the one sentence of « Was I in the hat? », and what it means."""
    day = format_short_day(draw.sealed_at) if draw.sealed_at else ""
    values: dict[str, Any] = {"index": found.index, "rank": found.rank, "seat": found.seat, "day": day}
    if found.waiting_place is not None:
        values["place"] = format_number(found.waiting_place)
    sentences = {
        Place.OPEN: lambda: _("You are signed up. The list is not closed yet."),
        Place.CLOSED: lambda: _("Yes. You are in the closed list."),
        Place.SEALED: lambda: _("Yes. You are number %(index)s of the sealed list.", **values),
        Place.SELECTED: lambda: _("Yes. Your number %(index)s is drawn: seat %(seat)s.", **values),
        Place.CALLED: lambda: _("Yes. Your number %(index)s is called: seat %(seat)s.", **values),
        Place.LEFT: lambda: _("Your number %(index)s was called. You left your place.", **values),
        Place.WAITING: lambda: _(
            "Yes, you were in the list. Your number %(index)s is not drawn: place %(place)s on the waiting list.",
            **values,
        ),
        Place.OUT: lambda: (
            _("This sign-up is not in the sealed list of %(day)s.", **values)
            if day
            else _("This sign-up is not in the list of this draw.")
        ),
        Place.ERASED: lambda: _("The identities of this draw are erased. Your receipt still holds."),
    }
    return sentences[found.place](), _meaning(found, values)


def _meaning(found: Answer, values: dict[str, Any]) -> str:
    meanings = {
        Place.OPEN: lambda: _("You will get a number when the list is sealed."),
        Place.CLOSED: lambda: _("You will get your number when the list is sealed. Come back then."),
        Place.SEALED: lambda: _("Your rank will be known after the dice."),
        Place.SELECTED: lambda: _("Your rank is %(rank)s.", **values),
        Place.CALLED: lambda: _("Your rank is %(rank)s. Somebody left, and the rule names you.", **values),
        Place.LEFT: lambda: _("Your rank was %(rank)s.", **values),
        Place.WAITING: lambda: _("Your rank is %(rank)s. If somebody leaves, you may be called.", **values),
        Place.OUT: lambda: _("Do you think it should be? Call us, with your code at hand."),
        Place.ERASED: lambda: _("We no longer know who had which number."),
    }
    return meanings[found.place]()
