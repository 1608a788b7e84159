"""Attendance as the team ticks it at the door, guests, arrivals and departures, the room's code, rates."""

from typing import Any

import segno
from flask import current_app, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.forms import Form
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings import attendance_words, words
from participation.meetings.attendance_forms import GuestForm, MovementForm, put_refusal
from participation.meetings.models import Meeting, MeetingState, MovementKind, Presence
from participation.meetings.services import access, comings
from participation.meetings.services import agenda as agendas
from participation.meetings.services import attendance as service
from participation.meetings.services.attendance import Tick
from participation.meetings.services.places import guests_of, places_of
from participation.meetings.views.base import blueprint

ATTENDANCE = "/travail/reunions/<int:meeting_id>/presences"
ANSWERS = {each.value: each for each in Presence if each is not Presence.GUEST}


@blueprint.get(ATTENDANCE)
@requires("meetings.attend")
def attendance(meeting_id: int) -> Any:
    """Everybody who sits, by college, with what is known of each; the quorum first."""
    return attendance_page(access.find(db.session, current_user, meeting_id), Form(formdata=None))


@blueprint.post(ATTENDANCE)
@requires("meetings.attend")
def tick(meeting_id: int) -> Any:
    """Write what changed on the page: the last word on each person, nobody else's."""
    form = Form()
    if form.validate_on_submit():
        try:
            changed = service.tick(db.session, current_user, clock.now(), meeting_id, _ticks())
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("meetings.attendance", meeting_id=meeting_id, ecrit=changed)
    return attendance_page(access.find(db.session, current_user, meeting_id), form), 422


def _ticks() -> dict[int, Tick]:
    """Return what was ticked, by seat; what is no answer of ours is no answer."""
    found = {}
    for name, said in request.form.items():
        number = name.removeprefix("seat_")
        is_seat = name.startswith("seat_") and number.isascii() and number.isdigit() and len(number) < 10
        if is_seat and said in ANSWERS:
            found[int(number)] = Tick(ANSWERS[said], ANSWERS.get(request.form.get(f"was_{number}", "")))
    return found


def attendance_page(meeting: Meeting, form: Form) -> str:
    """Return the page of attendance, with what a form was refused."""
    places, guests = places_of(db.session, meeting), guests_of(db.session, meeting.id)
    summary = service.summarise(db.session, meeting, places, len(guests))
    written = request.args.get("ecrit", "")
    return render_template(
        "meetings/attendance.html",
        meeting=meeting,
        when=words.when(meeting),
        form=form,
        verdict=attendance_words.verdict(summary),
        sentences=attendance_words.sentences(summary),
        groups=attendance_words.by_college(places),
        guests=guests,
        words=attendance_words,
        has_moves=bool(service.movements_of(db.session, meeting.id)),
        can_tick=meeting.state in service.TICKED,
        can_open=meeting.state is MeetingState.CONVENED and clock.day_of(meeting.starts_at) <= clock.today(),
        is_held=meeting.state is MeetingState.HELD,
        written=int(written) if written.isascii() and written.isdigit() and len(written) < 4 else None,
        fictitious=meeting.is_fictitious,
    )


