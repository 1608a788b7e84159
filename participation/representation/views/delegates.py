"""Seats of councils in a body, for the team: whose turn, who is designated, who leaves, an empty seat too many."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.bodies.models import EndReason
from participation.bodies.services import close_seat
from participation.councils import services as councils
from participation.councils.forms import CloseSeatForm
from participation.councils.models import Council
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import format_short_day
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings.services.numbering import label
from participation.representation import body_words as words
from participation.representation import delegate_forms
from participation.representation.body_forms import NONE, offer, put_refusal
from participation.representation.delegate_forms import CouncilTurnForm, DesignateForm, LeaveForm
from participation.representation.models import DelegateSeat
from participation.representation.services import access, delegates, designation_rules, seats
from participation.representation.views.base import blueprint

SEAT = "/travail/instances/<int:body_id>/sieges/<int:number>"


@blueprint.get(SEAT)
@requires("steering.manage")
def delegate_seat(body_id: int, number: int) -> str:
    """One seat and everybody who held it."""
    body, place = _found(body_id, number)
    rows = delegates.of_seat(db.session, current_user, body_id, number)
    return render_template(
        "representation/delegate_seat.html",
        words=words,
        body=body,
        place=place,
        rows=rows,
        is_held=any(row.left_on is None for row in rows),
    )


def _found(body_id: int, number: int) -> tuple[Any, DelegateSeat]:
    """Return a body and one of its seats; the seat of a council one does not work for is a missing seat."""
    body = access.mine(db.session, current_user, body_id)
    place = seats.seat_of(db.session, body_id, number)
    if place.council_id is not None:
        councils.assigned_council(db.session, current_user, place.council_id)
    return body, place


@blueprint.route(SEAT + "/tour", methods=["GET", "POST"])
@requires("steering.manage")
def choose_turn(body_id: int, number: int) -> Any:
    """Say whose turn it is on a shared seat, then designate."""
    body, place = _found(body_id, number)
    if place.council_id is not None:
        raise MissingError
    form, mine = CouncilTurnForm(), councils.assigned_councils(db.session, current_user)
    offer(form.council, [("", ""), *((str(each.id), each.neighbourhood.name) for each in mine)])
    if form.validate_on_submit():
        council_id = int(form.council.data)
        return see_other("representation.designate_delegate", body_id=body_id, number=number, council_id=council_id)
    return _page("representation/choose_turn.html", form, body=body, place=place)


@blueprint.route(SEAT + "/designer/<int:council_id>", methods=["GET", "POST"])
@requires("steering.manage")
def designate_delegate(body_id: int, number: int, council_id: int) -> Any:
    """A council designates somebody who sits in it."""
    body, place = _found(body_id, number)
    council = councils.assigned_council(db.session, current_user, council_id)
    if place.council_id not in (None, council.id):
        raise MissingError
    form = _offered(DesignateForm(starts_on=clock.today()), council)
    if form.validate_on_submit():
        try:
            new = form.new(council.id)
            delegates.designate(db.session, current_user, clock.now(), body_id, number, new)
            db.session.commit()
            return see_other("representation.delegate_seat", body_id=body_id, number=number)
        except RefusedError as refusal:
            _refuse(form, refusal)
            body, place = _found(body_id, number)
            council = councils.assigned_council(db.session, current_user, council_id)
    return _page("representation/designate_delegate.html", form, body=body, place=place, council=council)


def _offered(form: DesignateForm, council: Council) -> DesignateForm:
    session = db.session
    people = designation_rules.electors(session, council, clock.today())
    offer(form.person, [("", ""), *((str(each.id), each.name or "–") for each in people)])
    offer(
        form.meeting,
        [
            (NONE, _("None")),
            *(
                (str(each.id), f"{format_short_day(clock.day_of(each.starts_at))}, {each.title}")
                for each in designation_rules.meetings_of(session, council)
            ),
        ],
    )
    decisions = designation_rules.decisions_of(session, council)
    numbered = [(str(each.id), f"{label(each.year, each.number)} {each.text[:80]}") for each in decisions]
    offer(form.decision, [(NONE, _("None")), *numbered])
    draws = designation_rules.draws_of(session, council)
    offer(form.draw, [(NONE, _("None")), *((str(each.id), each.title) for each in draws)])
    return form


@blueprint.route(SEAT + "/depart", methods=["GET", "POST"])
@requires("steering.manage")
def leave_delegate(body_id: int, number: int) -> Any:
    """A delegate or a substitute leaves the seat."""
    body, place = _found(body_id, number)
    held = [row for row in delegates.of_seat(db.session, current_user, body_id, number) if row.left_on is None]
    if not held:
        raise MissingError
    form = LeaveForm(left_on=clock.today())
    offer(form.mandate, [(str(row.mandate_id), f"{row.name or '–'} ({words.ROLES[row.role]})") for row in held])
    if form.validate_on_submit():
        mandate_id, reason = int(form.mandate.data), EndReason(form.reason.data)
        try:
            delegates.leave(
                db.session, current_user, clock.now(), body_id, mandate_id, reason, form.left_on.data
            )
            db.session.commit()
            return see_other("representation.delegate_seat", body_id=body_id, number=number)
        except RefusedError as refusal:
            _refuse(form, refusal)
            body, place = _found(body_id, number)
    return _page("representation/leave_delegate.html", form, body=body, place=place)


@blueprint.route(SEAT + "/fermer", methods=["GET", "POST"])
@requires("steering.manage")
def close_delegate_seat(body_id: int, number: int) -> Any:
    """An empty seat beyond the number that the body gives is closed."""
    body, place = _found(body_id, number)
    form = CloseSeatForm(closed_on=clock.today())
    if form.validate_on_submit():
        try:
            access.lock(db.session, current_user, body_id)
            seats.require_spare(db.session, body, place)
            close_seat(db.session, current_user, clock.now(), place.seat, form.closed_on.data)
            db.session.commit()
            return see_other("representation.manage_body", body_id=body_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            body, place = _found(body_id, number)
    return _page("representation/close_delegate_seat.html", form, body=body, place=place)


def _refuse(form: Form, refusal: RefusedError) -> None:
    db.session.rollback()
    put_refusal(form, refusal, delegate_forms.REFUSALS)


def _page(template: str, form: Form, **context: Any) -> tuple[str, int]:
    status = 422 if request.method == "POST" else 200
    return render_template(template, form=form, words=words, **context), status
