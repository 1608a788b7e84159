"""Lists in words: where they stand, what was found in them, what came in."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from participation.draws.imports import Person, shown_name
from participation.draws.list_forms import KINDS
from participation.draws.models import (
    Draw,
    FaultKind,
    ListState,
    PairVerdict,
    PoolList,
    PurgeCertificate,
    RemovalReason,
    RowFault,
    RowVerdict,
)
from participation.draws.services.candidates import TWO
from participation.draws.services.lists.showing import Kind, Pair
from participation.draws.services.lists.verdicts import SWAPPABLE
from participation.draws.views import list_words, refusals
from participation.kernel import table_words
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import format_number, format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.jobs import Job, JobState
from participation.kernel.templating import typed

TAGS: dict[ListState, tuple[Any, str]] = {
    ListState.SENT: (_l("Columns to name"), "warn"),
    ListState.CHECKING: (_l("Being checked"), "warn"),
    ListState.CHECKED: (_l("Checked, not imported"), "warn"),
    ListState.IMPORTING: (_l("Being imported"), "warn"),
    ListState.IMPORTED: (_l("Imported"), "ok"),
    ListState.UNREADABLE: (_l("Cannot be read"), "danger"),
    ListState.UNDONE: (_l("Taken away"), ""),
    ListState.PURGED: (_l("Erased"), ""),
}
GENDERS = {"F": _l("Woman"), "M": _l("Man"), "X": _l("Other")}
VERDICTS = {RowVerdict.ACCEPTED: _l("accepted"), RowVerdict.REJECTED: _l("left out")}
REASONS = {
    RemovalReason.ASKED: _l("asked not to take part"),
    RemovalReason.EXCLUDED: _l("excluded by the rule"),
    RemovalReason.MOVED: _l("no longer lives there"),
    RemovalReason.DECEASED: _l("has died"),
}
PAIR_VERDICTS = {
    PairVerdict.SAME: _l("Same person"),
    PairVerdict.TWO_PEOPLE: _l("Two people"),
    PairVerdict.UNKNOWN: _l("I do not know"),
}
SEPARATORS = {";": _l("semicolons"), ",": _l("commas"), "\t": _l("tabs"), "|": _l("vertical bars")}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252", "latin-1": "Latin-1"}


def tag_of(state: ListState) -> tuple[str, str]:
    """Return the words of a state and the kind of its tag."""
    words, kind = TAGS[state]
    return str(words), kind


def row(draw: Draw, found: PoolList) -> dict[str, str]:
    """Return a list as a row of the draw's lists."""
    words, tag = tag_of(found.state)
    parts = [str(KINDS[found.kind]), _("erased on %(day)s", day=format_short_day(found.purge_on))]
    if found.state == ListState.IMPORTED:
        parts.insert(1, people_count(found.rows_kept))
    return {
        "title": found.name,
        "href": url_for("draws.show_list", draw_id=draw.id, list_id=found.id),
        "text": ", ".join(parts),
        "status": words,
        "kind": tag,
    }


def people_count(count: int) -> str:
    """Return a number of people in words."""
    return str(ngettext("%(count)s person", "%(count)s people", count, count=format_number(count)))


def facts(found: PoolList) -> list[dict[str, str]]:
    """Return what was said of a list and how it is read."""
    rows = [
        (_("Kind"), str(KINDS[found.kind])),
        (_("What allows it"), found.legal_basis),
        (_("Made by"), found.provenance),
        (_("Given on"), format_short_day(found.provided_on)),
        (_("Erased on"), format_short_day(found.purge_on)),
        (_("File"), found.file_name),
    ]
    if found.encoding:
        rows.append((_("Letters"), ENCODINGS.get(found.encoding, found.encoding)))
    if found.separator:
        rows.append((_("Between two cells"), str(SEPARATORS.get(found.separator, found.separator))))
    return [{"key": key, "value": value} for key, value in rows]


def public(draw: Draw, found: PoolList) -> dict[str, Any]:
    """Return a list of a draw as everybody may know it."""
    rows = [
        (_("Kind"), str(KINDS[found.kind])),
        (_("What allows it"), typed(found.legal_basis)),
        (_("Made by"), typed(found.provenance)),
        (_("Given on"), format_short_day(found.provided_on)),
        (_("People"), format_number(found.rows_kept)),
    ]
    if found.state == ListState.PURGED and found.ended_at is not None:
        rows.append((_("Erased"), format_short_day(day_of(found.ended_at))))
    else:
        rows.append((_("Will be erased on"), format_short_day(found.purge_on)))
    if found.ended_at is not None and (draw.sealed_at is None or found.ended_at < draw.sealed_at):
        rows.append((_("In the draw"), _("No: the list was erased before the draw was sealed. Nobody of it is drawn.")))
        return {"name": found.name, "facts": [{"key": key, "value": value} for key, value in rows]}
    sealed = _(
        "Names, full birth dates and addresses are sealed too, and seen by nobody. They are erased with the list, or "
        "at the end of the draw if that is later; of people called, when the last mandate of the draw ends."
    )
    rows.append((_("In the sealed list"), sealed))
    return {"name": found.name, "facts": [{"key": key, "value": value} for key, value in rows]}


