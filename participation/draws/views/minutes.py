"""The minutes of a draw: public once it is drawn, as a page and as a paper; the staff adds lines, never changes one."""

from typing import Any

from flask import current_app, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from participation.draws import reading
from participation.draws.minutes_forms import FORMS, WithdrawForm
from participation.draws.models import Draw, DrawState, LineKind, Withdrawal
from participation.draws.services import access, recorded
from participation.draws.services import minutes as writing
from participation.draws.views import blocks, line_words, minutes_words, papers
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import public, requires
from participation.kernel.redirects import see_other

IN_SESSION = (DrawState.SEALED, DrawState.DRAWN, DrawState.COMPLETED)
"""States in which the wall can be opened."""
KINDS = {"presence": LineKind.PRESENT, "incident": LineKind.INCIDENT, "controle": LineKind.CHECK}


def sections_of(draw: Draw) -> list[blocks.Section]:
    """Return the minutes in the language in use."""
    found = recorded.of(db.session, draw)
    organiser: str = current_app.extensions["settings"].publisher
    return minutes_words.sections(found, organiser, papers.french_address("draws.show", draw_id=draw.id))


@blueprint.get("/tirage/<int:draw_id>/proces-verbal")
@public
def minutes(draw_id: int) -> str:
    """The minutes, to read."""
    draw = reading.find(db.session, draw_id)
    return render_template(
        "draws/minutes.html",
        draw=draw,
        sections=sections_of(draw),
        shown=blocks.shown,
        fictitious=draw.council.is_fictitious,
    )


@blueprint.get("/tirage/<int:draw_id>/proces-verbal.pdf")
@public
def minutes_file(draw_id: int) -> BaseResponse:
    """The minutes, to print, sign and keep."""
    draw = reading.find(db.session, draw_id)
    with papers.in_french():
        content = {
            "heading": _("Minutes of the draw"),
            "subtitle": draw.title,
            "sections": [section.as_json() for section in sections_of(draw)],
        }
        title = _("Minutes of the draw: %(title)s", title=draw.title)
    made = papers.make("minutes.typ", draw, title, draw.drawn_at or draw.entropy_for, content)
    return papers.answer(made, f"proces-verbal-{draw.uuid}.pdf")


@blueprint.get("/travail/tirages/<int:draw_id>/proces-verbal")
@requires("draws.follow")
def minutes_lines(draw_id: int) -> str:
    """The lines written so far, and what can be added."""
    draw = access.find(db.session, current_user, draw_id)
    written = [
        {
            "words": line_words.written(each),
            "kind": next(word for word, kind in KINDS.items() if kind is each.row.kind),
            "sequence": each.row.sequence,
            "is_open": each.replaced_by is None,
            "has_text": bool(each.row.text),
            "has_name": each.row.name is not None,
        }
        for each in writing.lines(db.session, draw)
    ]
    return render_template(
        "draws/minutes_lines.html",
        draw=draw,
        lines=written,
        can_write=draw.state in writing.OPEN,
        has_result=draw.state in recorded.DONE,
        has_session=draw.state in IN_SESSION,
        fictitious=draw.council.is_fictitious,
    )


@blueprint.route(
    "/travail/tirages/<int:draw_id>/proces-verbal/<any(presence,incident,controle):kind>", methods=["GET", "POST"]
)
@requires("draws.record")
def minutes_line(draw_id: int, kind: str) -> Any:
    """Write one line."""
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in writing.OPEN:
        raise MissingError
    form = FORMS[KINDS[kind]]()
    if request.method == "GET" and not form.corrects.data:
        form.corrects.data = request.args.get("ligne", type=int)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                writing.add_line(db.session, current_user, clock.now(), draw_id, form.line())
                db.session.commit()
                return _back(draw_id)
            except RefusedError as refusal:
                db.session.rollback()
                put(form, refusal)
                draw = access.find(db.session, current_user, draw_id)
    return render_template(
        f"draws/minutes_{KINDS[kind].value}.html", form=form, draw=draw, fictitious=draw.council.is_fictitious
    ), status


@blueprint.post("/travail/tirages/<int:draw_id>/proces-verbal/<int:line>/retirer-le-nom")
@requires("draws.record")
def minutes_name_off(draw_id: int, line: int) -> BaseResponse:
    """Take a name off, at the wish of its owner."""
    writing.take_name_off(db.session, current_user, clock.now(), draw_id, line)
    db.session.commit()
    return _back(draw_id)


@blueprint.route("/travail/tirages/<int:draw_id>/proces-verbal/<int:line>/retirer-le-texte", methods=["GET", "POST"])
@requires("draws.prepare")
def minutes_text_off(draw_id: int, line: int) -> Any:
    """Withdraw a text that should not be read; the line stays, with the reason."""
    draw = access.find(db.session, current_user, draw_id)
    every = writing.lines(db.session, draw)
    written = next((each for each in every if each.row.sequence == line and each.row.text), None)
    form = WithdrawForm()
    if request.method == "POST" and form.validate_on_submit():
        why = Withdrawal(form.why.data)
        writing.withdraw_text(db.session, current_user, clock.now(), draw_id, line, why)
        db.session.commit()
        return _back(draw_id)
    if written is None:
        raise MissingError
    page = render_template(
        "draws/minutes_text_off.html",
        form=form,
        draw=draw,
        words=line_words.written(written),
        line=line,
        fictitious=draw.council.is_fictitious,
    )
    return page if request.method == "GET" else (page, 422)


def _back(draw_id: int) -> BaseResponse:
    return see_other("draws.minutes_lines", draw_id=draw_id)
