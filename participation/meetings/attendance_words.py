"""Attendance and quorum in sentences, the same on the page, on paper and in the room."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.bodies.models import College
from participation.bodies.words import display_name
from participation.kernel.i18n import format_number, ngettext
from participation.kernel.i18n import gettext as _
from participation.meetings import words
from participation.meetings.models import Presence
from participation.meetings.services.attendance import AttendanceSummary, GroupSummary
from participation.meetings.services.attendance_rates import Rate
from participation.meetings.services.places import Holder, Note, Place

PRESENCES: dict[Presence, Any] = {
    Presence.PRESENT: _l("Present"),
    Presence.EXCUSED: _l("Excused"),
    Presence.ABSENT: _l("Absent"),
    Presence.REPLACED: _l("Replaced"),
    Presence.GUEST: _l("Guest"),
}
COLLEGES: dict[College | None, Any] = {
    College.RESIDENTS: _l("Residents’ college"),
    College.LOCAL_ACTORS: _l("College of associations and local actors"),
    None: _l("Members"),
}


def counted(group: GroupSummary) -> str:
    """Return « Collège des habitants : 5 sièges occupés sur 9. »."""
    name = COLLEGES[group.college] if group.college else _("In all")
    taken = ngettext("%(num)s seat taken", "%(num)s seats taken", group.present)
    return _("%(name)s: %(taken)s of %(seated)s.", name=name, taken=taken, seated=group.seated)


def needed(group: GroupSummary) -> str:
    """Return what the rule asks for and whether it is there; empty without a rule."""
    if group.required is None:
        return ""
    if group.is_met:
        return _("It takes %(required)s: the quorum is there.", required=group.required)
    return ngettext(
        "It takes %(required)s: %(num)s is missing.",
        "It takes %(required)s: %(num)s are missing.",
        group.lacking,
        required=group.required,
    )


def sentences(summary: AttendanceSummary) -> list[str]:
    """Return a sentence a college, then one for everybody."""
    groups = [*summary.colleges, summary.everybody]
    return [" ".join(part for part in (counted(group), needed(group)) if part) for group in groups]


def verdict(summary: AttendanceSummary) -> tuple[str, str]:
    """Return the whole answer in one sentence, and its kind."""
    if summary.holds is None:
        return _("No rule sets a quorum for these meetings."), ""
    if summary.holds:
        return _("The quorum is reached."), "ok"
    return _("The quorum is not reached."), "warn"


def person(holder: Holder) -> str:
    """Return a name for the team: « Camille Fictive, siège 7 »."""
    return display_name(holder)


def seat(holder: Holder) -> str:
    """Return somebody as everybody may know them: by name with consent, else by role and seat."""
    return display_name(holder.in_public)


def noted(note: Note | None) -> str:
    """Return who noted it and when; empty while nobody said anything."""
    if note is None:
        return ""
    at = words.hour(note.noted_at)
    if note.by_phone:
        return _("Signed in by phone at %(at)s", at=at)
    return _("Noted by %(name)s at %(at)s", name=note.noted_by or _("the team"), at=at)


def answers(place: Place) -> list[tuple[str, str]]:
    """Return what can be ticked for a seat; the substitute only where there is one."""
    offered = [Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT]
    said = [(each.value, str(PRESENCES[each])) for each in offered]
    if place.substitute is not None:
        name = place.substitute.name or _("the substitute")
        said.append((Presence.REPLACED.value, _("Replaced by %(name)s", name=name)))
    return said


def by_college(places: Sequence[Place]) -> list[tuple[str, list[Place]]]:
    """Return places under the names of their colleges; a body without colleges is one group."""
    groups = [(COLLEGES[each], [place for place in places if place.college is each]) for each in (*College, None)]
    return [(str(name), found) for name, found in groups if found]


def member(rate: Rate) -> str:
    """Return whose rate it is; that the seat was left since is said."""
    name = display_name(rate)
    return _("%(name)s (left since)", name=name) if rate.is_over else name


def told(rate: Rate) -> str:
    """Return « 3 réunions sur 4 », the substitute counted, or that nothing is known."""
    there = rate.present + rate.replaced
    counted = there + rate.excused + rate.absent
    if not counted:
        return _("not known")
    said = format_number(there)
    return ngettext("%(there)s of %(num)d meeting", "%(there)s of %(num)d meetings", counted, there=said)
