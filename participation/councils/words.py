"""Codes of the slice in sentences: colleges, origins, rules, what breaks them, why somebody left."""

from participation.bodies.models import College, EndReason, MandateRole, Origin
from participation.councils.models import RuleKey
from participation.councils.rules import Rule
from participation.councils.services import BrokenRule
from participation.kernel.i18n import format_number, format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import lazy_gettext as _l

COLLEGES = {
    College.RESIDENTS: _l("Residents’ college"),
    College.LOCAL_ACTORS: _l("College of associations and local actors"),
}
SEAT_ORIGINS = {
    Origin.DRAWN: _l("Seat drawn by lot"),
    Origin.VOLUNTEER: _l("Seat for a volunteer"),
    Origin.DESIGNATED: _l("Seat designated by an association"),
}
NEXT_STEPS = {
    Origin.DRAWN: _l("The next draw by lot."),
    Origin.VOLUNTEER: _l("The next volunteers."),
    Origin.DESIGNATED: _l("An association of the neighbourhood can apply."),
}
ROLES = {MandateRole.FULL: _l("Holder"), MandateRole.SUBSTITUTE: _l("Substitute")}
END_REASONS = {
    EndReason.TERM: _l("End of the term"),
    EndReason.RESIGNED: _l("Resigned"),
    EndReason.ABSENCES: _l("Absent many times"),
    EndReason.MOVED: _l("Left the neighbourhood"),
    EndReason.REPLACED: _l("Replaced"),
    EndReason.DECEASED: _l("Died"),
}
RULE_NAMES = {
    RuleKey.SIZE: _l("Number of seats"),
    RuleKey.RESIDENTS_SHARE: _l("Share of residents"),
    RuleKey.PARITY: _l("As many women as men"),
    RuleKey.TERM: _l("Length of a term"),
    RuleKey.EXCLUDED: _l("Who may not sit"),
    RuleKey.DESIGNATION: _l("How residents are designated"),
    RuleKey.LEAST_AGE: _l("Youngest age"),
    RuleKey.MEMBERS_PUBLISHED: _l("How members’ names are published"),
}
DESIGNATIONS = {
    "draw": _l("Residents are drawn by lot."),
    "draw_and_volunteers": _l("Residents are partly drawn by lot, partly volunteers."),
    "open": _l("How residents are designated is decided here, by the partners and the council."),
}


def rule_sentence(rule: Rule) -> str:
    """Return what a rule asks for."""
    if rule.key in (RuleKey.EXCLUDED, RuleKey.MEMBERS_PUBLISHED):
        return _worded(rule)
    if rule.key is RuleKey.DESIGNATION:
        return str(DESIGNATIONS[rule.value])
    if rule.key is RuleKey.RESIDENTS_SHARE:
        percent = format_number(round(100 * float(rule.value), 1))
        return str(_("At least %(percent)s members out of 100 are residents.", percent=percent))
    return _counted(rule.key, int(rule.value))


def _worded(rule: Rule) -> str:
    if rule.key is RuleKey.EXCLUDED:
        return str(_("May not sit: %(who)s.", who=rule.value))
    return str(_("Members’ names: %(how)s", how=rule.value))


def _counted(key: RuleKey, count: int) -> str:
    if key is RuleKey.SIZE:
        return str(ngettext("The council has %(num)d seat.", "The council has %(num)d seats.", count))
    if key is RuleKey.TERM:
        return str(
            ngettext(
                "A mandate lasts %(num)d month at most.", "A mandate lasts %(num)d months at most.", count
            )
        )
    if key is RuleKey.LEAST_AGE:
        return str(
            ngettext(
                "Members are at least %(num)d year old.", "Members are at least %(num)d years old.", count
            )
        )
    if count == 0:
        return str(_("Among residents, as many women as men."))
    return str(
        ngettext(
            "Among residents, as many women as men, give or take one person.",
            "Among residents, as many women as men, give or take %(num)d people.",
            count,
        )
    )


def found_sentence(broken: BrokenRule) -> str:
    """Return what was found instead of what a rule asks for."""
    found = broken.found
    if broken.rule.key is RuleKey.SIZE:
        return str(ngettext("It has %(num)d.", "It has %(num)d.", found["seats"]))
    if broken.rule.key is RuleKey.PARITY:
        return str(_("There are %(women)s and %(men)s.", women=women(found["women"]), men=men(found["men"])))
    if broken.rule.key is RuleKey.TERM:
        return str(ngettext("%(num)d mandate is longer.", "%(num)d mandates are longer.", found["mandates"]))
    if broken.rule.key is RuleKey.DESIGNATION:
        return str(
            ngettext(
                "%(num)d resident’s seat is not drawn by lot.",
                "%(num)d residents’ seats are not drawn by lot.",
                found["seats"],
            )
        )
    if "members" in found:
        return str(
            ngettext(
                "There is %(num)d, of %(members)s members.",
                "There are %(num)d, of %(members)s members.",
                found["residents"],
                members=found["members"],
            )
        )
    return str(
        ngettext(
            "%(num)d seat of %(seats)s is for residents.",
            "%(num)d seats of %(seats)s are for residents.",
            found["residents_seats"],
            seats=found["seats"],
        )
    )


def source(rule: Rule) -> str:
    """Return where a rule comes from, with its date."""
    if rule.source_on is None:
        return rule.source
    return str(_("%(document)s, %(day)s", document=rule.source, day=format_short_day(rule.source_on)))


def women(count: int) -> str:
    """Return « 11 femmes »."""
    return str(ngettext("%(num)d woman", "%(num)d women", count))


def men(count: int) -> str:
    """Return « 11 hommes »."""
    return str(ngettext("%(num)d man", "%(num)d men", count))


def filled(count: int, total: int) -> str:
    """Return « 22 sièges pourvus sur 24. »."""
    return str(
        ngettext(
            "%(num)d seat filled of %(total)s.", "%(num)d seats filled of %(total)s.", count, total=total
        )
    )
