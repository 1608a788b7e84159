"""The session itself: the wall, one step after the other, and the second reader's own page.

The wall shows nothing private, and no reading before two agree. What is typed is kept at once, then the
result is written; a press that comes twice, or after a crash, finds the same result.
"""

import hashlib
from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.draws.forms import DiceForm, WordsForm
from participation.draws.models import Draw, DrawState
from participation.draws.services import access, chance, die_by_die, files
from participation.draws.services.die_by_die import Item, Progress
from participation.draws.services.sealed_list import parameters_of
from participation.draws.views import wording
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

STEPS = 6
WELCOME, LIST, WORDS, DICE, CALCULATION, RESULT = range(1, STEPS + 1)
PARTS = {LIST: 2, RESULT: 5}
"""How many parts a step has, where it has several: each its own fact and its one button."""
NUMBERS, NAMES, ENVELOPES, SECOND_COMPUTER, MINUTES = range(1, PARTS[RESULT] + 1)
IN_SESSION = (DrawState.SEALED, DrawState.DRAWN, DrawState.COMPLETED)


@blueprint.route("/travail/tirages/<int:draw_id>/seance", methods=["GET", "POST"])
@requires("draws.record")
def ceremony(draw_id: int) -> Any:
    """The wall: the step under way, its fact, its one button."""
    draw = _draw_in_session(draw_id)
    if request.method == "GET":
        again = next((kind() for kind in (WordsForm, DiceForm) if refused_forms.is_for(kind)), None)
        return _wall(draw, again)
    form = WordsForm() if "words" in request.form else DiceForm()
    if not form.validate_on_submit():
        return _wall(draw, form), 422
    try:
        _keep(draw_id, form)
        return see_other("draws.ceremony", draw_id=draw_id)
    except RefusedError as refusal:
        db.session.rollback()
        _beside(form, refusal)
        return _wall(_draw_in_session(draw_id), form), 422


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
    item = _under_way(items)
    if item is not None and item.source != "dice":
        item = None
    progress = _progress(draw, item)
    return render_template(
        "draws/second_reading.html",
        form=form,
        draw=draw,
        item=item,
        progress=progress,
        place=_place(progress),
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
        return _wall(draw, form), 422
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


def _under_way(items: list[Item]) -> Item | None:
    return next((item for item in items if not item.is_final), None)


def _step_of(draw: Draw, items: list[Item], asked: str | None) -> int:
    """Return the step under way; the first two are turned by hand, the others follow what was recorded."""
    if draw.state != DrawState.SEALED:
        return RESULT
    item = _under_way(items)
    if item is None:
        return CALCULATION
    begun = any(each.is_final or each.readers or each.attempt > 1 for each in items)
    begun = begun or die_by_die.has_begun(db.session, draw)
    if not begun and asked not in ("2", "3"):
        return WELCOME
    if not begun and asked == "2":
        return LIST
    return WORDS if item.source == "words" else DICE


def _wall(draw: Draw, form: Form | None) -> str:
    items = chance.items(db.session, draw)
    item = _under_way(items)
    number = _step_of(draw, items, "3" if form is not None else request.args.get("etape"))
    words = next((each for each in items if each.source == "words"), None)
    progress = _progress(draw, item) if number == DICE else None
    has_dice = _has_dice(items) or die_by_die.has_begun(db.session, draw)
    can_correct = number == DICE and words is not None and not has_dice
    if can_correct and words and (isinstance(form, WordsForm) or request.args.get("etape") == "mots"):
        number, item = WORDS, replace(words, attempt=words.attempt + 1)
    return render_template(
        "draws/ceremony.html",
        draw=draw,
        form=_fitting(form, number),
        number=number,
        count=STEPS,
        item=item,
        words=words if words is not None and words.is_final else None,
        thrown=[each.value for each in items if each.source == "dice" and each.is_final],
        size=parameters_of(draw)["pool"]["size"],
        has_come=clock.now() >= draw.session_at,
        has_read=item is not None and current_user.id in item.readers,
        reread=sum(each.attempt - 1 for each in items if each.source == "dice"),
        part=_part(number),
        **(_result(draw) if number == RESULT else {}),
        can_correct=can_correct,
        progress=progress,
        place=_place(progress),
        fictitious=draw.council.is_fictitious,
    )


def _part(number: int) -> int:
    """Return the part of a step that the room has come to; nothing is recorded of it, the page is only turned."""
    asked = request.args.get("partie", 1, type=int)
    return min(max(asked, 1), PARTS.get(number, 1))


def _result(draw: Draw) -> dict[str, Any]:
    """Return what the parts of the result show: all of it is public from now on."""
    part = _part(RESULT)
    shown: dict[str, Any] = {"parts": PARTS[RESULT], "selected": wording.selected_of(db.session, draw)}
    if part == NAMES:
        shown["names"] = wording.names_of(db.session, draw)
    if part == ENVELOPES:
        shown["secret"] = files.secret_of(db.session, draw)
    if part == SECOND_COMPUTER:
        shown["transcript_sha256"] = hashlib.sha256(files.transcript_bytes(db.session, draw)).hexdigest()
    return shown


def _progress(draw: Draw, item: Item | None) -> Progress | None:
    if item is None or item.source != "dice":
        return None
    return die_by_die.progress(db.session, draw, item, current_user.id)


def _place(progress: Progress | None) -> int:
    """Return the position of the die that the box is for: the next one, or an earlier one to correct."""
    if progress is None:
        return 0
    missing = len(progress.own) if progress.next is None else progress.next
    asked = request.args.get("de", 0, type=int) - 1
    return asked if asked == progress.last else missing


def _has_dice(items: list[Item]) -> bool:
    return any(item.readers or item.attempt > 1 for item in items if item.source == "dice")


def _fitting(form: Form | None, number: int) -> Form:
    """Return the form of the step shown; a post for another step leaves only what was said of it."""
    kind = WordsForm if number == WORDS else DiceForm
    if isinstance(form, kind):
        return form
    fresh = kind(formdata=None)
    if form is not None:
        fresh.form_errors = [message for messages in form.errors.values() for message in messages]
    return fresh