@blueprint.route(ATTENDANCE + "/invites", methods=["GET", "POST"])
@requires("meetings.attend")
def guests(meeting_id: int) -> Any:
    """Who is in the room without a seat."""
    meeting, form = access.find(db.session, current_user, meeting_id), GuestForm()
    if form.validate_on_submit():
        name, quality = form.name.data or "", form.quality.data or ""
        try:
            comings.add_guest(db.session, current_user, clock.now(), meeting_id, name, quality)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
        else:
            db.session.commit()
            return see_other("meetings.guests", meeting_id=meeting_id)
    page = render_template(
        "meetings/guests.html",
        meeting=meeting,
        form=form,
        guests=guests_of(db.session, meeting_id),
        can_tick=meeting.state in service.TICKED,
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.post(ATTENDANCE + "/invites/<int:attendance_id>/retirer")
@requires("meetings.attend")
def remove_guest(meeting_id: int, attendance_id: int) -> Any:
    """Take off a guest noted by mistake."""
    try:
        comings.remove_guest(db.session, current_user, meeting_id, attendance_id)
        db.session.commit()
    except RefusedError:
        # The page that follows shows that the meeting is closed.
        db.session.rollback()
    return see_other("meetings.guests", meeting_id=meeting_id)


@blueprint.route(ATTENDANCE + "/mouvements", methods=["GET", "POST"])
@requires("meetings.attend")
def movements(meeting_id: int) -> Any:
    """Who arrived late and who left early, and the quorum at each item."""
    meeting, form = access.find(db.session, current_user, meeting_id), MovementForm()
    people, items = _people(meeting), agendas.items_of(db.session, meeting_id)
    form.offer(people.items(), [(str(item.id), f"{item.position}. {item.title}") for item in items])
    if form.validate_on_submit():
        try:
            _move(meeting_id, form)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            meeting = access.find(db.session, current_user, meeting_id)
        else:
            db.session.commit()
            return see_other("meetings.movements", meeting_id=meeting_id)
    titles = {item.id: f"{item.position}. {item.title}" for item in items}
    page = render_template(
        "meetings/movements.html",
        meeting=meeting,
        form=form,
        people=people,
        titles=titles,
        moves=service.movements_of(db.session, meeting_id),
        items=service.by_item(db.session, meeting),
        is_held=meeting.state is MeetingState.HELD,
        fictitious=meeting.is_fictitious,
    )
    return page, 422 if form.errors else 200


def _people(meeting: Meeting) -> dict[str, str]:
    """Return who came, by the number of their attendance."""
    came = {
        str(place.note.attendance_id): attendance_words.person(place.sitting)
        for place in places_of(db.session, meeting)
        if place.note and place.sitting
    }
    return came | {str(note.attendance_id): note.guest_name or "" for note in guests_of(db.session, meeting.id)}


def _move(meeting_id: int, form: MovementForm) -> None:
    comings.note_movement(
        db.session,
        current_user,
        clock.now(),
        meeting_id,
        int(form.who.data),
        int(form.item.data),
        MovementKind(form.kind.data),
    )


@blueprint.post(ATTENDANCE + "/mouvements/<int:movement_id>/retirer")
@requires("meetings.attend")
def remove_movement(meeting_id: int, movement_id: int) -> Any:
    """Take off an arrival or departure noted by mistake."""
    try:
        comings.remove_movement(db.session, current_user, meeting_id, movement_id)
        db.session.commit()
    except RefusedError:
        # The page that follows shows that the meeting is closed.
        db.session.rollback()
    return see_other("meetings.movements", meeting_id=meeting_id)


@blueprint.get("/travail/reunions/<int:meeting_id>/salle")
@requires("meetings.attend")
def room(meeting_id: int) -> str:
    """The code and the QR code, large, for the screen of the room."""
    meeting = access.find(db.session, current_user, meeting_id)
    if meeting.room_code is None:
        raise MissingError
    base: str = current_app.extensions["settings"].public_url
    address = base + url_for("meetings.sign_in", meeting_id=meeting_id)
    return render_template(
        "meetings/room.html",
        meeting=meeting,
        address=address,
        qr=_qr(f"{address}?code={meeting.room_code}"),
        came=service.summary(db.session, meeting).everybody,
        fictitious=meeting.is_fictitious,
    )


def _qr(text: str) -> Markup:
    """Return the QR code as a picture inside the page."""
    code = segno.make(text, error="m", micro=False)
    title = _("QR code to sign in")
    drawing = code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass="qr-line", title=title)
    return Markup(drawing)  # noqa: S704 - drawn by the library; its title is escaped there
