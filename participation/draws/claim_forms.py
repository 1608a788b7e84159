"""Forms of claims to be missing from a closed list."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.draws.forms import LONGEST_REASON, Needed
from participation.kernel.forms import Form, NeededText, TextField
from participation.volunteers.forms import PaperForm


class ClaimForm(Form):
    """A claim to be missing from the closed list, and how it is decided."""

    code = TextField(
        _l("Code of the receipt"), description=_l("Leave it empty when the person has no receipt.")
    )
    decision = RadioField(
        _l("What do you decide?"),
        choices=[
            SelectChoice("accept", _l("Put the person back: the code stood in the journal")),
            SelectChoice("refuse", _l("Refuse the claim")),
        ],
        validators=[Needed(_l("Choose one of the two answers."))],
        validate_choice=False,
    )
    reason = TextField(
        _l("Why, in one sentence, without a name"),
        description=_l("The team and the witnesses read it. It is not published."),
        validators=[
            NeededText(_l("Write why, in one sentence."), LONGEST_REASON, _l("Write at most 500 characters."))
        ],
    )

    def validate_code(self, field: Any) -> None:
        """Ask for the code that puts somebody back; a refusal can do without."""
        if self.decision.data != "refuse" and not field.data:
            raise StopValidation(str(_l("Write the code that stands on the receipt.")))


class RestoreForm(PaperForm):
    """What the person says again where nothing is left of their sign-up but its code in the journal."""

    question = _l("Write a sign-up again")
    code = TextField(
        _l("Code of the receipt"), validators=[NeededText(_l("Write the code that stands on the receipt."))]
    )
    reason = TextField(
        _l("Why, in one sentence, without a name"),
        description=_l("The team and the witnesses read it. It is not published."),
        validators=[NeededText(_l("Write why, in one sentence."), LONGEST_REASON)],
    )
