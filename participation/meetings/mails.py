"""What members receive of a meeting: the convocation, a change, a cancellation; one text for mail and letter.

It is written in French, the authentic language, and holds nobody's name: the greeting is put before it for each.
Addresses begin with the site's own, never with a request's Host.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.config import Settings
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import Actor
from participation.meetings import words
from participation.meetings.models import AgendaItem, Channel, Convocation, Meeting
from participation.meetings.services import convoking, sending

CONVENED, CHANGED, CANCELLED = "convened", "changed", "cancelled"


@dataclass(frozen=True)
class Paper:
    """A document that everybody may read, as a link."""

    title: str
    about: str
    """Its form and size."""
    endpoint: str
    arguments: dict[str, object]
    removed: str = ""
    """Why it was taken off; then its page is gone."""


def address(endpoint: str, **values: object) -> str:
    """Return a page's address as letters and mails carry it."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url + current_app.url_map.bind("").build(endpoint, values)


def text(kind: str, meeting: Meeting, items: Sequence[AgendaItem], papers: Sequence[Paper]) -> tuple[str, str]:
    """Return the subject and the text of a sending: paragraphs apart by an empty line."""
    with speaking(DEFAULT):
        parts: list[str | list[str]]
        about = {"body": meeting.body.name, "title": meeting.title}
        if kind == CANCELLED:
            subject = _("Cancelled: meeting of %(body)s, %(title)s", **about)
            parts = [_("This meeting does not take place."), _called(meeting), _facts(meeting)[0:1]]
            parts.append(_("Why: %(reason)s", reason=meeting.cancel_reason))
        else:
            changed = kind == CHANGED
            subject = (
                _("Change: meeting of %(body)s, %(title)s", **about)
                if changed
                else _("Invitation: meeting of %(body)s, %(title)s", **about)
            )
            first = (
                _("The meeting changes. Here is what counts now.") if changed else _("We invite you to this meeting.")
            )
            parts = [first, _called(meeting), _facts(meeting), _agenda(items), _papers(papers)]
        parts.append(_ending(meeting, kind))
        blocks = ["\n".join(part) if isinstance(part, list) else part for part in parts if part]
        return subject[:200], "\n\n".join(blocks) + "\n"


def _called(meeting: Meeting) -> str:
    return f"{meeting.title}\n{meeting.body.name}"


def _facts(meeting: Meeting) -> list[str]:
    return [_("%(name)s: %(text)s", name=name, text=value) for name, value in words.facts(meeting)]


def _agenda(items: Sequence[AgendaItem]) -> list[str]:
    if not items:
        return []
    return [_("Agenda:"), *(f"{number}. {words.item(each)}" for number, each in enumerate(items, start=1))]


def _papers(papers: Sequence[Paper]) -> list[str]:
    if not papers:
        return []
    lines = (
        f"- {paper.title} ({paper.about})\n  {address(paper.endpoint, **paper.arguments)}" for paper in papers
    )
    return [_("Documents:"), *lines]


def _ending(meeting: Meeting, kind: str) -> list[str]:
    settings: Settings = current_app.extensions["settings"]
    phone = settings.contact.phone
    lines = [_("The page of the meeting: %(url)s", url=address("meetings.show", meeting_id=meeting.id))]
    lines.append(_("For your calendar: %(url)s", url=address("meetings.calendar", meeting_id=meeting.id)))
    if phone and kind == CANCELLED:
        lines.append(_("Questions? Call %(phone)s.", phone=phone))
    elif phone:
        lines.append(_("You cannot come, or need help to come? Call %(phone)s.", phone=phone))
    return lines


def greeted(name: str | None, body: str) -> str:
    """Return the text as one member receives it."""
    with speaking(DEFAULT):
        hello = _("Hello %(name)s,", name=name) if name else _("Hello,")
    return f"{hello}\n\n{body}"


def tell(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting: Meeting,
    kind: str,
    items: Sequence[AgendaItem],
    papers: Sequence[Paper] = (),
    mandates: Sequence[Mandate] | None = None,
) -> Convocation:
    """Write down a sending to the members and queue its mails, in the transaction of the act it tells.

    Args:
        mandates: To whom; everybody who sits on that day when left out.
    """
    subject, body = text(kind, meeting, items, papers)
    people = convoking.members(session, meeting) if mandates is None else mandates
    made, lines = sending.send(session, actor, now, meeting, subject, body, people)
    for line in lines:
        if line.channel is Channel.EMAIL:
            sending.post(session, now, line, made.subject, greeted(line.mandate.person.name, body))
    return made
