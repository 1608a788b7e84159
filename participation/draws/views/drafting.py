"""Preparing a draw: its council, what is decided before the announcement, a change of the rule."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from participation.bodies.models import Origin, Seat
from participation.councils import services as councils
from participation.councils.models import Council
from participation.draws.forms import DraftForm, RuleForm
from participation.draws.models import Draw, DrawState
from participation.draws.services import access, drafting, listing
from participation.draws.services.categories import category_of
from participation.draws.services.drafting import LEAST_CLAIMS_DAYS, Draft, read
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
from participation.kernel.clock import PARIS
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.sortition.contributions import MIN_DICE


@blueprint.get("/travail/tirages/nouveau")
@requires("draws.prepare")
def choose_council() -> str:
    """For which council a draw is prepared."""
    return render_template(
        "draws/choose_council.html", councils=councils.assigned_councils(db.session, current_user)
    )


@blueprint.route("/travail/tirages/nouveau/<int:council_id>", methods=["GET", "POST"])
@requires("draws.prepare")
def create(council_id: int) -> Any:
    """Prepare a draw."""
    council = councils.assigned_council(db.session, current_user, council_id)
    seats = drafting.fillable_seats(db.session, council)
    form = DraftForm(data=None if request.method == "POST" else _beginning(council, seats))
    _offer(form, seats)
    if form.validate_on_submit():
        try:
            draw = drafting.create_draft(db.session, current_user, clock.now(), council_id, form.draft())
            db.session.commit()
            return see_other("draws.manage", draw_id=draw.id)
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
    page = render_template("draws/create.html", form=form, council=council, draw=None)
    return page if request.method == "GET" else (page, 422)


def _beginning(council: Council, seats: Sequence[Seat]) -> dict[str, Any]:
    # Volunteers' seats are for people who signed up, and a draw may be made from other lists: they come ticked only
    # where no other seat is free.
    origin = Origin.DRAWN if any(seat.origin is Origin.DRAWN for seat in seats) else Origin.VOLUNTEER
    return {
        "title": _("Residents’ seats"),
        "seats": [seat.id for seat in seats if seat.origin is origin],
        "words": True,
        "dice": MIN_DICE,
        "sides": "6",
        "claims_days": 0 if council.is_fictitious else LEAST_CLAIMS_DAYS,
    }


def _offer(form: DraftForm | RuleForm, seats: Any) -> None:
    form.seats.choices = [SelectChoice(seat.id, _seat_words(seat)) for seat in seats]


def _seat_words(seat: Seat) -> str:
    if seat.origin is Origin.VOLUNTEER:
        return str(_("Seat %(number)s, for somebody who signed up", number=seat.number))
    return str(_("Seat %(number)s, drawn by lot", number=seat.number))


@blueprint.route("/travail/tirages/<int:draw_id>/modifier", methods=["GET", "POST"])
@requires("draws.prepare")
def edit(draw_id: int) -> Any:
    """Change a draw that is not announced."""
    draw = access.find(db.session, current_user, draw_id)
    if draw.state != DrawState.DRAFT:
        raise MissingError
    form = DraftForm(data=None if request.method == "POST" else _written(draw))
    _offer(form, drafting.fillable_seats(db.session, draw.council, draw))
    if request.method == "GET" and not form.is_shown_again:
        form.show_quotas(read(draw.quotas))
    if form.validate_on_submit():
        try:
            drafting.update_draft(db.session, current_user, clock.now(), draw_id, _with_groups(draw, form.draft()))
            db.session.commit()
            return see_other("draws.manage", draw_id=draw_id)
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
    council = councils.assigned_council(db.session, current_user, draw.council_id)
    page = render_template("draws/create.html", form=form, council=council, draw=draw)
    return page if request.method == "GET" else (page, 422)


def _with_groups(draw: Draw, draft: Draft) -> Draft:
    """Return the draft with the groups of their own table, which the three boxes by gender cannot hold."""
    if draw.category is None:
        return draft
    return replace(draft, quotas=read(draw.quotas), category=category_of(draw))


def _written(draw: Draw) -> dict[str, Any]:
    plan, local = read(draw.plan), draw.entropy_for.astimezone(PARIS)
    return {
        "title": draw.title,
        "seats": [seat.id for seat in access.seats_of(db.session, draw)],
        "place": draw.place,
        "day": local.date(),
        "hour": local.time(),
        "words": plan[0]["source"] == "words",
        "dice": plan[-1]["dice"],
        "sides": str(plan[-1]["sides"]),
        "claims_days": draw.claims_days,
        "rehearsal": draw.is_rehearsal,
        "one_per_household": draw.one_per_household,
        "lists_only": not draw.takes_sign_ups,
    }


@blueprint.route("/travail/tirages/<int:draw_id>/regle", methods=["GET", "POST"])
@requires("draws.prepare")
def change_rule(draw_id: int) -> Any:
    """Change the announced rule in the open, with its reason."""
    draw = access.find(db.session, current_user, draw_id)
    if draw.state not in (DrawState.ANNOUNCED, DrawState.CLOSED):
        raise MissingError
    seats = access.seats_of(db.session, draw)
    form = RuleForm(data=None if request.method == "POST" else {"seats": [seat.id for seat in seats]})
    _offer(form, seats)
    if request.method == "GET" and not form.is_shown_again:
        form.show_quotas(read(draw.quotas))
    if form.validate_on_submit():
        chosen = list(form.seats.data or [])
        try:
            quotas = read(draw.quotas) if draw.category else form.quotas(len(chosen))
            why = form.why.data or ""
            listing.change_rule(db.session, current_user, clock.now(), draw_id, chosen, quotas, why)
            db.session.commit()
            return see_other("draws.manage", draw_id=draw_id)
        except RefusedError as refusal:
            db.session.rollback()
            put(form, refusal)
            draw = access.find(db.session, current_user, draw_id)
    page = render_template("draws/change_rule.html", form=form, draw=draw)
    return page if request.method == "GET" else (page, 422)
