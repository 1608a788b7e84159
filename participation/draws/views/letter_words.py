"""What letters to those called say, in French: who writes, why them, what is asked, how to answer, their data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from participation.config import Settings
from participation.councils import services as councils
from participation.councils.models import RuleKey
from participation.draws import mails
from participation.draws.languages import OFFERS
from participation.draws.models import Departure, DepartureReason, Draw, Invitation, PoolList
from participation.draws.services.called import Called
from participation.draws.views import papers
from participation.kernel import clock
from participation.kernel.clock import day_of
from participation.kernel.db import db
from participation.kernel.i18n import format_day, format_instant, format_short_day
from participation.kernel.i18n import gettext as _
from participation.kernel.templating import grouped

MASK = 3


@dataclass(frozen=True)
class Letter:
    """One letter to write."""

    invitation: Invitation
    person: Called
    code: str
    departure: Departure | None
    source: PoolList | None
    """The list they come from; empty for a sign-up, or once nobody knows."""
    rank: int | None


def content(draw: Draw, letters: Sequence[Letter]) -> dict[str, Any]:
    """Return what the template prints."""
    settings: Settings = current_app.extensions["settings"]
    contact = settings.contact
    rules = councils.rules_in_force(db.session, draw.council_id, clock.today())
    term = rules.get(RuleKey.TERM)
    home = mails.address("draws.invitation_code")
    return {
        "title": _("Letters of the draw: %(title)s", title=draw.title),
        "author": _("Citizen councils of Caen la mer"),
        "fiction": _("Fictitious data: the people and the places named here do not exist.")
        if draw.council.is_fictitious
        else "",
        "sender": _filled(draw.council.body.name, settings.publisher, contact.place, contact.phone, contact.email),
        "date": format_day(clock.today()),
        "address_words": _("Short address:"),
        "address": home.partition("://")[2],
        "code_words": _("Your code:"),
        "signature": _("The team of the citizen council %(name)s", name=draw.council.neighbourhood.name),
        "languages_title": _("Do you speak another language?"),
        "languages": [{"lang": each.code, "text": each.text, "direction": each.direction} for each in OFFERS],
        "languages_how": _("Call %(phone)s, or say so when you answer.", phone=contact.phone)
        if contact.phone
        else _("Say so when you answer."),
        "privacy_title": _("Your data"),
        "slip": _slip(draw, settings),
        "letters": [_letter(draw, each, settings, term.value if term else "") for each in letters],
    }


def _filled(*lines: str) -> list[str]:
    return [line for line in lines if line]


def _letter(draw: Draw, letter: Letter, settings: Settings, months: str) -> dict[str, Any]:
    url = mails.address(mails.ENDPOINT, called_code=letter.code)
    is_told = letter.departure is not None
    shared = {
        "address": [letter.person.name, *(part for line in letter.person.address for part in line.split(", "))],
        "greeting": _("Hello %(name)s,", name=letter.person.name),
        "qr": papers.qr_svg(url, MASK),
        "qr_words": _("QR code of the address %(url)s", url=url),
        "code": grouped(letter.code),
        "privacy": _privacy(draw, letter, settings),
        "slip_name": _("%(name)s, number %(index)s", name=letter.person.name, index=letter.invitation.index),
        "has_slip": not is_told,
    }
    return shared | (_told(draw, letter, settings) if is_told else _asked(draw, letter, settings, months))


def _asked(draw: Draw, letter: Letter, settings: Settings, months: str) -> dict[str, Any]:
    drawn_on = format_short_day(day_of(draw.drawn_at or draw.entropy_for))
    asks = [
        _("You sit with other residents and people of the neighbourhood."),
        _("Meetings are mostly in the evening. You know the dates in advance."),
        _("The mandate lasts %(months)s months.", months=months) if months else "",
        _("You need no diploma and no experience. You may say no."),
    ]
    return {
        "subject": _("You are drawn by lot for the citizen council %(name)s", name=draw.council.neighbourhood.name),
        "words": [
            _("On %(day)s a draw by lot was held in public: “%(title)s”.", day=drawn_on, title=draw.title)
            + " "
            + _(
                "You have number %(index)s of the sealed list, and rank %(rank)s.",
                index=letter.invitation.index,
                rank=letter.rank,
            )
            + " "
            + _("A seat is yours, if you want it."),
        ],
        "parts": [
            {"title": _("What is asked of you"), "items": _filled(*asks)},
            {
                "title": _("What we do to help"),
                "items": [
                    _("Somebody looks after your children."),
                    _("Step-free access."),
                    _("An interpreter, in spoken or in sign language."),
                ],
            },
        ],
        "how": _("Answer by %(day)s", day=format_day(letter.invitation.answer_by)),
        "ways": _filled(
            _("With this code in your phone’s camera: one minute."),
            _("By phone: %(phone)s", phone=settings.contact.phone) if settings.contact.phone else "",
            _("On paper: the slip on the back."),
        ),
    }


def _told(draw: Draw, letter: Letter, settings: Settings) -> dict[str, Any]:
    assert letter.departure is not None
    assert letter.departure.contest_until is not None
    until = format_instant(letter.departure.contest_until)
    name = draw.council.neighbourhood.name
    if letter.departure.reason == DepartureReason.NO_ANSWER:
        said = _("The team of the citizen council %(name)s has written down that you do not answer.", name=name)
    else:
        said = _("The team of the citizen council %(name)s has written down that you decline your seat.", name=name)
    return {
        "subject": _("Your seat in the citizen council %(name)s: please check", name=name),
        "words": [
            said,
            _("If this is right, you have nothing to do."),
            _("If it is not right, say so before %(when)s. You are then asked again.", when=until),
            _("Otherwise the next person by rank is called."),
        ],
        "parts": [],
        "how": _("This is not right? Say so"),
        "ways": _filled(
            _("With this code in your phone’s camera: one minute."),
            _("By phone: %(phone)s", phone=settings.contact.phone) if settings.contact.phone else "",
        ),
    }


def _slip(draw: Draw, settings: Settings) -> Mapping[str, Any]:
    place = settings.contact.place
    return {
        "title": _("Reply slip, to cut out"),
        "where": _("Bring it or send it to: %(place)s", place=place) if place else "",
        "choices": [
            _("I accept the seat."),
            _("I cannot."),
            _("I need somebody to look after my children."),
            _("I need step-free access."),
            _("I need an interpreter. Language:"),
        ],
        "lines": [_("Phone or e-mail (your choice):"), _("Date and signature:")],
    }


def _privacy(draw: Draw, letter: Letter, settings: Settings) -> list[tuple[str, str]]:
    """Return what the general regulation's article 14 asks to be told; what nobody has set stays out."""
    contact = settings.contact
    reach = ", ".join(_filled(contact.phone, contact.email, contact.place))
    rows = [
        (_("Who answers for them"), settings.publisher),
        (_("Where they come from"), _provenance(letter)),
        (_("What allows it"), _basis(letter)),
        (_("What they are for"), _("To draw by lot, to reach you, to give the seat. For nothing else.")),
        (_("What is kept"), _kept(letter)),
        (_("How long"), _retention(letter)),
        (
            _("Your rights"),
            _(
                "You can see your data, have them corrected or erased, restrict their use, and object to it. "
                "You can also complain to the CNIL (cnil.fr)."
            ),
        ),
        (_("Whom to write to"), reach),
    ]
    return [(title, text) for title, text in rows if text]


