"""The desk's one form."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.kernel.forms import Form


class AssignForm(Form):
    """The council that an account is to work for."""

    council = SelectField(_l("Council"), validate_choice=False)

    def offer(self, councils: list[tuple[int, str]]) -> None:
        """Give the councils to choose from."""
        self.offered = {str(number) for number, _name in councils}
        self.council.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(str(number), name) for number, name in councils),
        ]

    def validate_council(self, field: Any) -> None:
        """Ask for one of the list."""
        if field.data not in self.offered:
            raise StopValidation(str(_l("Choose a council in the list.")))
