"""Which column says what: proposed, changed on the page, checked against the file before anything else is done."""

from typing import Any

from flask import render_template, request
from flask_login import current_user
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from participation.draws.list_forms import ColumnsForm, ReadingForm
from participation.draws.models import PoolList
from participation.draws.services import access
from participation.draws.services.lists import columns
from participation.draws.services.lists.columns import CHOOSING, MappingError
from participation.draws.services.lists.finding import OPEN, find
from participation.draws.services.lists.samples import Look
from participation.draws.views import list_pages, list_words
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock, refused_forms, table_words
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.kernel.tables import UnreadableError

EXAMPLES = 3
USUAL = ("family_name", "given_name", "full_name", "birth_date", "gender", "address", "postal_code", "town")


@blueprint.route("/travail/tirages/<int:draw_id>/listes/<int:list_id>/colonnes", methods=["GET", "POST"])
@requires("lists.bring")
def list_columns(draw_id: int, list_id: int) -> Any:
    """Name the columns of a file; the check then starts."""
    found, look = _find(draw_id, list_id)
    form = ColumnsForm()
    form.choose_from(list(look.table.labels), list_words.FIELDS)
    if request.method == "GET" and not form.is_shown_again:
        form.show(columns.chosen(found))
    if form.validate_on_submit():
        try:
            columns.choose(db.session, current_user, clock.now(), draw_id, list_id, form.mapping())
            db.session.commit()
            return see_other("draws.show_list", draw_id=draw_id, list_id=list_id)
        except MappingError as error:
            _say(form, error, look)
        except RefusedError as refusal:
            put(form, refusal)
        db.session.rollback()
        found, look = _find(draw_id, list_id)
    reading = ReadingForm(formdata=None, data={"sheet": look.sheet, "header_line": look.table.header_line})
    page = _page(found, look, form, reading, reading if reading.is_shown_again else form)
    return page if request.method == "GET" else (page, 422)


def _say(form: ColumnsForm, error: MappingError, look: Look) -> None:
    """Say what is wrong beside the field it is about, else beside the name."""
    for fault in error.faults:
        name = fault.field.value if fault.field is not None else NEEDS[fault.code]
        form[name].errors = [*form[name].errors, list_words.mapping_sentence(fault, look.table.labels)]


NEEDS = {"needs_name": "family_name", "needs_given_name": "given_name", "needs_address": "address"}


@blueprint.post("/travail/tirages/<int:draw_id>/listes/<int:list_id>/lecture")
@requires("lists.bring")
def read_list_again(draw_id: int, list_id: int) -> Any:
    """Read the file from another sheet, or take another line as the one that names the columns."""
    found, look = _find(draw_id, list_id)
    form = ReadingForm()
    _offer(form, look)
    if form.validate_on_submit():
        sheet = form.sheet.data if form.sheet.data in look.sheets else look.sheet
        try:
            table = columns.opened(db.session, found, sheet, form.header_line.data)
            columns.read_again(db.session, current_user, draw_id, list_id, sheet, form.header_line.data, table)
            db.session.commit()
            return see_other("draws.list_columns", draw_id=draw_id, list_id=list_id)
        except UnreadableError as error:
            form.header_line.errors = [table_words.unreadable_sentence(error)]
        except RefusedError as refusal:
            put(form, refusal)
        db.session.rollback()
        found, look = _find(draw_id, list_id)
    refused_forms.stands_on("draws.list_columns", draw_id=draw_id, list_id=list_id)
    chosen = ColumnsForm(formdata=None)
    chosen.choose_from(list(look.table.labels), list_words.FIELDS)
    chosen.show(columns.chosen(found))
    return _page(found, look, chosen, form, form), 422


def _find(draw_id: int, list_id: int) -> tuple[PoolList, Look]:
    """Return a list whose columns can still be chosen."""
    found = find(db.session, current_user, draw_id, list_id)
    draw = access.find(db.session, current_user, draw_id)
    look = columns.look(db.session, found)
    if draw.state not in OPEN or found.state not in CHOOSING or look is None:
        raise MissingError
    return found, look


def _offer(form: ReadingForm, look: Look) -> None:
    form.sheet.choices = [SelectChoice(name, name) for name in look.sheets]


def _is_shown(field: Any) -> bool:
    """Tell whether a field stands in the open: those that most lists have, are chosen, or ask to be mended."""
    return bool(field.data or field.errors) or field.name in USUAL


def _page(found: PoolList, look: Look, chosen: ColumnsForm, reading: ReadingForm, form: Any) -> str:
    _offer(reading, look)
    draw = access.find(db.session, current_user, found.draw_id)
    fields = [chosen[field.value] for field in list_words.FIELDS]
    rows = look.table.sample(EXAMPLES)
    examples = [
        {"label": label, "values": [row.cells[number] if number < len(row.cells) else "" for row in rows]}
        for number, label in enumerate(look.table.labels)
    ]
    return render_template(
        "draws/list_columns.html",
        draw=draw,
        found=found,
        form=form,
        chosen=chosen,
        reading=reading,
        usual=[field for field in fields if _is_shown(field)],
        others=[field for field in fields if not _is_shown(field)],
        sheets=look.sheets,
        examples=examples,
        reason=list_pages.reason(found),
        notes=[table_words.note_sentence(note) for note in look.notes],
        facts=list_pages.facts(found),
        fictitious=draw.council.is_fictitious,
    )
