"""The session itself: the wall, one step after the other, and the second reader's own page.

The wall shows nothing private, and no reading before two agree. What is typed is kept at once, then the
result is written; a press that comes twice, or after a crash, finds the same result.
"""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.draws.forms import DiceForm, WordsForm
from participation.draws.models import Draw, DrawState
from participation.draws.services import access, chance
from participation.draws.views import wall
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

IN_SESSION = (DrawState.SEALED, DrawState.DRAWN, DrawState.COMPLETED)


@blueprint.route("/travail/tirages/<int:draw_id>/seance", methods=["GET", "POST"])
@requires("draws.record")
def ceremony(draw_id: int) -> Any:
    """The wall: the step under way, its fact, its one button."""
    draw = _draw_in_session(draw_id)
    if request.method == "GET":
        again = next((kind() for kind in (WordsForm, DiceForm) if refused_forms.is_for(kind)), None)
        return wall.show(draw, again)
    form = WordsForm() if "words" in request.form else DiceForm()
    if not form.validate_on_submit():
        return wall.show(draw, form), 422
    try:
        _keep(draw_id, form)
        return see_other("draws.ceremony", draw_id=draw_id)
    except RefusedError as refusal:
        db.session.rollback()
        _beside(form, refusal)
        return wall.show(_draw_in_session(draw_id), form), 422


@blueprint.route("/travail/tirages/<int:draw_id>/lecture", methods=["GET", "POST"])
@requires("draws.record")
def second_reading(draw_id: int) -> Any:
    """The second reader types the dice on a device of their own."""
    draw = _draw_in_session(draw_id)
    form = DiceForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                _keep(draw_id, form)
                return see_other("draws.second_reading", draw_id=draw_id)
            except RefusedError as refusal:
                db.session.rollback()
                _beside(form, refusal)
                draw = _draw_in_session(draw_id)
    items = chance.items(db.session, draw)
    item = wall.under_way(items)
    if item is not None and item.source != "dice":
        item = None
    progress = wall.progress_of(draw, item)
    return render_template(
        "draws/second_reading.html",
        form=form,
        draw=draw,
        item=item,
        progress=progress,
        place=wall.place_of(progress),
        has_read=item is not None and current_user.id in item.readers,
        is_first_try=item is None or item.attempt == 1,
        has_come=clock.now() >= draw.session_at,
        fictitious=draw.council.is_fictitious,
    ), status


@blueprint.post("/travail/tirages/<int:draw_id>/resultat")
@requires("draws.record")
def finish(draw_id: int) -> Any:
    """Write the result when both readings are there and it is not."""
    draw = _draw_in_session(draw_id)
    refused_forms.stands_on("draws.ceremony", draw_id=draw_id)
    try:
        chance.finish(db.session, clock.now(), draw_id)
    except RefusedError as refusal:
        db.session.rollback()
        form = DiceForm(formdata=None)
        put(form, refusal)
        draw = _draw_in_session(draw_id)
        return wall.show(draw, form), 422
    db.session.commit()
    return see_other("draws.ceremony", draw_id=draw_id)


def _draw_in_session(draw_id: int) -> Draw:
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in IN_SESSION:
        raise MissingError
    return draw


def _keep(draw_id: int, form: WordsForm | DiceForm) -> None:
    """Keep what was typed, for good, then write the result if nothing is missing."""
    session, now = db.session, clock.now()
    item, attempt = form.item.data or 0, form.attempt.data or 0
    if isinstance(form, WordsForm):
        chance.type_words(session, current_user, now, draw_id, item, attempt, (form.words.data or "").split())
    else:
        chance.type_dice(session, current_user, now, draw_id, item, attempt, form.dice.data or "", form.start.data)
    session.commit()
    if chance.finish(session, now, draw_id):
        session.commit()


def _beside(form: Form, refusal: RefusedError) -> None:
    """Say a refusal beside the box that was typed in, where it is about what was typed."""
    put(form, refusal)
    if refusal.code.startswith(("dice_", "word", "too_many")):
        field = form["words"] if "words" in form else form["dice"]
        field.errors = [form.form_errors.pop()]
