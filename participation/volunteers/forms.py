"""The last page of a sign-up, the paper slip, and what opens one's own record."""

from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import StopValidation

from participation.kernel.forms import BaitMixin, TextField
from participation.volunteers.models import ConsentKind
from participation.volunteers.questions import (
    QUESTIONS,
    AreaForm,
    AssociationForm,
    BirthForm,
    ContactForm,
    GenderForm,
    KindForm,
    NameForm,
    QuestionForm,
    WhoForm,
)

CONSENTS_ON = date(2026, 11, 23)
"""Date of the wording of the three consents below: change both together."""


class ConsentForm(QuestionForm):
    """What is agreed to, each apart."""

    question = _l("Do you agree?")
    processing = BooleanField(_l("I agree: my answers are kept to fill the council’s seats and to reach me."))
    name_published = BooleanField(
        _l("If I get a seat, my name may be shown on this site. (It is your choice.)")
    )
    next_draws = BooleanField(_l("Keep my sign-up for the next draws too. (It is your choice.)"))

    def validate_processing(self, field: Any) -> None:
        """Without it there is no sign-up."""
        if not field.data:
            raise StopValidation(str(_l("Tick the first box: without it, we may not keep your sign-up.")))

    def texts(self) -> dict[ConsentKind, str]:
        """Return what was agreed to, with the words that were shown."""
        return {kind: str(self[kind].label.text) for kind in ConsentKind if kind in self and self[kind].data}

    def kept(self) -> dict[str, str]:
        return {}


class CheckForm(BaitMixin, ConsentForm):
    """The last page: consents, and what tells a robot."""


class OptionalConsentsForm(ConsentForm):
    """The consents that can be given and taken back one by one; the first one ends by withdrawing."""

    question = _l("What you agree to")
    processing = None  # type: ignore[assignment]


class PaperForm(
    WhoForm, KindForm, AssociationForm, AreaForm, NameForm, BirthForm, GenderForm, ContactForm, ConsentForm
):
    """All questions on one page, for the slip and for whoever types it in."""

    question = _l("Enter a paper slip")
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        name: {**look, "autocomplete": "off"} for form in QUESTIONS for name, look in form.looks.items()
    }
    draft = HiddenField()
    seen = BooleanField(_l("I have looked: this is another person, or I do not know."))

    def kept(self) -> dict[str, str]:
        return {name: text for form in QUESTIONS for name, text in form.kept(self).items()}


def fields_by_question(form: PaperForm) -> list[tuple[Any, list[Any]]]:
    """Return the paper form's fields under the questions of the pages; the neighbourhood is asked apart."""
    groups: list[tuple[Any, list[Any]]] = []
    for question in QUESTIONS:
        names = [field.name for field in question(formdata=None) if field.name != "neighbourhood"]
        groups.append((question.question, [form[name] for name in names]))
    return groups


class RecordForm(QuestionForm):
    """What opens one's own sign-up."""

    question = _l("See my sign-up")
    code = StringField(_l("Your code"), description=_l("16 letters and digits, on your receipt."))
    birth_year = TextField(_l("Your year of birth"), description=_l("Example: 1987"))

    def validate_code(self, field: Any) -> None:
        """Ask for a code; whether it opens anything is said in the same words as for the year."""
        if not (field.data or "").strip():
            raise StopValidation(str(_l("Write the code of your receipt.")))

    def validate_birth_year(self, field: Any) -> None:
        """Ask for a year."""
        if not (field.data or "").strip():
            raise StopValidation(str(_l("Write the year of birth that you gave when you signed up.")))
