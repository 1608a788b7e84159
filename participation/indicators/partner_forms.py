"""Forms of partners, of what they promise and of what they tell of it, and of the councils' remarks."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField

from participation.councils.forms import LinesField, choice, offer
from participation.indicators.highlight_forms import whole
from participation.indicators.models import Commitment, CommitmentState, Partner
from participation.indicators.partner_words import CHOICES, REFUSALS
from participation.indicators.services import remarks, telling
from participation.indicators.services.commitments import Line
from participation.indicators.services.partners import Promise, Signature
from participation.indicators.services.telling import Told
from participation.kernel.days import DayField
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField, clean
from participation.kernel.i18n import is_french
from participation.meetings.agenda_forms import TooLong
from participation.meetings.record_forms import number
from participation.territory.models import Neighbourhood, Orientation

NONE = ""
LABEL = 200
AMOUNT = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
WRITE = _l("Write at least one sentence.")
SHORTEN = _l("Shorten this text: 2,000 characters at most.")


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    name, said = name % refusal.params, str(sentence) % refusal.params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)


class AmountField(StringField):
    """A number from 0, as people write it: « 12 », « 1 200 », « 12,5 ». Left empty, it is unknown, never 0."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0] if valuelist else "").replace(" ", "")
        self.data = float(text.replace(",", ".")) if AMOUNT.fullmatch(text) else None
        if text and self.data is None:
            raise ValueError(str(_l("Write a number in figures, such as 12 or 12.5, or leave it empty.")))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{self.data:.12g}".replace(".", "," if is_french() else ".")


class YearField(StringField):
    """A year in four figures."""

    data: Any

    def __init__(self, label: Any, needed: bool, **options: Any) -> None:
        super().__init__(label, **options)
        self.needed = needed

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0] if valuelist else "")
        self.data = int(text) if YEAR.fullmatch(text) else None
        if self.data is None and (text or self.needed):
            raise ValueError(str(_l("Write a year in four figures, such as 2027.")))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


def _source() -> TextField:
    sentence = _l("Write where it can be read: a document, with its day.")
    return TextField(_l("Where it is written"), [NeededText(sentence, LABEL, _l("Shorten this text."))])


class PartnerForm(Form):
    """An institution becomes a partner, or its signature changes."""

    institution = SelectField(_l("Institution"), validate_choice=False)
    name = TextField(
        _l("If it is not in the list, its name"), [TooLong(LABEL)], description=_l("Leave it empty otherwise.")
    )
    signed_on = DayField(
        _l("Day of the signature"), description=_l("Leave it empty if no document says it. For example: 27/3/2027")
    )
    source = _source()

    def offer_all(self, institutions: Iterable[tuple[int, str]]) -> None:
        """Offer the institutions that are no partner yet."""
        found = [(str(key), name) for key, name in institutions]
        offer(self.institution, [(NONE, str(_l("Another one"))), *found])

    def only_signature(self) -> None:
        """Ask nothing but the signature: the partner is known."""
        del self.institution, self.name

    @property
    def chosen(self) -> int | None:
        """The institution of the list, if one was chosen."""
        return number(self.institution.data) if self.institution.data else None

    def signature(self) -> Signature:
        """Return what was said."""
        return Signature(self.signed_on.data, self.source.data or "")

    @staticmethod
    def typed(partner: Partner) -> dict[str, Any]:
        """Return a partner as its form shows it."""
        return {"signed_on": partner.signed_on, "source": partner.source}


