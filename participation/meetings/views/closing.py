"""The beginning and the end of a meeting."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings.agenda_forms import closing_form, put_refusal
from participation.meetings.models import MeetingState, Outcome
from participation.meetings.services import access, agenda, attendance, closing
from participation.meetings.views.attendance import attendance_page
from participation.meetings.views.base import blueprint


@blueprint.post("/travail/reunions/<int:meeting_id>/ouvrir")
@requires("meetings.attend")
def open_meeting(meeting_id: int) -> Any:
    """Begin the meeting; pressed twice it has begun once."""
    access.find(db.session, current_user, meeting_id)
    form = Form()
    refused_forms.stands_on("meetings.attendance", meeting_id=meeting_id)
    if form.validate_on_submit():
        try:
            closing.open_meeting(db.session, current_user, clock.now(), meeting_id)
            db.session.commit()
            return see_other("meetings.attendance", meeting_id=meeting_id)
        except RefusedError as refusal:
            db.session.rollback()
            if refusal.params.get("state") is MeetingState.HELD:
                return see_other("meetings.attendance", meeting_id=meeting_id)
            put_refusal(form, refusal)
    return attendance_page(access.find(db.session, current_user, meeting_id), form), 422


@blueprint.route("/travail/reunions/<int:meeting_id>/cloturer", methods=["GET", "POST"])
@requires("meetings.attend")
def close(meeting_id: int) -> Any:
    """Ask what became of each item, then end the meeting."""
    meeting = access.find(db.session, current_user, meeting_id)
    if meeting.state is not MeetingState.HELD:
        if request.method == "POST":
            return see_other("meetings.attendance", meeting_id=meeting_id)
        raise MissingError
    items = agenda.items_of(db.session, meeting_id)
    form = closing_form(items)
    fields = [form[f"outcome_{item.id}"] for item in items]
    if form.validate_on_submit():
        outcomes = {item.id: Outcome(field.data) for item, field in zip(items, fields, strict=True)}
        try:
            closing.close_meeting(db.session, current_user, clock.now(), meeting_id, outcomes)
            db.session.commit()
            return see_other("meetings.manage", meeting_id=meeting_id)
        except RefusedError as refusal:
            # An item was added meanwhile, or somebody else closed the meeting.
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    page = render_template(
        "meetings/close.html",
        form=form,
        meeting=meeting,
        fields=fields,
        unsaid=attendance.summary(db.session, meeting).everybody.unsaid,
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200
