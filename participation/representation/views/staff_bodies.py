"""Steering bodies for the team: the list, setting one up, its composition, its protocol, its end."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation import body_words as words
from participation.representation.body_forms import (
    NONE,
    BodyForm,
    DissolveForm,
    MemberForm,
    StepDoneForm,
    StepForm,
    as_said,
    offer,
    put_refusal,
)
from participation.representation.services import access, matrix, protocol, seats
from participation.representation.services import bodies as steering
from participation.representation.views.base import blueprint

BODY = "/travail/instances/<int:body_id>"


@blueprint.get("/travail/instances")
@requires("steering.manage")
def staff_bodies() -> str:
    """The bodies one works for, and how many of their seats are empty."""
    found = matrix.table(db.session, clock.now())
    bodies = steering.managed(db.session, current_user)
    lines = [(each, *_count(found, each.body_id)) for each in bodies]
    return render_template("representation/staff_bodies.html", words=words, lines=lines)


def _count(found: matrix.Matrix, body_id: int) -> tuple[int, int]:
    cells = [cell for (_council, body), cell in found.cells.items() if body == body_id]
    seats_of_all = sum(cell.seats for cell in cells) + len(found.unheld.get(body_id, ()))
    return sum(cell.filled for cell in cells), seats_of_all


@blueprint.route("/travail/instances/nouvelle", methods=["GET", "POST"])
@requires("steering.manage")
def create_body() -> Any:
    """Set up a body; the seats of councils open at once."""
    form = _offered(BodyForm(report_days=15, seats=1, created_on=clock.today()))
    if form.validate_on_submit():
        try:
            made = steering.create(db.session, current_user, clock.now(), form.plan())
            seats.open_missing(db.session, clock.now())
            db.session.commit()
            return see_other("representation.manage_body", body_id=made.body_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
    return _page("representation/edit_body.html", form, body=None)


def _offered(form: BodyForm) -> BodyForm:
    orientations = steering.orientations(db.session)
    offer(form.orientation, [(NONE, _("None")), *((str(each.id), each.name) for each in orientations)])
    offer(form.neighbourhood, [(NONE, _("None")), *steering.neighbourhoods(db.session, current_user)])
    return form


def _refuse(form: Form, refusal: RefusedError) -> None:
    db.session.rollback()
    put_refusal(form, refusal)


def _page(template: str, form: Form, **context: Any) -> tuple[str, int]:
    status = 422 if request.method == "POST" else 200
    return render_template(template, form=form, words=words, **context), status


@blueprint.get(BODY)
@requires("steering.manage")
def manage_body(body_id: int) -> str:
    """One body: its seats, its institutions, its protocol, its meetings, its end."""
    session, now = db.session, clock.now()
    found = access.mine(session, current_user, body_id)
    return render_template(
        "representation/manage_body.html",
        words=words,
        body=found,
        places=seats.places(session, body_id, clock.day_of(now), current_user),
        changes=found.dissolved_on is None and access.may_change(session, current_user, body_id),
        members=steering.members(session, body_id),
        steps=protocol.steps_of(session, body_id),
        fictitious=found.is_fictitious,
    )


@blueprint.route(BODY + "/modifier", methods=["GET", "POST"])
@requires("steering.manage")
def edit_body(body_id: int) -> Any:
    """Change what is said of a body."""
    found = access.mine_to_change(db.session, current_user, body_id)
    form = _offered(BodyForm(data=as_said(found)))
    if form.validate_on_submit():
        try:
            steering.change(db.session, current_user, clock.now(), body_id, form.plan())
            seats.open_missing(db.session, clock.now())
            db.session.commit()
            return see_other("representation.manage_body", body_id=body_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            found = access.mine_to_change(db.session, current_user, body_id)
    return _page("representation/edit_body.html", form, body=found)


@blueprint.route(BODY + "/institutions", methods=["GET", "POST"])
@requires("steering.manage")
def compose_body(body_id: int) -> Any:
    """Put an institution into a body, or take one off."""
    found, form = access.mine_to_change(db.session, current_user, body_id), _composing(body_id)
    if form.validate_on_submit():
        try:
            steering.compose(db.session, current_user, clock.now(), body_id, *form.said())
            db.session.commit()
            return see_other("representation.compose_body", body_id=body_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            found = access.mine_to_change(db.session, current_user, body_id)
    members = steering.members(db.session, body_id)
    return _page("representation/compose_body.html", form, body=found, members=members)


def _composing(body_id: int) -> MemberForm:
    form, outside = MemberForm(), steering.outside(db.session, body_id)
    offer(form.institution, [("", ""), *((str(each.id), each.name) for each in outside)])
    return form


@blueprint.post(BODY + "/institutions/<int:member_id>/retirer")
@requires("steering.manage")
def remove_member(body_id: int, member_id: int) -> Any:
    """Take an institution out of a body."""
    try:
        steering.remove_member(db.session, current_user, clock.now(), body_id, member_id)
        db.session.commit()
    except RefusedError as refusal:
        form = _composing(body_id)
        _refuse(form, refusal)
        found = access.mine_to_change(db.session, current_user, body_id)
        members = steering.members(db.session, body_id)
        return _page("representation/compose_body.html", form, body=found, members=members)
    return see_other("representation.compose_body", body_id=body_id)


@blueprint.route(BODY + "/etapes", methods=["GET", "POST"])
@requires("steering.manage")
def add_step(body_id: int) -> Any:
    """Add a condition or a step to the protocol."""
    found, form = access.mine_to_change(db.session, current_user, body_id), StepForm()
    if form.validate_on_submit():
        is_condition = form.is_condition.data == "condition"
        text, source = form.text.data or "", form.source.data or ""
        try:
            protocol.add_step(db.session, current_user, body_id, text, is_condition, source)
            db.session.commit()
            return see_other("representation.manage_body", body_id=body_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            found = access.mine_to_change(db.session, current_user, body_id)
    return _page("representation/add_step.html", form, body=found)


@blueprint.route(BODY + "/etapes/<int:position>", methods=["GET", "POST"])
@requires("steering.manage")
def mark_step(body_id: int, position: int) -> Any:
    """Say on which day a step was done."""
    found = access.mine_to_change(db.session, current_user, body_id)
    step = protocol.step_of(db.session, body_id, position)
    form = StepDoneForm(done_on=step.done_on)
    if form.validate_on_submit():
        try:
            protocol.mark_step(db.session, current_user, clock.now(), body_id, position, form.done_on.data)
            db.session.commit()
            return see_other("representation.manage_body", body_id=body_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            found = access.mine_to_change(db.session, current_user, body_id)
            step = protocol.step_of(db.session, body_id, position)
    return _page("representation/mark_step.html", form, body=found, step=step)


@blueprint.route(BODY + "/dissoudre", methods=["GET", "POST"])
@requires("steering.manage")
def dissolve_body(body_id: int) -> Any:
    """End a body that owes nothing any more."""
    found, form = access.mine_to_change(db.session, current_user, body_id), DissolveForm(on=clock.today())
    if form.validate_on_submit():
        try:
            steering.dissolve(db.session, current_user, clock.now(), body_id, form.on.data)
            db.session.commit()
            return see_other("representation.manage_body", body_id=body_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            found = access.mine_to_change(db.session, current_user, body_id)
    return _page("representation/dissolve_body.html", form, body=found)
