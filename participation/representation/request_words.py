"""What requests, their states and their delays read like. An answer has the words of what was asked."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.kernel import clock
from participation.kernel.i18n import format_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.representation.models import Adoption, CouncilRequest, RequestKind, RequestState, RequestStep
from participation.representation.services import ledger
from participation.representation.services.answering import Answer, addressee_name
from participation.representation.services.ledger import RequestRow

KINDS: dict[RequestKind, Any] = {
    RequestKind.REQUEST: _l("Request"),
    RequestKind.QUESTION: _l("Question"),
    RequestKind.OPINION: _l("Opinion"),
    RequestKind.CONTRIBUTION: _l("Contribution"),
}
ADOPTIONS: dict[Adoption, Any] = {
    Adoption.CONSENSUS: _l("Everybody agreed"),
    Adoption.VOTE: _l("By a vote"),
}
STATES: dict[RequestState, Any] = {
    RequestState.DRAFT: _l("Draft"),
    RequestState.SENT: _l("Sent, waits for an answer"),
    RequestState.RECEIVED: _l("Received, waits for an answer"),
    RequestState.ACCEPTED: _l("Accepted"),
    RequestState.PARTLY: _l("Accepted in part"),
    RequestState.REFUSED: _l("Refused, with reasons"),
    RequestState.DONE: _l("Carried out"),
    RequestState.WITHDRAWN: _l("Withdrawn by the council"),
}
SAID: dict[RequestKind, dict[RequestState, Any]] = {
    RequestKind.QUESTION: {
        RequestState.ACCEPTED: _l("Answered"),
        RequestState.PARTLY: _l("Answered in part"),
        RequestState.REFUSED: _l("Not answered, with reasons"),
    },
    RequestKind.OPINION: {
        RequestState.ACCEPTED: _l("Opinion followed"),
        RequestState.PARTLY: _l("Opinion followed in part"),
        RequestState.REFUSED: _l("Opinion not followed"),
    },
    RequestKind.CONTRIBUTION: {
        RequestState.ACCEPTED: _l("Contribution taken up"),
        RequestState.PARTLY: _l("Contribution taken up in part"),
        RequestState.REFUSED: _l("Contribution not taken up"),
    },
}
CHOICES: dict[RequestKind, dict[RequestState, Any]] = {
    RequestKind.REQUEST: {
        RequestState.ACCEPTED: _l("We accept"),
        RequestState.PARTLY: _l("We accept in part"),
        RequestState.REFUSED: _l("We refuse"),
    },
    RequestKind.QUESTION: {
        RequestState.ACCEPTED: _l("We answer"),
        RequestState.PARTLY: _l("We answer in part"),
        RequestState.REFUSED: _l("We do not answer"),
    },
    RequestKind.OPINION: {
        RequestState.ACCEPTED: _l("We follow this opinion"),
        RequestState.PARTLY: _l("We follow it in part"),
        RequestState.REFUSED: _l("We do not follow it"),
    },
    RequestKind.CONTRIBUTION: {
        RequestState.ACCEPTED: _l("We take it up"),
        RequestState.PARTLY: _l("We take it up in part"),
        RequestState.REFUSED: _l("We do not take it up"),
    },
}
OTHERS: dict[RequestState, Any] = {
    RequestState.RECEIVED: _l("We have received it, the answer follows"),
    RequestState.DONE: _l("What was accepted is done"),
}
TAGS = {
    RequestState.ACCEPTED: "ok",
    RequestState.PARTLY: "ok",
    RequestState.DONE: "ok",
    RequestState.REFUSED: "danger",
    RequestState.SENT: "warn",
    RequestState.RECEIVED: "warn",
}


def state(kind: RequestKind, found: RequestState) -> str:
    """Return a state in the words of what was asked."""
    return str(SAID.get(kind, {}).get(found) or STATES[found])


def choice(kind: RequestKind, found: RequestState) -> str:
    """Return what an addressee says to bring a request to a state."""
    return str(OTHERS.get(found) or CHOICES[kind][found])


def tag(row: RequestRow, today: date) -> tuple[str, str]:
    """Return the state of a row of the ledger and its colour; an overdue answer comes before the state."""
    if row.is_overdue(today):
        return late(-row.days_left(today)), "danger"
    return state(row.kind, row.state), TAGS.get(row.state, "")


def tag_of(request: CouncilRequest, today: date) -> tuple[str, str]:
    """Return the same of a whole request."""
    if is_overdue(request, today):
        assert request.due_on is not None
        return late((today - request.due_on).days), "danger"
    return state(request.kind, request.state), TAGS.get(request.state, "")


def is_overdue(request: CouncilRequest, today: date) -> bool:
    """Tell whether the day of the answer has passed without one."""
    return request.state in ledger.WAITING and request.due_on is not None and request.due_on < today


def late(days: int) -> str:
    """Return how late an answer is."""
    return ngettext("Answer %(num)s day late", "Answer %(num)s days late", days)


def delay(row: RequestRow, today: date) -> str:
    """Return when the answer came, or by when it is due."""
    if row.days_taken is not None:
        return _after(row.days_taken, row.days_late)
    if row.state not in ledger.WAITING:
        return ""
    if row.is_overdue(today):
        return _("The answer was due on %(day)s.", day=format_day(row.due_on))
    return _("Answer due on %(day)s", day=format_day(row.due_on))


def _after(days: int, late: int) -> str:
    after = ngettext("Answered after %(num)s day", "Answered after %(num)s days", days)
    if not late:
        return after
    too_late = ngettext("%(num)s day too late", "%(num)s days too late", late)
    return _("%(after)s, %(late)s", after=after, late=too_late)


def taken(request: CouncilRequest) -> str:
    """Return after how long an answer came, and how late; empty while there is none."""
    days = ledger.days_taken(request.sent_at, request.answered_at)
    return "" if days is None else _after(days, ledger.days_late(request.due_on, request.answered_at))


def rule(request: CouncilRequest) -> str:
    """Return where the delay comes from."""
    if request.rule_source:
        return ngettext(
            "%(num)s day to answer. Source: %(source)s",
            "%(num)s days to answer. Source: %(source)s",
            request.answer_days,
            source=request.rule_source,
        )
    return ngettext(
        "%(num)s day to answer, counted by this site: the council’s charter sets no delay that we know of.",
        "%(num)s days to answer, counted by this site: the council’s charter sets no delay that we know of.",
        request.answer_days,
    )


def steps(request: CouncilRequest) -> list[tuple[RequestStep, str, date]]:
    """Return what was said, the last first: the step, its sentence and its day."""
    return [(each, step(request.kind, each), clock.day_of(each.at)) for each in reversed(request.steps)]


def step(kind: RequestKind, found: RequestStep) -> str:
    """Return one step as a sentence without its words: who, what."""
    if found.state is RequestState.SENT:
        return _("%(author)s sends it", author=found.author)
    if found.state is RequestState.WITHDRAWN:
        return _("%(author)s withdraws it", author=found.author)
    return _("%(author)s: %(state)s", author=found.author, state=_step_state(kind, found.state))


def _step_state(kind: RequestKind, found: RequestState) -> str:
    return _("received, the answer follows") if found is RequestState.RECEIVED else state(kind, found).lower()


def title(request: CouncilRequest) -> str:
    """Return a request as other pages call it."""
    number = ledger.label(request.year or 0, request.sequence or 0)
    return _("%(kind)s %(number)s: %(title)s", kind=KINDS[request.kind], number=number, title=request.title)


def question(request: CouncilRequest) -> str:
    """Return whom it asks and by when, for the addressee."""
    who = addressee_name(request)
    if request.due_on is None:
        return who
    return _("To: %(who)s. Answer due on %(day)s", who=who, day=format_day(request.due_on))


def preview(kind: RequestKind, name: str, answer: Answer) -> str:
    """Return the first line of an answer as it will be public."""
    author = f"{name} ({answer.function})" if answer.function else name
    return _("%(author)s: %(state)s", author=author, state=_step_state(kind, answer.state))
