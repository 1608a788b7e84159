"""Words of the minutes: their states, reasons of a revision, refusals, dates, who proposed a correction."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.bodies.models import Mandate
from participation.bodies.words import display_name
from participation.councils.words import COLLEGES
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import Role
from participation.meetings.models import ActionState, CorrectionState, MinutesState, RevisionReason
from participation.meetings.services.doers import Holder

STATES: dict[MinutesState, tuple[Any, str]] = {
    MinutesState.DRAFT: (_l("Being written"), ""),
    MinutesState.CIRCULATED: (_l("Provisional"), ""),
    MinutesState.APPROVED: (_l("Approved"), "ok"),
    MinutesState.PUBLISHED: (_l("Published"), "ok"),
}
"""A state's tag: its words and kind."""
REASONS: dict[RevisionReason, Any] = {
    RevisionReason.DRAFT: _l("Draft"),
    RevisionReason.CIRCULATED: _l("Sent to those present"),
    RevisionReason.CORRECTED: _l("Corrected"),
    RevisionReason.APPROVED: _l("Approved"),
    RevisionReason.PUBLISHED: _l("Published"),
    RevisionReason.RECTIFIED: _l("Rectified"),
}
CORRECTIONS: dict[CorrectionState, tuple[Any, str]] = {
    CorrectionState.PROPOSED: (_l("Waits for an answer"), "warn"),
    CorrectionState.ACCEPTED: (_l("Accepted"), "ok"),
    CorrectionState.REFUSED: (_l("Refused"), ""),
}
ACTIONS: dict[ActionState, tuple[Any, str]] = {
    ActionState.OPEN: (_l("To do"), ""),
    ActionState.STARTED: (_l("Under way"), ""),
    ActionState.DONE: (_l("Done"), "ok"),
    ActionState.DROPPED: (_l("Dropped"), ""),
}
"""How far an action is: words and kind of its tag."""
TEAM = _l("The council’s team")
FUNCTIONS: dict[Role | None, Any] = {
    Role.OFFICIAL: _l("The elected official"),
    Role.WITNESS: _l("The witness of the draws"),
    Role.PARTNER: _l("The partner"),
    Role.MEMBER: _l("A member of the council"),
}
"""Who an account is in public when an action is theirs; all others are the team."""
STEPS = {
    "circulated": _l("Sent to those present, who propose corrections"),
    "approved": _l("Approved by the next meeting"),
    "published": _l("Signed by two people and published"),
}
REFUSALS: Mapping[str, Any] = {
    "state": _l("The minutes are no longer at this step. Open their page again."),
    "sealed": _l("The minutes are approved: this text can no longer change."),
    "long": _l("This text is too long: shorten it."),
    "empty": _l("Nothing is written yet. Write the minutes first."),
    "over": _l("The time to propose corrections is over."),
    "who": _l("Choose somebody who was present."),
    "item": _l("Choose the part of the minutes that it is about."),
    "text": _l("Write what should be said instead."),
    "decided": _l("Somebody has answered this correction meanwhile. Open the page again."),
    "answer": _l("Write why you refuse: the person reads your reason."),
    "undecided": _l("Answer each correction first."),
    "meeting": _l("Choose a meeting that has these minutes on its agenda and has begun."),
    "summary": _l("Write the summary in plain words first."),
    "changed": _l("The text changed while you were reading. Read it again."),
    "signed": _l("You have signed already. A second person signs with their own account."),
    "enough": _l("Two people have signed already."),
    "quality": _l("Write in what capacity you sign."),
    "signatures": _l("Two people must sign first, each with their own account."),
    "why": _l("Write why in one sentence."),
    "same": _l("The text is the same as before. Change it first."),
}


def refusal(error: RefusedError) -> str:
    """Return how to mend what was refused."""
    return str(REFUSALS[error.code])


