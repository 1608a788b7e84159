"""Forms of a referral: its text, and a step that was done."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from participation.councils.forms import LinesField, Needed, choice, day, offer
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.kernel.i18n import format_short_day
from participation.meetings.agenda_forms import TooLong
from participation.meetings.models import Meeting
from participation.representation import referral_words
from participation.representation.models import ReferralStepKind
from participation.representation.services.referrals import NewReferral, NewStep

LONGEST = 10_000
YES, NO = "yes", "no"
ANSWERS: dict[ReferralStepKind, tuple[Any, Any, Any]] = {
    ReferralStepKind.JUDGED: (
        _l("What did the prefect judge?"),
        _l("The difficulties call for the steering committee"),
        _l("They do not call for it: the prefect says why"),
    ),
    ReferralStepKind.ASSEMBLY_DEBATE: (
        _l("Did the assembly debate it?"),
        _l("Yes"),
        _l("No: it does not concern the assembly, and I write why"),
    ),
}
"""The question of a step that may be without object, and its two answers."""


class ReferralForm(Form):
    """What a council puts to the prefect."""

    title = TextField(
        _l("What it is about, in a few words"),
        [NeededText(_l("Write what it is about in a few words."), 200, _l("Shorten this title."))],
        description=_l("For example: lifts out of order for six months"),
    )
    text = LinesField(
        _l("The difficulties that residents meet"),
        [NeededText(_l("Write the difficulties that residents meet."), LONGEST, _l("Shorten this text."))],
        description=_l("As it goes to the prefect. Everybody will read it: name nobody."),
    )
    meeting = SelectField(
        _l("Which meeting decided it?"), [Needed(_l("Choose the meeting that decided it."))], validate_choice=False
    )

    def offer_meetings(self, meetings: Sequence[Meeting]) -> None:
        """Offer the meetings that were held."""
        offer(
            self.meeting,
            [("", "–"), *((str(each.id), f"{format_short_day(each.starts_at)} – {each.title}") for each in meetings)],
        )

    def new(self) -> NewReferral:
        """Return what was typed."""
        return NewReferral(self.title.data or "", self.text.data or "", int(self.meeting.data))


class ReferralStepForm(Form):
    """The step whose turn it is."""

    kind = HiddenField()
    """Which step the page asked for: sent twice, the form notes one."""
    answer = choice("", [(YES, ""), (NO, "")], _l("Choose one answer."))
    done_on = day(_l("On which day?"), _l("Write the day on which it was done."))
    text = LinesField(
        _l("What was said or decided?"),
        [TooLong(LONGEST)],
        description=_l("Everybody can read it: name nobody. May stay empty for a letter that only went or arrived."),
    )

    def ask(self, kind: ReferralStepKind) -> None:
        """Ask what this step asks for."""
        if kind not in ANSWERS:
            del self.answer
            return
        question, yes, no = ANSWERS[kind]
        self.answer.label.text = str(question)
        offer(self.answer, [(YES, yes), (NO, no)])

    def ask_closing(self) -> None:
        """Ask what came of a referral that the council closes."""
        self.ask(ReferralStepKind.CLOSED)
        self.text.label.text = str(_l("What came of it?"))
        self.text.description = _l("Where no answer came, write so. Everybody can read it: name nobody.")

    def new(self, kind: ReferralStepKind) -> NewStep:
        """Return what was typed.

        Raises:
            RefusedError: `order` when the page was made for another step.
        """
        if self.kind.data != kind.value:
            raise RefusedError("order", kind=kind)
        concerns = "answer" not in self or self.answer.data == YES
        return NewStep(kind, self.done_on.data, self.text.data or "", concerns)


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = referral_words.REFUSALS[refusal.code]
    params = {key: referral_words.day_words(value) for key, value in refusal.params.items()}
    said = str(sentence) % params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)
