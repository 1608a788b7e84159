"""Forms of the minutes: what is written, corrections and their answers, approval, signature, rectification."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, StopValidation

from participation.kernel.forms import Form, NeededText, TextField
from participation.kernel.text import clean_lines
from participation.meetings.services.minutes import corrections, publishing
from participation.meetings.services.minutes.content import DISAGREEMENTS, INTRODUCTION, SUMMARY
from participation.meetings.services.minutes.writing import LONGEST, Draft, TextView, Typed

PARTS: dict[str, tuple[Any, Any]] = {
    INTRODUCTION: (_l("Introduction"), _l("Who opened the meeting, how it went. May stay empty.")),
    DISAGREEMENTS: (
        _l("Disagreements"),
        _l("What was not agreed on, each side in its own words. Names only of people who agree to it. May stay empty."),
    ),
    SUMMARY: (
        _l("Summary in plain words"),
        _l("Short sentences, usual words: one idea a sentence. Needed before the minutes are published."),
    ),
}
"""Name and hint of the texts that belong to no item."""
TOO_LONG = _l("Shorten this text: it may have 20,000 characters.")


class LinesField(TextAreaField):
    """Several lines of text, cleaned as they come in."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean_lines(valuelist[0])


def label_of(text: TextView) -> str:
    """Return what a text is called: its item's number and title, or the name of the part."""
    if text.item is None:
        return str(PARTS[text.key][0])
    return f"{text.item.position}. {text.item.title}"


def text_name(key: str) -> str:
    """Return the field of a text."""
    return "text_" + key.replace("-", "_")


def mark_name(key: str) -> str:
    """Return the field that says which text the page showed."""
    return "mark_" + key.replace("-", "_")


def writing_form(draft: Draft, **values: Any) -> Form:
    """Return the form of all texts that can still change, one box each."""
    fields: dict[str, Any] = {}
    for text in draft.texts:
        if text.key in draft.open_keys:
            hint = "" if text.item else PARTS[text.key][1]
            checks = [Length(max=LONGEST, message=TOO_LONG)]
            fields[text_name(text.key)] = LinesField(label_of(text), checks, description=hint, default=text.text)
            # No hidden field: those are made anew when a form comes back after a log-in; this says what was seen.
            fields[mark_name(text.key)] = StringField(default=text.mark)
    form: Form = type("WritingForm", (Form,), fields)(**values)
    return form


def typed_texts(form: Form, draft: Draft) -> Mapping[str, Typed]:
    """Return what was typed, by key."""
    return {
        key: Typed(form[text_name(key)].data or "", form[mark_name(key)].data or "")
        for key in draft.open_keys
        if text_name(key) in form and form[text_name(key)].raw_data
    }


def _chosen(sentence: Any) -> Any:
    def check(form: Form, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.choices or ()}:
            raise StopValidation(str(sentence))

    return check


class CorrectionForm(Form):
    """What somebody who was present proposes to change."""

    mandate = SelectField(
        _l("Who proposes it?"), [_chosen(_l("Choose who proposes this correction."))], validate_choice=False
    )
    item = SelectField(
        _l("Where?"), [_chosen(_l("Choose the part of the minutes that it is about."))], validate_choice=False
    )
    text = LinesField(
        _l("What should be said instead?"),
        [
            NeededText(
                _l("Write what should be said instead."),
                corrections.LONGEST,
                _l("Shorten this text: 2,000 characters."),
            )
        ],
        description=_l("Everybody can read it once the minutes are published. Name nobody who does not agree to it."),
    )

    def offer(self, mandates: Sequence[tuple[int, str]], places: Sequence[tuple[str, str]]) -> None:
        """Say who can propose, and where."""
        self.mandate.choices = [("", "")] * (len(mandates) != 1) + [(str(number), words) for number, words in mandates]
        self.item.choices = [("", ""), *places]


class AnswerForm(Form):
    """Why a correction is refused, or what was made of it."""

    answer = LinesField(
        _l("Your answer"),
        [Length(max=corrections.LONGEST, message=_l("Shorten this text: 2,000 characters."))],
        description=_l("Needed to refuse. Everybody can read it once the minutes are published."),
    )
    act = HiddenField()

    def is_accepted(self) -> bool:
        """Tell whether the button to accept was pressed."""
        return bool(self.act.data == "accept")


class ApproveForm(Form):
    """Which meeting approved them."""

    meeting = SelectField(
        _l("Which meeting approved them?"), [_chosen(_l("Choose the meeting."))], validate_choice=False
    )


class SignForm(Form):
    """In what capacity one signs."""

    quality = TextField(
        _l("In what capacity do you sign?"),
        [
            NeededText(
                _l("Write in what capacity you sign, for example: secretary of the meeting."), publishing.LONGEST_REASON
            )
        ],
        description=_l("For example: secretary of the meeting. Everybody can read it; do not write your name."),
    )
    digest = HiddenField()


class RectifyForm(Form):
    """One text of published minutes, and why it changes."""

    text = LinesField(_l("The text"), [Length(max=LONGEST, message=TOO_LONG)])
    mark = StringField()
    why = TextField(
        _l("Why does it change?"),
        [
            NeededText(
                _l("Write why in one sentence."), publishing.LONGEST_REASON, _l("Shorten this reason: 200 characters.")
            )
        ],
        description=_l("Everybody can read this sentence, beside what changed."),
    )
