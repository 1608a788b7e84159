"""Forms of the lines that people write into the minutes of a draw."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional, StopValidation

from participation.draws.forms import LONGEST_REASON, Needed
from participation.draws.models import LineKind, Quality, Withdrawal
from participation.draws.services.minutes import Line
from participation.kernel.forms import Form, NeededText, TextField

LONGEST_NAME = 200
QUALITY_WORDS = {
    Quality.ORGANISER: _l("Organiser"),
    Quality.READER: _l("Reader of the dice"),
    Quality.WITNESS: _l("Witness"),
    Quality.OFFICER: _l("Commissaire de justice"),
    Quality.ELECTED: _l("Elected official"),
    Quality.AGENT: _l("Public agent"),
    Quality.RESIDENT: _l("Resident"),
}
TOO_LONG = _l("Write at most 500 characters.")


class Short:
    """Let a text be empty, but not longer than the page can show."""

    def __init__(self, longest: int, sentence: Any) -> None:
        self.longest = longest
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") > self.longest:
            raise StopValidation(str(self.sentence))


class CorrectingForm(Form):
    """A line, which may replace an earlier one."""

    # A browser sends the hidden field of a new line empty.
    corrects = IntegerField(validators=[Optional()])


class PresentForm(CorrectingForm):
    """Somebody who was there."""

    quality = RadioField(
        _l("In what capacity is this person here?"),
        choices=[SelectChoice(quality.value, words) for quality, words in QUALITY_WORDS.items()],
        coerce=lambda value: value if value in list(Quality) else None,
        validate_choice=False,
        validators=[Needed(_l("Choose what this person is here for."))],
    )
    name = TextField(
        _l("Name"),
        description=_l("Leave this empty if the person does not want to be named in public."),
        validators=[Short(LONGEST_NAME, _l("Write at most 200 characters."))],
    )
    consent = BooleanField(_l("This person agrees that their name stands in the public minutes"))
    note = TextField(
        _l("More about this capacity"),
        description=_l("For example: sent by the prefect. No name here."),
        validators=[Short(LONGEST_REASON, TOO_LONG)],
    )

    def validate_consent(self, field: BooleanField) -> None:
        """A name without its owner's yes is not kept."""
        if self.name.data and not field.data:
            raise StopValidation(str(_l("Ask the person, then tick this box. Or leave the name empty.")))

    def line(self) -> Line:
        """Return the line that was typed, once it is valid."""
        return Line(
            LineKind.PRESENT,
            quality=Quality(self.quality.data),
            name=self.name.data or None,
            text=self.note.data or None,
            corrects=self.corrects.data,
        )


class IncidentForm(CorrectingForm):
    """Something that did not go as planned."""

    text = TextField(
        _l("What happened, and what was decided?"),
        description=_l(
            "Everybody can read this sentence. Name nobody. "
            "For example: a die fell off the table, it was thrown again."
        ),
        validators=[NeededText(_l("Write what happened in one sentence."), LONGEST_REASON, TOO_LONG)],
    )

    def line(self) -> Line:
        """Return the line that was typed, once it is valid."""
        return Line(LineKind.INCIDENT, text=self.text.data, corrects=self.corrects.data)


class CheckForm(CorrectingForm):
    """What the stand-alone program found on another computer."""

    holds = RadioField(
        _l("What does the program say at the end?"),
        choices=[SelectChoice("yes", _l("The draw holds")), SelectChoice("no", _l("The draw does not hold"))],
        validate_choice=False,
        validators=[Needed(_l("Choose what the program says."))],
    )
    text = TextField(
        _l("On which computer, by whom?"),
        description=_l(
            "Everybody can read this sentence. Name nobody. "
            "For example: the witness’s own computer, without network."
        ),
        validators=[Short(LONGEST_REASON, TOO_LONG)],
    )

    def validate_holds(self, field: RadioField) -> None:
        """Only the two answers shown count."""
        if field.data not in ("yes", "no"):
            raise StopValidation(str(_l("Choose what the program says.")))

    def line(self) -> Line:
        """Return the line that was typed, once it is valid."""
        return Line(
            LineKind.CHECK,
            holds=self.holds.data == "yes",
            text=self.text.data or None,
            corrects=self.corrects.data,
        )


class WithdrawForm(Form):
    """Why the text of a line goes."""

    why = RadioField(
        _l("Why is this text withdrawn?"),
        choices=[
            SelectChoice(Withdrawal.NAMES.value, _l("It lets somebody be recognised")),
            SelectChoice(Withdrawal.PRIVATE.value, _l("It tells of somebody’s private life")),
            SelectChoice(Withdrawal.MISTAKE.value, _l("It does not belong in these minutes")),
        ],
        validate_choice=False,
    )

    def validate_why(self, field: RadioField) -> None:
        """Only the reasons shown count."""
        if field.data not in [each.value for each in Withdrawal]:
            raise StopValidation(str(_l("Choose why.")))


FORMS: dict[LineKind, type[PresentForm | IncidentForm | CheckForm]] = {
    LineKind.PRESENT: PresentForm,
    LineKind.INCIDENT: IncidentForm,
    LineKind.CHECK: CheckForm,
}
