"""The files of a draw, to download: transcript, parameters, order, calendar, and the program for them."""

import csv
import hashlib
import io
from datetime import timedelta

from flask import Response, current_app, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.config import RESOURCES
from participation.draws import reading, results
from participation.draws.models import Draw, DrawState
from participation.draws.services import files, postponing
from participation.draws.views.base import blueprint, show_tampered
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.headers import as_download
from participation.kernel.kept import Kept
from participation.kernel.permissions import public
from participation.sortition.canonical import canonical

VERIFIER = RESOURCES / "scripts" / "verify_draw.py"
SESSION_LENGTH = timedelta(hours=1)
_files: Kept[bytes] = Kept(8)
"""By name and tag: built once by each process, as a large draw takes seconds."""


@blueprint.get("/tirages/verify_draw.py")
@public
def verifier() -> BaseResponse:
    """The stand-alone program, as it lies in the source."""
    content = VERIFIER.read_bytes()
    return _file(content, "text/x-python", "verify_draw.py", hashlib.sha256(content).hexdigest())


@blueprint.get("/tirage/<int:draw_id>/transcription.json")
@public
def transcript(draw_id: int) -> BaseResponse:
    """The whole draw in one file; of a draw given up, what was promised to be published."""
    draw = reading.find(db.session, draw_id)
    name = f"transcription-{draw.uuid}.json"
    tag = results.transcript_tag(db.session, draw)
    # Building it takes a moment: whoever has it already is told so first.
    if tag in request.if_none_match:
        return _file(b"", "application/json", name, tag)
    try:
        content = _files.get(f"{name} {tag}", lambda: _transcript(draw))
    except RefusedError:
        return make_response(show_tampered())
    return _file(content, "application/json", name, tag)


def _transcript(draw: Draw) -> bytes:
    if draw.state == DrawState.ABANDONED:
        return canonical(files.abandoned_record(db.session, draw))
    return files.transcript_bytes(db.session, draw)


@blueprint.get("/tirage/<int:draw_id>/parametres.json")
@public
def parameters(draw_id: int) -> BaseResponse:
    """The sealed parameters: the very bytes whose hash is the seal."""
    draw = reading.find(db.session, draw_id)
    if draw.parameters is None or draw.seal is None:
        raise MissingError
    return _file(draw.parameters.encode("utf-8"), "application/json", "parametres.json", draw.seal)


@blueprint.get("/tirage/<int:draw_id>/resultat.csv")
@public
def result(draw_id: int) -> BaseResponse:
    """The whole order as a table: rank, number, seat."""
    draw = reading.find(db.session, draw_id)
    name, tag = f"resultat-{draw.uuid}.csv", results.transcript_tag(db.session, draw)
    return _file(_files.get(f"{name} {tag}", lambda: _table(draw)), "text/csv", name, tag)


def _table(draw: Draw) -> bytes:
    rows = results.result_rows(db.session, draw)
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(["rang", "numero", "siege"])
    writer.writerows((row.rank, row.index, "" if row.seat is None else row.seat) for row in rows)
    return table.getvalue().encode("ascii")


@blueprint.get("/tirage/<int:draw_id>/tirage.ics")
@public
def calendar(draw_id: int) -> BaseResponse:
    """The session, for people's calendars."""
    draw = reading.find(db.session, draw_id)
    content = _event(draw, len(postponing.of(db.session, draw))).encode("utf-8")
    return _file(content, "text/calendar", "tirage.ics", hashlib.sha256(content).hexdigest())


def _event(draw: Draw, changes: int) -> str:
    """Return the event; its SEQUENCE grows with each change, so that a calendar moves the one it has."""
    address = current_app.extensions["settings"].public_url + url_for("draws.show", draw_id=draw.id)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//participation//draws//FR",
        "BEGIN:VEVENT",
        f"UID:{draw.uuid}",
        f"SEQUENCE:{changes}",
        f"DTSTAMP:{_compact(clock.stamp(draw.postponed_at or draw.announced_at or draw.entropy_for))}",
        f"DTSTART:{_compact(clock.stamp(draw.session_at))}",
        f"DTEND:{_compact(clock.stamp(draw.session_at + SESSION_LENGTH))}",
        f"SUMMARY:{_escaped(draw.title)}",
        f"LOCATION:{_escaped(draw.session_place)}",
        f"URL:{address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)


def _compact(stamp: str) -> str:
    return stamp.replace("-", "").replace(":", "")


def _escaped(text: str) -> str:
    """Return a text as RFC 5545 writes it."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Return a line cut after at most 75 bytes, between characters, as RFC 5545 asks."""
    parts, current = [], ""
    for character in line:
        if len((current + character).encode("utf-8")) > 74:
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])


def _file(content: bytes, mimetype: str, name: str, tag: str) -> BaseResponse:
    response = Response(content, mimetype=mimetype)
    response.set_etag(tag)
    return as_download(response, name).make_conditional(request)
