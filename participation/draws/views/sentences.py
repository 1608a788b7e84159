"""What a draw's public pages say, in whole sentences: states, rule, steps, proofs."""

from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from participation.draws.models import DrawState, Postponement
from participation.draws.phases import DrawRow, Phase
from participation.draws.reading import DrawView
from participation.draws.views import dwelling_words
from participation.kernel.i18n import format_instant, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import lazy_gettext as _l
from participation.kernel.templating import typed

IN_THE_ROOM = (1, 2)
"""Steps of the session that people do aloud: the platform sees nothing of them."""
GROUPS = {"F": _l("Women"), "M": _l("Men"), "X": _l("Other, or no answer")}


def tag_of(
    phase: Phase,
    state: DrawState,
    failed: str | None = None,
    is_checked: bool = False,
    is_late: bool = False,
) -> tuple[str, str]:
    """Return a draw's status and its kind, for a tag."""
    if is_late:
        return _("Hour passed, not drawn yet"), "warn"
    if phase == Phase.ABANDONED:
        return _("Abandoned"), ""
    if phase == Phase.DURING:
        return _("Under way"), "warn"
    if phase == Phase.AFTER:
        if failed:
            return _("The calculation differs"), "danger"
        if is_checked:
            return _("Finished and checked"), "ok"
        return (_("Drawn") if state == DrawState.DRAWN else _("Finished")), "ok"
    return {
        DrawState.ANNOUNCED: (_("Sign-up open"), ""),
        DrawState.CLOSED: (_("List closed"), ""),
        DrawState.SEALED: (_("List sealed"), ""),
    }[state]


def row(draw: DrawRow) -> dict[str, Any]:
    """Return a draw in a list."""
    text, kind = tag_of(draw.phase, draw.state, is_late=draw.is_late)
    return {
        "href": url_for("draws.show", draw_id=draw.id),
        "title": draw.title,
        "neighbourhood": draw.neighbourhood,
        "tag": text,
        "kind": kind,
        "when": format_instant(draw.at),
        "place": "" if draw.phase in (Phase.AFTER, Phase.ABANDONED) else draw.place,
        "seats": ngettext("%(num)s seat", "%(num)s seats", draw.seats),
        "is_rehearsal": draw.is_rehearsal,
        "is_postponed": draw.is_postponed and draw.phase == Phase.BEFORE,
    }


def has_begun(view: DrawView) -> bool:
    """Tell whether the room has given words or dice."""
    return view.chance is None or view.chance.step > 1


def status(view: DrawView, now: datetime) -> str:
    """Return where the draw stands, in one or two sentences."""
    draw = view.draw
    when = format_instant(draw.session_at)
    if view.phase == Phase.DURING and not has_begun(view):
        late = _("The draw was to begin on %(when)s.", when=when)
        return late + " " + _("Nothing is recorded yet. Follow it here, or in the room.")
    if view.phase == Phase.ABANDONED:
        return _("This draw was given up. The reason is public.")
    if view.phase == Phase.DURING:
        return _("The draw is under way. Follow it here, or in the room.")
    if view.phase == Phase.AFTER:
        drawn = _("The draw took place on %(when)s.", when=format_instant(draw.drawn_at or draw.entropy_for))
        if draw.state == DrawState.DRAWN:
            return drawn + " " + _("The people drawn are giving their answers.")
        return drawn
    if draw.state in (DrawState.ANNOUNCED, DrawState.CLOSED) and now >= draw.entropy_for:
        late = _("The draw was to begin on %(when)s.", when=when)
        return late + " " + _("The list is not sealed. Call us to know what comes next.")
    if draw.state == DrawState.ANNOUNCED:
        return _("Sign-up is open. The draw is on %(when)s.", when=when)
    if draw.state == DrawState.CLOSED and draw.claims_end_at is not None and now >= draw.claims_end_at:
        return _("The check is over. The list will be sealed before %(when)s.", when=when)
    if draw.state == DrawState.CLOSED:
        until = format_instant(draw.claims_end_at or draw.entropy_for)
        return _("The list is closed. Check that you are in it, until %(until)s.", until=until)
    return _("The list is sealed: nobody can change it any more. The draw is on %(when)s.", when=when)


def postponement(change: Postponement) -> Markup:
    """Return a change of hour or place with its reason; what people typed is marked as French."""
    if change.entropy_for == change.former_entropy_for:
        words = _("Another place, from “%(former)s” to “%(place)s”: %(reason)s")
    else:
        words = _("Postponed from %(old)s to %(new)s: %(reason)s")
    return Markup(words) % {  # noqa: S704 - a translation of ours; what it holds is escaped
        "former": typed(change.former_place),
        "place": typed(change.place),
        "old": format_instant(change.former_entropy_for),
        "new": format_instant(change.entropy_for),
        "reason": typed(change.reason),
    }


