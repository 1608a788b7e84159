"""Somebody called answers with the code of their receipt: yes, or no with one more press.

Nothing changes by reading the page; no cookie and no address keeps the code.
"""

from flask import render_template, request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from participation.draws.models import Draw
from participation.draws.services import access, answers, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.views import refusals
from participation.draws.views.base import blueprint, show_tampered
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import csrf
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.volunteers import services as volunteers
from participation.volunteers.codes import code_sha256, parse_code
from participation.volunteers.forms import RecordForm
from participation.volunteers.models import SignUp

TRIES = "60 per 15 minutes"
TRIES_OF_ONE_CODE = "10 per 15 minutes"
ASK, CHOOSE, CONFIRM, ACCEPTED, DECLINED, NOT_CALLED = (
    "ask",
    "choose",
    "confirm",
    "accepted",
    "declined",
    "not_called",
)


def _code_key() -> str:
    return "reply:" + code_sha256(parse_code(request.form.get("code")) or "0")


@blueprint.get("/tirage/<int:draw_id>/reponse")
@public
def reply(draw_id: int) -> str:
    """Ask for the code and the year. Sets no cookie."""
    return _page(_draw(draw_id), RecordForm(formdata=None), ASK)


@blueprint.post("/tirage/<int:draw_id>/reponse")
@csrf.exempt
@limiter.limit(TRIES, key_func=get_remote_address)
@limiter.limit(TRIES_OF_ONE_CODE, key_func=_code_key)
@public
def give_reply(draw_id: int) -> str | tuple[str, int]:
    """Show the choice to whoever is called, then take their answer."""
    draw, form = _draw(draw_id), RecordForm()
    if not form.validate():
        return _refused(draw, form)
    try:
        sign_up = volunteers.find_record(db.session, form.code.data or "", form.birth_year.data or "")
    except RefusedError:
        form.code.errors = [
            _("This code and this year do not go together. Check both on your receipt, or call us.")
        ]
        return _refused(draw, form)
    held = next((each for each in seating.holdings(db.session, draw) if each.sign_up_id == sign_up.id), None)
    if held is None:
        return _page(draw, form, NOT_CALLED)
    said = request.form.get("answer", "")
    if said not in (AnswerKind.ACCEPTED, AnswerKind.DECLINED) or held.is_seated:
        return _page(draw, form, CHOOSE, seat=held.seat.number, held=held)
    if said == AnswerKind.DECLINED and "confirmed" not in request.form:
        return _page(draw, form, CONFIRM, seat=held.seat.number, held=held)
    return _take(draw, form, sign_up, AnswerKind(said), held.seat.number)


def _take(
    draw: Draw, form: RecordForm, sign_up: SignUp, kind: AnswerKind, seat: int
) -> str | tuple[str, int]:
    try:
        answers.answer_by_code(db.session, clock.now(), sign_up, draw.id, kind)
    except MissingError:
        db.session.rollback()
        return _page(_draw(draw.id), form, NOT_CALLED)
    except RefusedError as refusal:
        db.session.rollback()
        if refusal.code == "tampered":
            return show_tampered()
        form.code.errors = [refusals.sentence(refusal)]
        return _refused(_draw(draw.id), form)
    stage = ACCEPTED if kind is AnswerKind.ACCEPTED else DECLINED
    page = _page(draw, form, stage, seat=seat)
    db.session.commit()
    return page


def _refused(draw: Draw, form: RecordForm) -> tuple[str, int]:
    """Ask again, and let go of the database: the limit on tries is counted in a transaction of its own."""
    page = _page(draw, form, ASK)
    db.session.rollback()
    return page, 422


def _draw(draw_id: int) -> Draw:
    draw = access.public_draw(db.session, draw_id)
    if draw.state not in seating.AFTER_RESULT:
        raise MissingError
    return draw


def _page(draw: Draw, form: RecordForm, stage: str, **values: object) -> str:
    return render_template(
        "draws/reply.html",
        draw=draw,
        form=form,
        stage=stage,
        fictitious=draw.council.is_fictitious,
        **({"seat": None, "held": None} | values),
    )
