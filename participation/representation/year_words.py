"""The year of a council in words: sections that its page and its paper print alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from participation.bodies.models import College
from participation.kernel import clock
from participation.kernel.i18n import format_number, format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.meetings import record_words
from participation.meetings.attendance_words import COLLEGES
from participation.meetings.models import MeetingState
from participation.meetings.words import STATES as MEETING_STATES
from participation.representation import referral_words, request_words
from participation.representation.services.ledger import RequestRow
from participation.representation.services.year import CouncilYear, MeetingYear
from participation.representation.services.year_attendance import DelegatesYear, Places


@dataclass(frozen=True)
class Cell:
    """What stands in a place of a table."""

    text: str
    is_typed: bool = False
    """Words that people typed, in French whatever the page's language."""
    endpoint: str = ""
    """Where it leads; empty for words alone."""
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with sentences, and a table where there are rows."""

    anchor: str
    title: str
    sentences: tuple[str, ...]
    caption: str = ""
    """What one line of the table is."""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    wide: tuple[int, ...] = (0,)
    """Columns of sentences, which paper makes wider than those of figures."""


def nothing(year: CouncilYear, name: str) -> str:
    """Return the sentence of a year of which nothing is told."""
    return _("In %(year)s, nothing was published of the council of %(name)s.", year=str(year.year), name=name)


def until(year: CouncilYear) -> str:
    """Return up to which day it is told."""
    day = format_short_day(year.today)
    if year.today.year == year.year:
        return _("The year is not over. These figures are those of %(day)s.", day=day)
    return _("What became of actions and requests is told as of %(day)s.", day=day)


def figures(year: CouncilYear) -> list[dict[str, str]]:
    """Return the four figures that come first."""
    asked, answered = len(year.requests), len(year.answered)
    return [
        {"number": format_number(year.held), "text": ngettext("meeting held", "meetings held", year.held)},
        {
            "number": format_number(len(year.standing)),
            "text": ngettext("decision published", "decisions published", len(year.standing)),
        },
        {"number": format_number(asked), "text": ngettext("request sent", "requests sent", asked)},
        {"number": format_number(answered), "text": ngettext("answer received", "answers received", answered)},
    ]


def sections(year: CouncilYear) -> list[Section]:
    """Return everything that the year tells, in order; sections without anything say so."""
    found = [_meetings(year), _attendance(year), _decisions(year), _requests(year), *_referrals(year)]
    return [*found, _delegates(year), _actions(year)]


def _meetings(year: CouncilYear) -> Section:
    shown = [each for each in (*College, None) if any(each in found for found in year.attendance.by_meeting.values())]
    heads = (_("Meeting"), _("Day"), _("Its minutes"), *(str(COLLEGES[each]) for each in shown))
    rows = [_meeting(each, year, shown) for each in year.meetings]
    said = ngettext("%(num)s meeting was held.", "%(num)s meetings were held.", year.held)
    return Section("reunions", _("Meetings"), (said,), _("Seats taken at each meeting"), heads, tuple(rows))


def _meeting(each: MeetingYear, year: CouncilYear, shown: Sequence[College | None]) -> tuple[Cell, ...]:
    meeting, key = each.meeting, (("meeting_id", each.meeting.id),)
    took = year.attendance.by_meeting.get(meeting.id, {})
    counts = (_out_of(*took[college]) if college in took else _("no figure") for college in shown)
    # One link a line, to what there is to read: minutes lead back to their meeting.
    endpoint = "meetings.minutes" if each.is_told else "meetings.show"
    return (
        Cell(meeting.title, is_typed=True, endpoint=endpoint, arguments=key),
        Cell(format_short_day(clock.day_of(meeting.starts_at))),
        Cell(_("published") if each.is_told else _untold(meeting.state)),
        *(Cell(count) for count in counts),
    )


def _untold(state: MeetingState) -> str:
    return _("not published yet") if state is MeetingState.CLOSED else str(MEETING_STATES[state])


def _attendance(year: CouncilYear) -> Section:
    colleges = year.attendance.colleges
    title = _("Who came, by college")
    if not colleges:
        return Section("presence", title, (_("No meeting of this year has a closed attendance list."),))
    how = _("One seat at one meeting counts as one place. Only the time of each mandate counts.")
    heads = (_("College"), _("Places taken"), _("By the substitute"), _("Excused"), _("Absent"), _("Not known"))
    rows = [
        (Cell(str(COLLEGES[each.college])), Cell(_out_of(each.places.taken, each.places.total)), *_missing(each.places))
        for each in colleges
    ]
    return Section("presence", title, (how,), _("Places of each college"), heads, tuple(rows))


def _missing(places: Places) -> list[Cell]:
    counts = (places.replaced, places.excused, places.absent, places.unsaid)
    return [Cell(format_number(count)) for count in counts]


def _decisions(year: CouncilYear) -> Section:
    said = [
        ngettext("%(num)s decision stands.", "%(num)s decisions stand.", len(year.standing))
        if year.decisions
        else _("No decision was published.")
    ]
    if year.confidential:
        said.append(
            ngettext(
                "%(num)s more is confidential: its text is not public.",
                "%(num)s more are confidential: their texts are not public.",
                year.confidential,
            )
        )
    rows = [
        (
            Cell(each.label, endpoint="meetings.minutes", arguments=(("meeting_id", each.meeting_id),)),
            Cell(each.text, is_typed=True),
            Cell(each.addressee, is_typed=True) if each.addressee else Cell(_("nobody")),
            Cell(_("Withdrawn") if each.withdrawn_at else record_words.decided(each)),
        )
        for each in year.decisions
    ]
    heads = (_("Decision"), _("What was decided"), _("Asked of"), _("How"))
    return Section("decisions", _("Decisions"), tuple(said), _("Each decision, by number"), heads, tuple(rows), (1, 3))


def _requests(year: CouncilYear) -> Section:
    heads = (_("Number"), _("What was asked"), _("Addressee"), _("Answer due"), _("State"), _("Days until the answer"))
    rows = [
        (
            Cell(each.label, endpoint="representation.request_page", arguments=_numbers(each)),
            Cell(each.title, is_typed=True),
            Cell(each.addressee, is_typed=True),
            Cell(format_short_day(each.due_on)),
            Cell(request_words.tag(each, year.today)[0]),
            Cell(_taken(each)),
        )
        for each in year.requests
    ]
    told = tuple(_asked(year))
    return Section(
        "demandes", _("Requests and answers"), told, _("Each request, by number"), heads, tuple(rows), (1, 2)
    )


def _taken(each: RequestRow) -> str:
    if each.days_taken is None:
        return _("no answer yet")
    days = format_number(each.days_taken)
    if not each.days_late:
        return days
    return _("%(days)s, %(late)s of them late", days=days, late=format_number(each.days_late))


def _numbers(each: RequestRow) -> tuple[tuple[str, Any], ...]:
    return (("year", each.year), ("sequence", each.sequence))


def _asked(year: CouncilYear) -> list[str]:
    if not year.requests:
        return [_("The council sent no request.")]
    said = [
        ngettext(
            "Answers received: %(answered)s for %(num)s request.",
            "Answers received: %(answered)s for %(num)s requests.",
            len(year.requests),
            answered=format_number(len(year.answered)),
        )
    ]
    if year.median_days is not None:
        said.append(
            ngettext(
                "Half of the answers came within %(days)s day.",
                "Half of the answers came within %(days)s days.",
                ceil(year.median_days),
                days=format_number(year.median_days),
            )
        )
    if year.answered_late:
        said.append(ngettext("%(num)s came late.", "%(num)s came late.", year.answered_late))
    if year.waiting:
        said.append(ngettext("%(num)s still waits for one.", "%(num)s still wait for one.", year.waiting))
    if year.overdue:
        said.append(ngettext("%(num)s is late.", "%(num)s are late.", year.overdue))
    return said


def _referrals(year: CouncilYear) -> list[Section]:
    """Return the section of referrals to the prefect; most years have none."""
    rows = [
        (
            Cell(each.title, is_typed=True, endpoint="representation.referral", arguments=(("referral_id", each.id),)),
            Cell(format_short_day(each.steps[0].done_on)),
            Cell(referral_words.tag(each)[0]),
        )
        for each in year.referrals
    ]
    said = ngettext(
        "The council put %(num)s difficulty to the prefect.",
        "The council put %(num)s difficulties to the prefect.",
        len(rows),
    )
    heads = (_("What it is about"), _("Sent on"), _("How far"))
    title = _("Referrals to the prefect")
    return [Section("saisines", title, (said,), _("Each referral"), heads, tuple(rows))] if rows else []


def _delegates(year: CouncilYear) -> Section:
    found, title = year.attendance.delegates, _("Its delegates in steering bodies")
    if not found:
        return Section("delegues", title, (_("The council had no seat in a steering body."),))
    how = _("The law gives councils a seat in every steering body. An empty seat counts as nobody there.")
    there = (_("Somebody sat"), _("Excused or absent"), _("Seat empty"))
    heads = (_("Body"), _("Meetings of the body"), *there, _("Reports"))
    rows = tuple(_delegate(each) for each in found)
    return Section("delegues", title, (how,), _("Places of the council in each body"), heads, rows)


def _delegate(each: DelegatesYear) -> tuple[Cell, ...]:
    places = each.places
    return (
        Cell(each.body, is_typed=True, endpoint="representation.body", arguments=(("body_id", each.body_id),)),
        Cell(format_number(each.meetings)),
        Cell(_out_of(places.taken, places.total) if places.total else _("no figure")),
        Cell(format_number(places.excused + places.absent)),
        Cell(format_number(places.vacant)),
        Cell(format_number(each.reports)),
    )


def _actions(year: CouncilYear) -> Section:
    title = _("Actions")
    if not year.actions:
        return Section("actions", title, (_("No action was published."),))
    done, noted = format_number(year.done), format_number(len(year.actions))
    said = [_("Actions done: %(done)s of %(noted)s.", done=done, noted=noted)]
    if year.late:
        said.append(ngettext("%(num)s is late.", "%(num)s are late.", len(year.late)))
    rows = [
        (
            Cell(each.label, endpoint="meetings.minutes", arguments=(("meeting_id", each.meeting_id),)),
            Cell(each.text, is_typed=True),
            Cell(record_words.doer(each), is_typed=bool(each.who)),
            Cell(format_short_day(each.due_on) if each.due_on else _("no day")),
            Cell(record_words.progress(each, year.today)[0]),
        )
        for each in year.actions
    ]
    heads = (_("Number"), _("What is to be done"), _("Who"), _("By when"), _("How far"))
    return Section("actions", title, tuple(said), _("Each action, by number"), heads, tuple(rows), (1,))


def _out_of(taken: int, total: int) -> str:
    return _("%(taken)s of %(total)s", taken=format_number(taken), total=format_number(total))
