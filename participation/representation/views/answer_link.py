"""The page that a link of a mail opens: one answer, without an account. Reading it changes nothing, sets no cookie.

Scanners of mails fetch addresses, with GET or HEAD: only a post with its answer does something, and only once. What
keeps secrets from being guessed is their length; the limit on those that open nothing spares the server.
"""

from typing import Any

from flask import Response, make_response, render_template
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as BaseResponse

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import address_is_secret
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.kernel.redirects import see_other
from participation.representation import request_words
from participation.representation.request_forms import AnswerForm, put_refusal
from participation.representation.services import answering, links
from participation.representation.services.links import Found, LinkState
from participation.representation.views import answering_pages
from participation.representation.views.base import blueprint

AT = "/repondre/<string(maxlength=64):secret>"
CONFLICT, GONE, UNKNOWN = 409, 410, 404
PAGE = "representation/answer_link.html"


def _is_guess(response: Response) -> bool:
    return response.status_code == UNKNOWN


limit_guesses = limiter.shared_limit(
    "30 per 15 minutes", scope="answer_link", key_func=get_remote_address, deduct_when=_is_guess
)


@blueprint.get(AT)
@limit_guesses
@public
def answer_link(secret: str) -> BaseResponse:
    """Show the request and the form, or why the link no longer answers."""
    try:
        found = links.find(db.session, clock.now(), secret)
    except MissingError:
        return _unknown()
    return _shown(found, _form(found))


@blueprint.post(AT)
@address_is_secret
@limit_guesses
@public
def send_answer(secret: str) -> BaseResponse:
    """Show the answer as everybody will read it, then take it, once."""
    try:
        found = links.find(db.session, clock.now(), secret)
    except MissingError:
        return _unknown()
    form = _form(found)
    if found.state is not LinkState.OPEN:
        return _unpublished(found, form)
    if not form.validate():
        return _shown(found, form, status=422)
    if not answering_pages.wants_to_send():
        return _shown(found, form, is_preview=True)
    return _send(secret, form)


def _send(secret: str, form: AnswerForm) -> BaseResponse:
    try:
        answering.by_link(db.session, clock.now(), secret, form.answer())
    except RefusedError as refusal:
        db.session.rollback()
        put_refusal(form, refusal)
        found = links.find(db.session, clock.now(), secret)
        return _shown(found, form, status=422) if found.state is LinkState.OPEN else _unpublished(found, form)
    db.session.commit()
    return _private(see_other("representation.answer_link", secret=secret))


def _form(found: Found) -> AnswerForm:
    form = AnswerForm(meta={"csrf": False})
    form.offer_states(found.request, answering_pages.choices_of(found.request, by_link=True))
    return form


def _shown(found: Found, form: AnswerForm, *, is_preview: bool = False, status: int = 200) -> BaseResponse:
    if found.state is LinkState.OPEN:
        name = answering.addressee_name(found.request)
        page = answering_pages.page(PAGE, found.request, form, name, is_preview)
    else:
        status = 200 if found.state is LinkState.USED else GONE
        page = render_template("representation/answer_link_closed.html", **_closed(found))
    db.session.rollback()
    return _private(make_response(page, status))


def _unpublished(found: Found, form: AnswerForm) -> BaseResponse:
    """Say that what was typed comes too late, and give it back; the same answer pressed twice is published."""
    if answering.is_by_link(found.link, found.request, form.state.data, form.text.data or ""):
        return _shown(found, form)
    status = CONFLICT if found.state is LinkState.USED else GONE
    page = render_template("representation/answer_link_closed.html", **_closed(found, form.text.data or ""))
    db.session.rollback()
    return _private(make_response(page, status))


def _closed(found: Found, too_late: str | None = None) -> dict[str, Any]:
    return {
        "too_late": too_late,
        "request_": found.request,
        "state": found.state.value,
        "link": found.link,
        "title": request_words.title(found.request),
        "fictitious": found.request.is_fictitious,
    }


def _unknown() -> BaseResponse:
    """Say that nothing is behind this address, and let go of the database: the limit is counted apart."""
    db.session.rollback()
    return _private(make_response(render_template("representation/answer_link_unknown.html"), UNKNOWN))


def _private(response: Any) -> BaseResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    made: BaseResponse = response
    return made
