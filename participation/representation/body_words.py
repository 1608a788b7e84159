"""Steering bodies, seats and delegates in words."""

from participation.bodies.models import MandateRole
from participation.bodies.words import display_name
from participation.kernel import clock
from participation.kernel.i18n import format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import lazy_gettext as _l
from participation.representation.models import (
    DesignationMode,
    MemberRole,
    SeatSharing,
    SteeringBody,
    SteeringKind,
    Voice,
)
from participation.representation.services.delegates import Delegate
from participation.representation.services.matrix import AtLast, Cell, Matrix, Standing
from participation.representation.services.presence import Sat

KINDS = {
    SteeringKind.POLITICAL: _l("Political steering committee"),
    SteeringKind.TECHNICAL: _l("Technical committee"),
    SteeringKind.PROJECT_TEAM: _l("Project team"),
    SteeringKind.RENEWAL: _l("Urban renewal body"),
    SteeringKind.OTHER: _l("Other body"),
}
SHARINGS = {
    SeatSharing.EACH: _l("So many seats for each council"),
    SeatSharing.TURN: _l("So many seats in all, held by councils in turn"),
    SeatSharing.ONE: _l("Seats for the council of one neighbourhood alone"),
}
VOICES = {Voice.DELIBERATIVE: _l("They vote"), Voice.CONSULTATIVE: _l("They give an opinion, without a vote")}
MEMBER_VOICES = {Voice.DELIBERATIVE: _l("votes"), Voice.CONSULTATIVE: _l("gives an opinion, without a vote")}
MEMBER_ROLES = {
    MemberRole.CHAIR: _l("Chairs"),
    MemberRole.LEAD: _l("Leads"),
    MemberRole.MEMBER: _l("Member"),
    MemberRole.POOL: _l("Partner to call on"),
}
MODES = {
    DesignationMode.VOTE: _l("By a vote of the council"),
    DesignationMode.CONSENSUS: _l("By consensus of the council"),
    DesignationMode.DRAW: _l("By a public draw"),
}
ROLES = {MandateRole.FULL: _l("Delegate"), MandateRole.SUBSTITUTE: _l("Substitute")}
LAW = _l("Law of 21 February 2014 on cities and urban cohesion, article 7")
EMPTY = _l("The law gives councils a seat in every body. This seat is empty.")


def state(cell: Cell) -> tuple[str, str]:
    """Return the tag of a cell, and its kind."""
    if cell.standing is Standing.FILLED:
        return str(ngettext("%(num)s seat held", "%(num)s seats held", cell.filled)), "ok"
    if cell.standing is Standing.PART:
        return str(_("%(filled)s seats held of %(seats)s", filled=cell.filled, seats=cell.seats)), "warn"
    if cell.standing is Standing.VACANT and cell.vacant_since:
        return str(_("Empty since %(day)s", day=format_short_day(cell.vacant_since))), "warn"
    if cell.standing is Standing.NONE:
        return str(_("No seat")), "danger"
    if cell.standing is Standing.TURN and cell.vacant_since:
        return str(_("Nobody has held this seat since %(day)s", day=format_short_day(cell.vacant_since))), "warn"
    if cell.standing is Standing.TURN:
        return str(_("Another council’s turn")), ""
    return str(_("Another neighbourhood")), ""


def is_empty(cell: Cell) -> bool:
    """Tell whether the law's sentence belongs to a cell."""
    return cell.standing in (Standing.VACANT, Standing.NONE) or (
        cell.standing is Standing.TURN and cell.vacant_since is not None
    )


def presence(cell: Cell) -> str:
    """Return how often the delegate sat over the last year; empty where nothing is known."""
    if not cell.told:
        return ""
    return str(
        ngettext(
            "Present at %(sat)s of %(num)s meeting", "Present at %(sat)s of %(num)s meetings", cell.told, sat=cell.sat
        )
    )


def at_last(cell: Cell) -> str:
    """Return what there is to say of the last meeting; empty where the delegate sat or nobody could."""
    if cell.last_on is None:
        return ""
    day = format_short_day(cell.last_on)
    if cell.at_last is AtLast.AWAY:
        return str(_("No delegate at the last meeting, on %(day)s", day=day))
    if cell.at_last is AtLast.EMPTY and cell.filled:
        return str(_("Nobody to sit at the last meeting, on %(day)s", day=day))
    if cell.at_last is AtLast.UNSAID:
        return str(_("Attendance at the last meeting, on %(day)s, was not noted", day=day))
    return ""


def sat(found: Sat | None) -> str:
    """Return at how many meetings this very person sat; empty where nothing is known."""
    if found is None or not found.told:
        return ""
    if found.role is MandateRole.SUBSTITUTE:
        return str(
            ngettext(
                "Came in %(sat)s time, of %(num)s meeting at which the delegate was away.",
                "Came in %(sat)s times, of %(num)s meetings at which the delegate was away.",
                found.told,
                sat=found.in_person,
            )
        )
    return str(
        ngettext(
            "Sat in person at %(sat)s of %(num)s meeting.",
            "Sat in person at %(sat)s of %(num)s meetings.",
            found.told,
            sat=found.in_person,
        )
    )


def summary(found: Matrix) -> str:
    """Return the whole matrix in a sentence."""
    return str(
        ngettext(
            "%(num)s seat held of %(owed)s that councils should have.",
            "%(num)s seats held of %(owed)s that councils should have.",
            found.filled,
            owed=found.owed,
        )
    )


def who(delegate: Delegate) -> str:
    """Return « Camille Fictive, siège 3 » or « Membre, siège 3 »: by name with consent only."""
    return display_name(delegate)


def term(delegate: Delegate) -> str:
    """Return the days of a mandate."""
    start = format_short_day(delegate.starts_on)
    if delegate.left_on is not None:
        return str(_("from %(start)s, left on %(end)s", start=start, end=format_short_day(delegate.left_on)))
    return str(_("from %(start)s to %(end)s", start=start, end=format_short_day(delegate.ends_on)))


def designated(delegate: Delegate) -> str:
    """Return how and when the council chose: « Par un vote du conseil, à sa réunion du 3/11/2026 »."""
    mode = str(MODES[delegate.mode])
    if delegate.met_at is not None:
        day = format_short_day(clock.day_of(delegate.met_at))
        return str(_("%(mode)s, at its meeting of %(day)s", mode=mode, day=day))
    if delegate.designated_on is None:
        return mode
    day = format_short_day(delegate.designated_on)
    if delegate.act:
        return str(_("%(mode)s, on %(day)s (%(act)s)", mode=mode, day=day, act=delegate.act))
    return str(_("%(mode)s, on %(day)s", mode=mode, day=day))


def sharing(body: SteeringBody) -> str:
    """Return how many seats councils have."""
    if body.sharing is SeatSharing.TURN:
        return str(
            ngettext(
                "%(num)s seat, which councils hold in turn.", "%(num)s seats, which councils hold in turn.", body.seats
            )
        )
    if body.sharing is SeatSharing.ONE and body.neighbourhood is not None:
        name = body.neighbourhood.name
        return str(
            ngettext(
                "%(num)s seat for the council of %(name)s.",
                "%(num)s seats for the council of %(name)s.",
                body.seats,
                name=name,
            )
        )
    return str(ngettext("%(num)s seat for each council.", "%(num)s seats for each council.", body.seats))