def reason(found: PoolList) -> str:
    """Return why a file cannot be read, or why a list did not come in."""
    if found.unreadable is None:
        return ""
    kept = json.loads(found.unreadable)
    if found.state == ListState.UNREADABLE:
        return str(table_words.stored_sentence(kept["code"], kept["line"], kept["params"]))
    return refusals.sentence(RefusedError(kept["code"], **kept["params"]))


def progress(job: Job | None) -> dict[str, Any] | None:
    """Return how far long work is: words and a share from 0 to 100; None where none is under way."""
    if job is None:
        return None
    percent = min(100, 100 * job.done // job.total) if job.total else 0
    return {"is_waiting": job.state == JobState.QUEUED, "done": job.done, "total": job.total, "percent": percent}


def figures(found: PoolList) -> list[dict[str, str]]:
    """Return the counts of a checked or imported list."""
    if found.state in (ListState.IMPORTED, ListState.PURGED):
        left_out = found.rows_read - found.rows_refused - found.rows_kept
        counts = [
            (found.rows_kept, _("people imported")),
            (found.rows_refused, _("rows refused")),
            (left_out, _("doubtful rows left out")),
        ]
    else:
        kept = found.rows_read - found.rows_refused - found.rows_doubtful
        counts = [
            (kept, _("rows without a fault")),
            (found.rows_doubtful, _("doubtful rows")),
            (found.rows_refused, _("rows refused")),
        ]
    return [{"number": format_number(number), "text": text} for number, text in counts]


def kind(found: Kind) -> dict[str, Any]:
    """Return one kind of fault: its advice, how many, the first ones, what was decided of all."""
    code = found.kind.code
    count = found.kind.faults
    return {
        "code": code,
        "is_doubt": found.kind.is_doubt,
        "title": _title(count, found.kind.is_doubt),
        "examples": [fault(each) for each in found.examples],
        "others": count - len(found.examples),
        "verdict": verdict(found.kind),
        "can_swap": code == SWAPPABLE,
    }


def verdict(found: RowFault | FaultKind) -> str:
    """Return what was decided of a row, or of all rows of a kind."""
    if found.verdict is None:
        return ""
    return _("accepted, names swapped") if found.is_swapped else str(VERDICTS[found.verdict])


def _title(count: int, is_doubt: bool) -> str:
    if is_doubt:
        return str(ngettext("%(count)s doubt", "%(count)s doubts", count, count=format_number(count)))
    return str(ngettext("%(count)s refusal", "%(count)s refusals", count, count=format_number(count)))


def fault(found: RowFault) -> str:
    """Return one fault with its line and column."""
    return list_words.fault_sentence(found.line, found.column, found.code, json.loads(found.params))


def people(found: Sequence[Person]) -> list[dict[str, Any]]:
    """Return the first rows as they were understood."""
    return [
        {
            "line": each.line,
            "name": shown_name(each.family_name),
            "given_name": shown_name(each.given_name),
            "birth": birth(each.birth_date or each.birth_year),
            "gender": str(GENDERS[each.gender]) if each.gender else "",
            "address": ", ".join(filter(None, (each.address, each.postal_code, each.town))),
        }
        for each in found
    ]


def birth(found: date | int | None) -> str:
    """Return a day or a year of birth."""
    if found is None:
        return ""
    return str(found) if isinstance(found, int) else format_short_day(found)


def certificate(found: PurgeCertificate) -> dict[str, Any]:
    """Return what was erased, as one item of a timeline."""
    people = ngettext("%(shown)s person", "%(shown)s people", found.rows, shown=format_number(found.rows))
    words = {
        "list": _("List “%(name)s” erased: %(people)s", name=found.name, people=people),
        "openings": _("What opens the sealed list erased: %(people)s", people=people),
    }
    other = _("Invitations and attempts erased: %(rows)s", rows=format_number(found.rows))
    return {"state": "done", "what": words.get(found.subject, other), "at": found.at}


def pair(found: Pair) -> dict[str, Any]:
    """Return a likely double, side by side."""
    rows = [
        (_("Source"), *(each.source or _("Sign-ups") for each in (found.earlier, found.later))),
        (_("Name"), found.earlier.name, found.later.name),
        (_("Born"), birth(found.earlier.birth), birth(found.later.birth)),
        (_("Woman or man"), *(str(GENDERS.get(each.gender or "", "")) for each in (found.earlier, found.later))),
        (_("Address"), found.earlier.address, found.later.address),
        (_("Contact"), found.earlier.contact, found.later.contact),
    ]
    return {
        "id": found.id,
        "title": found.later.name,
        "rows": [each for each in rows if each[1] or each[2]],
        "mine": str(PAIR_VERDICTS[found.mine]) if found.mine else "",
        "others": found.others,
        "is_undecided": found.others + (found.mine is not None) >= TWO,
        "is_removed": found.earlier.is_removed,
        "prevails": _prevails(found) if found.differs else "",
    }


def _prevails(found: Pair) -> str:
    if found.prevailing.order is None:
        return _("The two records contradict each other. For one person, what they said when they signed up counts.")
    return _(
        "The two records contradict each other. For one person, what the list “%(name)s” says counts: it was given "
        "last, or on the same day as the other one and comes before it by its kind or its name.",
        name=found.prevailing.source,
    )
