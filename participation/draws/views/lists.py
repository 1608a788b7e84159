"""Lists that a draw brings its people from: all of them, a new file, one list from its check to its import."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.draws.forms import ActForm
from participation.draws.list_forms import HINTS, ListForm
from participation.draws.models import Draw, ListState, PoolList
from participation.draws.services import access, candidates
from participation.draws.services.lists import (
    columns,
    dwellings,
    ending,
    importing,
    merging,
    removing,
    sending,
    showing,
    sitting,
    verdicts,
)
from participation.draws.services.lists.files import TooLargeError, folder_of
from participation.draws.services.lists.finding import OPEN, UNSEALED, find
from participation.draws.views import list_pages, refusals
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock, table_words
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import can, requires
from participation.kernel.redirects import see_other
from participation.kernel.tables import UnreadableError, open_table

MEGABYTE = 1024 * 1024
LARGEST = 150 * MEGABYTE
ENVELOPE = MEGABYTE
"""What a form adds around its file."""
BEFORE_SENDING = {
    "provided_later": "provided_on",
    "purge_early": "purge_on",
    "list_name": "name",
    "same_file": "file",
}
"""Refusals that stand beside a field of the form."""


@blueprint.url_value_preprocessor
def take_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who bring lists send a large file, here alone; anybody else is stopped at the usual size.

    It is read before the view asks the database anything, so that a slow line keeps no writer waiting.
    """
    if endpoint == "draws.send_list" and request.method == "POST" and can("lists.bring"):
        request.max_content_length = LARGEST + ENVELOPE


@blueprint.get("/travail/tirages/<int:draw_id>/listes")
@requires("lists.review")
def lists(draw_id: int) -> str:
    """The lists of a draw, and what waits for two people."""
    draw = access.find(db.session, current_user, draw_id)
    return render_template(
        "draws/lists.html",
        draw=draw,
        rows=[list_pages.row(draw, each) for each in showing.lists_of(db.session, draw)],
        certificates=[list_pages.certificate(each) for each in showing.certificates(db.session, draw)],
        is_open=draw.state in OPEN,
        is_unsealed=draw.state in UNSEALED,
        pairs=candidates.open_pairs(db.session, draw),
        undecided=candidates.undecided_pairs(db.session, draw),
        differing=merging.everybody(db.session, draw).differing if draw.state in UNSEALED else 0,
        sitting=len(sitting.likely_sitting(db.session, draw)) if draw.state in UNSEALED else 0,
        shared=dwellings.shared_addresses(db.session, draw)
        if draw.one_per_household and draw.state in UNSEALED
        else None,
        removals=removing.open_removals(db.session, draw),
        fictitious=draw.council.is_fictitious,
    )


@blueprint.route("/travail/tirages/<int:draw_id>/listes/envoyer", methods=["GET", "POST"])
@requires("lists.bring")
def send_list(draw_id: int) -> Any:
    """Send a file with what it is, what allows it and until when it is kept."""
    draw = _open_draw(draw_id)
    form = ListForm()
    if form.validate_on_submit():
        # The lock of a writing request is not held while a large file is looked at.
        db.session.rollback()
        number = _take_in(draw_id, form)
        if number is not None:
            return see_other("draws.list_columns", draw_id=draw_id, list_id=number)
        draw = access.find(db.session, current_user, draw_id)
    page = render_template(
        "draws/send_list.html",
        form=form,
        draw=draw,
        hints={kind.value: words for kind, words in HINTS.items()},
        fictitious=draw.council.is_fictitious,
    )
    return page if request.method == "GET" else (page, 422)


