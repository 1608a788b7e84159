"""What a council's standing is in words: one line for lists, and what to do now."""

from participation.kernel.i18n import format_instant, format_number, ngettext
from participation.kernel.i18n import gettext as _
from participation.pages.standing import Stage, Standing


def status_line(standing: Standing) -> str:
    """Return one or two short sentences for a list of neighbourhoods."""
    if standing.stage is Stage.NO_COUNCIL:
        return str(_("There is no council here yet."))
    if standing.stage is Stage.QUIET:
        return " ".join(filter(None, (seats_held(standing), sign_up(standing))))
    when = format_instant(standing.draw_at) if standing.draw_at else ""
    if standing.is_late:
        takes_place = _("The draw was to begin on %(when)s.", when=when)
    else:
        takes_place = _("The draw is on %(when)s.", when=when)
    sentences: dict[Stage, str] = {
        Stage.ANNOUNCED: sign_up(standing) + " " + takes_place,
        Stage.CLOSED: _("Sign-up is closed.") + " " + takes_place,
        Stage.SEALED: _("The list is sealed.") + " " + takes_place,
        Stage.DRAWN: _("The draw has taken place.") + " " + _("The people drawn are giving their answers."),
    }
    return sentences[standing.stage]


def sign_up(standing: Standing) -> str:
    """Return whether one can sign up now."""
    return str(_("Sign-up is open.") if standing.sign_up_open else _("Sign-up is closed."))


def seats_held(standing: Standing) -> str:
    """Return how many seats are held, as a sentence; nothing for a council without any."""
    return _held(standing.seats.held, standing.seats.total) if standing.seats.held else ""


def council_lines(standing: Standing) -> list[str]:
    """Return the council in three lines: all its seats, then each college."""
    seats = standing.seats
    return [
        _("%(seats)s in all.", seats=_held(seats.held, seats.total).rstrip(".")),
        _("Residents: %(seats)s.", seats=_share(seats.residents_held, seats.residents_total)),
        _("Associations and local actors: %(seats)s.", seats=_share(seats.actors_held, seats.actors_total)),
    ]


def retention(erased_after_days: int, contacts_kept_days: int, form_minutes: int) -> list[str]:
    """Return how long people's data are kept, in sentences."""
    return [
        _(
            "Your sign-up: until you withdraw it. We erase it %(days)s days after that.",
            days=erased_after_days,
        ),
        _(
            "Your phone number, e-mail or address after a draw, if you have no seat and did not agree to next "
            "draws: %(days)s days.",
            days=contacts_kept_days,
        ),
        _("The link between your name and your number in a draw: until the draw is put in the archives."),
        _(
            "Your name, year of birth and contact data as a member, drawn or designated by an association: while you "
            "sit, or until the last mandate of your draw ends. The history keeps your seat, and your name if you "
            "agreed."
        ),
        _("Your answers in a form that you have not sent: %(minutes)s minutes.", minutes=form_minutes),
    ]


def _held(held: int, total: int) -> str:
    return str(
        ngettext(
            "%(num)s seat held out of %(total)s.",
            "%(num)s seats held out of %(total)s.",
            held,
            total=format_number(total),
        )
    )


def _share(held: int, total: int) -> str:
    return str(_("%(held)s out of %(total)s", held=format_number(held), total=format_number(total)))
