"""The questions of a sign-up, said once: the pages one by one, the paper slip and its entry all use these.

They come in the order of `QUESTIONS`. A sign-up carries its own credentials (the signed copy of its answers),
so these forms ask for no token of their own; pages that follow a session add one.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    RadioField,
    SelectChoice,
)
from wtforms.validators import StopValidation

from participation.kernel import clock
from participation.kernel.forms import Form, TextField
from participation.volunteers.services import OLDEST_YEARS

LONGEST_NAME = 100
LONGEST_TEXT = 200
FEWEST_DIGITS, MOST_DIGITS = 6, 15

WHO = [("self", _l("For me")), ("helping", _l("I help someone"))]
KINDS = [
    ("resident", _l("As a resident of the neighbourhood")),
    ("association", _l("For an association or a local actor (shop, school, doctor…)")),
]
GENDERS = [
    ("F", _l("A woman")),
    ("M", _l("A man")),
    ("X", _l("Other")),
    ("none", _l("I prefer not to say")),
]
CHANNELS = [("phone", _l("By phone")), ("email", _l("By e-mail")), ("letter", _l("By letter"))]


class Given:
    """Ask for an answer, with the sentence that says how to give it; only where the condition holds."""

    def __init__(
        self, sentence: Any, longest: int = LONGEST_TEXT, when: Callable[[Any], bool] | None = None
    ) -> None:
        self.sentence = sentence
        self.longest = longest
        self.when = when

    def __call__(self, form: Any, field: Any) -> None:
        if self.when is not None and not self.when(form):
            raise StopValidation
        if not (field.data or "").strip():
            raise StopValidation(str(self.sentence))
        if len(field.data) > self.longest:
            raise StopValidation(str(_l("Shorten this answer to %(count)s characters.", count=self.longest)))


class Choice(RadioField):
    """One answer of a short list; not choosing gets the field's own sentence."""

    def __init__(self, label: Any, sentence: Any, choices: list[tuple[str, Any]], **options: Any) -> None:
        made = [SelectChoice(value, text) for value, text in choices]
        super().__init__(label, [self._chosen], choices=made, validate_choice=False, **options)
        self.sentence = sentence

    @staticmethod
    def _chosen(_form: Any, field: Any) -> None:
        if field.data not in [choice.value for choice in field.choices]:
            raise StopValidation(str(field.sentence))


class QuestionForm(Form):
    """One page of the sign-up."""

    question: ClassVar[Any] = ""
    looks: ClassVar[dict[str, dict[str, Any]]] = {}
    """How a field of text is shown: arguments of the component `text_field`."""

    class Meta:
        csrf = False

    def kept(self) -> dict[str, str]:
        """Return the answers to keep, as text."""
        return {field.name: str(field.data or "") for field in self}


def _is_association(form: Any) -> bool:
    return "kind" not in form or form.kind.data == "association"


def _is_resident(form: Any) -> bool:
    return "kind" not in form or form.kind.data == "resident"


