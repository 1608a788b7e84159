"""The staff's list of draws, and one draw: where it stands, what it waits for, who has agreed."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from participation.draws import phases
from participation.draws.forms import ActForm, ReasonForm
from participation.draws.models import Act, Draw, DrawState
from participation.draws.services import (
    access,
    candidates,
    envelopes,
    lifecycle,
    listing,
    overview,
    postponing,
    sealing,
    seating,
)
from participation.draws.services.drafting import read
from participation.draws.services.lists import sitting
from participation.draws.services.lists.finding import UNSEALED as OPEN_LISTS
from participation.draws.views import refusals, sentences, sheets, wording
from participation.draws.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.pagination import page_number, paginate
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

ACTS: dict[str, Callable[..., bool]] = {
    Act.ANNOUNCE: lifecycle.announce,
    Act.CLOSE: listing.close,
    Act.SIGN_LIST: listing.sign_list,
    Act.SEAL: sealing.seal,
    Act.ABANDON: lifecycle.abandon,
}
"""What the button of two people's agreement does; the chance has its own pages."""
UNSEALED = (DrawState.ANNOUNCED, DrawState.CLOSED)
"""While a draw can still be given up and announced anew, with a sheet."""


def put(form: Form, refusal: RefusedError) -> None:
    """Say a refusal at the top of the page."""
    form.form_errors.append(refusals.sentence(refusal))


@blueprint.get("/travail/tirages")
@requires("draws.follow")
def staff_index() -> str:
    """The draws of the councils one works for."""
    now = clock.now()
    page = paginate(
        db.session, access.visible(db.session, current_user), page_number(request.args.get("page"))
    )
    return render_template(
        "draws/staff_index.html",
        page=page,
        draws=[wording.task(row[0], now) for row in page.rows],
        previous_url=url_for("draws.staff_index", page=page.previous) if page.previous else "",
        next_url=url_for("draws.staff_index", page=page.next) if page.next else "",
    )


@blueprint.get("/travail/tirages/<int:draw_id>")
@requires("draws.follow")
def manage(draw_id: int) -> str:
    """Where one draw stands."""
    return _page(access.find(db.session, current_user, draw_id), ActForm(formdata=None))


def _page(draw: Draw, form: Form) -> str:
    session, now = db.session, clock.now()
    counts = candidates.counts(session, draw) if draw.closed_at else None
    has_result = draw.state in seating.AFTER_RESULT
    held = seating.holdings(session, draw) if has_result else []
    return render_template(
        "draws/manage.html",
        form=form,
        draw=draw,
        tag=wording.tag_of(draw.state, phases.is_late(draw, now)),
        postponements=[sentences.postponement(change) for change in postponing.of(session, draw)],
        can_postpone=draw.state in postponing.BEFORE_RESULT,
        is_unsealed_late=draw.state in postponing.OPEN and now >= draw.entropy_for,
        facts=wording.facts(draw, access.seats_of(session, draw), counts, read(draw.quotas), read(draw.plan)),
        step=wording.step(overview.next_step(session, current_user, now, draw)),
        abandoning=wording.step(overview.abandoning(session, current_user, now, draw)),
        agreements=wording.agreements(overview.agreements(session, draw)),
        can_see_secret=overview.can_see_secret(session, current_user, draw),
        is_unprinted=draw.state in UNSEALED and not envelopes.count(session, draw),
        can_abandon=draw.state in lifecycle.BEFORE_CHANCE
        and not (draw.state == DrawState.SEALED and now >= draw.entropy_for),
        has_come=now >= draw.session_at,
        waiting=wording.waiting(held) if has_result else None,
        undecided=listing.undecided_doubles(session, draw) if draw.state == DrawState.CLOSED else 0,
        sitting=len(sitting.likely_sitting(session, draw)) if draw.state in OPEN_LISTS else 0,
        is_witnessed=has_result and read(draw.parameters or "{}").get("disclosure") == "witnessed",
        substitutions=len(seating.substitutions_of(session, draw)) if has_result else 0,
        has_vacancy=any(each.index is None for each in held),
        holders=wording.holders(session, draw) if draw.state == DrawState.CLOSED else None,
        fictitious=draw.council.is_fictitious,
    )


@blueprint.post("/travail/tirages/<int:draw_id>/accord/<any(announce,close,sign_list,seal,abandon):act>")
@requires("draws.approve")
def approve(draw_id: int, act: str) -> Any:
    """Agree to an act on what was shown; with the second person it is done."""
    form = ActForm()
    if not form.validate_on_submit():
        return _page(access.find(db.session, current_user, draw_id), form), 422
    try:
        ACTS[act](db.session, current_user, clock.now(), draw_id, form.shown.data or "")
    except RefusedError as refusal:
        db.session.rollback()
        put(form, refusal)
        return _page(access.find(db.session, current_user, draw_id), form), 422
    db.session.commit()
    return see_other("draws.manage", draw_id=draw_id)


@blueprint.post(
    "/travail/tirages/<int:draw_id>/accord/<any(announce,close,sign_list,seal,abandon):act>/reprendre"
)
@requires("draws.approve")
def take_back(draw_id: int, act: str) -> Any:
    """Take back one's own agreement while nobody has confirmed it."""
    form = ActForm()
    if not form.validate_on_submit():
        return _page(access.find(db.session, current_user, draw_id), form), 422
    try:
        overview.take_back(db.session, current_user, draw_id, Act(act))
    except RefusedError as refusal:
        db.session.rollback()
        put(form, refusal)
        return _page(access.find(db.session, current_user, draw_id), form), 422
    db.session.commit()
    return see_other("draws.manage", draw_id=draw_id)


@blueprint.route("/travail/tirages/<int:draw_id>/abandon", methods=["GET", "POST"])
@requires("draws.approve")
def abandon(draw_id: int) -> Any:
    """Ask that a draw be given up, with the public reason; somebody else confirms on the draw's page."""
    draw = access.find(db.session, current_user, draw_id)
    form = ReasonForm(data={"reason": draw.abandoned_reason})
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                lifecycle.propose_abandoning(
                    db.session, current_user, clock.now(), draw_id, form.reason.data or ""
                )
                db.session.commit()
                return see_other("draws.manage", draw_id=draw_id)
            except RefusedError as refusal:
                db.session.rollback()
                put(form, refusal)
    return render_template("draws/abandon.html", form=form, draw=draw), status


@blueprint.route("/travail/tirages/<int:draw_id>/enveloppe", methods=["GET", "POST"])
@requires("draws.approve")
def envelope(draw_id: int) -> Any:
    """The sheet of a sealed envelope: the secret, shown once to each of the two who announced."""
    draw = access.find(db.session, current_user, draw_id)
    form = ActForm()
    if request.method == "GET":
        return render_template("draws/envelope.html", form=form, draw=draw, secret=None)
    if form.validate_on_submit():
        try:
            now = clock.now()
            secret = lifecycle.show_secret(db.session, current_user, now, draw_id).hex()
            page: Any = (
                sheets.envelope_sheet(draw, secret, now)
                if request.form.get("as") == "file"
                else render_template(
                    "draws/envelope.html", form=form, draw=draw, secret=secret, rows=sheets.secret_rows(secret)
                )
            )
            db.session.commit()
            return page
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
            draw = access.find(db.session, current_user, draw_id)
    return render_template("draws/envelope.html", form=form, draw=draw, secret=None), 422
