"""Forms of the desk: how often one is written to, for which institution an account signs in, where one writes to it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, Length, Optional, StopValidation

from participation.accounts.forms import LONGEST_EMAIL, EmailField
from participation.kernel.forms import Form
from participation.representation.desk_words import RHYTHMS


class RhythmForm(Form):
    """How often somebody wants their digest."""

    rhythm = RadioField(
        _l("How often?"),
        choices=[SelectChoice(rhythm.value, words) for rhythm, words in RHYTHMS.items()],
        validate_choice=False,
    )

    def validate_rhythm(self, field: Any) -> None:
        """Ask for one of the list."""
        if field.data not in {rhythm.value for rhythm in RHYTHMS}:
            raise StopValidation(str(_l("Choose how often we write to you.")))


class InstitutionForm(Form):
    """For which institution an account signs in."""

    institution = SelectField(_l("Institution"), validate_choice=False)

    def offer(self, institutions: Sequence[tuple[int, str]]) -> None:
        """Give the institutions to choose from; the first line is none of them."""
        self.offered = {"", *(str(number) for number, _name in institutions)}
        self.institution.choices = [
            SelectChoice("", _l("None yet")),
            *(SelectChoice(str(number), name) for number, name in institutions),
        ]

    def validate_institution(self, field: Any) -> None:
        """Ask for one of the list."""
        if field.data not in self.offered:
            raise StopValidation(str(_l("Choose an institution in the list.")))

    @property
    def chosen(self) -> int | None:
        """The institution's number, or none."""
        return int(self.institution.data) if self.institution.data else None


class ContactForm(Form):
    """Where requests are sent to an institution."""

    email = EmailField(
        _l("E-mail address"),
        [
            Optional(),
            Length(max=LONGEST_EMAIL, message=_l("This address is too long. Type another one.")),
            Email(_l("Type the whole address, such as name@example.org.")),
        ],
        description=_l("Leave it empty if there is none: the team then hands requests over on paper."),
    )
