"""Inviting those called: who is asked by which way, the letters to print, the sheet of calls, what people need."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from participation.draws import mails
from participation.draws.forms import ActForm
from participation.draws.invitation_forms import AttemptForm, InviteForm, PostedForm
from participation.draws.models import AttemptOutcome, Draw, Route
from participation.draws.services import access
from participation.draws.services.invitations import attempts, codes, inviting, sheet
from participation.draws.services.invitations.sheet import Line
from participation.draws.services.seating import AFTER_RESULT
from participation.draws.views import call_words, letter_words, papers
from participation.draws.views.base import blueprint
from participation.draws.views.letter_words import Letter
from participation.draws.views.staff import put
from participation.kernel import clock, pdf, refused_forms
from participation.kernel.csv_files import to_csv
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.headers import as_download
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

LETTERS_A_FILE = 200
WANTED = {"a-poster": sheet.to_post, "prevenir": sheet.to_tell}


@blueprint.get("/travail/tirages/<int:draw_id>/invitations")
@requires("draws.prepare")
def invitations(draw_id: int) -> str:
    """Who is invited, how, and what is to do."""
    draw = _find(draw_id)
    return _page(draw, ActForm(formdata=None) if refused_forms.is_for(ActForm) else None)


@blueprint.post("/travail/tirages/<int:draw_id>/invitations")
@requires("draws.prepare")
def invite(draw_id: int) -> Any:
    """Invite all who are called and were not asked yet."""
    draw, form = _find(draw_id), InviteForm()
    if not form.validate_on_submit():
        return _page(draw, form), 422

    def act() -> None:
        rows = inviting.invite(
            db.session, current_user, clock.now(), draw_id, form.answer_by.data, mails.code_keys()
        )
        mails.post_invitations(db.session, clock.now(), access.relock(db.session, draw_id), rows)

    return _try(draw_id, form, act)


@blueprint.post("/travail/tirages/<int:draw_id>/invitations/postees")
@requires("draws.prepare")
def letters_posted(draw_id: int) -> Any:
    """Write down that the letters left."""
    draw, form = _find(draw_id), PostedForm()
    if not form.validate_on_submit():
        return _page(draw, form), 422
    return _try(
        draw_id, form, lambda: inviting.note_posted(db.session, current_user, clock.now(), draw_id, form.on.data)
    )


@blueprint.post("/travail/tirages/<int:draw_id>/invitations/<int:index>/code")
@requires("draws.prepare")
def new_code(draw_id: int, index: int) -> Any:
    """Replace a code that went astray; an e-mail leaves again by itself."""
    form = ActForm()
    if not form.validate_on_submit():
        return _page(_find(draw_id), form), 422

    def act() -> None:
        row = inviting.renew_code(db.session, current_user, clock.now(), draw_id, index, mails.code_keys())
        mails.post_invitations(db.session, clock.now(), access.relock(db.session, draw_id), [row])

    return _try(draw_id, form, act)


@blueprint.get("/travail/tirages/<int:draw_id>/invitations/lettres.pdf")
@requires("draws.prepare")
def letters_file(draw_id: int) -> Response:
    """Letters to print on both sides, one sheet each: those to post, those that tell, or one again."""
    draw = _find(draw_id)
    lines = _lines_wanted(draw)[_first() : _first() + LETTERS_A_FILE]
    letters = [letter for line in lines if (letter := _letter(draw, line)) is not None]
    if not letters:
        raise MissingError
    with papers.in_french():
        content = letter_words.content(draw, letters)
    made = pdf.compile_pdf("draws/letters.typ", content, clock.now())
    return as_download(Response(made, mimetype=pdf.MIMETYPE), f"lettres-{draw.id}.pdf")


def _first() -> int:
    return max(0, request.args.get("depuis", 0, type=int))


def _lines_wanted(draw: Draw) -> Sequence[Line]:
    number = request.args.get("numero", type=int)
    if number is not None:
        return [line for line in sheet.lines(db.session, draw) if line.index == number]
    wanted = WANTED.get(request.args.get("quoi", "a-poster"))
    if wanted is None:
        raise MissingError
    return wanted(db.session, draw)


def _letter(draw: Draw, line: Line) -> Letter | None:
    if line.invitation is None or line.person is None:
        return None
    try:
        code = codes.code_of(mails.code_keys(), draw, line.invitation)
    except MissingError:
        # Made under a key that is gone: the sheet of calls offers a new code.
        return None
    departure = line.held.departure if line.is_told else None
    return Letter(line.invitation, line.person, code, departure, line.source, line.held.rank)


@blueprint.get("/travail/tirages/<int:draw_id>/appels")
@requires("draws.answer")
def call_sheet(draw_id: int) -> str:
    """Those whose answer is missing, with their numbers and each attempt."""
    draw = _find(draw_id)
    lines = [line for line in sheet.lines(db.session, draw) if line.invitation and (line.is_awaited or line.is_told)]
    return render_template(
        "draws/call_sheet.html",
        draw=draw,
        rows=[call_words.row(line) for line in lines],
        least=attempts.LEAST_DAYS,
        fictitious=draw.council.is_fictitious,
    )


@blueprint.get("/travail/tirages/<int:draw_id>/appels.csv")
@requires("draws.answer")
def call_sheet_file(draw_id: int) -> Response:
    """The same as a file for a spreadsheet."""
    draw = _find(draw_id)
    lines = [line for line in sheet.lines(db.session, draw) if line.invitation and (line.is_awaited or line.is_told)]
    text = to_csv(call_words.header(), [call_words.cells(line) for line in lines], ";")
    return as_download(Response("\ufeff" + text, mimetype="text/csv"), f"appels-{draw.id}.csv")


@blueprint.route("/travail/tirages/<int:draw_id>/appels/<int:index>", methods=["GET", "POST"])
@requires("draws.answer")
def attempt(draw_id: int, index: int) -> Any:
    """Write down one attempt."""
    draw, form = _find(draw_id), AttemptForm()
    line = next((each for each in sheet.lines(db.session, draw) if each.index == index and each.invitation), None)
    if line is None:
        raise MissingError
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                route, outcome = Route(form.route.data), AttemptOutcome(form.outcome.data)
                attempts.record(
                    db.session, current_user, clock.now(), draw_id, index, route, outcome, form.on.data
                )
                db.session.commit()
                return see_other("draws.call_sheet", draw_id=draw_id, _anchor=f"numero-{index}")
            except RefusedError as refusal:
                db.session.rollback()
                put(form, refusal)
                draw = _find(draw_id)
    elif not form.is_shown_again:
        form.on.data, form.route.data = clock.today(), Route.PHONE.value
    words = call_words.row(line)
    return render_template(
        "draws/attempt.html", draw=draw, form=form, row=words, fictitious=draw.council.is_fictitious
    ), status


@blueprint.get("/travail/tirages/<int:draw_id>/besoins")
@requires("draws.prepare")
def needs(draw_id: int) -> str:
    """What those who accepted asked for."""
    draw = _find(draw_id)
    lines = [line for line in sheet.lines(db.session, draw) if line.held.is_accepted]
    return render_template(
        "draws/needs.html",
        draw=draw,
        rows=[call_words.needs(line) for line in lines],
        fictitious=draw.council.is_fictitious,
    )


def _try(draw_id: int, form: Form, act: Callable[[], object]) -> Any:
    try:
        act()
    except RefusedError as refusal:
        db.session.rollback()
        put(form, refusal)
        return _page(_find(draw_id), form), 422
    db.session.commit()
    return see_other("draws.invitations", draw_id=draw_id)


def _find(draw_id: int) -> Draw:
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in AFTER_RESULT:
        raise MissingError
    return draw


def _page(draw: Draw, form: Form | None) -> str:
    lines = sheet.lines(db.session, draw)
    invite_form = form if isinstance(form, InviteForm) else InviteForm(formdata=None)
    posted = form if isinstance(form, PostedForm) else PostedForm(formdata=None)
    if invite_form is not form and not invite_form.is_shown_again:
        invite_form.answer_by.data = clock.today() + timedelta(days=inviting.USUAL_DAYS)
    if posted is not form and not posted.is_shown_again:
        posted.on.data = clock.today()
    to_post, to_tell = sheet.to_post(db.session, draw), sheet.to_tell(db.session, draw)
    return render_template(
        "draws/invitations.html",
        draw=draw,
        form=form or (posted if posted.errors else invite_form),
        invite_form=invite_form,
        posted=posted,
        to_invite=len(inviting.uninvited(db.session, draw)),
        letters=len(to_post),
        files=[(first, first + 1) for first in range(0, len(to_post), LETTERS_A_FILE)],
        told=len(to_tell),
        summary=call_words.summary(lines),
        rows=[call_words.row(line) for line in lines if line.invitation],
        fictitious=draw.council.is_fictitious,
    )
