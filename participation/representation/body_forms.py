"""Forms of steering bodies: what a body is, an institution in it, a step of its protocol, its end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import StopValidation

from participation.councils.forms import CountField, LinesField, Needed, choice, day, offer
from participation.kernel.days import DayField
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.kernel.i18n import format_short_day
from participation.representation import body_words as words
from participation.representation.models import MemberRole, SeatSharing, SteeringBody, SteeringKind, Voice
from participation.representation.services.bodies import BodyPlan

NONE = "0"
UNSAID = "unsaid"
TYPED_DAY = _l("For example: 27/3/2027")
LONGEST_PURPOSE = 600
REFUSALS: dict[str, tuple[str, Any]] = {
    "already_member": ("institution", _l("This institution is in this body already. Choose another one.")),
    "body_dissolved": ("", _l("This body ended on %(on)s: nothing changes there any more.")),
    "created_after_seats": ("created_on", _l("A seat exists since %(opened_on)s. Choose that day or an earlier one.")),
    "day_to_come": ("created_on", _l("This day is still to come. Write today or an earlier day.")),
    "dissolved_early": ("on", _l("Somebody sat or a seat opened on %(since)s. Choose that day or a later one.")),
    "last_to_answer": (
        "",
        _l("Requests wait, and nobody else would answer them. Add another institution first, then take this one off."),
    ),
    "leads": ("role", _l("Two institutions lead this team already. Take one off first.")),
    "meetings_ahead": ("", _l("Meetings of this body are planned or still open: %(count)s. Cancel or close them.")),
    "name_taken": ("name", _l("Another body has this name. Choose another one.")),
    "neighbourhood_idle": ("neighbourhood", _l("Choose a neighbourhood only if its council alone has seats.")),
    "neighbourhood_needed": ("neighbourhood", _l("Choose the neighbourhood whose council has the seats.")),
    "not_a_team": ("role", _l("Only project teams are led by institutions. Choose another role.")),
    "open_requests": (
        "",
        _l("Requests of councils wait for this body’s answer: %(count)s. Answer them first, then end the body."),
    ),
    "sharing_stays": ("sharing", _l("Seats are open by this rule already. Keep it, or set up another body.")),
    "whole_contract": (
        "sharing",
        _l("Only an administrator sets up a body of all councils. Choose the council of one neighbourhood."),
    ),
    "step_to_come": ("done_on", _l("This day is still to come. Write it on that day or later.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def put_refusal(form: Form, refusal: RefusedError, refusals: dict[str, tuple[str, Any]] = REFUSALS) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = refusals[refusal.code]
    name = "on" if refusal.code == "day_to_come" and "on" in form else name
    params = {
        key: format_short_day(value) if isinstance(value, date) else value for key, value in refusal.params.items()
    }
    said = str(sentence) % params
    if name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)


class FewField(CountField):
    """A whole number from 1 to 60."""

    sentence = _l("Write a number from 1 to 60, in figures.")

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if not 1 <= self.data <= 60:
            self.data = None
            raise ValueError(str(self.sentence))


class BodyForm(Form):
    """Set up a body, or change what is said of it."""

    name = TextField(
        _l("Name of the body"),
        [NeededText(_l("Write the name of the body."), 120, _l("Shorten this name to 120 characters."))],
    )
    kind = choice(_l("Which kind?"), words.KINDS.items(), _l("Choose which kind of body it is."))
    purpose = LinesField(_l("What it decides, in a sentence"), description=_l("Leave it empty if no document says it."))
    orientation = SelectField(_l("Orientation of the contract that it carries"), validate_choice=False)
    source = TextField(
        _l("Document that sets it up"),
        [NeededText(_l("Write which document sets up this body."), 200, _l("Shorten this text."))],
    )
    created_on = day(_l("Since when it exists"), _l("Write the day from which the body exists."), TYPED_DAY)
    sharing = choice(_l("How do councils share its seats?"), words.SHARINGS.items(), _l("Choose how seats are shared."))
    neighbourhood = SelectField(_l("Neighbourhood, if its council alone has seats"), validate_choice=False)
    seats = FewField(_l("How many seats?"), description=_l("Of each council, or of all together when in turn."))
    voice = choice(_l("Do the councils’ delegates vote?"), words.VOICES.items(), _l("Choose whether they vote."))
    asks_pair = BooleanField(_l("The delegate and the substitute of a seat are a woman and a man"))
    report_days = FewField(_l("Days within which a delegate reports to the council"))
    rules_source = TextField(
        _l("Document that sets seats, vote and days"),
        description=_l("Leave it empty if there is none: the public page then says that these are settings."),
    )

    def validate_purpose(self, field: Any) -> None:
        """Keep it short."""
        if len(field.data or "") > LONGEST_PURPOSE:
            raise StopValidation(str(_l("Shorten this text to 600 characters.")))

    def validate_rules_source(self, field: Any) -> None:
        """Keep it within its column."""
        if len(field.data or "") > 200:
            raise StopValidation(str(_l("Shorten this text.")))

    def plan(self) -> BodyPlan:
        """Return what was said."""
        return BodyPlan(
            name=self.name.data or "",
            kind=SteeringKind(self.kind.data),
            purpose=self.purpose.data or "",
            sharing=SeatSharing(self.sharing.data),
            seats=int(self.seats.data),
            voice=Voice(self.voice.data),
            asks_pair=bool(self.asks_pair.data),
            report_days=int(self.report_days.data),
            source=self.source.data or "",
            rules_source=self.rules_source.data or None,
            created_on=self.created_on.data,
            orientation_id=chosen(self.orientation),
            neighbourhood_id=chosen(self.neighbourhood),
        )


def as_said(body: SteeringBody) -> dict[str, Any]:
    """Return a body as its form shows it."""
    told: dict[str, Any] = {
        name: getattr(body, name)
        for name in ("purpose", "source", "created_on", "seats", "asks_pair", "report_days", "rules_source")
    }
    told |= {name: getattr(body, name).value for name in ("kind", "sharing", "voice")}
    told |= {"orientation": str(body.orientation_id or NONE), "neighbourhood": str(body.neighbourhood_id or NONE)}
    return told | {"name": body.body.name}


def chosen(field: SelectField) -> int | None:
    """Return the number chosen among those offered; None for none, or for what was not offered."""
    choices: Iterable[Any] = field.choices or ()
    offered = {str(each.value) for each in choices}
    return int(field.data) if field.data in offered and field.data != NONE else None


class MemberForm(Form):
    """An institution comes into a body."""

    institution = SelectField(
        _l("Institution or partner"), [Needed(_l("Choose an institution."))], validate_choice=False
    )
    role = choice(_l("What does it do there?"), words.MEMBER_ROLES.items(), _l("Choose what it does."))
    voice = choice(
        _l("Does it vote?"),
        [*((voice.value, words.MEMBER_VOICES[voice]) for voice in Voice), (UNSAID, _l("no document says it"))],
        _l("Choose an answer, or « no document says it »."),
    )

    def said(self) -> tuple[int, MemberRole, Voice | None]:
        """Return the institution, its role and its voice."""
        voice = None if self.voice.data == UNSAID else Voice(self.voice.data)
        return int(self.institution.data), MemberRole(self.role.data), voice


class StepForm(Form):
    """A condition or a step of the protocol."""

    text = TextField(
        _l("Condition or step, in a sentence"),
        [NeededText(_l("Write the condition or the step."), 300, _l("Shorten this text to 300 characters."))],
    )
    is_condition = choice(
        _l("Which is it?"),
        [("condition", _l("A condition that the protocol sets")), ("step", _l("A step of the project"))],
        _l("Choose a condition or a step."),
    )
    source = TextField(
        _l("Document that says so"),
        [NeededText(_l("Write which document says so."), 200, _l("Shorten this text."))],
    )


class StepDoneForm(Form):
    """The day on which a step was done."""

    done_on = DayField(_l("Day it was done"), description=_l("Leave it empty while it is not, or the day is unknown."))


class DissolveForm(Form):
    """A body ends."""

    on = day(_l("Day it ends"), _l("Write the day on which the body ends."), TYPED_DAY)


__all__ = [
    "NONE", "REFUSALS", "TYPED_DAY", "BodyForm", "DissolveForm", "MemberForm", "StepDoneForm", "StepForm", "as_said",
    "chosen", "offer", "put_refusal",
]  # fmt: skip
