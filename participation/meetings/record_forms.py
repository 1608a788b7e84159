"""Forms of what a meeting decided and what follows from it: a decision, its withdrawal, an action, a step, a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField

from participation.bodies.models import BodyKind
from participation.councils.forms import CountField, LinesField, Needed, choice, offer
from participation.councils.words import COLLEGES
from participation.kernel.days import DayField
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.meetings import minutes_words
from participation.meetings.agenda_forms import TooLong
from participation.meetings.models import ActionState, AgendaItem
from participation.meetings.services.actions import NewAction
from participation.meetings.services.decisions import ALL, NewDecision, Votes, lines_of
from participation.meetings.services.documents import NewDocument

LONGEST_TEXT = 1000
LONGEST_LABEL = 200
AGREED, COUNTED = "agreed", "counted"
OUTSIDE, PERSON, ACCOUNT = "outside", "person-", "account-"
FOR, AGAINST, ABSTAINING = _l("For"), _l("Against"), _l("Abstaining")
COUNTS = ("votes_for", "votes_against", "abstentions")
REFUSALS: dict[str, tuple[str, Any]] = {
    "account": ("doer", _l("Choose who does it in the list.")),
    "alternative": ("alternative", _l("Write what the picture shows, for people who do not see it.")),
    "bomb": ("file", _l("This file would become huge when opened. Save it anew, smaller, then send it again.")),
    "college": ("", _l("These votes belong to no college of this body. Open the page again.")),
    "damaged": ("file", _l("This file is damaged or cut short. Open it, save it anew, then send it again.")),
    "decision": ("decision", _l("Choose a decision of this meeting.")),
    "due": ("due_on", _l("Write a day that comes after the meeting.")),
    "empty": ("file", _l("This file is empty. Choose another one.")),
    "full": ("", _l("This meeting has %(most)s files already: take one off first.")),
    "item": ("item", _l("Choose an item of the agenda.")),
    "large": ("file", _l("This file has more than %(most)s MB. Save it smaller, or in parts.")),
    "locked": ("file", _l("This file asks for a password. Save it without one, then send it again.")),
    "macro": (
        "file",
        _l("This file holds a program or another file. Save it without, or print it to a new PDF, then send it again."),
    ),
    "minority": ("minority", _l("Everybody agreed, yet somebody did not: choose « There was a vote » and count.")),
    "note": ("note", _l("Write why it is dropped. Everybody can read this sentence.")),
    "person": ("doer", _l("Choose who does it in the list.")),
    "reason": ("reason", _l("Write why in one sentence. Everybody can read it.")),
    "removed": ("", _l("This file was taken off already.")),
    "same": ("", _l("This is there already: change something first.")),
    "sealed": ("", _l("The minutes are approved: nothing more can be noted about this meeting.")),
    "state": ("", _l("This is noted once the meeting has begun, and never for a cancelled one.")),
    "text": ("text", _l("Write it in one sentence that can be read alone.")),
    "title": ("title", _l("Write what the file is.")),
    "too_many": ("", _l("%(college)s: at most %(most)s people can have voted. Count again.")),
    "type": ("file", _l("Send a PDF, a picture (JPEG, PNG, WebP), a text or table (ODT, DOCX, ODS, XLSX, CSV, TXT).")),
    "votes": ("", _l("Write the votes that were counted, or choose « Everybody agreed ».")),
    "who": ("who", _l("Choose who does it in the list, or write who does it: one of the two.")),
    "withdrawn": ("", _l("This decision was withdrawn already.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    params = dict(refusal.params)
    if "college" in params:
        params["college"] = votes_of(str(params["college"]))
    said = str(sentence) % params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)


def votes_of(line: str) -> str:
    """Return whose votes a line counts."""
    return str(GROUPS.get(line, _l("All")))


GROUPS: dict[str, Any] = {college.value: words for college, words in COLLEGES.items()}


class TallyField(CountField):
    """A number of votes; nothing typed is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if any(text.strip() for text in valuelist):
            super().process_formdata(valuelist)
        else:
            self.data = 0


class ItemsMixin(Form):
    """What belongs to an item of the agenda."""

    item = SelectField(_l("Item of the agenda"), [Needed(_l("Choose an item of the agenda."))], validate_choice=False)

    def offer_items(self, items: Sequence[AgendaItem]) -> None:
        """Offer the items of a meeting."""
        offer(self.item, [(str(item.id), f"{item.position}. {item.title}") for item in items])


