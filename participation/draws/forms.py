"""Forms of the staff's pages of a draw."""

import re
from datetime import UTC, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.draws.services.answers import AnswerKind
from participation.draws.services.categories import BY_GENDER, GENDER
from participation.draws.services.drafting import MOST_DICE, Draft
from participation.kernel.clock import PARIS
from participation.kernel.days import DayField
from participation.kernel.forms import Form, NeededText, TextField, clean
from participation.sortition.contributions import FACES, MIN_DICE

CLOCK = re.compile(r"(\d{1,2}) ?(?:h|:|\.) ?(\d{2})?")
LONGEST_REASON = 500
GENDER_WORDS = {"F": _l("Women"), "M": _l("Men"), "X": _l("Other or no answer")}


class Needed:
    """Ask for an answer, in the sentence given; a reading that failed has said its own."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if field.data in (None, "", []) and not field.process_errors:
            raise StopValidation(str(self.sentence))


class HourField(StringField):
    """An hour of the day: « 18 h 30 », « 18:30 », « 18h »."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0] if valuelist else "").casefold()
        self.data = None
        if not text:
            return
        found = CLOCK.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
        if hour > 23 or minute > 59:
            raise ValueError(str(_l("Write the hour like this: 18:30.")))
        self.data = time(hour, minute)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.hour}:{self.data.minute:02d}" if self.data else ""


