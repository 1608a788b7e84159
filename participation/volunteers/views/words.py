"""Codes of this slice in words for people."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from participation.bodies.models import Gender
from participation.kernel.i18n import format_instant
from participation.volunteers.models import Channel, SignUp, SignUpKind, SignUpState, Verdict
from participation.volunteers.questions import CHANNELS, GENDERS, KINDS, WHO
from participation.volunteers.services import Milestone, MilestoneKind, Outcome, OutcomeKind

STATES: dict[SignUpState, tuple[Any, str]] = {
    SignUpState.REGISTERED: (_l("Registered"), "ok"),
    SignUpState.WITHDRAWN: (_l("Withdrawn"), ""),
    SignUpState.REFUSED: (_l("Not kept"), "warn"),
}
OUTCOMES: dict[OutcomeKind, tuple[Any, str]] = {
    OutcomeKind.LISTED: (_l("In the closed list"), "ok"),
    OutcomeKind.SEALED: (_l("In the sealed list"), "ok"),
    OutcomeKind.SELECTED: (_l("Drawn by lot"), "ok"),
    OutcomeKind.WAITING: (_l("Waiting list"), ""),
    OutcomeKind.SEATED: (_l("Seated"), "ok"),
}
OUTCOME_SENTENCES: dict[OutcomeKind, Any] = {
    OutcomeKind.LISTED: _l("You are in the list, which is closed. Next comes the draw."),
    OutcomeKind.SEALED: _l("You are in the sealed list: nobody can change it any more. Next comes the draw."),
    OutcomeKind.SELECTED: _l("You are drawn by lot. We will reach you: tell us whether you accept."),
    OutcomeKind.WAITING: _l(
        "You are not drawn. Your rank is %(rank)s: place %(place)s on the waiting list. We call in order."
    ),
    OutcomeKind.SEATED: _l("You have a seat in the council."),
}
MILESTONES: dict[MilestoneKind, tuple[Any, Any]] = {
    MilestoneKind.CLOSING: (
        _l("The list is closed"),
        _l("Afterwards nobody can be added. You can check that you are in it."),
    ),
    MilestoneKind.CHANCE: (
        _l("The draw takes place in public"),
        _l("Dice are thrown in front of everyone. You may come."),
    ),
    MilestoneKind.RESULT: (
        _l("We reach the people drawn"),
        _l("The others stay on the waiting list, in order."),
    ),
}
REFUSALS: dict[str, Any] = {
    "unknown": _l("This code and this year do not go together. Check both on your receipt, or call us."),
    "list_closed": _l("The list is closed: this answer can no longer change. Call us if it is wrong."),
    "not_registered": _l("This sign-up is withdrawn. Come back first, then change it."),
    "too_late": _l("The list is closed: coming back is no longer possible. Call us for the next draw."),
    "not_now": _l("This was not possible just now: nothing has changed. Call us, we do it with you."),
    "closed": _l("Sign-up is closed for this council. Tell the person when it opens again."),
    "under_age": _l("This person is younger than the council’s rule asks. Check the year of birth."),
    "settled": _l("This pair is already settled."),
    "sealed": _l("The list is sealed: it can no longer change."),
}
VERDICTS: dict[Verdict, Any] = {
    Verdict.SAME: _l("Same person"),
    Verdict.TWO_PEOPLE: _l("Two people"),
    Verdict.UNKNOWN: _l("I do not know"),
}


def status(sign_up: SignUp, outcome: Outcome | None) -> tuple[str, str]:
    """Return the tag of a sign-up: its words and its kind."""
    if sign_up.state is SignUpState.REGISTERED and outcome is not None:
        words, kind = OUTCOMES[outcome.kind]
    else:
        words, kind = STATES[sign_up.state]
    return str(words), kind


def outcome_sentence(outcome: Outcome) -> str:
    """Return what a draw made of a sign-up."""
    return str(str(OUTCOME_SENTENCES[outcome.kind]) % {"rank": outcome.rank, "place": outcome.place})


def next_steps(milestones: Any) -> list[dict[str, Any]]:
    """Return the next steps for the component `timeline`."""
    return [_next_step(milestone) for milestone in milestones]


def _next_step(milestone: Milestone) -> dict[str, Any]:
    what, text = MILESTONES[milestone.kind]
    step: dict[str, Any] = {"state": "next", "what": str(what), "text": str(text)}
    if milestone.at is not None:
        step["at"] = milestone.at
        if milestone.place:
            step["text"] = gettext("%(text)s Place: %(place)s.", text=str(text), place=milestone.place)
    return step


def gender_words(gender: Gender | str | None) -> str:
    """Return the answer about gender."""
    return _label(GENDERS, str(gender.value if isinstance(gender, Gender) else gender or "none"))


def kind_words(kind: SignUpKind | str) -> str:
    """Return the college."""
    return _label(KINDS, str(kind))


def who_words(answers: Any) -> str:
    """Return for whom the sign-up is."""
    if answers.get("who") == "helping":
        return str(gettext("%(name)s helps me", name=answers.get("helper_name")))
    return _label(WHO, "self")


def contact_words(channel: str, contact: str) -> str:
    """Return how the person is reached."""
    own = contact or gettext("erased")
    return f"{_label(CHANNELS, channel)} – {own}"


def contact_of(sign_up: SignUp) -> str:
    """Return the one address that is kept."""
    own = {Channel.PHONE: sign_up.phone, Channel.EMAIL: sign_up.email, Channel.LETTER: sign_up.postal_address}
    return own[sign_up.channel] or ""


def happened(sign_up: SignUp) -> str:
    """Return when the sign-up came in."""
    return format_instant(sign_up.registered_at)


def _label(choices: list[tuple[str, Any]], value: str) -> str:
    return next(str(text) for key, text in choices if key == value)
