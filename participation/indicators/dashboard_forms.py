"""Forms of the dashboard: its last day, the analysis of the steering committee, what that changes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.validators import StopValidation

from participation.councils.forms import LinesField, day, offer
from participation.indicators.highlight_forms import SeenForm, whole
from participation.indicators.models import DashboardYear
from participation.indicators.services.analysis import LONGEST, LONGEST_CHANGE, Change, Written
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import format_short_day
from participation.meetings.agenda_forms import TooLong
from participation.meetings.models import Meeting

REFUSALS: dict[str, tuple[str, Any]] = {
    "changed": ("", _l("Somebody saved this page after you opened it. Read it again, then write your changes.")),
    "due_on": ("due_on", _l("Write a day of that year or of a later one.")),
    "empty": ("analysis", _l("Write what the steering committee reads in the figures.")),
    "meeting": ("meeting", _l("Choose a meeting of the list, or none.")),
    "orientation": ("", _l("The orientations of the contract changed. Open this page again.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


class DueForm(SeenForm):
    """Until when the dashboard of a year is filled."""

    due_on = day(_l("Last day to fill it"), _l("Write the last day."))


class AnalysisForm(SeenForm):
    """What the steering committee reads, and what it changes: one text for the contract, one for each orientation."""

    analysis = LinesField(
        _l("What the steering committee reads in the figures"),
        [TooLong(LONGEST)],
        description=_l(
            "In plain words: what gets better, what does not, what we do not know. "
            "Begin with what the neighbourhoods bring."
        ),
    )  # fmt: skip
    meeting = SelectField(_l("At which meeting? (optional)"), validate_choice=False)
    orientation_ids: tuple[int | None, ...] = ()

    def offer_meetings(self, meetings: Sequence[Meeting]) -> None:
        """Offer the meetings that may have analysed it."""
        held = [(each, format_short_day(clock.day_of(each.starts_at))) for each in meetings]
        answers = [("", str(_l("None"))), *((str(each.id), f"{on} · {each.title}") for each, on in held)]
        self.offered = {value for value, _words in answers}
        offer(self.meeting, answers)

    def texts(self) -> list[Field]:
        """Return the boxes of what it changes, in order."""
        return [self[_box(number)] for number in self.orientation_ids]

    def validate_meeting(self, field: Any) -> None:
        """Ask for one of the list."""
        if (field.data or "") not in self.offered:
            raise StopValidation(str(REFUSALS["meeting"][1]))

    def written(self) -> Written:
        """Return what was typed, once it is valid."""
        boxes = zip(self.orientation_ids, self.texts(), strict=True)
        changes = [Change(number, box.data or "") for number, box in boxes]
        return Written(self.analysis.data or "", whole(self.meeting.data) if self.meeting.data else None, changes)


def _box(orientation_id: int | None) -> str:
    return f"change_{orientation_id or 0}"


def analysis_form(orientations: Sequence[tuple[int, str]], found: DashboardYear) -> AnalysisForm:
    """Return the form of an analysis, filled as it stands; several changes of one orientation stand in one box."""
    words: dict[int | None, Any] = {None: _l("What it changes for the whole contract (optional)")}
    words |= {number: _l("What it changes for: %(name)s (optional)", name=name) for number, name in orientations}
    boxes = {_box(number): LinesField(label, [TooLong(LONGEST_CHANGE)]) for number, label in words.items()}
    made = type("OneAnalysisForm", (AnalysisForm,), boxes | {"orientation_ids": tuple(words)})
    texts: dict[str, list[str]] = {}
    for change in found.changes:
        texts.setdefault(_box(change.orientation_id), []).append(change.text)
    typed = {name: "\n\n".join(parts) for name, parts in texts.items()}
    typed |= {"analysis": found.analysis, "meeting": str(found.meeting_id or ""), "seen": str(found.version)}
    form: AnalysisForm = made(data=typed)
    return form


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    if name and name in form:
        form[name].errors = [*form[name].errors, str(sentence)]
    else:
        form.form_errors.append(str(sentence))
