"""The staff's forms. What services refuse is said by `refusals`."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.bodies.models import EndReason, Gender, MandateRole, Origin
from participation.councils import words
from participation.councils.models import RuleKey
from participation.councils.rules import Rule
from participation.kernel.days import DayField
from participation.kernel.forms import Form, NeededText, TextField

DAY_HINT = _l("For example: 27 March 2027")
LONGEST_PRESENTATION = 5000
NO_ANSWER = "none"
BIRTH_YEARS = range(1900, 2100)


class Needed:
    """Ask for an answer, in the field's own sentence, unless what was given already has one."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        missing = field.data is None or field.data == ""
        if not missing and isinstance(field, RadioField | SelectField):
            offered: Iterable[Any] = field.choices or ()
            missing = field.data not in {str(answer.value) for answer in offered}
        if missing and not field.process_errors:
            raise StopValidation(str(self.sentence))


def offer(field: SelectField, answers: Iterable[tuple[str, Any]]) -> None:
    """Set the answers that a field offers, each a value and its words."""
    field.choices = [SelectChoice(value, words_of_it) for value, words_of_it in answers]


def choice(label: Any, answers: Iterable[tuple[str, Any]], sentence: Any, **options: Any) -> RadioField:
    """Return one answer of a few, whose refusal says how to mend it."""
    choices = [SelectChoice(value, words_of_it) for value, words_of_it in answers]
    return RadioField(label, [Needed(sentence)], choices=choices, validate_choice=False, **options)


def day(label: Any, sentence: Any, hint: Any = DAY_HINT) -> DayField:
    """Return a day that must be given."""
    return DayField(label, [Needed(sentence)], description=hint)


class CountField(StringField):
    """A whole number from 0; what was typed stays in the field when it is none."""

    data: Any
    sentence = _l("Write a number from 0 to 200, in figures.")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        is_count = text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 200
        self.data = int(text) if is_count else None
        if self.data is None:
            raise ValueError(str(self.sentence))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class LinesField(TextAreaField):
    """Several lines of text, without control characters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").replace("\r\n", "\n").replace("\r", "\n")
        self.data = "".join(c for c in text if c in "\n\t" or c.isprintable()).strip()


class CouncilForm(Form):
    """Found a council."""

    neighbourhood = SelectField(
        _l("Neighbourhood"), [Needed(_l("Choose a neighbourhood."))], validate_choice=False
    )
    residents_drawn = CountField(_l("Residents’ seats drawn by lot"))
    residents_volunteer = CountField(_l("Residents’ seats for volunteers"))
    local_actors = CountField(_l("Seats of associations and local actors"))
    opened_on = day(_l("Since when the council exists"), _l("Write the day from which the council exists."))


class SeatForm(Form):
    """Open one more seat."""

    origin = choice(
        _l("Which seat?"),
        [(origin.value, words.SEAT_ORIGINS[origin]) for origin in Origin],
        _l("Choose which seat you open."),
    )
    opened_on = day(_l("Since when the seat exists"), _l("Write the day from which the seat exists."))
    after = HiddenField()
    """The last seat's number when the page was made: sent twice, the form opens one seat."""


class CloseSeatForm(Form):
    """Close an empty seat."""

    closed_on = day(_l("Day the seat is closed"), _l("Write the day on which the seat is closed."))


class DesignationForm(Form):
    """Somebody is designated by an association."""

    association = TextField(
        _l("Association or local actor"),
        [NeededText(_l("Write the name of the association."), too_long=_l("Shorten this name."))],
    )
    name = TextField(
        _l("First name and last name"),
        [NeededText(_l("Write the person’s name."), 100, _l("Shorten this name to 100 characters."))],
    )
    birth_year = TextField(_l("Year of birth"), description=_l("Four figures. It tells apart two people."))
    gender = choice(
        _l("Gender"),
        [
            (Gender.FEMALE.value, _l("A woman")),
            (Gender.MALE.value, _l("A man")),
            (Gender.OTHER.value, _l("Other")),
            (NO_ANSWER, _l("No answer")),
        ],
        _l("Choose an answer, or « No answer »."),
        description=_l("As the person says. It counts women and men; nobody is named by it."),
    )
    publishes_name = BooleanField(
        _l("The person agrees to be named on public pages"),
        description=_l("Without this agreement, public pages only show the association and the seat."),
    )
    role = choice(
        _l("In which role?"),
        [(role.value, words.ROLES[role]) for role in MandateRole],
        _l("Choose holder or substitute."),
    )
    act = TextField(
        _l("Act of designation"),
        [NeededText(_l("Write which document designates the person."), too_long=_l("Shorten this text."))],
        description=_l("For example: letter from the association’s chair, minutes of its board."),
    )
    designated_on = day(_l("Day of the act"), _l("Write the day of the act."))
    starts_on = day(_l("First day of the term"), _l("Write the first day of the term."))
    ends_on = day(_l("Last day of the term"), _l("Write the last day of the term."))

    def validate_birth_year(self, field: Any) -> None:
        """Accept nothing or a year."""
        text = field.data or ""
        is_year = text.isascii() and text.isdigit() and len(text) == 4 and int(text) in BIRTH_YEARS
        if text and not is_year:
            raise StopValidation(str(_l("Write the year of birth in four figures, such as 1987.")))


