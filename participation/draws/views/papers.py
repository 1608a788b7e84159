"""The papers of a draw as PDF files, in French, which is the authentic text; each page of a rehearsal's says so."""

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import segno
from flask import Response, current_app, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.draws.models import Draw
from participation.kernel import pdf
from participation.kernel.i18n import DEFAULT, current_locale, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.kept import Kept

_made: Kept[bytes] = Kept(32)
"""By digest of what they say: each takes some hundredths of a second, and many people open the same."""
QUIET_MODULES = 4


def french_address(endpoint: str, **values: Any) -> str:
    """Return a page's address as paper carries it: in French, from the settings, never from a request's Host."""
    base: str = current_app.extensions["settings"].public_url
    path, locale = url_for(endpoint, **values), current_locale()
    return base + (path if locale == DEFAULT else path.replace(f"/{locale}/", "/", 1))


def qr_svg(text: str, mask: int | None = None) -> str:
    """Return a QR code as a picture that can be as large as one likes, with its quiet zone.

    Trying out which of the eight masks mixes best takes most of the time: where there are hundreds of codes, give one.
    """
    code = segno.make(text, error="m", micro=False, mask=mask)
    target = io.BytesIO()
    code.save(target, "svg", border=QUIET_MODULES, omitsize=True, xmldecl=False, dark="#000", light="#fff")
    return target.getvalue().decode("utf-8")


def make(
    template: str, draw: Draw, title: str, at: datetime, content: Mapping[str, Any], keep: bool = True
) -> bytes:
    """Return a paper of a draw as a PDF file. What it says is in French already: see `in_french`.

    Args:
        template: Under `templates/draws`.
        draw: Whose paper it is.
        title: Of the file.
        at: Since when what it says holds: the file's date.
        content: What the template prints besides what all papers share.
        keep: Whether this process may keep the file for the next reader; never one that holds a secret.
    """
    with in_french():
        data = {**_shared(draw, title), **content}
    if not keep:
        return pdf.compile_pdf(f"draws/{template}", data, at)
    printed = json.dumps(data, ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256(f"{template} {at.isoformat()} {printed}".encode()).hexdigest()
    return _made.get(key, lambda: pdf.compile_pdf(f"draws/{template}", data, at))


def _shared(draw: Draw, title: str) -> dict[str, Any]:
    warning = _("Rehearsal: this paper can never be taken for a draw. Its result does not count.")
    return {
        "title": title,
        "author": _("Citizen councils of Caen la mer"),
        "language": DEFAULT,
        "watermark": _("REHEARSAL") if draw.is_rehearsal else "",
        "warning": warning if draw.is_rehearsal else "",
        "fiction": _("Fictitious data: the people and the places named here do not exist.")
        if draw.council.is_fictitious
        else "",
        "page": _("Page"),
    }


def in_french() -> Any:
    """Word what follows in French, whatever the language of the request."""
    return speaking(DEFAULT)


def answer(content: bytes, name: str) -> BaseResponse:
    """Return a paper for whoever asked: shown by the browser, named when it is kept."""
    response = Response(content, mimetype=pdf.MIMETYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.set_etag(hashlib.sha256(content).hexdigest())
    return response.make_conditional(request)
