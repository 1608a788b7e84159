"""Published minutes as a tagged PDF file, in French: the words of the page, from the same tokens."""

import base64
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from participation.kernel import pdf, prose
from participation.kernel.i18n import DEFAULT, format_instant, format_short_day, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.kept import Kept
from participation.meetings import mails, minutes_words
from participation.meetings.models import Meeting, MinutesSignature
from participation.meetings.services import actions, documents
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import publishing, reading, rendering
from participation.meetings.views import minutes_parts

made: Kept[bytes] = Kept(32)
WIDEST_PIXELS = 1400
"""A picture of this many pixels takes the whole width; a smaller one its part of it."""


def make(session: Session, meeting: Meeting, found: reading.PublicMinutes) -> bytes:
    """Return the file of published minutes; what it says follows from the revision and from who may be named today."""
    pictures = _pictures(session, meeting.id)
    with speaking(DEFAULT):
        lines = minutes_parts.action_lines(found.content, actions.of_meeting(session, meeting.id), date.max)
        signed = [_signature(each) for each in publishing.signatures(session, meeting.id)]
        data = _data(meeting, found, lines, pictures)
        data["sections"] += _endings(meeting, found, signed)
    at = found.minutes.rectified_at or found.minutes.published_at
    assert at is not None
    key = digest_of(json.dumps([data, at.isoformat()], sort_keys=True).encode())
    return made.get(key, lambda: pdf.compile_pdf("papers/minutes.typ", data, at))


def digest_of(content: bytes) -> str:
    """Return what names a file's content."""
    return hashlib.sha256(content).hexdigest()


def _data(
    meeting: Meeting,
    found: reading.PublicMinutes,
    lines: Sequence[minutes_parts.ActionLine],
    pictures: Mapping[int, dict[str, Any]],
) -> dict[str, Any]:
    content = found.content
    title = _("Minutes: %(title)s", title=meeting.title)
    return {
        "title": title,
        "author": meeting.body.name,
        "language": DEFAULT,
        "watermark": "",
        "warning": "",
        "fiction": _("Fictitious data: the people and the places named here do not exist.")
        if meeting.is_fictitious
        else "",
        "page": _("Page"),
        "heading": title,
        "subtitle": f"{meeting.body.name}, {format_instant(meeting.starts_at)}",
        "sections": [*_decided(content, lines), *_texts(content, pictures)],
    }


def _decided(content: contents.Content, lines: Sequence[minutes_parts.ActionLine]) -> list[dict[str, Any]]:
    decided = [minutes_words.decision(each) for each in content["decisions"]]
    nothing = [] if decided else [_("This meeting took no decision.")]
    sections = [_section(_("Decisions"), lines=nothing, items=decided)]
    if lines:
        sections.append(_section(_("Actions"), items=[minutes_words.action(each) for each in lines]))
    return sections


def _texts(content: contents.Content, pictures: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    texts = contents.texts_of(content)
    parts = {
        key: _section(minutes_parts.label(content, key), nodes=_nodes(text, pictures)) for key, text in texts.items()
    }
    for item in content["items"]:
        if item["confidential"] is not None:
            parts[item["key"]]["lines"] = [minutes_words.confidential(item["confidential"])]
    order = [
        contents.SUMMARY,
        contents.DISAGREEMENTS,
        contents.INTRODUCTION,
        *(item["key"] for item in content["items"]),
    ]
    return [parts[key] for key in order if texts[key] or key not in contents.PARTS]


def _signature(each: MinutesSignature) -> str:
    return _("Signed: %(quality)s, %(day)s.", quality=each.quality, day=format_short_day(each.signed_at))


def _endings(meeting: Meeting, found: reading.PublicMinutes, signed: Sequence[str]) -> list[dict[str, Any]]:
    page = mails.address("meetings.minutes", meeting_id=meeting.id)
    sealed = _("Version %(number)s, fingerprint %(digest)s", number=found.revision.number, digest=found.revision.sha256)
    return [
        _section(_("Attendance"), lines=minutes_words.attendance(found.content["attendance"])),
        _section(
            _("This document"),
            lines=[*signed, sealed, _("The page with the corrections and all versions: %(url)s", url=page)],
        ),
    ]


def _section(
    title: str, lines: Sequence[str] = (), items: Sequence[str] = (), nodes: Sequence[prose.Node] = ()
) -> dict[str, Any]:
    return {"title": title, "lines": list(lines), "items": list(items), "nodes": list(nodes)}


def _nodes(text: str, pictures: Mapping[int, dict[str, Any]]) -> list[prose.Node]:
    nodes = prose.tree(text, rendering.HEADINGS)
    tables = 0
    for node in _all(nodes):
        if node["kind"] == "picture":
            # An alternative of spaces says nothing: such a picture is left out of the page too.
            known = pictures.get(node["number"]) if node["text"].strip() else None
            node.update(known or {"svg": "", "width": 100})
        elif node["kind"] == "table":
            tables += 1
            node["caption"] = f"Tableau {tables}"
    return nodes


def _all(nodes: Sequence[prose.Node]) -> list[prose.Node]:
    found = []
    for node in nodes:
        found.append(node)
        found += _all(node.get("children", []))
        for row in node.get("rows", []):
            for cell in row:
                found += _all(cell)
    return found


def _pictures(session: Session, meeting_id: int) -> dict[int, dict[str, Any]]:
    """Return each picture inside an SVG file of its size: Typst reads data as text, and SVG carries pictures so."""
    found = {}
    for document in minutes_parts.pictures(session, meeting_id):
        path = documents.path_of(session, document)
        if not path.is_file():
            # A backup without its files still gives a paper: the picture's words stand in its place.
            continue
        raw = path.read_bytes()
        with Image.open(io.BytesIO(raw)) as picture:
            width, height = picture.size
        data = base64.b64encode(raw).decode("ascii")
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            f'<image width="{width}" height="{height}" href="data:{document.media_type};base64,{data}"/></svg>'
        )
        found[document.id] = {"svg": svg, "width": min(100, max(10, 100 * width // WIDEST_PIXELS))}
    return found
