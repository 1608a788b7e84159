"""Forms of an indicator: what it is, and a break in its series."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from participation.councils.forms import LinesField, choice, offer
from participation.indicators.imports.cells import read_year
from participation.indicators.indicator_words import BASELINES, DIRECTIONS, FAMILIES, MEASURES, REFUSALS
from participation.indicators.models import AreaKind, Direction, Family, Measure
from participation.indicators.services.describing import Description, Kind
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.meetings.agenda_forms import TooLong

LONGEST = 5000
DIGITS = tuple((str(number), str(number)) for number in range(5))


class RefusingForm(Form):
    """A form that says what a service refused."""

    def refuse(self, refusal: RefusedError) -> None:
        """Put the sentence of a refusal beside its field, or above all of them."""
        name, sentence = REFUSALS[refusal.code]
        if name:
            self[name].errors = [str(sentence)]
        else:
            self.form_errors.append(str(sentence))


class IndicatorForm(RefusingForm):
    """What may be said anew of an indicator at any time."""

    seen = HiddenField()
    """The mark of what the page showed."""
    name = TextField(_l("Name"), [NeededText(_l("Write the name."), 200, _l("Shorten the name."))])
    question = TextField(
        _l("The same as a question in plain words"),
        [NeededText(_l("Write it as a question."), 200, _l("Shorten the question."))],
        description=_l("It is the title of its page. For example: How many adults have a job?"),
    )
    theme = TextField(
        _l("Heading under which it stands"),
        [NeededText(_l("Write a heading, such as: Jobs."), 200, _l("Shorten the heading."))],
    )
    definition = LinesField(
        _l("What is counted, and by whom"),
        [NeededText(_l("Write what is counted, and the source."), LONGEST, _l("Shorten this text."))],
    )
    limits = LinesField(
        _l("How not to read it (optional)"),
        [TooLong(LONGEST)],
        description=_l("For example: in a small neighbourhood, a few people change the result."),
    )
    baseline = choice(
        _l("What is a neighbourhood compared to?"),
        [(kind.value, words) for kind, words in BASELINES.items()],
        _l("Choose one answer."),
    )
    direction = choice(
        _l("Which way is good?"), [(each.value, words) for each, words in DIRECTIONS.items()], _l("Choose one answer.")
    )
    orientation = SelectField(_l("Orientation of the contract"), validate_choice=False)
    institution = SelectField(_l("Who fills it each year?"), validate_choice=False)

    def offer_all(self, orientations: list[tuple[str, str]], institutions: list[tuple[str, str]]) -> None:
        """Offer what there is to choose from."""
        offer(self.orientation, [("", _l("No orientation")), *orientations])
        offer(self.institution, [("", _l("Nobody is named")), *institutions])

    def description(self) -> Description:
        """Return what was typed, once it is valid."""
        return Description(
            self.name.data or "",
            self.question.data or "",
            self.theme.data or "",
            self.definition.data or "",
            self.limits.data or "",
            AreaKind(self.baseline.data),
            Direction(self.direction.data),
            _chosen(self.orientation),
            _chosen(self.institution),
        )


class NewIndicatorForm(IndicatorForm):
    """An indicator that is not there yet: also what stays as it is afterwards."""

    family = choice(
        _l("In which family?"), [(each.value, words) for each, words in FAMILIES.items()], _l("Choose one answer.")
    )
    measure = choice(
        _l("What kind of number is it?"),
        [(each.value, words) for each, words in MEASURES.items()],
        _l("Choose one answer."),
    )
    unit = TextField(
        _l("Unit"),
        [NeededText(_l("Write the unit, such as: people"), 200, _l("Shorten the unit."))],
        description=_l("For example: € a year, people. For a share, the sign of per cent."),
    )
    among = TextField(
        _l("Of whom is this share? (optional)"),
        [TooLong(200)],
        description=_l("It completes “27 out of 100”. For example: families"),
    )
    decimals = choice(_l("How many digits after the comma?"), DIGITS, _l("Choose one answer."))

    def kind(self) -> Kind:
        """Return what stays as it is."""
        return Kind(
            Family(self.family.data),
            Measure(self.measure.data),
            self.unit.data or "",
            self.among.data or "",
            int(self.decimals.data),
        )


class BreakForm(RefusingForm):
    """From which year on an indicator is counted otherwise."""

    year = TextField(
        _l("First year that is counted otherwise"),
        [NeededText(_l("Write a year of four digits, such as 2024."), 4)],
    )
    reason = TextField(
        _l("What changed"),
        [NeededText(_l("Write what changed, in a sentence."), 200, _l("Shorten this sentence."))],
        description=_l("For example: the question of the census is another one"),
    )
    source = TextField(_l("Who says so"), [NeededText(_l("Write the source."), 200, _l("Shorten the source."))])

    def first_year(self) -> int:
        """Return the year, 0 where it is none."""
        return read_year(self.year.data or "") or 0


def _chosen(field: Any) -> int | None:
    """Return the number chosen; what is none of those offered becomes one that nothing has."""
    text = field.data or ""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