class WhoForm(QuestionForm):
    """For oneself, or for somebody one helps."""

    question = _l("Who is this sign-up for?")
    who = Choice(
        question,
        _l("Choose « For me » or « I help someone »."),
        WHO,
    )
    helper_name = TextField(
        _l("If you help someone: your first name"),
        [Given(_l("Write your first name, since you help someone."), 60, lambda f: f.who.data == "helping")],
        description=_l("It is kept with the sign-up, so that we know who helped."),
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {"helper_name": {"width": "20", "spellcheck": False}}

    def kept(self) -> dict[str, str]:
        helper = self.helper_name.data if self.who.data == "helping" else ""
        return {"who": str(self.who.data), "helper_name": helper or ""}


class KindForm(QuestionForm):
    """Which college."""

    question = _l("Do you sign up as a resident, or for an association?")
    kind = Choice(
        question,
        _l("Choose « As a resident » or « For an association or a local actor »."),
        KINDS,
    )


class PlaceMixin:
    """The neighbourhood, where it is not known yet."""

    neighbourhood = Choice(_l("Which neighbourhood?"), _l("Choose your neighbourhood in the list."), [])


class AreaForm(PlaceMixin, QuestionForm):
    """Where a resident lives; the address is checked, then forgotten."""

    question = _l("Where do you live?")
    number = TextField(
        _l("Number in the street"),
        [Given(_l("Write the number of your door in the street, for example 12 bis."), 12, _is_resident)],
    )
    street = TextField(
        _l("Street"),
        [Given(_l("Write the name of your street, for example: rue des Lilas."), when=_is_resident)],
        description=_l("We check the street and the number, then we forget them."),
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {"number": {"width": "4"}, "street": {"spellcheck": False}}

    def kept(self) -> dict[str, str]:
        return {}


class AssociationForm(PlaceMixin, QuestionForm):
    """The association or local actor."""

    question = _l("Which association or local actor?")
    association_name = TextField(
        _l("Its name"), [Given(_l("Write the name of the association or local actor."), 120, _is_association)]
    )
    association_activity = TextField(
        _l("What it does in the neighbourhood"),
        [Given(_l("Write in a few words what it does in the neighbourhood."), when=_is_association)],
    )

    def kept(self) -> dict[str, str]:
        if not _is_association(self):
            return {"association_name": "", "association_activity": ""}
        return {
            "association_name": self.association_name.data or "",
            "association_activity": self.association_activity.data or "",
        }


class NameForm(QuestionForm):
    """One field, any script: people know how they are called."""

    question = _l("What is your name?")
    name = TextField(
        question,
        [Given(_l("Write your first name and your last name."), LONGEST_NAME)],
        description=_l("First name and last name."),
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {"name": {"autocomplete": "name", "spellcheck": False}}


class BirthForm(QuestionForm):
    """The year only; with the code it opens the record."""

    question = _l("In which year were you born?")
    birth_year = TextField(
        question, description=_l("With your code, it opens your sign-up later. Example: 1987.")
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "birth_year": {"inputmode": "numeric", "width": "4", "autocomplete": "bday-year"}
    }

    def validate_birth_year(self, field: Any) -> None:
        """Accept four digits of a year in which somebody alive may have been born."""
        text, this_year = field.data or "", clock.today().year
        is_year = len(text) == 4 and text.isascii() and text.isdigit()
        if not is_year or not this_year - OLDEST_YEARS <= int(text) <= this_year:
            raise StopValidation(str(_l("Write the year of birth with 4 digits, for example 1987.")))


class GenderForm(QuestionForm):
    """Asked because half of the drawn seats go to women and half to men."""

    question = _l("Are you a woman or a man?")
    gender = Choice(
        question,
        _l("Choose an answer. You may choose « I prefer not to say »."),
        GENDERS,
        description=_l("We ask because a council needs as many women as men."),
    )


class ContactForm(QuestionForm):
    """One way to be reached, of the person's choice."""

    question = _l("How can we reach you?")
    channel = Choice(
        question,
        _l("Choose one way to be reached: phone, e-mail or letter."),
        CHANNELS,
        description=_l("One way is enough. Fill in only the box of your choice."),
    )
    phone = TextField(_l("Phone number"), description=_l("Example: 06 39 98 00 00"))
    email = TextField(_l("E-mail address"), description=_l("Example: name@example.org"))
    postal_address = TextField(
        _l("Postal address"), description=_l("Number, street, postcode and town. Kept only for letters.")
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "phone": {"type": "tel", "autocomplete": "tel", "width": "20", "spellcheck": False},
        "email": {"type": "email", "autocomplete": "email", "spellcheck": False},
        "postal_address": {"spellcheck": False},
    }

    def validate_phone(self, field: Any) -> None:
        """Accept any way to write a number."""
        if self.channel.data != "phone":
            return
        text = field.data or ""
        digits = sum(c.isdigit() for c in text)
        if not FEWEST_DIGITS <= digits <= MOST_DIGITS or len(text) > 40:
            raise StopValidation(str(_l("Write your phone number, for example 06 39 98 00 00.")))

    def validate_email(self, field: Any) -> None:
        """Accept what mail can be sent to; nothing is asked of the network."""
        if self.channel.data != "email":
            return
        try:
            found = validate_email(field.data or "", check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise StopValidation(
                str(_l("Write your whole e-mail address, for example name@example.org."))
            ) from None
        field.data = found.normalized

    def validate_postal_address(self, field: Any) -> None:
        """Accept any address."""
        if self.channel.data == "letter":
            Given(_l("Write your postal address, so that letters arrive."))(self, field)

    def kept(self) -> dict[str, str]:
        own = {"phone": self.phone, "email": self.email, "letter": self.postal_address}
        chosen = self.channel.data
        return {
            "channel": chosen,
            **{field.name: (field.data or "") if name == chosen else "" for name, field in own.items()},
        }


QUESTIONS: tuple[type[QuestionForm], ...] = (
    WhoForm,
    KindForm,
    AssociationForm,
    AreaForm,
    NameForm,
    BirthForm,
    GenderForm,
    ContactForm,
)
