"""Papers of attendance as PDF, in French, the authentic text: the sheet to sign before, a certificate after."""

from typing import Any

from flask import Response
from flask_login import current_user

from participation.kernel import clock, pdf
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.headers import as_download
from participation.kernel.i18n import DEFAULT, format_day, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import requires
from participation.meetings import attendance_words, words
from participation.meetings.models import Meeting, MeetingState, Presence
from participation.meetings.services import access
from participation.meetings.services.places import Place, guests_of, places_of
from participation.meetings.views.base import blueprint

EMPTY_LINES = 8
"""For guests, by hand."""


@blueprint.get("/travail/reunions/<int:meeting_id>/feuille.pdf")
@requires("meetings.attend")
def sheet_file(meeting_id: int) -> Response:
    """The sheet to sign at the door, with the names of those who sit on that day."""
    meeting = access.find(db.session, current_user, meeting_id)
    places = places_of(db.session, meeting)
    with speaking(DEFAULT):
        content = _shared(meeting, _("Sign-in sheet")) | {
            "facts": [[name, text] for name, text in words.facts(meeting)[:2]],
            "subtitle": meeting.body.name,
            "groups": [
                *(_group(_("Seat"), title, _rows(found)) for title, found in attendance_words.by_college(places)),
                _group(_("Capacity"), _("Guests"), [["", "", "", ""]] * EMPTY_LINES),
            ],
            "note": _(
                "The sheet serves the minutes and the certificates of attendance. Ask the team to see or mend what is "
                "kept of you."
            ),
        }
    return _file("sign_in_sheet.typ", content, meeting, f"feuille-{meeting.id}.pdf")


def _group(first: str, title: str, rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "head": [first, _("Name"), _("Arrival"), _("Signature")], "rows": rows}


def _rows(places: list[Place]) -> list[list[str]]:
    """Return a line a holder, and one under it for the substitute."""
    rows = []
    for place in places:
        rows.append([str(place.number), _with_association(place), "", ""])
        if place.substitute is not None:
            name = place.substitute.name or _("Substitute")
            rows.append([str(place.number), _("%(name)s, substitute", name=name), "", ""])
    return rows


def _with_association(place: Place) -> str:
    name = place.holder.name or attendance_words.seat(place.holder)
    return f"{name} ({place.holder.association})" if place.holder.association else name


@blueprint.get("/travail/reunions/<int:meeting_id>/presences/<int:attendance_id>/attestation.pdf")
@requires("meetings.attend")
def certificate_file(meeting_id: int, attendance_id: int) -> Response:
    """The paper that says that somebody was there, to sign."""
    meeting = access.find(db.session, current_user, meeting_id)
    if meeting.state not in (MeetingState.HELD, MeetingState.CLOSED):
        raise MissingError
    with speaking(DEFAULT):
        name, quality = _who(meeting, attendance_id)
        content = _shared(meeting, _("Certificate of attendance")) | {
            "sentence": _(
                "%(name)s was present at the meeting “%(title)s” of %(body)s, %(when)s, %(where)s.",
                name=name,
                title=meeting.title,
                body=meeting.body.name,
                when=words.when(meeting),
                where=words.where(meeting),
            ),
            "detail": quality,
            "made": _("Made on %(day)s, for whatever purpose it may serve.", day=format_day(clock.today())),
            "signatures": [_("Name and signature of the facilitator")],
        }
    return _file("certificate.typ", content, meeting, f"attestation-{meeting.id}-{attendance_id}.pdf")


def _who(meeting: Meeting, attendance_id: int) -> tuple[str, str]:
    """Return the name and capacity of somebody who was there; whoever was not has no certificate."""
    for place in places_of(db.session, meeting):
        sat = place.sitting if place.note and place.note.attendance_id == attendance_id else None
        if sat is not None:
            name = sat.name or attendance_words.seat(sat)
            if place.presence is Presence.REPLACED:
                return name, _("In seat %(number)s, as the substitute.", number=place.number)
            return name, _("In seat %(number)s.", number=place.number)
    for guest in guests_of(db.session, meeting.id):
        if guest.attendance_id == attendance_id:
            return guest.guest_name or "", guest.guest_quality or ""
    raise MissingError


def _shared(meeting: Meeting, title: str) -> dict[str, Any]:
    return {
        "title": f"{title}\u00a0: {meeting.title}",
        "heading": title,
        "subtitle": f"{meeting.body.name}, {words.when(meeting)}",
        "author": _("Citizen councils of Caen la mer"),
        "language": DEFAULT,
        "watermark": "",
        "warning": "",
        "fiction": _("Fictitious data: the people and the places named here do not exist.")
        if meeting.is_fictitious
        else "",
        "page": _("Page"),
    }


def _file(template: str, content: dict[str, Any], meeting: Meeting, name: str) -> Response:
    """Return a paper with names, for whoever asked; the browser keeps none."""
    made = pdf.compile_pdf(f"meetings/{template}", content, meeting.changed_at)
    response = as_download(Response(made, mimetype=pdf.MIMETYPE), name)
    response.headers["Cache-Control"] = "no-store"
    return response