LEAVING = [reason for reason in EndReason if reason is not EndReason.TERM]
"""The term ends by itself: nobody records it."""


class DepartureForm(Form):
    """Somebody leaves a seat."""

    mandate = choice(_l("Who leaves?"), [], _l("Choose who leaves."))
    reason = choice(
        _l("Why?"),
        [(reason.value, words.END_REASONS[reason]) for reason in LEAVING],
        _l("Choose a reason."),
        description=_l("The reason stays between the people who work for the council."),
    )
    left_on = day(_l("Day the seat was left"), _l("Write the day on which the seat was left."))


class PresentationForm(Form):
    """What the council says of itself."""

    presentation = LinesField(
        _l("The council in a few words"),
        description=_l("An empty line makes a paragraph. **Two stars** make bold, [words](address) a link."),
    )

    def validate_presentation(self, field: Any) -> None:
        """Keep it short."""
        if len(field.data or "") > LONGEST_PRESENTATION:
            raise StopValidation(str(_l("Shorten this text to 5,000 characters.")))


class RuleForm(Form):
    """A rule of the council's own."""

    value: Any = TextField()
    source = TextField(
        _l("Document that sets it"),
        [NeededText(_l("Write the document that sets this rule."), too_long=_l("Shorten this text."))],
        description=_l("For example: the council’s internal rules, article 4"),
    )
    source_on = day(_l("Day of the document"), _l("Write the day of the document."))
    starts_on = day(_l("From when it holds"), _l("Write the day from which the rule holds."))


class DesignationRuleForm(RuleForm):
    """How residents are designated: one of three."""

    value = choice(words.RULE_NAMES[RuleKey.DESIGNATION], words.DESIGNATIONS.items(), _l("Choose how."))


RULE_HINTS = {
    RuleKey.SIZE: _l("A number of seats"),
    RuleKey.RESIDENTS_SHARE: _l("How many members out of 100 are residents at least, such as 50"),
    RuleKey.PARITY: _l("Greatest difference between women and men, such as 1"),
    RuleKey.TERM: _l("In months: 36 for three years"),
    RuleKey.EXCLUDED: _l("In a few words"),
    RuleKey.LEAST_AGE: _l("In years"),
    RuleKey.MEMBERS_PUBLISHED: _l("In a few words"),
}


def rule_form(key: RuleKey, known: Rule | None) -> RuleForm:
    """Return the form of one rule, with the value that holds today."""
    value = known.value if known else None
    if key is RuleKey.DESIGNATION:
        return DesignationRuleForm(value=value)
    if key is RuleKey.RESIDENTS_SHARE and value:
        value = f"{100 * float(value):g}"
    form = RuleForm(value=value)
    form.value.label.text = words.RULE_NAMES[key]
    form.value.description = RULE_HINTS[key]
    return form


class OrderForm(Form):
    """A recognition order."""

    reference = TextField(
        _l("Reference of the order"),
        [NeededText(_l("Write the reference of the order."), too_long=_l("Shorten this reference."))],
        description=_l("For example: order of the prefect no. 2026-114"),
    )
    signed_on = day(_l("Day it was signed"), _l("Write the day on which the order was signed."))
    file = FileField(
        _l("Signed document"),
        description=_l("A PDF file of 2 MB at most. It names members: public pages do not show it."),
    )


class TeamForm(Form):
    """An account that works for the council."""

    email = TextField(
        _l("E-mail address of the account"), [NeededText(_l("Write the address of an account."), 254)]
    )
