"""Forms of requests: the team's draft, an answer, an answer on paper, what follows, a withdrawal, a rule of delay."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import StopValidation

from participation.councils.forms import LinesField, Needed, choice, day, offer
from participation.kernel import clock
from participation.kernel.days import DayField
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.kernel.i18n import format_short_day
from participation.meetings.agenda_forms import TooLong
from participation.meetings.record_forms import number
from participation.meetings.services.numbering import label
from participation.representation import request_words
from participation.representation.models import Adoption, CouncilRequest, RequestKind, RequestState
from participation.representation.request_words import ADOPTIONS, KINDS
from participation.representation.services import answering, requests
from participation.representation.services.answering import Answer
from participation.representation.services.request_reading import Offered
from participation.representation.services.requests import NewRequest

BODY, INSTITUTION = "body-", "institution-"
LONGEST_LABEL = 200
LONGEST_FUNCTION = 80
TYPED_DAY = _l("For example: 27/3/2027")
REFUSALS: dict[str, tuple[str, Any]] = {
    "action": ("action", _l("Choose an action of this council.")),
    "addressee": ("addressee", _l("Choose whom the council asks.")),
    "author": ("function", _l("Shorten this function.")),
    "backlog_full": ("", _l("Too many topics wait at this body. Answer some of them first.")),
    "changed": ("", _l("Somebody saved this draft meanwhile. Open it again, then write your change.")),
    "days": ("days", _l("Write a number of days from 1 to %(most)s, in figures.")),
    "decision": ("decision", _l("Choose a decision of this very meeting, or none.")),
    "dissolved": ("addressee", _l("This body ended on %(day)s. Choose another addressee.")),
    "document": ("document", _l("Choose a document in the list, or none.")),
    "draft": ("", _l("It is not sent yet: send it first.")),
    "link": ("", _l("This link no longer takes an answer. Ask the council’s team for a new one.")),
    "long": ("text", _l("Shorten this text to %(most)s characters.")),
    "nobody": ("", _l("No e-mail address is known for this addressee. Hand the request over on paper.")),
    "meeting": ("meeting", _l("Choose a meeting of this council that has taken place.")),
    "not_theirs": ("state", _l("Choose one of the answers shown.")),
    "on_before": ("on", _l("The last step is of %(day)s. Choose that day or a later one.")),
    "on_to_come": ("on", _l("This day is still to come. Write the day on which the answer came.")),
    "reasons": ("text", _l("Write your reasons. A refusal without reasons cannot be published.")),
    "source_to_come": ("source_on", _l("This day is still to come. Write the day of the document.")),
    "state": ("", _l("This request has gone on since this page was shown. Look at where it stands now.")),
    "text": ("text", _l("Write your answer. Everybody can read it.")),
    "title": ("title", _l("Write a title of at most 120 characters.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    params = {
        key: format_short_day(value) if isinstance(value, date) else value for key, value in refusal.params.items()
    }
    said = str(sentence) % params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)


class RequestForm(Form):
    """A draft."""

    kind = choice(_l("What does the council send?"), list(KINDS.items()), _l("Choose one answer."))
    title = TextField(
        _l("Title"),
        [NeededText(_l("Write a title of at most 120 characters."), requests.LONGEST_TITLE)],
        description=_l("A few words that can be read alone."),
    )
    text = LinesField(
        _l("What the council says"),
        [NeededText(_l("Write what the council asks or says."), requests.LONGEST, _l("Shorten this text."))],
        description=_l("In public, once sent. Name nobody."),
    )
    addressee = SelectField(_l("To whom?"), [Needed(_l("Choose whom the council asks."))], validate_choice=False)
    meeting = SelectField(
        _l("Which meeting adopted it?"),
        [Needed(_l("Choose a meeting of this council that has taken place."))],
        validate_choice=False,
    )
    decision = SelectField(_l("Which decision of the minutes? (optional)"), validate_choice=False)
    adoption = choice(_l("How was it adopted?"), list(ADOPTIONS.items()), _l("Choose one answer."))
    minority = LinesField(
        _l("What those who did not agree want to be read (optional)"), [TooLong(requests.LONGEST)]
    )
    about = TextField(
        _l("On which document, which version? (optional)"),
        [TooLong(LONGEST_LABEL)],
        description=_l("For example: draft of the charter, version of 3 March 2027"),
    )
    document = SelectField(_l("The same document on this site (optional)"), validate_choice=False)
    seen = HiddenField()

    def offer_all(self, found: Offered) -> None:
        """Offer addressees, meetings, decisions and documents."""
        none = [("", str(_l("None")))]
        choose = [("", str(_l("Choose")))]
        offer(
            self.addressee,
            choose
            + [(f"{BODY}{key}", name) for key, name in found.bodies]
            + [(f"{INSTITUTION}{key}", name) for key, name in found.institutions],
        )
        held = [(each, format_short_day(clock.day_of(each.starts_at))) for each in found.meetings]
        offer(self.meeting, choose + [(str(each.id), f"{on} · {each.title}") for each, on in held])
        decided = [(str(d.id), f"{label(d.year, d.number)} · {shortened(d.text)}") for d in found.decisions]
        offer(self.decision, none + decided)
        papers = [(str(paper.id), paper.title) for paper in found.documents]
        offer(self.document, [("", str(_l("No document"))), *papers])

    def version_seen(self) -> int:
        """Return the version of the draft that the page showed; -1 where it says none."""
        return number(self.seen.data) if self.seen.data else -1

    def new(self) -> NewRequest:
        """Return what was typed, once it is valid."""
        addressee = self.addressee.data or ""
        return NewRequest(
            kind=RequestKind(self.kind.data),
            title=self.title.data or "",
            text=self.text.data or "",
            meeting_id=number(self.meeting.data),
            adoption=Adoption(self.adoption.data),
            body_id=number(addressee.removeprefix(BODY)) if addressee.startswith(BODY) else None,
            institution_id=number(addressee.removeprefix(INSTITUTION)) if addressee.startswith(INSTITUTION) else None,
            decision_id=number(self.decision.data) if self.decision.data else None,
            minority=self.minority.data or "",
            about=self.about.data or "",
            document_id=number(self.document.data) if self.document.data else None,
        )

    @staticmethod
    def typed(request: CouncilRequest) -> dict[str, Any]:
        """Return a draft as its form shows it."""
        to_body = request.body_id is not None
        return {
            "kind": request.kind.value,
            "title": request.title,
            "text": request.text,
            "addressee": f"{BODY}{request.body_id}" if to_body else f"{INSTITUTION}{request.institution_id}",
            "meeting": str(request.meeting_id),
            "decision": str(request.decision_id or ""),
            "adoption": request.adoption.value,
            "minority": request.minority,
            "about": request.about,
            "document": str(request.document_id or ""),
            "seen": str(request.version),
        }


def shortened(text: str, most: int = 90) -> str:
    """Return the beginning of a text, for a list."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class AnswerForm(Form):
    """An answer: one choice, one text."""

    state = choice(_l("What do you answer?"), [], _l("Choose one of the answers shown."))
    text = LinesField(
        _l("In a few words"),
        [TooLong(answering.LONGEST)],
        description=_l("Everybody can read this text. A refusal gives its reasons."),
    )
    function = TextField(
        _l("Your function (optional)"),
        [TooLong(LONGEST_FUNCTION)],
        description=_l("In public, without your name. For example: head of the housing department"),
    )
    seen = HiddenField()

    def show(self, request: CouncilRequest) -> None:
        """Keep where the request stands on the page that is shown: an answer to anything else is not taken."""
        self.seen.data = str(request.version)

    def offer_states(self, request: CouncilRequest, states: Iterable[RequestState]) -> None:
        """Offer what may follow now, in the words of what was asked."""
        offer(self.state, [(state.value, request_words.choice(request.kind, state)) for state in states])

    def validate_text(self, field: Any) -> None:
        """Ask for words, and for reasons where the answer is no."""
        if self.state.data == RequestState.RECEIVED.value or (field.data or "").strip():
            return
        code = "reasons" if self.state.data == RequestState.REFUSED.value else "text"
        raise StopValidation(str(REFUSALS[code][1]))

    def answer(self) -> Answer:
        """Return what was typed, once it is valid."""
        seen = number(self.seen.data) if self.seen.data else -1
        return Answer(RequestState(self.state.data), self.text.data or "", self.function.data or "", seen)


