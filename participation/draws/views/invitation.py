"""The page that a letter's code opens: yes or no, needs, a contest. Reading it changes nothing and sets no cookie.

An unknown code, a replaced one and one whose day is over get the same page. Only such answers count against an
address, and a code that is right goes through whatever was typed before it: a tablet at a desk, or a whole building
behind one address, can answer for a queue of people. The limit spares the server; what keeps codes from being guessed
is their length: at a thousand tries a second, one of 200 open codes is found after 180 years on average.
"""

from typing import Any

from flask import Response, g, make_response, render_template, request
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as BaseResponse

from participation.councils import services as councils
from participation.councils.models import RuleKey
from participation.draws.invitation_forms import CodeForm, NeedsForm
from participation.draws.languages import OFFERS
from participation.draws.services.answers import AnswerKind
from participation.draws.services.invitations import codes, replying
from participation.draws.services.invitations.replying import Stage, Standing
from participation.draws.views import refusals
from participation.draws.views.base import blueprint, show_tampered
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form, address_is_secret, csrf
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.kernel.redirects import see_other

CODE = "<string(maxlength=24):called_code>"
GUESSES = "30 per 15 minutes"
CLOSED = 404


def _is_guess(response: Response) -> bool:
    return response.status_code == CLOSED


def _opens() -> bool:
    """Let a code that opens something through, whatever else came from its address."""
    g.code_opens = replying.opens(db.session, clock.now(), str((request.view_args or {}).get("called_code", "")))
    # The limit is counted on a connection of its own: nothing of the database may be held meanwhile.
    db.session.rollback()
    return bool(g.code_opens)


limit_guesses = limiter.shared_limit(
    GUESSES, scope="invitation", key_func=get_remote_address, deduct_when=_is_guess, exempt_when=_opens
)


@blueprint.get("/r")
@public
def invitation_code() -> str:
    """Ask for the code of a letter. Sets no cookie."""
    return render_template("draws/invitation_code.html", form=CodeForm(formdata=None))


@blueprint.post("/r")
@csrf.exempt
@public
def open_invitation() -> Any:
    """Lead to the page of the code that was typed."""
    form = CodeForm()
    if not form.validate():
        return render_template("draws/invitation_code.html", form=form), 422
    return see_other("draws.invitation", called_code=codes.parse(form.code.data))


@blueprint.get(f"/r/{CODE}")
@limit_guesses
@public
def invitation(called_code: str) -> BaseResponse:
    """What the code opens. Mail scanners may read it: nothing changes."""
    return _shown(called_code)


@blueprint.post(f"/r/{CODE}")
@address_is_secret
@limit_guesses
@public
def answer_invitation(called_code: str) -> BaseResponse:
    """Take a yes, or a no that was pressed twice."""
    said = request.form.get("answer", "")
    if said not in (AnswerKind.ACCEPTED, AnswerKind.DECLINED):
        return _shown(called_code)
    if said == AnswerKind.DECLINED and "confirmed" not in request.form:
        return _shown(called_code, confirm=True)
    return _do(called_code, lambda now: replying.answer(db.session, now, called_code, AnswerKind(said)))


@blueprint.post(f"/r/{CODE}/besoins")
@address_is_secret
@limit_guesses
@public
def invitation_needs(called_code: str) -> BaseResponse:
    """Keep what somebody who accepted asks for."""
    form = NeedsForm()
    if not form.validate():
        return _shown(called_code, form, status=422)

    def keep(now: Any) -> None:
        found = replying.standing(db.session, now, called_code)
        replying.say_needs(db.session, now, called_code, form.needs(has_sign_up=found.has_sign_up))

    return _do(called_code, keep, "besoins-notes")


@blueprint.post(f"/r/{CODE}/contester")
@address_is_secret
@limit_guesses
@public
def contest_invitation(called_code: str) -> BaseResponse:
    """Take back what others recorded: the question is put again."""
    return _do(called_code, lambda now: replying.contest(db.session, now, called_code))


def _do(called_code: str, act: Any, anchor: str = "contenu") -> BaseResponse:
    if not g.get("code_opens", True):
        return _closed()
    try:
        act(clock.now())
    except MissingError:
        return _closed()
    except RefusedError as refusal:
        db.session.rollback()
        if refusal.code == "tampered":
            return _private(make_response(show_tampered()))
        form = NeedsForm(formdata=None)
        form.form_errors.append(refusals.sentence(refusal))
        return _shown(called_code, form, status=422)
    db.session.commit()
    return _private(see_other("draws.invitation", called_code=called_code, _anchor=anchor))


def _shown(called_code: str, form: Form | None = None, *, confirm: bool = False, status: int = 200) -> BaseResponse:
    if not g.get("code_opens", True):
        return _closed()
    try:
        found = replying.standing(db.session, clock.now(), called_code)
    except MissingError:
        return _closed()
    page = render_template("draws/invitation.html", **_content(found, called_code, form, confirm))
    db.session.rollback()
    return _private(make_response(page, status))


def _content(found: Standing, called_code: str, form: Form | None, confirm: bool) -> dict[str, Any]:
    draw = found.draw
    rules = councils.rules_in_force(db.session, draw.council_id, clock.today())
    term = rules.get(RuleKey.TERM)
    is_asked = found.stage in (Stage.ASKED, Stage.ACCEPTED) and found.may_change
    return {
        "code": called_code,
        "found": found,
        "draw": draw,
        "stage": "confirm" if confirm and is_asked else found.stage.value,
        "may_change": found.may_change,
        "last_day": replying.last_day(found),
        "neighbourhood": draw.council.neighbourhood.name,
        "months": term.value if term else "",
        "rank": replying.rank_of(db.session, found),
        "offers": OFFERS,
        "form": form or NeedsForm(formdata=None, data=NeedsForm.kept(found.invitation)),
        "fictitious": draw.council.is_fictitious,
    }


def _closed() -> BaseResponse:
    """Say the same of every code that opens nothing, and let go of the database: the limit is counted apart."""
    db.session.rollback()
    return _private(make_response(render_template("draws/invitation_closed.html"), CLOSED))


def _private(response: Any) -> BaseResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    made: BaseResponse = response
    return made
