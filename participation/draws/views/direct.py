"""Volunteers seated without a draw, because they all fit."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.bodies.services import Term
from participation.councils import services as councils
from participation.draws.forms import ActForm, TermForm
from participation.draws.services import direct
from participation.draws.views.base import blueprint
from participation.draws.views.staff import put
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other


@blueprint.get("/travail/tirages/volontaires/<int:council_id>")
@requires("draws.approve")
def volunteers(council_id: int) -> str:
    """How many volunteers and seats there are, and what can be done."""
    return _page(council_id, TermForm(formdata=None))


@blueprint.post("/travail/tirages/volontaires/<int:council_id>/<any(proposer,confirmer,annuler):act>")
@requires("draws.approve")
def seat_volunteers(council_id: int, act: str) -> Any:
    """Propose to seat all volunteers, confirm it as the second person, or take the proposal back."""
    councils.assigned_council(db.session, current_user, council_id)
    form = TermForm() if act == "confirmer" else ActForm()
    if not form.validate_on_submit():
        return _page(council_id, form), 422
    try:
        now = clock.now()
        if isinstance(form, TermForm):
            term = Term(form.starts_on.data, form.ends_on.data)
            direct.confirm(db.session, current_user, now, council_id, term)
        elif act == "annuler":
            direct.cancel(db.session, current_user, now, council_id)
        else:
            direct.propose(db.session, current_user, now, council_id)
    except RefusedError as refusal:
        db.session.rollback()
        put(form, refusal)
        return _page(council_id, form), 422
    db.session.commit()
    return see_other("draws.volunteers", council_id=council_id)


def _page(council_id: int, form: Form) -> str:
    council = councils.assigned_council(db.session, current_user, council_id)
    now = clock.now()
    pending = direct.pending(db.session, council)
    term = form if isinstance(form, TermForm) else TermForm(formdata=None)
    if request.method == "GET" and not term.is_shown_again:
        term.starts_on.data = clock.today()
        term.ends_on.data = councils.term_end(db.session, council.id, clock.today())
    people = direct.waiting_volunteers(db.session, council, now)
    seats = direct.volunteer_seats(db.session, council)
    return render_template(
        "draws/volunteers.html",
        council=council,
        form=form,
        term=term,
        people=people,
        seats=len(seats),
        is_possible=0 < len(people) <= len(seats),
        pending=len(pending),
        is_mine=any(row.proposed_by_id == current_user.id for row in pending),
        fictitious=council.is_fictitious,
    )
