"""One seat: its history, who takes it by designation, who leaves it, its opening and closing."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.bodies import history
from participation.bodies import services as bodies
from participation.bodies.models import (
    College,
    EndReason,
    Gender,
    Mandate,
    MandateRole,
    Origin,
    Seat,
)
from participation.councils import services, words
from participation.councils.forms import (
    NO_ANSWER,
    CloseSeatForm,
    DepartureForm,
    DesignationForm,
    SeatForm,
    offer,
)
from participation.councils.models import Council
from participation.councils.views.base import (
    Shown,
    blueprint,
    my_council,
    refused,
)
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

SEAT = "/travail/conseils/<int:council_id>/sieges/<int:number>"


@blueprint.route("/travail/conseils/<int:council_id>/sieges/nouveau", methods=["GET", "POST"])
@requires("councils.manage")
def open_seat(council_id: int) -> Shown:
    """One more seat."""
    council = my_council(council_id)
    form = SeatForm(opened_on=clock.today())
    if not form.validate_on_submit():
        form.after.data = form.after.data or str(bodies.last_number(db.session, council.body_id))
        status = 200 if request.method == "GET" else 422
        return render_template("councils/open_seat.html", council=council, form=form), status
    origin = Origin(form.origin.data)
    college = College.LOCAL_ACTORS if origin is Origin.DESIGNATED else College.RESIDENTS
    text = form.after.data or ""
    after = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
    try:
        bodies.open_seat(
            db.session, current_user, clock.now(), council.body, college, origin, form.opened_on.data, after
        )
    except RefusedError:
        # The same form came twice: the seat is there already.
        return see_other("councils.work", council_id=council.id)
    db.session.commit()
    return see_other("councils.work", council_id=council.id)


@blueprint.get(SEAT)
@requires("councils.manage")
def seat(council_id: int, number: int) -> str:
    """One seat and everybody who held it."""
    council = my_council(council_id)
    found = services.seat_of(db.session, council, number)
    rows = history.seat_history(db.session, found.id)
    return render_template(
        "councils/seat.html",
        council=council,
        seat=found,
        rows=rows,
        is_held=any(row.left_on is None for row in rows),
        is_designated=found.origin is Origin.DESIGNATED,
        words=words,
        fictitious=council.is_fictitious,
    )


@blueprint.route(SEAT + "/designation", methods=["GET", "POST"])
@requires("councils.manage")
def designate(council_id: int, number: int) -> Shown:
    """An association designates who sits, with its act."""
    council = my_council(council_id)
    found = services.seat_of(db.session, council, number)
    if found.origin is not Origin.DESIGNATED:
        raise MissingError
    form = DesignationForm(**_usual(council))
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/designate.html", council=council, seat=found, form=form), status
    try:
        services.designate(
            db.session,
            current_user,
            clock.now(),
            council,
            found,
            _person(form),
            bodies.Term(form.starts_on.data, form.ends_on.data),
            form.act.data or "",
            form.designated_on.data,
            MandateRole(form.role.data),
        )
    except RefusedError as refusal:
        return refused("councils/designate.html", form, refusal, council=council, seat=found)
    db.session.commit()
    return see_other("councils.seat", council_id=council.id, number=number)


def _usual(council: Council) -> dict[str, date]:
    """Return the days a designation usually has: from today, for the term of the council's rule if it has
    one."""
    today = clock.today()
    rules = services.rules_in_force(db.session, council.id, today)
    end = services.usual_end(rules, today)
    return {"starts_on": today} | ({"ends_on": end} if end else {})


def _person(form: DesignationForm) -> services.DesignatedPerson:
    return services.DesignatedPerson(
        name=form.name.data or "",
        birth_year=int(form.birth_year.data) if form.birth_year.data else None,
        gender=None if form.gender.data == NO_ANSWER else Gender(form.gender.data),
        publishes_name=bool(form.publishes_name.data),
        association=form.association.data or "",
    )


@blueprint.route(SEAT + "/depart", methods=["GET", "POST"])
@requires("councils.manage")
def leave(council_id: int, number: int) -> Shown:
    """Somebody leaves the seat."""
    council = my_council(council_id)
    found = services.seat_of(db.session, council, number)
    held = [row for row in history.seat_history(db.session, found.id) if row.left_on is None]
    if not held:
        raise MissingError
    form = DepartureForm()
    offer(form.mandate, [(str(row.id), _who(row)) for row in held])
    elsewhere = filter(None, (services.departure_elsewhere(db.session, row.id) for row in held))
    context: dict[str, Any] = {"council": council, "seat": found, "elsewhere": next(elsewhere, None)}
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/leave.html", form=form, **context), status
    mandate = db.session.get_one(Mandate, int(form.mandate.data))
    reason, left_on = EndReason(form.reason.data), form.left_on.data
    try:
        services.record_departure(db.session, current_user, clock.now(), mandate, reason, left_on)
    except RefusedError as refusal:
        return refused("councils/leave.html", form, refusal, **context)
    db.session.commit()
    return see_other("councils.seat", council_id=council.id, number=number)


def _who(row: history.MandateRow) -> str:
    return f"{row.name or '–'} ({words.ROLES[row.role]})"


@blueprint.route(SEAT + "/fermeture", methods=["GET", "POST"])
@requires("councils.manage")
def close_seat(council_id: int, number: int) -> Shown:
    """An empty seat is closed for good."""
    council = my_council(council_id)
    found: Seat = services.seat_of(db.session, council, number)
    form = CloseSeatForm(closed_on=clock.today())
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/close_seat.html", council=council, seat=found, form=form), status
    try:
        bodies.close_seat(db.session, current_user, clock.now(), found, form.closed_on.data)
    except RefusedError as refusal:
        return refused("councils/close_seat.html", form, refusal, council=council, seat=found)
    db.session.commit()
    return see_other("councils.work", council_id=council.id)