def _take_in(draw_id: int, form: ListForm) -> int | None:
    """Return the number of the list made from the file sent; None where the form now says what is wrong."""
    session, sent = db.session, form.file.data
    try:
        with folder_of(session).receive(sent.stream, LARGEST) as file:
            table = open_table(file.path, sent.filename)
            made = sending.send(
                session, current_user, clock.now(), draw_id, form.about(), sent.filename, file, table
            )
            number: int = made.id
            session.commit()
            return number
    except UnreadableError as error:
        form.file.errors = [table_words.unreadable_sentence(error)]
    except TooLargeError as error:
        form.file.errors = [_("The file has more than %(limit)s MB. Send it in parts.", limit=error.limit // MEGABYTE)]
    except RefusedError as refusal:
        name = BEFORE_SENDING.get(refusal.code)
        if name is None:
            put(form, refusal)
        else:
            form[name].errors = [refusals.sentence(refusal)]
    session.rollback()
    return None


def _open_draw(draw_id: int) -> Draw:
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in OPEN:
        raise MissingError
    return draw


@blueprint.get("/travail/tirages/<int:draw_id>/listes/<int:list_id>")
@requires("lists.bring")
def show_list(draw_id: int, list_id: int) -> Any:
    """One list: how far its check is, what it found, or what came in."""
    found = find(db.session, current_user, draw_id, list_id)
    if found.state == ListState.SENT:
        return see_other("draws.list_columns", draw_id=draw_id, list_id=list_id)
    return _page(found, ActForm(formdata=None))


def _page(found: PoolList, form: Form) -> str:
    session = db.session
    draw = access.find(session, current_user, found.draw_id)
    look = columns.look(session, found)
    is_checked = found.state == ListState.CHECKED
    return render_template(
        "draws/show_list.html",
        draw=draw,
        found=found,
        form=form,
        tag=list_pages.tag_of(found.state),
        reason=list_pages.reason(found),
        notes=[table_words.note_sentence(note) for note in look.notes] if look else [],
        first_lines=look.first_lines if look else [],
        facts=list_pages.facts(found),
        progress=list_pages.progress(showing.job_of(session, found)),
        figures=list_pages.figures(found),
        kinds=[list_pages.kind(each) for each in showing.kinds(session, found)],
        people=list_pages.people(showing.preview(found, look, clock.now())) if is_checked and look else [],
        undecided=verdicts.undecided(session, found) if is_checked else 0,
        comes_in=found.rows_read - found.rows_refused,
        is_open=draw.state in OPEN,
        fictitious=draw.council.is_fictitious,
    )


@blueprint.post("/travail/tirages/<int:draw_id>/listes/<int:list_id>/importer")
@requires("lists.bring")
def import_list(draw_id: int, list_id: int) -> Any:
    """Ask for the import of a checked list."""
    return act(
        draw_id,
        list_id,
        lambda: importing.start(db.session, current_user, clock.now(), draw_id, list_id),
        "draws.show_list",
    )


@blueprint.post("/travail/tirages/<int:draw_id>/listes/<int:list_id>/retirer")
@requires("lists.bring")
def take_list_away(draw_id: int, list_id: int) -> Any:
    """Take away a list that is not imported, with its file."""
    answer = act(
        draw_id,
        list_id,
        lambda: ending.take_away(db.session, current_user, clock.now(), draw_id, list_id),
        "draws.lists",
    )
    if getattr(answer, "status_code", 0) == 303:
        folder_of(db.session).discard(list_id)
    return answer


@blueprint.post("/travail/tirages/<int:draw_id>/listes/<int:list_id>/annuler")
@requires("lists.bring")
def undo_list(draw_id: int, list_id: int) -> Any:
    """Undo an import before the closing."""
    return act(
        draw_id,
        list_id,
        lambda: ending.undo(db.session, current_user, clock.now(), draw_id, list_id),
        "draws.lists",
    )


def act(draw_id: int, list_id: int, what: Callable[[], object], then: str, anchor: str = "contenu") -> Any:
    """Do something to a list and lead on, or say on its page why not."""
    find(db.session, current_user, draw_id, list_id)
    form = ActForm()
    if form.validate_on_submit():
        try:
            what()
            db.session.commit()
            arguments = {"list_id": list_id} if then == "draws.show_list" else {}
            return see_other(then, draw_id=draw_id, **arguments, _anchor=anchor)
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
    return _page(find(db.session, current_user, draw_id, list_id), form), 422


