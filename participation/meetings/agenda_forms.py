"""Forms of agendas and backlogs: an item, a topic that anybody proposes, the team's answer, the end of a meeting."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.councils.forms import LinesField, Needed, choice, offer
from participation.draws.forms import NumberField
from participation.kernel.errors import RefusedError
from participation.kernel.forms import BaitMixin, Form, NeededText, TextField
from participation.kernel.i18n import format_short_day
from participation.meetings.models import AgendaItem, ItemKind, Meeting, Outcome, Proposer
from participation.meetings.services.backlog import Proposal
from participation.meetings.services.items import LONGEST_TITLE, ItemText

LONGEST_TEXT = 2000
MOST_MINUTES = 600
KEEP, REFUSE, PLAN = "keep", "refuse", "plan-"
KINDS: list[tuple[str, Any]] = [
    (ItemKind.INFORMATION.value, _l("Information")),
    (ItemKind.DEBATE.value, _l("Discussion")),
    (ItemKind.DECISION.value, _l("Decision to take")),
]
PROPOSERS: list[tuple[str, Any]] = [
    (Proposer.RESIDENT.value, _l("A resident")),
    (Proposer.MEMBER.value, _l("A member of the council")),
    (Proposer.TEAM.value, _l("The team")),
]
OUTCOMES: list[tuple[str, Any]] = [
    (Outcome.DONE.value, _l("Done")),
    (Outcome.OPEN.value, _l("Stays open: it comes back by itself to the next agenda")),
]
REFUSALS: dict[str, tuple[str, Any]] = {
    "agenda_full": ("", _l("This agenda holds %(most)s items: take one off first.")),
    "backlog_full": ("", _l("Too many topics wait for an answer at the moment. Try again later, or call us.")),
    "item_has_document": ("", _l("A file belongs to this item. Take the file away first.")),
    "no_reason": ("why", _l("Write why it is refused. Everybody can read this sentence.")),
    "outcome_missing": ("", _l("Say what became of item %(position)s.")),
    "state": ("", _l("The meeting is over, or cancelled: this can no longer be changed.")),
    "too_early": ("", _l("The meeting is on %(day)s: open it on that day.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


class TooLong:
    """Refuse a text that is longer than its place."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") > self.longest:
            raise StopValidation(str(_l("Shorten this text: %(most)s characters at most.", most=self.longest)))


class ItemForm(Form):
    """One item of an agenda."""

    title = TextField(
        _l("Title"), [NeededText(_l("Write what it is about."), LONGEST_TITLE, _l("Shorten this title."))]
    )
    kind = choice(_l("What is asked of the meeting?"), KINDS, _l("Choose one answer."))
    minutes = NumberField(
        _l("Length in minutes"), 1, MOST_MINUTES, validators=[Needed(_l("Write a length, such as 20."))]
    )
    speaker = TextField(_l("Who presents it (optional)"), [TooLong(LONGEST_TITLE)])
    text = LinesField(_l("What it is about (optional)"), [TooLong(LONGEST_TEXT)])
    confidential_reason = TextField(
        _l("Confidential? Then write why (optional)"),
        [TooLong(LONGEST_TITLE)],
        description=_l("The reason is public. What is said of this item stays out of the published minutes."),
    )

    def said(self, kind: ItemKind | None = None) -> ItemText:
        """Return what was typed."""
        return ItemText(
            kind=kind or ItemKind(self.kind.data),
            title=self.title.data or "",
            text=self.text.data or "",
            minutes=int(self.minutes.data),
            speaker=self.speaker.data or None,
            confidential_reason=self.confidential_reason.data or None,
        )


def as_typed(item: AgendaItem) -> dict[str, Any]:
    """Return an item as its form shows it."""
    return {
        "title": item.title,
        "kind": item.kind.value,
        "minutes": item.minutes,
        "speaker": item.speaker or "",
        "text": item.text,
        "confidential_reason": item.confidential_reason or "",
    }


class NotedTopicForm(Form):
    """A topic that somebody with an account writes down, for themselves or for whoever called."""

    title = TextField(
        _l("Your topic, in a few words"),
        [NeededText(_l("Write your topic in a few words."), LONGEST_TITLE, _l("Shorten this topic."))],
        description=_l("For example: more benches in the square"),
    )
    text = LinesField(
        _l("What should the council know? (optional)"),
        [TooLong(LONGEST_TEXT)],
        description=_l("Do not name other people here."),
    )
    name = TextField(
        _l("Your name (optional)"), [TooLong(LONGEST_TITLE)], description=_l("Never shown in public.")
    )
    contact = TextField(
        _l("How can we tell you the answer? (optional)"),
        [TooLong(LONGEST_TITLE)],
        description=_l("Telephone or e-mail. Never shown in public, erased a year after the answer."),
    )
    by = choice(_l("Whose topic is it?"), PROPOSERS, _l("Choose one answer."))

    def proposal(self) -> Proposal:
        """Return what was typed."""
        return Proposal(
            self.title.data or "", self.text.data or "", self.name.data or "", self.contact.data or ""
        )


class TopicForm(BaitMixin, NotedTopicForm):
    """A topic that anybody proposes, without an account and without a cookie."""

    class Meta(Form.Meta):
        """The page that holds it sets no cookie: no token of the session."""

        csrf = False

    by = None  # type: ignore[assignment]


class AnswerForm(Form):
    """What the team answers to a topic; its words can be mended so that they name nobody."""

    title = TextField(
        _l("Topic, as everybody will read it"),
        [NeededText(_l("Write the topic in a few words."), LONGEST_TITLE, _l("Shorten this topic."))],
    )
    text = LinesField(
        _l("Explanation, as everybody will read it (optional)"),
        [TooLong(LONGEST_TEXT)],
        description=_l("Take off what names or hurts somebody."),
    )
    answer = choice(_l("What do you answer?"), [], _l("Choose one answer."))
    why = TextField(
        _l("If it is refused: why?"),
        [TooLong(LONGEST_TITLE)],
        description=_l("Everybody can read this sentence."),
    )

    def offer(self, meetings: Sequence[Meeting]) -> None:
        """Offer the agendas that can take the topic."""
        put = _l("Put it on an agenda: %(title)s, %(day)s")
        agendas = [
            (f"{PLAN}{each.id}", str(put) % {"title": each.title, "day": format_short_day(each.starts_at)})
            for each in meetings
        ]
        offer(
            self.answer, [*agendas, (KEEP, _l("Keep it for a later meeting")), (REFUSE, _l("Refuse it, with a reason"))]
        )

    @property
    def meeting_id(self) -> int | None:
        """The meeting chosen, if any."""
        said = str(self.answer.data)
        return int(said.removeprefix(PLAN)) if said.startswith(PLAN) else None


def closing_form(items: Sequence[AgendaItem]) -> Any:
    """Return a form that asks what became of each item; nothing is chosen beforehand."""
    fields = {
        f"outcome_{item.id}": RadioField(
            f"{item.position}. {item.title}",
            [Needed(_l("Say what became of item %(position)s.", position=item.position))],
            choices=[SelectChoice(value, words) for value, words in OUTCOMES],
            validate_choice=False,
        )
        for item in items
    }
    return type("ClosingForm", (Form,), fields)()


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    params = {
        key: format_short_day(value) if isinstance(value, date) else value
        for key, value in refusal.params.items()
    }
    said = str(sentence) % params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)
