"""The team's forms of a meeting, its sendings and its rules."""

from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.councils.forms import LinesField, Needed, day
from participation.draws.forms import HourField
from participation.kernel.clock import PARIS
from participation.kernel.days import DayField
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.kernel.i18n import format_short_day
from participation.meetings.models import Meeting, MeetingRuleKey
from participation.meetings.services.meetings import Plan
from participation.meetings.services.series import MOST, Rhythm

LONGEST = 1000
ONCE = "once"
RHYTHMS: list[tuple[str, Any]] = [
    (ONCE, _l("Once")),
    (Rhythm.WEEK.value, _l("Each week")),
    (Rhythm.TWO_WEEKS.value, _l("Each two weeks")),
    (Rhythm.MONTH.value, _l("Each month, on the same weekday")),
    (Rhythm.TWO_MONTHS.value, _l("Each two months, on the same weekday")),
    (Rhythm.THREE_MONTHS.value, _l("Each three months, on the same weekday")),
]


class MeetingForm(Form):
    """When and where a meeting is, and what helps people come."""

    title = TextField(
        _l("Title"),
        [NeededText(_l("Write what the meeting is called."), too_long=_l("Shorten this title."))],
        description=_l("For example: Meeting of the council"),
    )
    day = day(_l("Day"), _l("Write the day of the meeting."), _l("For example: 27/3/2027"))
    hour = HourField(
        _l("Begins at"), [Needed(_l("Write the hour at which it begins."))], description=_l("For example: 18:30")
    )
    end_hour = HourField(
        _l("Ends at"), [Needed(_l("Write the hour at which it ends."))], description=_l("For example: 20:30")
    )
    place = TextField(
        _l("Place"),
        [NeededText(_l("Write where the meeting is."), too_long=_l("Shorten this place."))],
        description=_l("For example: neighbourhood house, blue room"),
    )
    address = TextField(
        _l("Address"), [NeededText(_l("Write the address."), too_long=_l("Shorten this address."))]
    )
    access = LinesField(
        _l("How to come in"),
        description=_l(
            "Step-free way, lift, bus. Nothing known yet? Write « not known yet »: people need to know that too."
        ),
    )
    childcare = LinesField(
        _l("Children"), description=_l("What is offered during the meeting. Leave empty if nothing is.")
    )
    language_help = LinesField(
        _l("Languages"), description=_l("Interpreters, also in sign language. Leave empty if none.")
    )
    is_open = BooleanField(_l("Residents who are not members may come and listen"))

    def validate_access(self, field: Any) -> None:
        """Never empty: whoever needs a lift must not have to ask."""
        if not field.data:
            raise StopValidation(str(_l("Write how one comes in, or « not known yet ».")))
        check_length(field)

    def validate_childcare(self, field: Any) -> None:
        """Keep it short."""
        check_length(field)

    def validate_language_help(self, field: Any) -> None:
        """Keep it short."""
        check_length(field)

    def plan(self) -> Plan:
        """Return what was typed, once it is valid."""
        return Plan(
            title=self.title.data or "",
            starts_at=self._instant(self.hour.data),
            ends_at=self._instant(self.end_hour.data),
            place=self.place.data or "",
            address=self.address.data or "",
            access=self.access.data or "",
            childcare=self.childcare.data or "",
            language_help=self.language_help.data or "",
            is_open=bool(self.is_open.data),
        )

    def _instant(self, hour: time) -> datetime:
        return datetime.combine(self.day.data, hour, tzinfo=PARIS).astimezone(UTC)


class NewMeetingForm(MeetingForm):
    """One meeting, or a series."""

    rhythm = SelectField(
        _l("How often?"),
        choices=[SelectChoice(value, words) for value, words in RHYTHMS],
        validate_choice=False,
        default=ONCE,
    )
    count = TextField(
        _l("How many meetings in the series?"),
        description=_l("From 2 to %(most)s. Leave empty for one meeting.", most=MOST),
    )

    def validate_rhythm(self, field: Any) -> None:
        """Ask for one of those offered."""
        if field.data not in dict(RHYTHMS):
            raise StopValidation(str(_l("Choose how often.")))

    def validate_count(self, field: Any) -> None:
        """Ask for a number where there is a series."""
        text = field.data or ""
        is_count = text.isascii() and text.isdigit() and len(text) < 3 and 2 <= int(text) <= MOST
        if self.rhythm.data != ONCE and not is_count:
            raise StopValidation(str(_l("Write a number from 2 to %(most)s, in figures.", most=MOST)))