def member(mandate: Mandate, in_public: bool) -> str:
    """Return who sits, by name where it may be said: to the team always, in public with the person's consent."""
    person = mandate.person
    name = person.name if not in_public or person.publishes_name else None
    association = mandate.association.name if mandate.association else None
    holder = Holder(name, person.gender, mandate.seat.college, association, mandate.seat.number)
    return display_name(holder)


def doer(who: str | None, holder: Holder | None, seat: int | None, role: Role | None) -> str:
    """Return who does an action, in public: an institution, a member as they may be named, or an account's function.

    Pages, papers, files and feeds all ask here, so that none says another name.
    """
    if who:
        return who
    if holder is not None:
        return display_name(holder)
    if seat:
        return _("Member, seat %(seat)s", seat=seat)
    return str(FUNCTIONS.get(role, TEAM))


def lateness(days: int, is_over: bool) -> str:
    """Return by how much the minutes are or were late; empty when in time."""
    if not days:
        return ""
    if is_over:
        return str(ngettext("They were sent %(num)d day late.", "They were sent %(num)d days late.", days))
    return str(ngettext("They are %(num)d day late.", "They are %(num)d days late.", days))


def votes(decision: Mapping[str, Any]) -> str:
    """Return how a decision was taken, from published content."""
    if not decision["votes"]:
        return str(_("By consensus."))
    parts = []
    for college, (yes, no, neither) in decision["votes"].items():
        counts = _("%(yes)s for, %(no)s against, %(neither)s abstaining", yes=yes, no=no, neither=neither)
        name = _GROUPS.get(college)
        parts.append(_("%(college)s: %(counts)s", college=name, counts=counts) if name else counts)
    return ". ".join(parts) + "."


def attendance(found: Mapping[str, Any]) -> list[str]:
    """Return who came, by college and in all, and whether it was enough, one sentence each, from published content."""
    sentences = []
    for group in found["groups"]:
        name = _GROUPS.get(group["college"]) if group["college"] else None
        came = _("%(present)s seats taken of %(seated)s", present=group["present"], seated=group["seated"])
        told = _("%(college)s: %(counts)s", college=name, counts=came) if name else _("In all: %(counts)s", counts=came)
        sentences.append(f"{told}{_quorum(group)}.")
    if found["guests"]:
        sentences.append(str(ngettext("%(num)d guest.", "%(num)d guests.", found["guests"])))
    return sentences


def _quorum(group: Mapping[str, Any]) -> str:
    if group["required"] is None:
        return ""
    if group["present"] >= group["required"]:
        return str(_(", quorum reached (%(needed)s needed)", needed=group["required"]))
    return str(_(", quorum not reached (%(needed)s needed)", needed=group["required"]))


_GROUPS: dict[str, Any] = {college.value: words for college, words in COLLEGES.items()}


def decision(each: Mapping[str, Any]) -> str:
    """Return a published decision on one line, with how it was taken and what the minority says."""
    if each["withdrawn"]:
        return _("%(label)s: withdrawn. %(why)s", label=each["label"], why=each["withdrawn"])
    parts = [_("%(label)s: %(text)s", label=each["label"], text=ended(each["text"]))]
    if each["addressee"]:
        parts.append(_("To: %(who)s.", who=each["addressee"]))
    parts.append(votes(each))
    if each["minority"]:
        parts.append(_("Who disagrees: %(text)s", text=each["minority"]))
    return " ".join(parts)


def action(line: Any) -> str:
    """Return an action on one line: what, who, by when."""
    parts = [_("%(label)s: %(text)s", label=line.label, text=ended(line.text)), _("Who: %(who)s.", who=line.who)]
    if line.due_on:
        parts.append(_("By: %(day)s.", day=format_short_day(line.due_on)))
    return " ".join(parts)


def confidential(reason: str) -> str:
    """Return what stands in the place of a confidential text."""
    return _("This part is not public. Why: %(reason)s", reason=reason)


def ended(text: str) -> str:
    """Return a sentence with a full stop, where another one follows on the same line."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