def rule(view: DrawView) -> list[str]:
    """Return the rule in five sentences."""
    numbers = ", ".join(str(number) for number in view.seat_numbers)
    has_groups = bool(view.before.groups)
    return [
        ngettext(
            "The draw fills %(num)s seat: number %(numbers)s.",
            "The draw fills %(num)s seats: numbers %(numbers)s.",
            view.draw.seats,
            numbers=numbers,
        ),
        _("Nobody enters the list once it is closed."),
        _("Everyone in the sealed list gets a rank, by chance."),
        _("The seats go to the smallest ranks. Each group has its limits.")
        if has_groups
        else _("The seats go to the smallest ranks."),
        _("If a person refuses or leaves, the rule names the next one. Nobody chooses."),
        *dwelling_words.rule(view.draw),
        *([] if view.draw.takes_sign_ups else [_("Only people of the lists named here are drawn.")]),
    ]


def chance(view: DrawView) -> list[str]:
    """Return how the chance is made, in order."""
    dice = view.dice
    lines = [_("People in the room say words. They are written down in order.")] if view.has_words else []
    return [
        *lines,
        _(
            "A die with %(sides)s sides is thrown %(dice)s times, in public.",
            sides=dice["sides"],
            dice=dice["dice"],
        ),
        _("Two people read the dice and type them, each on their own."),
        _secret(view),
        _("The result follows from the sealed list, the secret and this public chance."),
    ]


def _secret(view: DrawView) -> str:
    """Return how the secret comes in: nobody is said to hold a sheet that was never printed."""
    words = _("A secret made before the list was closed is mixed in. Its fingerprint is public since the announcement.")
    if not view.sheets:
        return words
    return f"{words} " + ngettext(
        "%(num)s sheet was printed with it, for a sealed envelope.",
        "%(num)s sheets were printed with it, for two sealed envelopes.",
        view.sheets,
    )


def announced_before(view: DrawView) -> str:
    """Return what was known of the list when the rule was announced; nothing while the list is open."""
    if view.had_lists_at_announcement:
        return _("The organiser held a list of people already. The dice were still to be thrown.")
    return _("That was before the list was closed.") if view.draw.closed_at else ""


def assurance(view: DrawView) -> str:
    """Return what the draw's assurance allows to say (protocol step 14), before or after it."""
    if view.draw.is_rehearsal:
        return _("Rehearsal: this draw can be reproduced, but the organiser could repeat it.")
    if view.phase == Phase.AFTER:
        return _(
            "The list and the rule were published before the draw. The chance comes from dice thrown in "
            "public and from a sealed secret. Anyone can do the calculation again."
        )
    return _(
        "The list and the rule are published before the draw. The chance will come from dice thrown in "
        "public and from a sealed secret. Anyone will be able to do the calculation again."
    )


def limits() -> list[str]:
    """Return what remains possible all the same."""
    return [
        _("Before the closing, somebody may sign up under a false name. Two people look for doubles."),
        _("A person left out needs their code to prove it."),
        _("The team and all the witnesses together could cheat."),
        _("A fingerprint protects only if people compare it."),
        _("The file does not prove that the dice came after the list. The people present do."),
        _("A draw can be given up before its hour. The reason is then public."),
        _("A letter that gets lost can cost somebody a seat."),
        _("The seats of each group are a choice made by people, not by chance."),
        _("Volunteers are not a mirror of all residents."),
    ]


def group_name(code: str) -> str:
    """Return a group in words."""
    return str(GROUPS.get(code, code))


def bounds(minimum: int, maximum: int) -> str:
    """Return how many seats a group has."""
    if minimum == maximum:
        return str(minimum)
    return _("%(minimum)s to %(maximum)s", minimum=minimum, maximum=maximum)


def changes(found: Any) -> list[str]:
    """Return how the closed list became the sealed one, a number a sentence; zeros are left out."""
    first, *others = [
        (
            found["at_close"],
            ngettext("%(num)s person at the closing.", "%(num)s people at the closing.", found["at_close"]),
        ),
        (found["claims"], ngettext("%(num)s person put back.", "%(num)s people put back.", found["claims"])),
        (
            found["withdrawn"],
            ngettext("%(num)s person left by choice.", "%(num)s people left by choice.", found["withdrawn"]),
        ),
        (
            found["doubles"],
            ngettext("%(num)s double taken out.", "%(num)s doubles taken out.", found["doubles"]),
        ),
    ]
    return [first[1], *(sentence for count, sentence in others if count)]


def steps(view: DrawView) -> list[dict[str, str]]:
    """Return the six steps of the session, with their state."""
    now = view.chance.step if view.chance else 0
    names = [
        _("The witnesses show the sealed envelopes") if view.sheets else _("The witnesses say who they are"),
        _("The rule is read, the fingerprint is compared"),
        _("The room says words") if view.has_words else _("No words in this draw"),
        _("The dice are thrown, and read by two people"),
        _("The calculation"),
        _("The result"),
    ]
    return [
        {"what": name, "state": _state(number, now)}
        for number, name in enumerate(names, start=1)
    ]


def _state(number: int, now: int) -> str:
    """Return the state of a step; of what the room does by itself nothing is recorded, hence nothing is said done."""
    if number < now:
        return "room" if number in IN_THE_ROOM else "done"
    return "now" if number == now else "next"
