"""The form of a report: one text, on a phone."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from participation.bodies.words import display_name
from participation.councils.forms import LinesField, Needed, offer
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText
from participation.representation import report_words
from participation.representation.services.reports import Duty

LONGEST = 6000


class ReportForm(Form):
    """What a delegate tells their council; `delegate` is asked only where the team writes for one of several."""

    delegate = SelectField(
        _l("Who tells it?"), [Needed(_l("Choose the delegate who tells it."))], validate_choice=False
    )
    text = LinesField(
        _l("What happened, and what comes next?"),
        [
            NeededText(
                _l("Write at least one sentence: what was said, what was decided."), LONGEST,
                _l("Shorten this text: 6,000 characters at most."),
            )
        ],
        description=_l(
            "What was decided? What was answered to our questions? What should the council do now? "
            "Everybody can read it: name nobody."
        ),
    )  # fmt: skip

    def ask_who(self, duty: Duty) -> None:
        """Offer the delegates who sat."""
        offer(self.delegate, [(str(each.mandate_id), display_name(each)) for each in duty.delegates])

    @property
    def mandate_id(self) -> int | None:
        """Whose words they are, if it was asked."""
        return int(self.delegate.data) if "delegate" in self and self.delegate.data else None


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal above the form."""
    form.form_errors.append(str(report_words.REFUSALS[refusal.code]))
