"""The team's meetings: the list, a new one or a series, one meeting's page that says what is next, changes."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_login import current_user

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import mails, words
from participation.meetings.meeting_forms import (
    ONCE,
    CancelForm,
    MeetingForm,
    NewMeetingForm,
    SendForm,
    as_typed,
    put_refusal,
)
from participation.meetings.models import Meeting, MeetingState, MinutesState
from participation.meetings.services import access, agenda, convoking, meetings, reading, sending, series
from participation.meetings.views import parts
from participation.meetings.views.base import blueprint


@blueprint.get("/travail/reunions")
@requires("meetings.read")
def staff_index() -> str:
    """The meetings of the bodies one works for: to prepare, to come, to finish, and where to plan one."""
    now = clock.now()
    bodies = access.bodies(db.session, current_user)
    rows = reading.at_work(db.session, now, [body.id for body in bodies])
    return render_template(
        "meetings/staff_index.html",
        bodies=bodies,
        rows=[(row.meeting, words.when(row.meeting), _tag(row.meeting, row.minutes)) for row in rows],
    )


def _tag(meeting: Meeting, mark: reading.MinutesMark) -> tuple[str, str]:
    if meeting.state is MeetingState.DRAFT:
        return str(words.STATES[meeting.state]), "warn"
    return words.tag(meeting, mark, clock.now())


@blueprint.route("/travail/reunions/nouvelle/<int:body_id>", methods=["GET", "POST"])
@requires("meetings.prepare")
def create(body_id: int) -> Any:
    """Plan a meeting, or a series of them; what the last one said is there already."""
    body = access.body(db.session, current_user, body_id)
    form = NewMeetingForm(data=_like_the_last(body_id))
    if form.validate_on_submit():
        try:
            made = _made(form, body_id)
            db.session.commit()
            if len(made) > 1:
                return see_other("meetings.staff_index")
            return see_other("meetings.manage", meeting_id=made[0].id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            body = access.body(db.session, current_user, body_id)
    page = render_template("meetings/edit.html", form=form, body=body, meeting=None)
    return page, 422 if form.errors else 200


def _made(form: NewMeetingForm, body_id: int) -> Sequence[Meeting]:
    session, now = db.session, clock.now()
    if form.rhythm.data == ONCE:
        return [meetings.create(session, current_user, now, body_id, form.plan())]
    rhythm = series.Rhythm(form.rhythm.data)
    return series.create(session, current_user, now, body_id, form.plan(), rhythm, int(form.count.data or 0))


def _like_the_last(body_id: int) -> dict[str, Any]:
    last = meetings.last_of(db.session, body_id)
    if last is None:
        return {"is_open": True}
    typed = as_typed(last)
    del typed["day"]
    return typed


@blueprint.get("/travail/reunions/<int:meeting_id>")
@requires("meetings.read")
def manage(meeting_id: int) -> str:
    """One meeting: where it stands and what is next."""
    return manage_page(access.find(db.session, current_user, meeting_id), SendForm(formdata=None))


def manage_page(meeting: Meeting, form: Any) -> str:
    """Return the page that says what is next, with what a form refused."""
    session, now = db.session, clock.now()
    is_draft = meeting.state is MeetingState.DRAFT
    asked, late = meetings.notice(session, meeting, now) if is_draft else (None, None)
    sent = sending.sendings(session, meeting.id)
    mark = reading.minutes_mark(session, meeting, now)
    return render_template(
        "meetings/manage.html",
        form=form,
        meeting=meeting,
        shown_tag=_tag(meeting, mark),
        facts=words.facts(meeting),
        has_begun=meeting.starts_at <= now,
        is_today=clock.day_of(meeting.starts_at) <= clock.day_of(now),
        is_published=mark.state is MinutesState.PUBLISHED,
        due_on=mark.due_on if mark.state in (None, MinutesState.DRAFT) else None,
        is_late=mark.is_late,
        convened=words.notice(meeting) if meeting.convened_at else None,
        asked=asked,
        late=late,
        invited=len(convoking.members(session, meeting)),
        sendings=sent,
        missing=len(sending.missing(session, meeting)) if meeting.state is MeetingState.CONVENED else 0,
        items=[words.item(each) for each in agenda.items_of(session, meeting.id)],
        doors=parts.doors(meeting),
        fictitious=meeting.is_fictitious,
    )


@blueprint.route("/travail/reunions/<int:meeting_id>/modifier", methods=["GET", "POST"])
@requires("meetings.prepare")
def edit(meeting_id: int) -> Any:
    """Change a draft, or a convened meeting: its members are then told by themselves."""
    meeting = access.find(db.session, current_user, meeting_id)
    form = MeetingForm(data=as_typed(meeting))
    if form.validate_on_submit():
        try:
            session, now = db.session, clock.now()
            if meetings.change(session, current_user, now, meeting_id, form.plan()):
                parts.tell(session, current_user, now, meeting, mails.CHANGED)
            session.commit()
            return see_other("meetings.manage", meeting_id=meeting_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    page = render_template("meetings/edit.html", form=form, body=meeting.body, meeting=meeting)
    return page, 422 if form.errors else 200


@blueprint.route("/travail/reunions/<int:meeting_id>/annuler", methods=["GET", "POST"])
@requires("meetings.prepare")
def cancel(meeting_id: int) -> Any:
    """Cancel a meeting, with its public reason: its members are told by themselves."""
    meeting = access.find(db.session, current_user, meeting_id)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            session, now = db.session, clock.now()
            if meetings.cancel(session, current_user, now, meeting_id, form.reason.data or ""):
                parts.tell(session, current_user, now, meeting, mails.CANCELLED)
            session.commit()
            return see_other("meetings.manage", meeting_id=meeting_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    page = render_template("meetings/cancel.html", form=form, meeting=meeting, when=words.when(meeting))
    return page, 422 if form.errors else 200
