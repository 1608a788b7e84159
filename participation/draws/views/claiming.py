"""Claims to be missing from the closed list: put somebody back, refuse, or write again a sign-up that is gone."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from participation.draws.claim_forms import ClaimForm, RestoreForm
from participation.draws.models import Draw, DrawState
from participation.draws.services import access, claims, listing
from participation.draws.views import claim_words
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.i18n import current_locale
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.volunteers import drafts
from participation.volunteers import services as volunteers
from participation.volunteers.codes import parse_code
from participation.volunteers.forms import fields_by_question


@blueprint.route("/travail/tirages/<int:draw_id>/reclamation", methods=["GET", "POST"])
@requires("draws.prepare")
def claim(draw_id: int) -> Any:
    """Decide on somebody who says that they are missing from the closed list."""
    draw, form = _closed(draw_id), ClaimForm()
    if form.validate_on_submit() and _decide(draw, form):
        return see_other("draws.claim", draw_id=draw_id)
    page = render_template(
        "draws/claim.html",
        form=form,
        draw=_closed(draw_id),
        claims=claim_words.rows(claims.of(db.session, draw)),
        fictitious=draw.council.is_fictitious,
    )
    return page if request.method == "GET" else (page, 422)


def _decide(draw: Draw, form: ClaimForm) -> bool:
    code, reason = _code(form), form.reason.data or ""
    if code is None:
        return False
    try:
        if form.decision.data == "refuse":
            claims.refuse(db.session, current_user, clock.now(), draw.id, code, reason)
        else:
            listing.claim(db.session, current_user, clock.now(), draw.id, code, reason=reason)
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        put(form, refusal)
        return False
    return True


@blueprint.route("/travail/tirages/<int:draw_id>/reclamation/retablir", methods=["GET", "POST"])
@requires("draws.prepare")
def restore(draw_id: int) -> Any:
    """Write a sign-up again of which nothing is left but its code in the journal, and put the person back."""
    draw, form = _closed(draw_id), RestoreForm()
    del form.neighbourhood, form.draft, form.seen
    if form.validate_on_submit() and _restore(draw, form):
        return see_other("draws.claim", draw_id=draw_id)
    page = render_template(
        "draws/restore.html",
        form=form,
        draw=_closed(draw_id),
        groups=fields_by_question(form),
        fictitious=draw.council.is_fictitious,
    )
    return page if request.method == "GET" else (page, 422)


def _restore(draw: Draw, form: RestoreForm) -> bool:
    code, council = _code(form), draw.council
    area = volunteers.check_area(db.session, council, form.street.data or "", form.number.data or "")
    if form.kind.data != "resident":
        form.kind.errors = [_("Only residents are in the list of a draw.")]
    elif area.check is None:
        form.street.errors = [_("This address is not in this neighbourhood. Check it.")]
    elif code is not None:
        given = drafts.answers_of(
            {**form.kept(), "area": area.check.value},
            form.texts(),
            current_locale(),
            is_fictitious=council.is_fictitious,
        )
        try:
            who, reason = current_user, form.reason.data or ""
            listing.claim(db.session, who, clock.now(), draw.id, code, given, reason)
            db.session.commit()
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
            return False
        return True
    return False


def _code(form: ClaimForm | RestoreForm) -> str | None:
    """Return the code typed, empty where none is needed; None, with a sentence, where it cannot be one."""
    if not form.code.data:
        return ""
    code = parse_code(form.code.data)
    if code is None:
        form.code.errors = [_("A code has 16 letters and digits. Compare with the receipt.")]
    return code


def _closed(draw_id: int) -> Draw:
    draw = access.find(db.session, current_user, draw_id)
    if draw.state != DrawState.CLOSED:
        raise MissingError
    return draw