class NumberField(StringField):
    """A whole number between two limits; what was typed stays in the field when it is none."""

    data: Any

    def __init__(self, label: Any, least: int, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        is_number = text.isascii() and text.isdigit() and len(text) <= 5
        self.data = int(text) if is_number and self.least <= int(text) <= self.most else None
        if text and self.data is None:
            sentence = _l(
                "Write a whole number from %(least)d to %(most)d.", least=self.least, most=self.most
            )
            raise ValueError(str(sentence))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class SeatsField(SelectMultipleField):
    """Seats to tick; one that was taken since the page was shown asks to choose again."""

    def process_formdata(self, valuelist: list[str]) -> None:
        # What is no number is no seat shown: the check of the choices says so.
        self.data = [int(text) if text.isascii() and text.isdigit() else 0 for text in valuelist]

    def pre_validate(self, form: Any) -> None:
        shown = {choice.value for choice in self.choices or ()}  # type: ignore[union-attr]
        if not set(self.data or ()) <= shown:
            raise StopValidation(str(_l("A seat is no longer free. Choose again.")))


class PublicReasonField(TextField):
    """Why something announced changes or stops, in one public sentence."""

    def __init__(self, label: Any, **options: Any) -> None:
        options.setdefault("description", _l("Everybody can read this sentence."))
        sentence, too_long = _l("Write the reason in one sentence."), _l("Write at most 500 characters.")
        super().__init__(label, validators=[NeededText(sentence, LONGEST_REASON, too_long)], **options)


GENDER_CODES = tuple(value.code for value in BY_GENDER.values)


class QuotaMixin:
    """Least and most seats for each gender; all empty means no quota."""

    F_least = NumberField(_l("Women, at least"), 0, 999)
    F_most = NumberField(_l("Women, at most"), 0, 999)
    M_least = NumberField(_l("Men, at least"), 0, 999)
    M_most = NumberField(_l("Men, at most"), 0, 999)
    X_least = NumberField(_l("Other or no answer, at least"), 0, 999)
    X_most = NumberField(_l("Other or no answer, at most"), 0, 999)

    def quotas(self, seats: int) -> dict[str, dict[str, tuple[int, int]]]:
        """Return the quotas typed; an empty box is 0 at least, or all the seats at most."""
        pairs = {value: (self._box(value, "least"), self._box(value, "most")) for value in GENDER_CODES}
        if all(least is None and most is None for least, most in pairs.values()):
            return {}
        return {
            GENDER: {
                value: (0 if least is None else least, seats if most is None else most)
                for value, (least, most) in pairs.items()
            }
        }

    def show_quotas(self, quotas: dict[str, dict[str, list[int]]]) -> None:
        """Fill the boxes from a draw's quotas."""
        for value, (least, most) in quotas.get(GENDER, {}).items():
            getattr(self, f"{value}_least").data = least
            getattr(self, f"{value}_most").data = most

    def _box(self, value: str, side: str) -> int | None:
        number: int | None = getattr(self, f"{value}_{side}").data
        return number


class SessionMixin:
    """Where and when the chance takes place."""

    place = TextField(
        _l("Where does the draw take place?"),
        description=_l("A place open to everybody."),
        validators=[NeededText(_l("Write where people come to see the draw."))],
    )
    day = DayField(
        _l("Day of the draw"),
        description=_l("For example: 27/3/2027"),
        validators=[Needed(_l("Write the day of the draw."))],
    )
    hour = HourField(
        _l("Hour of the draw"),
        description=_l("For example: 18:30"),
        validators=[Needed(_l("Write the hour."))],
    )

    def instant(self) -> datetime:
        """Return the day and hour typed, once they are valid."""
        return datetime.combine(self.day.data, self.hour.data, tzinfo=PARIS).astimezone(UTC)


class DraftForm(SessionMixin, QuotaMixin, Form):
    """What a facilitator decides before the announcement."""

    title = TextField(
        _l("Title of the draw"), validators=[NeededText(_l("Write a title, of at most 200 characters."))]
    )
    seats = SeatsField(
        _l("Seats to fill"), coerce=int, validators=[Needed(_l("Choose at least one seat."))]
    )
    words = BooleanField(_l("People in the room also give words, before the dice"))
    sides = RadioField(
        _l("Which dice are thrown?"),
        choices=[SelectChoice(str(sides), _l("Dice with %(sides)s sides", sides=sides)) for sides in FACES],
        validate_choice=False,
    )
    dice = NumberField(
        _l("How many dice are thrown?"),
        MIN_DICE,
        MOST_DICE,
        validators=[Needed(_l("Write how many dice: at least 20."))],
    )
    claims_days = NumberField(
        _l("Days left to people to check that they are in the list"),
        0,
        90,
        validators=[Needed(_l("Write how many days."))],
    )
    one_per_household = BooleanField(
        _l("One person at most of each dwelling can be drawn"),
        description=_l(
            "It holds for people of lists with addresses. Of people who signed up no address is kept: two of one "
            "dwelling can both be drawn. In a building, addresses without a flat number count as one dwelling."
        ),
    )
    lists_only = BooleanField(_l("Only people of imported lists are drawn, without the sign-ups"))
    rehearsal = BooleanField(_l("This is a rehearsal: the result will not count"))

    def draft(self) -> Draft:
        """Return what was typed, once it is valid."""
        seat_ids = list(self.seats.data or [])
        return Draft(
            title=self.title.data or "",
            seat_ids=seat_ids,
            place=self.place.data or "",
            entropy_for=self.instant(),
            has_words=bool(self.words.data),
            dice=self.dice.data,
            sides=int(self.sides.data) if str(self.sides.data).isdigit() else 0,
            quotas=self.quotas(len(seat_ids)),
            claims_days=self.claims_days.data,
            is_rehearsal=bool(self.rehearsal.data),
            one_per_household=bool(self.one_per_household.data),
            takes_sign_ups=not self.lists_only.data,
        )


class RuleForm(QuotaMixin, Form):
    """A change of the rule, before sealing, with its reason."""

    seats = SeatsField(
        _l("Seats to fill"), coerce=int, validators=[Needed(_l("Choose at least one seat."))]
    )
    why = PublicReasonField(_l("Why does the rule change?"))


class PostponeForm(SessionMixin, Form):
    """Another day, hour or place for an announced draw, and why."""

    reason = PublicReasonField(_l("Why does it change?"))


class ActForm(Form):
    """Agreement to an act, on what was shown."""

    shown = HiddenField()


class ReasonForm(Form):
    """Why a draw is given up."""

    reason = PublicReasonField(
        _l("Why is this draw given up?"),
        description=_l("Everybody can read this sentence once a second person confirms."),
    )


class WordsForm(Form):
    """Words given by the room."""

    item = IntegerField()
    attempt = IntegerField()
    words = TextAreaField(
        _l("Words, in the order they are given"),
        description=_l(
            "One word or several. Put a space between two words. Leave this empty if nobody gives one."
        ),
    )


class DiceForm(Form):
    """One person's reading of the dice."""

    item = IntegerField()
    attempt = IntegerField()
    start = IntegerField()
    """Position of the first die typed, from 0; the next one where it is not said."""
    dice = StringField(
        _l("The next die, or several in the order thrown"),
        validators=[NeededText(_l("Type what the die shows."), 400)],
    )


class AnswerForm(Form):
    """What a signed paper says of somebody called."""

    index = IntegerField()
    answer = RadioField(
        choices=[SelectChoice(kind.value, kind.value) for kind in AnswerKind], validate_choice=False
    )
    sure = BooleanField()


class TermForm(Form):
    """First and last day of the mandates that begin."""

    starts_on = DayField(
        _l("First day of the mandates"), validators=[Needed(_l("Write the first day of the mandates."))]
    )
    ends_on = DayField(
        _l("Last day of the mandates"),
        description=_l("For example: 26/3/2030"),
        validators=[Needed(_l("Write the last day of the mandates."))],
    )
