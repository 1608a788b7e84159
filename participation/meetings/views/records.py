"""What a meeting decided and what is to be done, as the team notes it; the withdrawal of a decision."""

from typing import Any

from flask import render_template
from flask_login import current_user

from participation.bodies.words import display_name
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import record_words
from participation.meetings.models import Meeting
from participation.meetings.record_forms import ActionForm, DecisionForm, ReasonForm, decision_form, put_refusal
from participation.meetings.services import access, actions, agenda, decisions, doers, numbering, search
from participation.meetings.views.base import blueprint

AT = "/travail/reunions/<int:meeting_id>"


@blueprint.route(AT + "/decisions", methods=["GET", "POST"])
@requires("minutes.write")
def record_decisions(meeting_id: int) -> Any:
    """The decisions of a meeting, and a form for one more."""
    meeting = access.find(db.session, current_user, meeting_id)
    form = _decision_form(meeting)
    if form.validate_on_submit():
        try:
            decision = decisions.record(db.session, current_user, clock.now(), meeting_id, form.new())
            anchor = f"decision-{decision.id}"
            db.session.commit()
            return see_other("meetings.record_decisions", meeting_id=meeting_id, _anchor=anchor)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    found = decisions.of_meeting(db.session, meeting_id)
    page = render_template(
        "meetings/record_decisions.html",
        meeting=meeting,
        form=form,
        rows=[(view, record_words.decided(view)) for view in found],
        is_open=numbering.is_open(db.session, meeting),
        year=clock.day_of(meeting.starts_at).year,
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


def _decision_form(meeting: Meeting) -> DecisionForm:
    form = decision_form(meeting.body.kind)
    form.offer_items(agenda.items_of(db.session, meeting.id))
    return form


@blueprint.route(AT + "/decisions/<int:decision_id>/retirer", methods=["GET", "POST"])
@requires("minutes.write")
def withdraw_decision(meeting_id: int, decision_id: int) -> Any:
    """Strike a decision noted by mistake; its number stays its own."""
    meeting = access.find(db.session, current_user, meeting_id)
    found = [view for view in decisions.of_meeting(db.session, meeting_id) if view.id == decision_id]
    if not found:
        raise MissingError
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            decisions.withdraw(db.session, current_user, clock.now(), decision_id, form.reason.data or "")
            search.index_meeting(db.session, meeting_id)
            db.session.commit()
            return see_other("meetings.record_decisions", meeting_id=meeting_id, _anchor=f"decision-{decision_id}")
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    page = render_template("meetings/withdraw_decision.html", meeting=meeting, form=form, view=found[0])
    return page, 422 if form.errors else 200


@blueprint.route(AT + "/actions", methods=["GET", "POST"])
@requires("minutes.write")
def record_actions(meeting_id: int) -> Any:
    """The actions of a meeting, and a form for one more."""
    meeting = access.find(db.session, current_user, meeting_id)
    form = _action_form(meeting)
    if form.validate_on_submit():
        try:
            action = actions.record(db.session, current_user, clock.now(), meeting_id, form.new())
            anchor = f"action-{action.id}"
            db.session.commit()
            return see_other("meetings.record_actions", meeting_id=meeting_id, _anchor=anchor)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    today = clock.today()
    page = render_template(
        "meetings/record_actions.html",
        meeting=meeting,
        form=form,
        rows=[
            (view, record_words.doer(view), record_words.progress(view, today))
            for view in actions.of_meeting(db.session, meeting_id)
        ],
        is_open=numbering.is_open(db.session, meeting),
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


def _action_form(meeting: Meeting) -> ActionForm:
    form, session = ActionForm(), db.session
    form.offer_items(agenda.items_of(session, meeting.id))
    members = doers.members(session, meeting.body_id, clock.today())
    form.offer_doers(
        [(key, display_name(holder)) for key, holder in members],
        [(account.id, account.name) for account in doers.accounts(session, meeting.body_id)],
    )
    noted = decisions.of_meeting(session, meeting.id)
    form.offer_decisions((view.id, f"{view.label} {view.text[:80]}") for view in noted if view.withdrawn_at is None)
    return form
