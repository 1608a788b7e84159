"""What the person signed in is to do, and how far it is."""

from typing import Any

from flask import render_template
from flask_login import current_user

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import can, requires
from participation.kernel.redirects import see_other
from participation.meetings.record_forms import StepForm, put_refusal
from participation.meetings.services import actions, own_actions, record_index
from participation.meetings.views.base import blueprint
from participation.meetings.views.decisions import cards


@blueprint.get("/mes-actions")
@requires("actions.own")
def my_actions() -> str:
    """One's own actions first, then those of the councils one works for; what is late comes first."""
    session, today = db.session, clock.today()
    own = cards(own_actions.own(session, current_user), today)
    teams = cards(own_actions.of_councils(session, current_user), today) if can("meetings.read") else []
    return render_template(
        "meetings/my_actions.html",
        own=own,
        teams=teams,
        places=record_index.places(session, {card.view.meeting_id for card in [*own, *teams]}),
        works=can("meetings.read"),
        most=own_actions.MOST,
    )


@blueprint.route("/mes-actions/<int:action_id>", methods=["GET", "POST"])
@requires("actions.own")
def follow_action(action_id: int) -> Any:
    """Say how far an action is; each step is dated, public and stays."""
    action = actions.own(db.session, current_user, action_id)
    form = StepForm(data={"state": action.state.value})
    if form.validate_on_submit():
        try:
            note = form.note.data or ""
            actions.follow_up(db.session, current_user, clock.now(), action_id, form.new_state(), note)
            db.session.commit()
            return see_other("meetings.my_actions", _anchor=f"action-{action_id}")
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
    found = cards(own_actions.one(db.session, action_id), clock.today())
    places = record_index.places(db.session, [card.view.meeting_id for card in found])
    page = render_template(
        "meetings/follow_action.html", card=found[0], place=places[found[0].view.meeting_id], form=form
    )
    return page, 422 if form.errors else 200
