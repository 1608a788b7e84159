"""Words that pages, mails, letters and calendars of a meeting share."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.bodies.models import BodyKind
from participation.kernel import clock
from participation.kernel.i18n import NBSP, format_day, format_number, is_french, ngettext
from participation.kernel.i18n import gettext as _
from participation.meetings.models import AgendaItem, ItemKind, Meeting, MeetingRule, MeetingState, MinutesState
from participation.meetings.services.reading import MinutesMark
from participation.meetings.services.rules import DAYS
from participation.meetings.services.standing import Standing, standing

ITEM_KINDS: dict[ItemKind, Any] = {
    ItemKind.INFORMATION: _l("information"),
    ItemKind.DEBATE: _l("discussion"),
    ItemKind.DECISION: _l("decision to take"),
    ItemKind.APPROVAL: _l("minutes to approve"),
}
"""What an item asks of the meeting, after its title."""
STATES: dict[MeetingState, Any] = {
    MeetingState.DRAFT: _l("In preparation"),
    MeetingState.CONVENED: _l("Convened"),
    MeetingState.HELD: _l("Being held, or to close"),
    MeetingState.CLOSED: _l("Closed"),
    MeetingState.CANCELLED: _l("Cancelled"),
}
STANDINGS: dict[Standing, tuple[Any, str]] = {
    Standing.NEXT: (_l("To come"), ""),
    Standing.NOW: (_l("Under way"), "ok"),
    Standing.PAST: (_l("Over"), ""),
    Standing.CANCELLED: (_l("Cancelled"), "danger"),
}
"""The tag of a meeting, and its kind."""
MINUTES: dict[MinutesState | None, tuple[Any, str]] = {
    None: (_l("Minutes to come"), ""),
    MinutesState.DRAFT: (_l("Minutes to come"), ""),
    MinutesState.CIRCULATED: (_l("Minutes: provisional"), ""),
    MinutesState.APPROVED: (_l("Minutes: approved"), "ok"),
    MinutesState.PUBLISHED: (_l("Minutes published"), "ok"),
}


def hour(instant: datetime) -> str:
    """Return « 18 h 30 » in the residents' time zone."""
    local = instant.astimezone(clock.PARIS)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}" if is_french() else f"{local.hour}:{local.minute:02d}"


def when(meeting: Meeting) -> str:
    """Return « jeudi 11 février 2027, de 18 h 30 à 20 h 30 »."""
    first, last = clock.day_of(meeting.starts_at), clock.day_of(meeting.ends_at)
    start, end = hour(meeting.starts_at), hour(meeting.ends_at)
    if first == last:
        return _("%(day)s, from %(start)s to %(end)s", day=format_day(first), start=start, end=end)
    return _(
        "from %(first)s at %(start)s to %(last)s at %(end)s",
        first=format_day(first),
        start=start,
        last=format_day(last),
        end=end,
    )


def where(meeting: Meeting) -> str:
    """Return the place and its address."""
    return ", ".join(part for part in (meeting.place, meeting.address) if part)


def tag(meeting: Meeting, mark: MinutesMark, now: datetime) -> tuple[str, str]:
    """Return the one tag of a meeting in a list: once it is over, how far its minutes are."""
    where_it_stands = standing(meeting, now)
    if where_it_stands is not Standing.PAST:
        words, kind = STANDINGS[where_it_stands]
    elif mark.is_late:
        words, kind = _l("Minutes late"), "danger"
    else:
        words, kind = MINUTES[mark.state]
    return str(words), kind


def item(each: AgendaItem) -> str:
    """Return an item of the agenda on one line: title, kind, length, speaker."""
    about = [str(ITEM_KINDS[each.kind]), ngettext("%(num)s minute", "%(num)s minutes", each.minutes)]
    if each.speaker:
        about.append(each.speaker)
    return _("%(title)s (%(about)s)", title=each.title, about=", ".join(about))


def facts(meeting: Meeting) -> list[tuple[str, str]]:
    """Return what one needs to come, each with its name: the same in page, mail, letter and feed."""
    rows = [
        (_("When"), when(meeting)),
        (_("Where"), where(meeting)),
        (_("How to come in"), meeting.access),
        (_("Children"), meeting.childcare),
        (_("Languages"), meeting.language_help),
        (
            _("Who may come"),
            _("Everybody may come and listen.")
            if meeting.is_open
            else _("The members of the council and the people they invite.")
            if meeting.body.kind is BodyKind.COUNCIL
            else _("The members of this body, the councils’ delegates and the people they invite."),
        ),
    ]
    return [(name, text) for name, text in rows if text]


def notice(meeting: Meeting) -> tuple[str, bool]:
    """Return how long before the meeting it was convened, against its rule; and whether it was late."""
    assert meeting.convened_at is not None
    sent = format_day(clock.day_of(meeting.convened_at))
    if meeting.late_days is None:
        return _("Convened on %(day)s.", day=sent), False
    asked = ngettext("%(num)s day before", "%(num)s days before", meeting.notice_days or 0)
    if meeting.late_days == 0:
        return _("Convened on %(day)s, in time: the rule asks for it %(asked)s.", day=sent, asked=asked), False
    late = ngettext("%(num)s day late", "%(num)s days late", meeting.late_days)
    return _("Convened on %(day)s, %(late)s: the rule asks for it %(asked)s.", day=sent, late=late, asked=asked), True


def rule(found: MeetingRule) -> str:
    """Return the value of a rule in words."""
    if found.key in DAYS:
        return ngettext("%(num)s day", "%(num)s days", int(found.value))
    return _("%(share)s out of 100", share=format_number(100 * float(found.value)))
