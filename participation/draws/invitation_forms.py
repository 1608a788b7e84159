"""What somebody called types: the code of a letter, then what they need. Pages that set no cookie ask for no token."""

from datetime import date
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.draws.forms import Needed
from participation.draws.models import AttemptOutcome, Invitation, Route
from participation.draws.services.invitations import codes
from participation.draws.services.invitations.replying import Needs
from participation.kernel.days import DayField
from participation.kernel.forms import Form, TextField

CONSENT_ON = date(2026, 11, 23)
"""Date of the wording of the consent below: change both together."""
CONSENT = _l("My name may be shown on this site once I have the seat. (It is your choice.)")
FEWEST_DIGITS, MOST_DIGITS = 6, 15
LONGEST_LANGUAGE, LONGEST_PHONE = 40, 40
ROUTES = {
    Route.LETTER: _l("Letter"),
    Route.EMAIL: _l("E-mail"),
    Route.PHONE: _l("Phone call"),
    Route.VISIT: _l("Visit"),
}
OUTCOMES = {
    AttemptOutcome.SENT: _l("Sent"),
    AttemptOutcome.NO_REPLY: _l("Nobody answered"),
    AttemptOutcome.RETURNED: _l("It came back"),
    AttemptOutcome.REACHED: _l("We spoke with each other"),
}


class OpenForm(Form):
    """A form of a page that sets no cookie."""

    class Meta:
        csrf = False


class CodeForm(OpenForm):
    """The code of a letter, typed."""

    code = TextField(_l("Your code"), description=_l("10 letters and digits, in your letter."))

    def validate_code(self, field: Any) -> None:
        """Ask for a code's ten symbols; whether it opens anything is another page's matter."""
        if codes.parse(field.data) is None:
            raise StopValidation(str(_l("Write the 10 letters and digits of your letter.")))


class NeedsForm(OpenForm):
    """What somebody who accepts asks for. Everything may stay empty."""

    childcare = BooleanField(_l("Somebody to look after my children"))
    access = BooleanField(_l("Step-free access"))
    interpreter = BooleanField(_l("An interpreter"))
    language = TextField(_l("Language of the interpreter"), description=_l("Only if you ask for one."))
    phone = TextField(_l("Phone number"), description=_l("Example: 06 39 98 00 00"))
    email = TextField(_l("E-mail address"), description=_l("Example: name@example.org"))
    consent = BooleanField(CONSENT)
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "language": {"width": "20"},
        "phone": {"type": "tel", "autocomplete": "tel", "width": "20", "spellcheck": False},
        "email": {"type": "email", "autocomplete": "email", "spellcheck": False},
    }

    def validate_language(self, field: Any) -> None:
        """Ask for a language where an interpreter is asked for."""
        if self.interpreter.data and not field.data:
            raise StopValidation(str(_l("Write the language that you speak.")))
        if len(field.data or "") > LONGEST_LANGUAGE:
            raise StopValidation(str(_l("Write the name of the language alone.")))

    def validate_phone(self, field: Any) -> None:
        """Accept any way to write a number, or none."""
        text = field.data or ""
        digits = sum(c.isdigit() for c in text)
        if text and (not FEWEST_DIGITS <= digits <= MOST_DIGITS or len(text) > LONGEST_PHONE):
            raise StopValidation(str(_l("Write your phone number, for example 06 39 98 00 00.")))

    def validate_email(self, field: Any) -> None:
        """Accept what mail can be sent to, or nothing."""
        if not field.data:
            return
        try:
            found = validate_email(field.data, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise StopValidation(
                str(_l("Write your whole e-mail address, for example name@example.org."))
            ) from None
        field.data = found.normalized

    def needs(self, *, has_sign_up: bool) -> Needs:
        """Return what was typed. Who signed up changes contact and consent with their receipt."""
        asked = Needs(
            childcare=bool(self.childcare.data),
            access=bool(self.access.data),
            interpreter=bool(self.interpreter.data),
            language=self.language.data or None,
        )
        if has_sign_up:
            return asked
        return Needs(
            asked.childcare,
            asked.access,
            asked.interpreter,
            asked.language,
            self.email.data or None,
            self.phone.data or None,
            str(self.consent.label.text) if self.consent.data else None,
        )

    @staticmethod
    def kept(row: Invitation) -> dict[str, Any]:
        """Return what an invitation holds, to show it again."""
        return {
            "childcare": row.needs_childcare,
            "access": row.needs_access,
            "interpreter": row.needs_interpreter,
            "language": row.interpreter_language or "",
            "phone": row.phone or "",
            "email": row.email or "",
            "consent": row.publishes_name,
        }


class InviteForm(Form):
    """Until when people can answer."""

    answer_by = DayField(
        _l("Last day to answer"),
        description=_l("For example: 27/3/2027"),
        validators=[Needed(_l("Write the last day to answer."))],
    )


class PostedForm(Form):
    """On which day the letters left."""

    on = DayField(_l("Day on which they were posted"), validators=[Needed(_l("Write the day."))])


class AttemptForm(Form):
    """One attempt to reach somebody."""

    route = SelectField(
        _l("How"), choices=[SelectChoice(each.value, words) for each, words in ROUTES.items()], validate_choice=False
    )
    outcome = RadioField(
        _l("What came of it"),
        choices=[SelectChoice(each.value, words) for each, words in OUTCOMES.items()],
        validate_choice=False,
    )
    on = DayField(_l("Day"), description=_l("For example: 27/3/2027"), validators=[Needed(_l("Write the day."))])

    def validate_outcome(self, field: Any) -> None:
        """Ask for one of the outcomes."""
        if field.data not in [each.value for each in AttemptOutcome]:
            raise StopValidation(str(_l("Choose what came of it.")))

    def validate_route(self, field: Any) -> None:
        """Ask for one of the ways."""
        if field.data not in [each.value for each in Route]:
            raise StopValidation(str(_l("Choose how you tried.")))


class EligibilityForm(Form):
    """Two questions of the council's rule, each yes or no."""

    index = TextField()
    in_perimeter = RadioField(choices=[SelectChoice("yes", ""), SelectChoice("no", "")], validate_choice=False)
    excluded = RadioField(choices=[SelectChoice("yes", ""), SelectChoice("no", "")], validate_choice=False)

    def answers(self) -> tuple[bool, bool] | None:
        """Return both answers; None where one lacks."""
        found = (self.in_perimeter.data, self.excluded.data)
        if any(each not in ("yes", "no") for each in found):
            return None
        return found[0] == "yes", found[1] == "yes"
