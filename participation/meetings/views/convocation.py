"""Convening: the act itself, what was sent to whom, the letters, the sheet of calls."""

from typing import Any

from flask import Response, render_template
from flask_login import current_user

from participation.kernel import clock, pdf
from participation.kernel.csv_files import to_csv
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.headers import as_download
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import mails
from participation.meetings.meeting_forms import NoteForm, PostedForm, SendForm, put_refusal
from participation.meetings.models import Channel, Convocation, Meeting, MeetingState
from participation.meetings.services import access, convoking, sending
from participation.meetings.views import letter_words, parts, sending_words
from participation.meetings.views.base import blueprint
from participation.meetings.views.staff import manage_page


@blueprint.post("/travail/reunions/<int:meeting_id>/convoquer")
@requires("meetings.prepare")
def convene(meeting_id: int) -> Any:
    """Make a draft public and send it to everybody who sits; later, tell those who joined since."""
    meeting, form = access.find(db.session, current_user, meeting_id), SendForm()
    if not form.validate_on_submit():
        return manage_page(meeting, form), 422
    try:
        _convene(meeting)
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        put_refusal(form, refusal)
        return manage_page(access.find(db.session, current_user, meeting_id), form), 422
    return see_other("meetings.sendings", meeting_id=meeting_id)


def _convene(meeting: Meeting) -> None:
    session, now = db.session, clock.now()
    if meeting.state is MeetingState.DRAFT:
        meeting = convoking.convene(session, current_user, now, meeting.id)
        parts.tell(session, current_user, now, meeting, mails.CONVENED)
        return
    meeting = access.lock(session, current_user, meeting.id, MeetingState.CONVENED)
    missing = sending.missing(session, meeting)
    if not missing:
        raise RefusedError("nobody_missing")
    parts.tell(session, current_user, now, meeting, mails.CONVENED, missing)


@blueprint.get("/travail/reunions/<int:meeting_id>/envois")
@requires("meetings.prepare")
def sendings(meeting_id: int) -> str:
    """What was sent to whom, when and how."""
    meeting = access.find(db.session, current_user, meeting_id)
    return _sendings_page(meeting, PostedForm(data={"on": clock.today()}))


def _sendings_page(meeting: Meeting, form: PostedForm) -> str:
    sent = sending.sendings(db.session, meeting.id)
    lines = sending.lines(db.session, [each.id for each in sent])
    return render_template(
        "meetings/sendings.html",
        meeting=meeting,
        form=form,
        sendings=[sending_words.sending(each, lines) for each in sent],
        fictitious=meeting.is_fictitious,
    )


@blueprint.get("/travail/reunions/<int:meeting_id>/envois.csv")
@requires("meetings.prepare")
def sendings_file(meeting_id: int) -> Response:
    """The same as a file for a spreadsheet, with names."""
    meeting = access.find(db.session, current_user, meeting_id)
    lines = sending.lines(db.session, [each.id for each in sending.sendings(db.session, meeting.id)])
    text = to_csv(sending_words.header(), [sending_words.cells(line) for line in lines], ";")
    return as_download(Response("\ufeff" + text, mimetype="text/csv"), f"envois-{meeting.id}.csv")


@blueprint.post("/travail/reunions/<int:meeting_id>/envois/<int:sending_number>/postees")
@requires("meetings.prepare")
def letters_posted(meeting_id: int, sending_number: int) -> Any:
    """Write down on which day the letters of a sending left."""
    (meeting, _sent), form = _sending(meeting_id, sending_number), PostedForm()
    if form.validate_on_submit():
        try:
            sending.note_letters(db.session, current_user, clock.now(), meeting_id, sending_number, form.on.data)
            db.session.commit()
            return see_other("meetings.sendings", meeting_id=meeting_id, _anchor=f"envoi-{sending_number}")
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
    return _sendings_page(meeting, form), 422


@blueprint.get("/travail/reunions/<int:meeting_id>/envois/<int:sending_number>/lettres.pdf")
@requires("meetings.prepare")
def letters_file(meeting_id: int, sending_number: int) -> Response:
    """The letters of a sending in one file, the address where a window envelope shows it."""
    meeting, made = _sending(meeting_id, sending_number)
    lines = [line for line in sending.lines(db.session, [made.id]) if line.dispatch.channel is Channel.LETTER]
    if not lines:
        raise MissingError
    content = letter_words.content(meeting, made, [line.mandate.person for line in lines])
    file = pdf.compile_pdf("meetings/convocation.typ", content, made.sent_at)
    return as_download(Response(file, mimetype=pdf.MIMETYPE), f"lettres-{meeting.id}-{made.number}.pdf")


@blueprint.get("/travail/reunions/<int:meeting_id>/envois/<int:sending_number>/appels")
@requires("meetings.prepare")
def call_sheet(meeting_id: int, sending_number: int) -> str:
    """Whom to call, with their numbers, to print and to fill in."""
    meeting, made = _sending(meeting_id, sending_number)
    lines = sending.lines(db.session, [made.id])
    return render_template(
        "meetings/call_sheet.html",
        meeting=meeting,
        sending=made,
        rows=[sending_words.row(line) for line in lines if line.mandate.person.phone],
        fictitious=meeting.is_fictitious,
    )


@blueprint.get("/travail/reunions/<int:meeting_id>/envois/<int:sending_number>/appels.csv")
@requires("meetings.prepare")
def call_sheet_file(meeting_id: int, sending_number: int) -> Response:
    """The same as a file for a spreadsheet."""
    meeting, made = _sending(meeting_id, sending_number)
    lines = [line for line in sending.lines(db.session, [made.id]) if line.mandate.person.phone]
    text = to_csv(sending_words.header(), [sending_words.cells(line) for line in lines], ";")
    return as_download(Response("\ufeff" + text, mimetype="text/csv"), f"appels-{meeting.id}-{made.number}.csv")


@blueprint.route("/travail/reunions/<int:meeting_id>/envois/ligne/<int:dispatch_id>", methods=["GET", "POST"])
@requires("meetings.prepare")
def note_sending(meeting_id: int, dispatch_id: int) -> Any:
    """Write down that a letter left or somebody was called, and what it gave."""
    meeting = access.find(db.session, current_user, meeting_id)
    line = sending.dispatch(db.session, meeting, dispatch_id)
    form = NoteForm(data={"on": line.done_on or clock.today(), "note": line.note or ""})
    if form.validate_on_submit():
        try:
            on, note = form.on.data, form.note.data
            line = sending.note(db.session, current_user, clock.now(), meeting_id, dispatch_id, on, note)
            number = line.convocation.number
            db.session.commit()
            return see_other("meetings.sendings", meeting_id=meeting_id, _anchor=f"envoi-{number}")
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
            line = sending.dispatch(db.session, meeting, dispatch_id)
    page = render_template(
        "meetings/note_sending.html",
        meeting=meeting,
        form=form,
        name=sending_words.name(line.mandate),
        channel=sending_words.CHANNELS[line.channel],
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


def _sending(meeting_id: int, number: int) -> tuple[Meeting, Convocation]:
    meeting = access.find(db.session, current_user, meeting_id)
    return meeting, sending.sending_of(db.session, meeting, number)
