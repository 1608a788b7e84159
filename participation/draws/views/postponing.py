"""Postponing an announced draw, or changing its place: one page, in the open."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.draws.forms import PostponeForm
from participation.draws.services import access, postponing
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
from participation.kernel.clock import PARIS
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other


@blueprint.route("/travail/tirages/<int:draw_id>/report", methods=["GET", "POST"])
@requires("draws.prepare")
def postpone(draw_id: int) -> Any:
    """Give a draw another hour or place, with its public reason."""
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in postponing.BEFORE_RESULT:
        raise MissingError
    local = draw.session_at.astimezone(PARIS)
    standing = {"hour": local.time(), "place": draw.session_place}
    form = PostponeForm(data=None if request.method == "POST" else standing)
    if form.validate_on_submit():
        place, reason = form.place.data or "", form.reason.data or ""
        try:
            postponing.postpone(
                db.session, current_user, clock.now(), draw_id, form.instant(), place, reason
            )
            db.session.commit()
            return see_other("draws.manage", draw_id=draw_id)
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
            draw = access.find(db.session, current_user, draw_id)
    days = postponing.NOTICE_DAYS if draw.state in postponing.OPEN and not draw.council.is_fictitious else 0
    page = render_template(
        "draws/postpone.html", form=form, draw=draw, notice_days=days, fictitious=draw.council.is_fictitious
    )
    return page if request.method == "GET" else (page, 422)
