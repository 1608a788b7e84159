"""Files of values, as the team brings them: sent, told what they would change, taken in or thrown away."""

from http import HTTPStatus
from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from participation.indicators.import_words import fault_sentence, plan_sentence, refusal_sentence
from participation.indicators.imports.cells import read_year
from participation.indicators.imports.fields import PlanError
from participation.indicators.services import value_files
from participation.indicators.services.merging import Counts
from participation.indicators.services.value_template import lines
from participation.indicators.value_forms import ValuesForm
from participation.indicators.views.base import blueprint
from participation.kernel import clock, table_words
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.headers import as_download
from participation.kernel.i18n import format_number, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import can, requires
from participation.kernel.redirects import see_other
from participation.kernel.tables import UnreadableError

MEGABYTE = 1024 * 1024
LARGEST = 8 * MEGABYTE
"""Larger files hold the page too long: `flask indicators import-values` takes them."""
ENVELOPE = MEGABYTE
"""What a form adds around its file."""


@blueprint.url_value_preprocessor
def take_large_values(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who bring values send a large file, here alone."""
    if endpoint == "indicators.send_values" and request.method == "POST" and can("values.bring"):
        request.max_content_length = LARGEST + ENVELOPE


@blueprint.route("/travail/indicateurs/importer", methods=["GET", "POST"])
@requires("values.bring")
def send_values() -> Any:
    """Send a file with the publication it comes from."""
    form = ValuesForm()
    if form.validate_on_submit():
        number = _take_in(form)
        if number is not None:
            return see_other("indicators.value_file", file_id=number)
    page = render_template(
        "indicators/send_values.html",
        form=form,
        year=clock.today().year - 1,
        waiting=value_files.waiting(db.session, current_user),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _take_in(form: ValuesForm) -> int | None:
    """Return the number of the file that waits now; None where the form says what is wrong."""
    sent, session = form.file.data, db.session
    content = sent.stream.read(LARGEST + 1)
    try:
        if len(content) > LARGEST:
            raise RefusedError("too_large")
        made = value_files.send(
            session,
            current_user,
            clock.now(),
            sent.filename or "",
            content,
            form.about(),
            bool(form.is_fictitious.data),
        )
        number: int = made.id
        session.commit()
        return number
    except UnreadableError as error:
        form.refuse_file(table_words.unreadable_sentence(error))
    except PlanError as error:
        form.refuse_file(plan_sentence(error))
    except RefusedError as refusal:
        form.refuse_file(refusal_sentence(refusal))
    session.rollback()
    return None


@blueprint.get("/travail/indicateurs/importer/<int:file_id>")
@requires("values.bring")
def value_file(file_id: int) -> str:
    """What a file would change, or what to mend in it."""
    return _page(file_id, Form(formdata=None))


@blueprint.post("/travail/indicateurs/importer/<int:file_id>/confirmer")
@requires("values.bring")
def take_values(file_id: int) -> Any:
    """Take a file in, all of it."""
    form = Form()
    if form.validate_on_submit():
        try:
            outcome = request.form.get("outcome", "")
            value_files.confirm(db.session, current_user, clock.now(), file_id, outcome)
            db.session.commit()
            return see_other("indicators.staff_indicators", _anchor="fichiers")
        except RefusedError as refusal:
            db.session.rollback()
            form.form_errors.append(refusal_sentence(refusal))
    return _page(file_id, form), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.post("/travail/indicateurs/importer/<int:file_id>/retirer")
@requires("values.bring")
def discard_values(file_id: int) -> Any:
    """Throw a file away; nothing of it was taken in."""
    value_files.discard(db.session, current_user, file_id)
    db.session.commit()
    return see_other("indicators.send_values")


def _page(file_id: int, form: Form) -> str:
    session = db.session
    found = value_files.find(session, current_user, file_id)
    check = value_files.check(session, found)
    findings, counts = check.findings, check.counts
    return render_template(
        "indicators/value_file.html",
        form=form,
        found=found,
        source=value_files.source_of(session, found),
        figures=_figures(counts, check.hidden) if counts else [],
        outcome=check.outcome,
        hidden=check.hidden,
        replaces=counts is not None and counts.changed > 0,
        may_take=counts is not None and check.values > 0,
        changes_nothing=counts is not None and not counts.added and not counts.changed,
        notes=_notes(check),
        faults=[(each, fault_sentence(each)) for each in sorted(findings.kept, key=lambda each: each.line)],
        others=findings.total - len(findings.kept),
        total=findings.total,
        fictitious=found.is_fictitious,
    )


def _figures(counts: Counts, hidden: int) -> list[dict[str, str]]:
    added, changed, unchanged = counts
    masked = ngettext(
        "number hidden: it would show a few people, or let them be computed",
        "numbers hidden: they would show a few people, or let them be computed",
        hidden,
    )
    figures = [
        (added, ngettext("new value", "new values", added)),
        (changed, ngettext("value replaced", "values replaced", changed)),
        (unchanged, ngettext("value as it is already", "values as they are already", unchanged)),
        *([(hidden, masked)] if hidden else []),
    ]
    return [{"number": format_number(number), "text": text} for number, text in figures]


def _notes(check: value_files.Check) -> list[str]:
    """What to know of a file that can be taken in."""
    notes = [table_words.note_sentence(note) for note in check.notes]
    if check.left_out:
        notes.append(_("Columns that are not read: %(names)s.", names=", ".join(check.left_out[:40])))
    if check.findings.elsewhere:
        number = format_number(check.findings.elsewhere)
        notes.append(_("Lines of places that are not of this site, left aside: %(number)s.", number=number))
    if check.small_shares:
        names = ", ".join(check.small_shares)
        notes.append(_("No share is above 1 for: %(names)s. Write 27 for 27 out of 100, not 0,27.", names=names))
    if not check.values and not check.findings.total:
        notes.append(_("No line is of a place of this site. Compare the codes with those of the template."))
    return notes


@blueprint.get("/travail/indicateurs/modele.csv")
@requires("values.bring")
def value_template() -> Response:
    """A file to fill for a year: a line a place and indicator, with what is known already."""
    year = read_year(request.args.get("annee", "")) or clock.today().year - 1
    whole = "".join(lines(db.session, year))
    return as_download(Response(whole, mimetype="text/csv"), f"valeurs-{year}.csv")
