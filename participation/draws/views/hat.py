"""« Was I in the hat? »: the code and the birth year give one sentence and the receipt.

No cookie and no address keeps them: they are posted, each time.
"""

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as BaseResponse

from participation.draws import reading
from participation.draws.models import Draw
from participation.draws.services import by_hand, files, inclusion
from participation.draws.views import hat_words
from participation.draws.views.base import blueprint, show_tampered
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import csrf
from participation.kernel.headers import as_download
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.sortition.canonical import canonical
from participation.sortition.receipt import Receipt
from participation.volunteers import services as volunteers
from participation.volunteers.codes import code_sha256, parse_code
from participation.volunteers.forms import RecordForm

Page = str | BaseResponse | tuple[str, int]
TRIES = "60 per 15 minutes"
"""Of one address: a tablet at a desk answers a queue of people."""
TRIES_OF_ONE_CODE = "10 per 15 minutes"
"""Whoever tries it: years are few."""


def _code_key() -> str:
    return "hat:" + code_sha256(parse_code(request.form.get("code")) or "0")


@blueprint.get("/tirage/<int:draw_id>/ticket")
@public
def ticket(draw_id: int) -> Page:
    """Ask for the code and the year. Sets no cookie."""
    return _page(reading.find(db.session, draw_id), RecordForm(formdata=None))


@blueprint.post("/tirage/<int:draw_id>/ticket")
@csrf.exempt
@limiter.limit(TRIES, key_func=get_remote_address)
@limiter.limit(TRIES_OF_ONE_CODE, key_func=_code_key)
@public
def answer(draw_id: int) -> Page:
    """Answer in one sentence, on the same page."""
    db.read_only()
    draw = reading.find(db.session, draw_id)
    form = RecordForm()
    if form.validate():
        try:
            found = inclusion.answer(db.session, draw, form.code.data or "", form.birth_year.data or "")
        except RefusedError:
            _say_unknown(form)
        else:
            sentence, meaning = hat_words.answer(draw, found)
            return render_template(
                "draws/answer.html",
                draw=draw,
                answer=found,
                sentence=sentence,
                meaning=meaning,
                form=form,
                fictitious=draw.council.is_fictitious,
            )
    return _page(draw, form), 422


@blueprint.post("/tirage/<int:draw_id>/ticket/recu.json")
@csrf.exempt
@limiter.limit(TRIES, key_func=get_remote_address)
@limiter.limit(TRIES_OF_ONE_CODE, key_func=_code_key)
@public
def receipt_file(draw_id: int) -> Page:
    """The receipt as a file: posted for, as it is private."""
    db.read_only()
    draw = reading.find(db.session, draw_id)
    form = RecordForm()
    receipt = _receipt(draw, form)
    if not isinstance(receipt, dict):
        return receipt
    response = Response(canonical(receipt), mimetype="application/json")
    return as_download(response, f"recu-{receipt['index']}.json")


@blueprint.post("/tirage/<int:draw_id>/ticket/recu")
@csrf.exempt
@limiter.limit(TRIES, key_func=get_remote_address)
@limiter.limit(TRIES_OF_ONE_CODE, key_func=_code_key)
@public
def receipt(draw_id: int) -> Page:
    """The receipt to print, with the calculation step by step."""
    db.read_only()
    draw = reading.find(db.session, draw_id)
    form = RecordForm()
    found = _receipt(draw, form)
    if not isinstance(found, dict):
        return found
    return render_template(
        "draws/receipt.html",
        draw=draw,
        receipt=found,
        steps=by_hand.receipt_steps(found),
        fictitious=draw.council.is_fictitious,
    )


def _receipt(draw: Draw, form: RecordForm) -> Receipt | tuple[str, int]:
    """Return the receipt that the posted code opens, or the page that says why there is none."""
    if form.validate():
        try:
            sign_up = volunteers.find_record(db.session, form.code.data or "", form.birth_year.data or "")
            return files.receipt(db.session, draw, sign_up.id)
        except RefusedError as refusal:
            if refusal.code != "unknown":
                return show_tampered()
            _say_unknown(form)
        except MissingError:
            form.code.errors = [_("There is no receipt for this code in this draw.")]
    return _page(draw, form), 422


def _say_unknown(form: RecordForm) -> None:
    """Say the same of a code nobody has and of a year that is not the right one."""
    form.code.errors = [
        _("This code and this year do not go together. Check both on your receipt, or call us.")
    ]


def _page(draw: Draw, form: RecordForm) -> str:
    return render_template("draws/ticket.html", draw=draw, form=form, fictitious=draw.council.is_fictitious)
