"""Sheets for walls and envelopes as PDF files: the two posters, and the sheet of a sealed envelope."""

import hashlib
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response as BaseResponse

from participation.draws import reading
from participation.draws.models import Draw
from participation.draws.services import access
from participation.draws.services.drafting import read
from participation.draws.views import papers
from participation.draws.views.base import blueprint
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.i18n import format_instant, format_number
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import public

ROW = 16
"""Hexadecimal digits of a line of the envelope's sheet; a check of two digits follows them."""
CHECK = 2


@blueprint.get("/tirage/<int:draw_id>/affiche-<any(annonce,scelle):which>-<any(a3,a4):size>.pdf")
@public
def poster_file(draw_id: int, which: str, size: str) -> BaseResponse:
    """A poster, of the announcement or of the seal, on a sheet of either size."""
    draw = reading.find(db.session, draw_id)
    at = draw.announced_at if which == "annonce" else draw.sealed_at
    if at is None:
        raise MissingError
    with papers.in_french():
        said = _announced(draw, at) if which == "annonce" else _sealed(draw, at)
        content = {**said, **_meeting(draw), "paper": size}
        title = f"{said['heading']}\u00a0: {draw.title}"
    made = papers.make("poster.typ", draw, title, at, content)
    return papers.answer(made, f"affiche-{which}-{size}-{draw.uuid}.pdf")


def _meeting(draw: Draw) -> dict[str, Any]:
    address = papers.french_address("draws.show", draw_id=draw.id)
    return {
        "council": draw.council.body.name,
        "subtitle": draw.title,
        "when": format_instant(draw.session_at),
        "place": draw.session_place,
        "invitation": _("Everybody may come, watch and throw a die."),
        "moved": _("The hour or the place changed on %(at)s.", at=format_instant(draw.postponed_at))
        if draw.postponed_at
        else "",
        "compare": _(
            "Take a photograph of this sheet. After the draw, the same numbers must stand on the draw’s page "
            "and in the minutes."
        ),
        "address": address,
        "address_label": _("The draw’s page:"),
        "qr": papers.qr_svg(address),
        "qr_words": _("QR code that leads to %(address)s", address=address),
    }


def _announced(draw: Draw, at: datetime) -> dict[str, Any]:
    seats = [seat.number for seat in access.seats_of(db.session, draw)]
    return {
        "heading": _("Public draw by lot"),
        "facts": [[_("Seats to fill"), ", ".join(str(number) for number in seats)]],
        "print_label": _("Fingerprint of the announcement"),
        "digest": draw.announcement,
        "since": _("Published on %(when)s.", when=format_instant(at)),
    }


def _sealed(draw: Draw, at: datetime) -> dict[str, Any]:
    size = read(draw.parameters or "")["pool"]["size"]
    return {
        "heading": _("The list is sealed"),
        "facts": [[_("People in the list"), format_number(size)]],
        "print_label": _("Fingerprint of the sealed list"),
        "digest": draw.seal,
        "since": _("Published on %(when)s. Nobody can change the list any more.", when=format_instant(at)),
    }


def check_of(row: str) -> str:
    """Return the check of a line: the first digits of its own fingerprint, so that a slip of the pen shows."""
    return hashlib.sha256(row.encode("ascii")).hexdigest()[:CHECK]


def secret_rows(secret: str) -> list[tuple[list[str], str]]:
    """Return the secret in lines of four groups of four digits, each with its check."""
    rows = [secret[start : start + ROW] for start in range(0, len(secret), ROW)]
    return [([row[at : at + 4] for at in range(0, ROW, 4)], check_of(row)) for row in rows]


def envelope_sheet(draw: Draw, secret: str, at: datetime) -> BaseResponse:
    """Return the sheet of a sealed envelope; nothing of it is kept here, nor by the browser."""
    with papers.in_french():
        title = _("Sheet for the sealed envelope")
        content = {
            "heading": title,
            "subtitle": draw.title,
            "facts": [
                [_("Council"), draw.council.body.name],
                [_("Identifier of the draw"), draw.uuid],
                [_("When"), format_instant(draw.entropy_for)],
                [_("Where"), draw.place],
                [_("Printed"), format_instant(at)],
            ],
            "secret_label": _("Secret of the draw"),
            "rows": [[groups, check] for groups, check in secret_rows(secret)],
            "check_words": _(
                "After each line, two signs to check it: the first two of the SHA-256 fingerprint of its sixteen signs."
            ),
            "print_label": _("Fingerprint of the announcement"),
            "digest": draw.announcement,
            "commitment_label": _("Fingerprint of the secret"),
            "commitment": draw.secret_commitment,
            "steps_label": _("What to do"),
            "steps": [
                _("Put the sheet in an envelope at once. Seal it, and sign across the seal."),
                _("Close the file without keeping it. Delete it if it was downloaded."),
                _("Give the envelope to a witness. Until the session nobody opens it."),
                _("The witness brings it to the session. It is opened after the dice, in front of everybody."),
                _("The secret of the two envelopes and that of the minutes must be the same."),
                _("If the server is lost, this secret and a copy of the list are enough to calculate the result."),
            ],
            "line_label": _("To check the secret against the announcement, with Python:"),
            "line": "import hashlib; print(hashlib.sha256(b'conseil-draw/1/secret\\n' + "
            f"b'{draw.uuid}' + bytes.fromhex(input().replace(' ', ''))).hexdigest())",
        }
    made = papers.make("envelope.typ", draw, f"{title}\u00a0: {draw.title}", at, content, keep=False)
    response = papers.answer(made, "enveloppe.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response
