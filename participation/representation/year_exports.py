"""The year of a council as one table: a line for each thing that it did or was told."""

from collections.abc import Iterator

from participation.kernel import clock
from participation.kernel.csv_files import to_csv
from participation.kernel.i18n import gettext as _
from participation.meetings import record_words
from participation.meetings.attendance_words import COLLEGES
from participation.meetings.words import STATES
from participation.representation import referral_words, request_words
from participation.representation.services.year import CouncilYear
from participation.representation.services.year_attendance import Places

BYTE_ORDER_MARK = "\ufeff"
"""With it, and with semicolons, a French spreadsheet reads accents and columns by itself."""

Line = tuple[object, ...]


def table(year: CouncilYear) -> str:
    """Return the file; `_lines` says what each kind of line holds."""
    header = (
        _("Section"), _("Number"), _("Title"), _("Addressee or doer"), _("Day"), _("Due"), _("State"),
        _("Places taken"), _("By the substitute"), _("Places"), _("Excused"), _("Absent"), _("Not known"),
        _("Seat empty"), _("Days until the answer"), _("Reports"), _("Days late"),
    )  # fmt: skip
    # Only requests fill the last column.
    whole = ((*line, *[""] * (len(header) - len(line))) for line in _lines(year))
    return BYTE_ORDER_MARK + to_csv(header, whole, ";")


def _lines(year: CouncilYear) -> Iterator[Line]:
    yield from _meetings(year)
    for college in year.attendance.colleges:
        yield (_("College"), "", COLLEGES[college.college], "", "", "", "", *_places(college.places), "", "")
    for each in year.decisions:
        state = _("Withdrawn") if each.withdrawn_at else record_words.decided(each)
        day = clock.day_of(each.decided_at)
        yield (_("Decision"), each.label, each.text, each.addressee, day, "", state, *[""] * 9)
    yield from _requests(year)
    for referral in year.referrals:
        day, state = referral.steps[0].done_on, referral_words.tag(referral)[0]
        yield (_("Referral"), "", referral.title, "", day, "", state, *[""] * 9)
    for body in year.attendance.delegates:
        yield (_("Delegates"), "", body.body, "", "", "", "", *_places(body.places), "", body.reports)
    for action in year.actions:
        told = record_words.progress(action, year.today)[0]
        yield (
            _("Action"), action.label, action.text, record_words.doer(action), clock.day_of(action.created_at),
            action.due_on, told, *[""] * 9,
        )  # fmt: skip


def _places(places: Places) -> Line:
    return (places.taken, places.replaced, places.total, places.excused, places.absent, places.unsaid, places.vacant)


def _meetings(year: CouncilYear) -> Iterator[Line]:
    for each in year.meetings:
        meeting, took = each.meeting, year.attendance.by_meeting.get(each.meeting.id, {})
        taken, held = map(sum, zip(*took.values(), strict=True)) if took else ("", "")
        day = clock.day_of(meeting.starts_at)
        yield (_("Meeting"), "", meeting.title, "", day, "", STATES[meeting.state], taken, "", held, *[""] * 6)


def _requests(year: CouncilYear) -> Iterator[Line]:
    for each in year.requests:
        state = request_words.tag(each, year.today)[0]
        yield (
            _("Request"), each.label, each.title, each.addressee, clock.day_of(each.sent_at), each.due_on, state,
            *[""] * 7, each.days_taken, "", each.days_late if each.days_taken is not None else "",
        )  # fmt: skip
