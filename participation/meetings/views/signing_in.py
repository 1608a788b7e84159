"""Signing in from one's own phone: the room's code, one's seat, done. No account, no cookie, no name asked."""

from typing import Any

from flask import Response, g, render_template, request
from flask_limiter.util import get_remote_address

from participation.councils.forms import offer
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import csrf
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import public
from participation.kernel.rate_limit import limiter
from participation.kernel.redirects import see_other
from participation.meetings import attendance_words
from participation.meetings.attendance_forms import SUBSTITUTE, PresenceForm, RoomForm, put_refusal
from participation.meetings.models import Meeting, MeetingState
from participation.meetings.services import access, presence_codes
from participation.meetings.services.places import Place, places_of
from participation.meetings.views.base import blueprint

WRONG = 422
TRIES = "60 per 15 minutes"
"""Wrong codes of one address: a whole room shares one. Right ones never count."""


def _is_guess(_response: Response) -> bool:
    # Not by the status: a refused form of somebody with a session leads back to its page.
    return bool(g.get("is_room_guess"))


limit_guesses = limiter.shared_limit(TRIES, scope="room", key_func=get_remote_address, deduct_when=_is_guess)


@blueprint.get("/reunions/<int:meeting_id>/presence")
@limit_guesses
@public
def sign_in(meeting_id: int) -> Any:
    """Ask for the room's code, or with it for one's seat. Reading it changes nothing."""
    meeting, typed = access.published(db.session, meeting_id), request.args.get("code")
    if not typed or meeting.state is not MeetingState.HELD:
        return _ask_code(meeting, RoomForm(formdata=None))
    try:
        presence_codes.open_room(db.session, meeting_id, typed)
    except RefusedError as refusal:
        form = RoomForm(formdata=None, data={"code": typed})
        put_refusal(form, refusal)
        return _guessed(_ask_code(meeting, form))
    places = places_of(db.session, meeting)
    done = next((place for place in places if str(place.number) == request.args.get("siege") and place.sits), None)
    return _ask_seat(meeting, places, PresenceForm(formdata=None, data={"code": typed}), done)


def _ask_code(meeting: Meeting, form: RoomForm) -> str:
    return render_template(
        "meetings/sign_in.html",
        meeting=meeting,
        form=form,
        is_held=meeting.state is MeetingState.HELD,
        groups=[],
        done="",
        fictitious=meeting.is_fictitious,
    )


def _guessed(page: str) -> tuple[str, int]:
    """Answer a wrong code, and count it."""
    # The limit is counted on a connection of its own: nothing of the database may be held meanwhile.
    db.session.rollback()
    g.is_room_guess = True
    return page, WRONG


def _ask_seat(meeting: Meeting, places: Any, form: PresenceForm, done: Place | None = None) -> str:
    return render_template(
        "meetings/sign_in.html",
        meeting=meeting,
        form=form,
        is_held=True,
        groups=[
            (college, [answer for place in found for answer in _answers(place)])
            for college, found in attendance_words.by_college(places)
        ],
        done=attendance_words.seat(done.sitting) if done and done.sitting else "",
        fictitious=meeting.is_fictitious,
    )


def _answers(place: Place) -> list[tuple[str, str]]:
    """Return what can be chosen of a seat: its holder, and the substitute where there is one."""
    said = [(str(place.seat_id), attendance_words.seat(place.holder))]
    if place.substitute is not None:
        who = attendance_words.seat(place.substitute)
        said.append((f"{place.seat_id}{SUBSTITUTE}", _("Substitute: %(who)s", who=who)))
    return said


@blueprint.post("/reunions/<int:meeting_id>/presence")
@csrf.exempt
@limit_guesses
@public
def say_present(meeting_id: int) -> Any:
    """Note that whoever holds this seat is there; the room's code is the right to say so."""
    meeting, form = access.published(db.session, meeting_id), PresenceForm()
    typed = form.code.data or ""
    try:
        presence_codes.open_room(db.session, meeting_id, typed)
    except RefusedError as refusal:
        asked = RoomForm(formdata=None, data={"code": typed})
        put_refusal(asked, refusal)
        return _guessed(_ask_code(meeting, asked))
    places = places_of(db.session, meeting)
    offer(form.seat, [answer for place in places for answer in _answers(place)])
    if not form.validate():
        return _ask_seat(meeting, places, form), WRONG
    seat_id, as_substitute = form.chosen()
    try:
        place = presence_codes.sign_in(db.session, clock.now(), meeting_id, typed, seat_id, as_substitute)
    except RefusedError as refusal:
        db.session.rollback()
        put_refusal(form, refusal)
        meeting = access.published(db.session, meeting_id)
        return _ask_seat(meeting, places, form), WRONG
    db.session.commit()
    return see_other("meetings.sign_in", meeting_id=meeting_id, code=typed, siege=place.number)