def number(text: Any) -> int:
    """Return a number of a list; anything else is one that no list has."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else 0


def tally(label: Any) -> TallyField:
    """Return a number of votes."""
    return TallyField(label)


class DecisionForm(ItemsMixin):
    """One decision; the forms below count the votes of each kind of body."""

    text = LinesField(
        _l("What is decided"),
        [NeededText(_l("Write it in one sentence that can be read alone."), LONGEST_TEXT, _l("Shorten this text."))],
        description=_l("One sentence that can be read alone. No name: minutes say roles and seats."),
    )
    addressee = TextField(
        _l("Whom does it ask? (optional)"),
        [TooLong(LONGEST_LABEL)],
        description=_l("For example: the town, the landlord"),
    )
    how = choice(
        _l("How was it decided?"),
        [
            (AGREED, _l("Everybody agreed: nobody was against")),
            (COUNTED, _l("There was a vote: write the counts below")),
        ],
        _l("Choose one answer."),
    )
    minority = LinesField(_l("What those who disagree want to be read (optional)"), [TooLong(LONGEST_TEXT)])
    lines: tuple[str, ...] = ()

    def tallies(self) -> list[tuple[str, list[TallyField]]]:
        """Return the groups of counts: whose votes, and their fields."""
        return [(votes_of(line), [self[f"{line}_{count}"] for count in COUNTS]) for line in self.lines]

    def new(self) -> NewDecision:
        """Return what was typed."""
        counts = {line: Votes(*(self[f"{line}_{count}"].data for count in COUNTS)) for line in self.lines}
        return NewDecision(
            item_id=number(self.item.data),
            text=self.text.data or "",
            addressee=self.addressee.data or "",
            votes=counts if self.how.data == COUNTED else None,
            minority=self.minority.data or "",
        )


class CouncilDecisionForm(DecisionForm):
    """A decision of a body with colleges."""

    lines = lines_of(BodyKind.COUNCIL)
    residents_votes_for = tally(FOR)
    residents_votes_against = tally(AGAINST)
    residents_abstentions = tally(ABSTAINING)
    local_actors_votes_for = tally(FOR)
    local_actors_votes_against = tally(AGAINST)
    local_actors_abstentions = tally(ABSTAINING)


class BodyDecisionForm(DecisionForm):
    """A decision of a body without colleges."""

    lines = (ALL,)
    all_votes_for = tally(FOR)
    all_votes_against = tally(AGAINST)
    all_abstentions = tally(ABSTAINING)


def decision_form(kind: BodyKind) -> DecisionForm:
    """Return the form of a kind of body."""
    return CouncilDecisionForm() if kind is BodyKind.COUNCIL else BodyDecisionForm()


class ReasonForm(Form):
    """Why something is taken back, in public."""

    reason = TextField(
        _l("Why?"),
        [
            NeededText(
                _l("Write why in one sentence. Everybody can read it."), LONGEST_LABEL, _l("Shorten this sentence.")
            )
        ],
        description=_l("Everybody can read this sentence. No name."),
    )


class ActionForm(ItemsMixin):
    """One action: who does what by when."""

    text = LinesField(
        _l("What is to be done"),
        [NeededText(_l("Write it in one sentence that can be read alone."), LONGEST_TEXT, _l("Shorten this text."))],
        description=_l("For example: write to the landlord about the lift. No name: minutes say roles and seats."),
    )
    doer = SelectField(
        _l("Who does it?"), [Needed(_l("Choose who does it in the list."))], validate_choice=False
    )
    who = TextField(
        _l("Somebody outside: who? (optional)"),
        [TooLong(LONGEST_LABEL)],
        description=_l("An institution, in public: « the town, parks »."),
    )
    due_on = DayField(_l("By when? (optional)"), description=_l("For example: 27/3/2027"))
    decision = SelectField(_l("Which decision does it follow from? (optional)"), validate_choice=False)

    def offer_doers(self, members: Iterable[tuple[int, str]], accounts: Iterable[tuple[int, str]]) -> None:
        """Offer members and accounts, by their numbers and names."""
        people = [(f"{PERSON}{key}", words) for key, words in members]
        team = [(f"{ACCOUNT}{key}", words) for key, words in accounts]
        offer(self.doer, [(OUTSIDE, _l("Somebody outside: I write who below")), *people, *team])

    def offer_decisions(self, labels: Iterable[tuple[int, str]]) -> None:
        """Offer the decisions of the meeting."""
        offer(self.decision, [("", _l("None")), *((str(key), words) for key, words in labels)])

    def new(self) -> NewAction:
        """Return what was typed."""
        doer = self.doer.data or ""
        return NewAction(
            item_id=number(self.item.data),
            text=self.text.data or "",
            person_id=number(doer.removeprefix(PERSON)) if doer.startswith(PERSON) else None,
            account_id=number(doer.removeprefix(ACCOUNT)) if doer.startswith(ACCOUNT) else None,
            who=self.who.data or "",
            due_on=self.due_on.data,
            decision_id=number(self.decision.data) if self.decision.data else None,
        )


class StepForm(Form):
    """How far an action is."""

    state = choice(
        _l("How far is it?"),
        [(state.value, words[0]) for state, words in minutes_words.ACTIONS.items()],
        _l("Choose one answer."),
    )
    note = TextField(
        _l("What happened? (optional)"),
        [TooLong(LONGEST_LABEL)],
        description=_l("Everybody can read this sentence. No name."),
    )

    def new_state(self) -> ActionState:
        """Return the state that was chosen."""
        return ActionState(self.state.data)


class DocumentForm(ItemsMixin):
    """A file of a meeting."""

    file = FileField(
        _l("The file"),
        [Needed(_l("Choose the file."))],
        description=_l("PDF, picture (JPEG, PNG, WebP), ODT, DOCX, ODS, XLSX, CSV or TXT. 10 MB at most."),
    )
    title = TextField(
        _l("What is it?"),
        [NeededText(_l("Write what the file is."), LONGEST_LABEL, _l("Shorten this title."))],
        description=_l("For example: plan of the square"),
    )
    alternative = TextField(
        _l("For a picture: what does it show? (optional)"),
        [TooLong(LONGEST_LABEL)],
        description=_l("For people who do not see it. No picture goes without it."),
    )
    item = SelectField(_l("Item of the agenda (optional)"), validate_choice=False)
    is_public = BooleanField(_l("Everybody may read it"), default=True)

    def offer_items(self, items: Sequence[AgendaItem]) -> None:
        """Offer the items of a meeting, or none of them."""
        offer(self.item, [("", _l("The whole meeting")), *((str(i.id), f"{i.position}. {i.title}") for i in items)])

    def new(self, data: bytes) -> NewDocument:
        """Return what was typed, with the file's content."""
        return NewDocument(
            data=data,
            file_name=self.file.data.filename or "",
            title=self.title.data or "",
            item_id=number(self.item.data) if self.item.data else None,
            alternative=self.alternative.data or "",
            is_public=bool(self.is_public.data),
        )
