"""What is new, how often one is told, and how urgent an answer is, in words: the same on the desk and in the digest."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import ngettext
from participation.representation.models import DigestRhythm
from participation.representation.services.ledger import RequestRow
from participation.representation.services.news import News, NewsKind

RHYTHMS: dict[DigestRhythm, Any] = {
    DigestRhythm.DAILY: _l("Every morning"),
    DigestRhythm.WEEKLY: _l("Every Monday morning"),
    DigestRhythm.MONTHLY: _l("On the first of each month"),
    DigestRhythm.NEVER: _l("Never"),
}
KINDS: dict[NewsKind, Any] = {
    NewsKind.REQUEST: _l("Asked of you"),
    NewsKind.ANSWER: _l("Answer to a council"),
    NewsKind.MEETING: _l("Meeting convened or changed"),
    NewsKind.CANCELLED: _l("Meeting cancelled"),
    NewsKind.REPORT: _l("Report of a delegate"),
    NewsKind.MINUTES: _l("Minutes published"),
}
OF_REQUESTS = (NewsKind.REQUEST, NewsKind.ANSWER)
PAGES = {
    NewsKind.REPORT: "representation.meeting_reports",
    NewsKind.MINUTES: "meetings.minutes",
}
SOON_DAYS = 7


@dataclass(frozen=True)
class Line:
    """One thing that is new, and its page."""

    kind: str
    what: str
    """Title and place, as people typed them."""
    endpoint: str
    arguments: dict[str, int]


def line(news: News) -> Line:
    """Return what is new in words, with its public page."""
    kind, what = str(KINDS[news.kind]), f"{news.title}, {news.place}"
    if news.kind in OF_REQUESTS:
        number = {"year": news.year, "sequence": news.sequence}
        return Line(kind, what, "representation.request_page", number)
    return Line(kind, what, PAGES.get(news.kind, "meetings.show"), {"meeting_id": news.key})


def time_left(row: RequestRow, today: date) -> tuple[str, str]:
    """Return how many days are left to answer, or how late it is, with the kind of its tag."""
    days = row.days_left(today)
    if days < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -days), "danger"
    if days == 0:
        return _("Today is the last day"), "warn"
    left = ngettext("%(num)s day left", "%(num)s days left", days)
    return left, "warn" if days <= SOON_DAYS else ""
