"""Flagship actions and their assessments in words."""

from datetime import date
from typing import Any

from participation.indicators.models import ActionState, ActionStep, Assessment, FlagshipAction, ScaleLevel
from participation.kernel import clock
from participation.kernel.i18n import format_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import lazy_gettext as _l

STATES = {
    ActionState.PLANNED: _l("Planned action"),
    ActionState.UNDERWAY: _l("Under way"),
    ActionState.DONE: _l("Finished action"),
    ActionState.STOPPED: _l("Stopped"),
}
KINDS = {
    ActionState.PLANNED: "",
    ActionState.UNDERWAY: "",
    ActionState.DONE: "ok",
    ActionState.STOPPED: "danger",
}


def tag(action: FlagshipAction) -> tuple[str, str]:
    """Return the tag of an action, and its kind."""
    return str(STATES[action.state]), KINDS[action.state]


def places(action: FlagshipAction) -> str:
    """Return where an action takes place."""
    return ", ".join(place.name for place in action.neighbourhoods) or str(_("All neighbourhoods of the contract"))


def steps(action: FlagshipAction, today: date) -> list[dict[str, Any]]:
    """Return the steps of an action as a timeline shows them."""
    return [_step(step, today) for step in action.steps]


def _step(step: ActionStep, today: date) -> dict[str, Any]:
    if step.done_on is not None:
        return {"state": "done", "what": step.text, "on": step.done_on}
    late = step.due_on is not None and step.due_on < today
    return {"state": "late" if late else "next", "what": step.text, "on": step.due_on}


def next_step(action: FlagshipAction, today: date) -> str:
    """Return the first step that is not done, with its day, late or not; empty where an action is over or says none."""
    if action.state in (ActionState.DONE, ActionState.STOPPED):
        return ""
    waiting = next((step for step in action.steps if step.done_on is None), None)
    if waiting is None:
        return ""
    if waiting.due_on is None:
        return str(_("Next step: %(step)s", step=waiting.text))
    if waiting.due_on < today:
        return str(_("Next step, late since %(day)s: %(step)s", day=format_day(waiting.due_on), step=waiting.text))
    return str(_("Next step, for %(day)s: %(step)s", day=format_day(waiting.due_on), step=waiting.text))


def level(assessment: Assessment | None, scale: dict[int, ScaleLevel]) -> tuple[str, str]:
    """Return the level that somebody gave, on how many, with the word agreed for it."""
    if assessment is None:
        return str(_("Not assessed yet")), "warn"
    highest = max(scale)
    name = scale[assessment.level].name
    return str(_("%(level)s out of %(most)s: %(name)s", level=assessment.level, most=highest, name=name)), ""


def told(assessment: Assessment | None, scale: dict[int, ScaleLevel]) -> dict[str, Any]:
    """Return an assessment as its page shows it: `by`, `tag`, `on`."""
    on = clock.day_of(assessment.at) if assessment else None
    return {"by": assessment, "tag": level(assessment, scale), "on": on}


def counted(number: int) -> str:
    """Return how many actions a list shows."""
    if not number:
        return str(_("No flagship action is recorded for this choice."))
    return str(ngettext("%(num)s flagship action.", "%(num)s flagship actions.", number))
