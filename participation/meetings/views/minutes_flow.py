"""The steps of the minutes that the team takes: sent to those present, approved, published, rectified."""

from typing import Any

from flask import render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import format_instant
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import minutes_mails, minutes_words
from participation.meetings.minutes_forms import ApproveForm, RectifyForm
from participation.meetings.models import Meeting, Minutes, MinutesState
from participation.meetings.services import access, attendance
from participation.meetings.services.minutes import approving, circulating, corrections, publishing, reading, writing
from participation.meetings.services.minutes import content as contents
from participation.meetings.views import minutes_parts
from participation.meetings.views.base import blueprint

STEP = "/travail/reunions/<int:meeting_id>"


def at_step(meeting_id: int, *states: MinutesState) -> tuple[Meeting, Minutes]:
    """Return a meeting and its minutes; a page of another step is a missing page."""
    meeting = access.find(db.session, current_user, meeting_id)
    minutes = db.session.get(Minutes, meeting_id)
    if minutes is None or minutes.state not in states:
        raise MissingError
    return meeting, minutes


@blueprint.route(f"{STEP}/circuler", methods=["GET", "POST"])
@requires("minutes.write")
def minutes_circulate(meeting_id: int) -> Any:
    """Send the minutes to those present."""
    form = Form()
    if form.validate_on_submit():
        try:
            revision = circulating.circulate(db.session, current_user, clock.now(), meeting_id)
            minutes_mails.circulated(db.session, clock.now(), revision, minutes_parts.action_lines)
            db.session.commit()
            return see_other("meetings.minutes_corrections", meeting_id=meeting_id)
        except RefusedError as error:
            refuse(form, error)
    meeting, _minutes = at_step(meeting_id, MinutesState.DRAFT)
    present = attendance.present_mandates(db.session, meeting_id)
    page = render_template(
        "meetings/minutes_circulate.html",
        form=form,
        meeting=meeting,
        present=len(present),
        with_address=sum(bool(mandate.person.email) for mandate in present),
        without=[minutes_words.member(each, in_public=False) for each in present if not each.person.email],
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{STEP}/approuver", methods=["GET", "POST"])
@requires("minutes.write")
def minutes_approve(meeting_id: int) -> Any:
    """Say which meeting approved them."""
    meeting, _minutes = at_step(meeting_id, MinutesState.CIRCULATED)
    found = approving.meetings_that_can(db.session, meeting_id)
    form = ApproveForm()
    form.meeting.choices = [(str(each.id), f"{each.title}, {format_instant(each.starts_at)}") for each in found]
    if form.validate_on_submit():
        try:
            approving.approve(db.session, current_user, clock.now(), meeting_id, int(form.meeting.data))
            db.session.commit()
            return see_other("meetings.minutes_sign", meeting_id=meeting_id)
        except RefusedError as error:
            refuse(form, error)
            meeting, _minutes = at_step(meeting_id, MinutesState.CIRCULATED)
    page = render_template(
        "meetings/minutes_approve.html",
        form=form,
        meeting=meeting,
        waiting=corrections.undecided(db.session, meeting_id),
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{STEP}/publier")
@requires("minutes.write")
def minutes_publish(meeting_id: int) -> BaseResponse:
    """Publish what two people signed; a step that is not ready leads back to the page that says what lacks."""
    access.find(db.session, current_user, meeting_id)
    try:
        publishing.publish(db.session, current_user, clock.now(), meeting_id, minutes_parts.address_of)
        db.session.commit()
    except RefusedError:
        db.session.rollback()
        return see_other("meetings.minutes_sign", meeting_id=meeting_id)
    return see_other("meetings.minutes", meeting_id=meeting_id)


@blueprint.route(f"{STEP}/rectifier", methods=["GET", "POST"])
@requires("minutes.write")
def minutes_rectify(meeting_id: int) -> Any:
    """Choose a text of published minutes, then change it with a public reason."""
    meeting, _minutes = at_step(meeting_id, MinutesState.PUBLISHED)
    found = reading.public_content(db.session, meeting_id)
    assert found is not None
    texts = contents.texts_of(contents.parsed(found.revision.content))
    key = request.args.get("texte", "")
    labels = {name: minutes_parts.label(found.content, name) for name in texts}
    if key not in texts:
        return render_template(
            "meetings/minutes_rectify_choose.html", meeting=meeting, labels=labels, fictitious=meeting.is_fictitious
        )
    form = RectifyForm(data={"text": texts[key], "mark": writing.mark_of(texts[key])})
    if form.validate_on_submit():
        typed = writing.Typed(form.text.data or "", form.mark.data or "")
        try:
            publishing.rectify(
                db.session,
                current_user,
                clock.now(),
                meeting_id,
                key,
                typed,
                form.why.data or "",
                minutes_parts.address_of,
            )
            db.session.commit()
            return see_other("meetings.minutes_versions", meeting_id=meeting_id)
        except RefusedError as error:
            refuse(form, error)
            meeting, _minutes = at_step(meeting_id, MinutesState.PUBLISHED)
    page = render_template(
        "meetings/minutes_rectify.html",
        form=form,
        meeting=meeting,
        key=key,
        label=labels[key],
        published=texts[key],
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


def refuse(form: Form, error: RefusedError) -> None:
    """Undo what a refused act began, and say on its page how to mend it."""
    db.session.rollback()
    form.form_errors = [minutes_words.refusal(error)]
