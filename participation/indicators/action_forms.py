"""Forms of flagship actions, their steps, their assessments, and the scale that these use."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from participation.councils.forms import LinesField, choice, offer
from participation.indicators.action_words import STATES
from participation.indicators.highlight_forms import whole
from participation.indicators.models import ActionState, ActionStep, Assessment, FlagshipAction, ScaleLevel
from participation.indicators.services import assessments
from participation.indicators.services.action_writing import ActionPlan, StepPlan
from participation.indicators.services.assessments import Judgement
from participation.kernel.days import DayField
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.kernel.i18n import format_short_day
from participation.meetings.agenda_forms import TooLong

LONGEST_TITLE = 120
LONGEST_LABEL = 200
TYPED_DAY = _l("For example: 27/3/2027")
SHORTEN = _l("Shorten this text.")
REFUSALS: dict[str, tuple[str, Any]] = {
    "body_dissolved": ("", _l("This body ended on %(on)s: nothing changes there any more.")),
    "changed": ("", _l("Somebody recorded something else meanwhile. Compare it with your words, then record again.")),
    "evidence": ("evidence", _l("Write what shows it: a figure, a document, a place to see.")),
    "level": ("level", _l("Choose a level of the scale.")),
    "long": ("text", _l("Shorten these texts to %(most)s characters each.")),
    "reason": ("reason", _l("Write why the action stopped. Everybody can read it.")),
    "scale_level": ("level", _l("Choose a level from 0 to 5.")),
    "step_to_come": ("done_on", _l("This day is still to come. Write it on that day or later.")),
    "steps": ("", _l("This action has %(most)s steps already. Take one off first.")),
    "text": ("text", _l("Write in a few sentences why you choose this level.")),
    "three": ("year", _l("This team has its three actions of %(year)s already. Choose another year.")),
    "used": ("level", _l("An action was judged by this level: its words stay as they are.")),
    "year": ("year", _l("Write a year from %(first)s to %(last)s.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    params = {
        key: format_short_day(value) if hasattr(value, "isoformat") else value  # type: ignore[arg-type]
        for key, value in refusal.params.items()
    }
    said = str(sentence) % params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)


class BoxesField(SelectMultipleField):
    """Several answers among those that are offered; what was not offered is left out."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)

    def numbers(self) -> tuple[int, ...]:
        """Return what was ticked."""
        answers: Iterable[Any] = self.choices or ()
        offered = {str(each.value) for each in answers}
        return tuple(sorted({int(given) for given in self.data or () if given in offered}))


class ActionForm(Form):
    """What a team says of a flagship action."""

    title = TextField(
        _l("Title"),
        [NeededText(_l("Write a title of a few words."), LONGEST_TITLE, _l("Shorten this title."))],
        description=_l("What is done, in words that everybody knows."),
    )
    text = LinesField(
        _l("What is done, for whom"),
        [NeededText(_l("Write in a few sentences what is done, and for whom."), assessments.LONGEST, SHORTEN)],
        description=_l("Everybody can read it. Name no resident."),
    )
    state = choice(
        _l("How far is it?"), [(each.value, words) for each, words in STATES.items()], _l("Choose one answer.")
    )
    reason = LinesField(
        _l("If it stopped: why?"),
        [TooLong(assessments.LONGEST)],
        description=_l("Everybody can read it. Leave it empty otherwise."),
    )
    contact = TextField(
        _l("How does a resident join? (optional)"),
        [TooLong(LONGEST_LABEL)],
        description=_l("The phone or the address of a service, never of a person."),
    )
    places = BoxesField(_l("In which neighbourhoods?"), description=_l("Tick none if it is for all of them."))
    partners = BoxesField(_l("Which partners take part?"))
    source = TextField(
        _l("Document that decides it"),
        [NeededText(_l("Write which document decides this action."), LONGEST_LABEL, SHORTEN)],
        description=_l("For example: steering committee of 3 March 2027, decision 4"),
    )
    seen = HiddenField()

    def offer_all(self, places: Iterable[tuple[int, str]], partners: Iterable[tuple[int, str]]) -> None:
        """Offer neighbourhoods and institutions."""
        self.places.choices = [SelectChoice(str(key), name) for key, name in places]
        self.partners.choices = [SelectChoice(str(key), name) for key, name in partners]

    def version_seen(self) -> int:
        """Return the version that the page showed; -1 where it says none."""
        return whole(self.seen.data)

    def plan(self) -> ActionPlan:
        """Return what was typed, once it is valid."""
        return ActionPlan(
            title=self.title.data or "",
            text=self.text.data or "",
            state=ActionState(self.state.data),
            source=self.source.data or "",
            reason=self.reason.data or "",
            contact=self.contact.data or "",
            neighbourhood_ids=self.places.numbers(),
            institution_ids=self.partners.numbers(),
        )