class PaperForm(AnswerForm):
    """An answer that came by letter, or was said at a meeting."""

    on = day(_l("On which day did it come?"), _l("Write the day on which the answer came."), TYPED_DAY)


class FollowForm(Form):
    """What follows from an answer."""

    action = SelectField(_l("Action that follows from it"), validate_choice=False)
    review_on = DayField(_l("When does the council look at it again? (optional)"), description=TYPED_DAY)

    def offer_actions(self, answers: Sequence[tuple[str, str]]) -> None:
        """Offer actions, and none."""
        offer(self.action, [("", str(_l("None"))), *answers])


class WithdrawForm(Form):
    """Why a council takes its request back."""

    text = LinesField(
        _l("Why does the council withdraw it?"),
        [NeededText(_l("Write why. Everybody can read it."), 1000, _l("Shorten this text."))],
        description=_l("In public. Name nobody."),
    )


class AnswerRuleForm(Form):
    """How many days the charter leaves for an answer."""

    days = TextField(_l("Days to answer"), [NeededText(_l("Write a number of days, in figures."), 3)])
    source = TextField(
        _l("Document that sets it"),
        [NeededText(_l("Write the document that sets this rule."), too_long=_l("Shorten this text."))],
        description=_l("For example: local charter of the councils, article 6"),
    )
    source_on: DayField = day(_l("Day of the document"), _l("Write the day of the document."), TYPED_DAY)
    starts_on: DayField = day(_l("From when it holds"), _l("Write the day from which the rule holds."), TYPED_DAY)

    def number_of_days(self) -> int:
        """Return the days typed; 0 where no number was."""
        return number(self.days.data)


class PlainForm(Form):
    """A button."""