class CommitmentForm(Form):
    """A promise of a partner."""

    title = TextField(
        _l("The promise, in one sentence"),
        [NeededText(_l("Write what the partner promises."), LABEL, _l("Shorten this sentence to 200 characters."))],
    )
    unit = TextField(
        _l("What is counted, in a word or two"),
        [TooLong(60)],
        description=_l("For example: people, meetings. Leave it empty if nothing is counted."),
    )
    orientation = SelectField(_l("Orientation of the contract"), validate_choice=False)
    neighbourhoods = SelectMultipleField(
        _l("In which neighbourhoods?"), validate_choice=False, description=_l("Tick none if it is all of them.")
    )
    first_year = YearField(_l("First year"), needed=True)
    last_year = YearField(_l("Last year"), needed=False, description=_l("Leave it empty if no document says it."))
    source = _source()

    def offer_all(self, orientations: Sequence[Orientation], neighbourhoods: Sequence[Neighbourhood]) -> None:
        """Offer the orientations and the neighbourhoods."""
        aims = [(str(each.id), f"{each.number}. {each.name}") for each in orientations]
        offer(self.orientation, [(NONE, str(_l("None"))), *aims])
        self.neighbourhoods.choices = [(str(each.id), each.name) for each in neighbourhoods]

    def promise(self) -> Promise:
        """Return what was said."""
        return Promise(
            title=self.title.data or "",
            unit=self.unit.data or None,
            first_year=int(self.first_year.data),
            last_year=self.last_year.data,
            source=self.source.data or "",
            orientation_id=number(self.orientation.data) if self.orientation.data else None,
            neighbourhood_ids=tuple(dict.fromkeys(number(each) for each in self.neighbourhoods.data or ())),
        )

    @staticmethod
    def typed(found: Commitment) -> dict[str, Any]:
        """Return a promise as its form shows it."""
        told = {name: getattr(found, name) for name in ("title", "unit", "first_year", "last_year", "source")}
        places = [str(each.id) for each in found.neighbourhoods]
        return told | {"orientation": str(found.orientation_id or NONE), "neighbourhoods": places}


class TellForm(Form):
    """What a partner tells of one promise in one year: short, on a phone."""

    target = AmountField(_l("Planned for the year"))
    done = AmountField(
        _l("Done in the year"), description=_l("Leave it empty as long as you do not know. Empty is not 0.")
    )
    state = choice(_l("How far is it?"), CHOICES.items(), _l("Choose one of the four answers."))
    comment = LinesField(
        _l("In a few words (optional)"),
        [TooLong(telling.LONGEST)],
        description=_l("What was done, or why it was not. Everybody can read it: name nobody."),
    )
    proof = TextField(
        _l("Where can it be seen? (optional)"),
        [TooLong(telling.LONGEST_PROOF)],
        description=_l("A document, or the address of a page."),
    )
    seen = HiddenField()

    def ask(self, line: Line) -> None:
        """Ask for numbers only where something is counted."""
        if line.unit is None:
            del self.target, self.done
        else:
            self.target.label.text = f"{self.target.label.text} ({line.unit})"
            self.done.label.text = f"{self.done.label.text} ({line.unit})"

    def told(self) -> Told:
        """Return what was said."""
        return Told(
            state=CommitmentState(self.state.data),
            target=self.target.data if "target" in self else None,
            done=self.done.data if "done" in self else None,
            comment=self.comment.data or "",
            proof=self.proof.data or None,
            seen=whole(self.seen.data),
        )

    @staticmethod
    def typed(line: Line) -> dict[str, Any]:
        """Return what was told as the form shows it."""
        told = {name: getattr(line, name) for name in ("target", "done", "comment", "proof")}
        return told | {"state": line.state.value if line.state else None, "seen": str(line.version)}


class RemarkForm(Form):
    """What a council says of a promise, or what the partner answers."""

    text = LinesField(
        _l("What the council says"),
        [NeededText(WRITE, remarks.LONGEST, SHORTEN)],
        description=_l("Everybody can read it, beside what the partner says. Name nobody."),
    )
    seen = HiddenField()

    def instant_seen(self) -> datetime | None:
        """Return the instant of the remark that the page showed; None where it showed none."""
        try:
            found = datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return None
        return found if found.tzinfo is not None else None


class AnswerForm(RemarkForm):
    """What the partner answers, once."""

    text = LinesField(
        _l("Your answer"),
        [NeededText(WRITE, remarks.LONGEST, SHORTEN)],
        description=_l("Everybody can read it, beside the remark. Once published, it stays."),
    )