def as_said(action: FlagshipAction) -> dict[str, Any]:
    """Return an action as its form shows it."""
    told: dict[str, Any] = {
        name: getattr(action, name) for name in ("title", "text", "reason", "contact", "source")
    }
    return told | {
        "state": action.state.value,
        "places": [str(place.id) for place in action.neighbourhoods],
        "partners": [str(partner.id) for partner in action.partners],
        "seen": str(action.version),
    }


class NewActionForm(ActionForm):
    """One more action of a team, in a year."""

    year = TextField(_l("Of which year?"))

    def validate_year(self, field: Any) -> None:
        """Ask for four figures."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise StopValidation(str(_l("Write the year in four figures, such as 2027.")))


class StepForm(Form):
    """A step of an action."""

    text = TextField(
        _l("Step, in a sentence"),
        [NeededText(_l("Write the step in a sentence."), LONGEST_LABEL, SHORTEN)],
    )
    due_on = DayField(_l("For which day? (optional)"), description=TYPED_DAY)
    done_on = DayField(_l("Day it was done"), description=_l("Leave it empty while it is not done."))

    def plan(self) -> StepPlan:
        """Return what was typed, once it is valid."""
        return StepPlan(self.text.data or "", self.due_on.data, self.done_on.data)


def step_as_said(step: ActionStep) -> dict[str, Any]:
    """Return a step as its form shows it."""
    return {"text": step.text, "due_on": step.due_on, "done_on": step.done_on}


class JudgementForm(Form):
    """How somebody judges an action."""

    level = choice(_l("Which level of the agreed scale?"), [], REFUSALS["level"][1])
    text = LinesField(
        _l("Why this level?"),
        [NeededText(REFUSALS["text"][1], assessments.LONGEST, SHORTEN)],
        description=_l("A few sentences. Everybody can read them."),
    )
    evidence = LinesField(_l("What shows it?"), [TooLong(assessments.LONGEST)])
    seen = HiddenField()

    def offer_levels(self, scale: Sequence[ScaleLevel]) -> None:
        """Offer the levels of the scale."""
        offer(self.level, [(str(each.level), f"{each.level}. {each.name}") for each in scale])

    def judgement(self) -> Judgement:
        """Return what was typed, once it is valid."""
        return Judgement(int(self.level.data), self.text.data or "", self.evidence.data or "", self.seen.data or "")


def judgement_as_said(written: Assessment | None) -> dict[str, Any]:
    """Return an assessment as its form shows it."""
    if written is None:
        return {"seen": ""}
    told = {"level": str(written.level), "text": written.text, "evidence": written.evidence}
    return told | {"seen": assessments.mark(written)}


class LevelForm(Form):
    """A level of the scale."""

    level = choice(
        _l("Which level?"), [(str(each), str(each)) for each in assessments.LEVELS], REFUSALS["scale_level"][1]
    )
    name = TextField(
        _l("Its name"),
        [NeededText(_l("Write the name of the level in a few words."), 60, _l("Shorten this name."))],
    )
    meaning = TextField(
        _l("What it means"), [NeededText(_l("Write in a sentence what the level means."), LONGEST_LABEL, SHORTEN)]
    )
    source = TextField(
        _l("Document that agreed on it"),
        [NeededText(_l("Write which document agreed on this level."), LONGEST_LABEL, SHORTEN)],
        description=_l("For example: steering committee of 3 March 2027, decision 4"),
    )