def check_length(field: Any) -> None:
    """Refuse a text that no letter could hold."""
    if len(field.data or "") > LONGEST:
        raise StopValidation(str(_l("Shorten this text to 1,000 characters.")))


def as_typed(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting as its form shows it."""
    starts, ends = (instant.astimezone(PARIS) for instant in (meeting.starts_at, meeting.ends_at))
    names = ("title", "place", "address", "access", "childcare", "language_help", "is_open")
    return {name: getattr(meeting, name) for name in names} | {
        "day": starts.date(),
        "hour": starts.time(),
        "end_hour": ends.time(),
    }


class CancelForm(Form):
    """Why a meeting is cancelled."""

    reason = TextField(
        _l("Why is it cancelled?"),
        [NeededText(_l("Write why: the reason is public."), too_long=_l("Shorten this reason."))],
        description=_l("In public. Name nobody."),
    )


class SendForm(Form):
    """A button that sends."""


class PostedForm(Form):
    """On which day the letters of a sending left."""

    on = day(_l("Day on which the letters were posted"), _l("Write the day."), _l("For example: 27/3/2027"))


class NoteForm(Form):
    """What a call gave, or when a letter left."""

    on = day(_l("Day"), _l("Write the day."), _l("For example: 27/3/2027"))
    note = TextField(_l("What came of it"), description=_l("For example: message left, will come"))

    def validate_note(self, field: Any) -> None:
        """Keep it short."""
        if len(field.data or "") > 200:
            raise StopValidation(str(_l("Shorten this text to 200 characters.")))


RULE_NAMES: dict[MeetingRuleKey, Any] = {
    MeetingRuleKey.NOTICE: _l("Notice: days between the convocation and the meeting"),
    MeetingRuleKey.QUORUM: _l("Quorum, of all who sit"),
    MeetingRuleKey.QUORUM_RESIDENTS: _l("Quorum, of the residents’ college"),
    MeetingRuleKey.QUORUM_LOCAL_ACTORS: _l("Quorum, of the college of associations and local actors"),
    MeetingRuleKey.MINUTES: _l("Minutes: days to circulate them after the meeting"),
    MeetingRuleKey.CORRECTIONS: _l("Corrections of the minutes: days to propose them"),
}
RULE_HINTS = {
    True: _l("A number of days, such as 10"),
    False: _l("How many out of 100 must be present, such as 50"),
}
"""By whether the rule counts days."""


class RuleForm(Form):
    """A rule of the body's meetings."""

    value = TextField(_l("Value"), [NeededText(_l("Write a number."), 10)])
    source = TextField(
        _l("Document that sets it"),
        [NeededText(_l("Write the document that sets this rule."), too_long=_l("Shorten this text."))],
        description=_l("For example: the council’s internal rules, article 4"),
    )
    source_on: DayField = day(_l("Day of the document"), _l("Write the day of the document."))
    starts_on: DayField = day(_l("From when it holds"), _l("Write the day from which the rule holds."))


REFUSALS: dict[str, tuple[str, Any]] = {
    "before_sending": ("on", _l("The sending left on %(sent_on)s. Choose that day or a later one.")),
    "begun": ("", _l("The hour of this meeting has come: it can no longer be changed. Hold it and close it.")),
    "body_dissolved": ("", _l("This body ended on %(on)s: it meets no more.")),
    "count": ("count", _l("Write a number from 2 to %(most)s, in figures.")),
    "day_to_come": ("on", _l("This day is still to come. Note it on that day or later.")),
    "hours": ("end_hour", _l("The meeting would end before it begins. Choose a later end.")),
    "mail": ("", _l("An e-mail leaves by itself: there is nothing to note.")),
    "no_agenda": ("", _l("The agenda is empty. Add one item at least: people must know what it is about.")),
    "nobody": ("", _l("Nobody holds a seat on that day. First record who sits.")),
    "nobody_missing": ("", _l("Everybody who sits was told already.")),
    "past": ("day", _l("This hour is past. Choose a day and an hour still to come.")),
    "rule_value": ("value", _l("Check this number: the hint shows what to write.")),
    "source_to_come": ("source_on", _l("This day is still to come. Write the day of the document.")),
    "state": ("", _l("The meeting is further on already. Look at its page again.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    params = {
        key: format_short_day(value) if isinstance(value, date) else value
        for key, value in refusal.params.items()
    }
    said = str(sentence) % params
    if name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)