def _provenance(letter: Letter) -> str:
    if letter.person.sign_up is not None:
        day = format_short_day(day_of(letter.person.sign_up.registered_at))
        return _("You signed up on %(day)s.", day=day)
    if letter.source is None:
        return _("One of the lists of this draw, named on its public page.")
    return _(
        "The list “%(name)s”, given by: %(provenance)s, on %(day)s.",
        name=letter.source.name,
        provenance=letter.source.provenance,
        day=format_short_day(letter.source.provided_on),
    )


def _basis(letter: Letter) -> str:
    if letter.person.sign_up is not None:
        return _("Your sign-up, and your agreement.")
    return letter.source.legal_basis if letter.source else ""


def _kept(letter: Letter) -> str:
    if letter.person.sign_up is not None:
        return _("Your name, your year of birth, what you gave to be reached, your answer and your needs.")
    return _(
        "Your name, your full birth date and your address, as the list gives them and as they were sealed; what you "
        "gave to be reached, your answer and your needs."
    )


def _retention(letter: Letter) -> str:
    kept = _(
        "Until the last mandate of this draw ends. They are then erased; only if you agreed to be named, your name "
        "stays in the council’s history."
    )
    if letter.source is None:
        return kept
    return (
        kept
        + " "
        + _(
            "The list is erased on %(day)s, and what was sealed of people who were not called too, or at the end of "
            "the draw if that is later.",
            day=format_short_day(letter.source.purge_on),
        )
    )
