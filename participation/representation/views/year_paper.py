"""The year of a council as a tagged PDF file in French: the sections of the page."""

import json
from datetime import UTC, datetime, time
from typing import Any

from participation.councils.services import CouncilRow
from participation.kernel import pdf
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.kept import Kept
from participation.meetings import mails
from participation.meetings.views.minutes_paper import digest_of
from participation.representation import year_words
from participation.representation.services.year import CouncilYear

made: Kept[bytes] = Kept(16)


def make(council: CouncilRow, year: CouncilYear) -> bytes:
    """Return the file; the same facts on the same day give the same bytes."""
    with speaking(DEFAULT):
        data = _data(council, year)
    # The day it is told, not the instant: whoever asks twice a day gets one file.
    at = datetime.combine(year.today, time(), UTC)
    key = digest_of(json.dumps([data, at.isoformat()], sort_keys=True).encode())
    return made.get(key, lambda: pdf.compile_pdf("papers/year.typ", data, at))


def _data(council: CouncilRow, year: CouncilYear) -> dict[str, Any]:
    title = title_of(council, year)
    page = mails.address("representation.year", code=council.code, year=year.year)
    shown = [] if year.is_empty else [_section(each) for each in year_words.sections(year)]
    return {
        "title": title,
        "author": council.body_name,
        "language": DEFAULT,
        "watermark": "",
        "warning": "",
        "fiction": _("Fictitious data: the people and the places named here do not exist.")
        if council.is_fictitious
        else "",
        "page": _("Page"),
        "heading": title,
        "lines": [year_words.nothing(year, council.name) if year.is_empty else year_words.until(year)],
        "figures": [] if year.is_empty else [f"{each['number']} {each['text']}" for each in year_words.figures(year)],
        "sections": [*shown, _section_of_address(page)],
    }


def title_of(council: CouncilRow, year: CouncilYear) -> str:
    """Return « L’année 2026 du conseil citoyen : Chemin Vert »."""
    return _("The year %(year)s of the citizen council: %(name)s", year=str(year.year), name=council.name)


def _section(found: year_words.Section) -> dict[str, Any]:
    return {
        "title": found.title,
        "lines": [" ".join(found.sentences)],
        "caption": found.caption,
        "heads": list(found.heads) if found.rows else [],
        "wide": [at in found.wide for at in range(len(found.heads))],
        "rows": [[cell.text for cell in row] for row in found.rows],
    }


def _section_of_address(page: str) -> dict[str, Any]:
    said = _("The page with its links, and the same as a table: %(url)s", url=page)
    return {"title": _("This document"), "lines": [said], "caption": "", "heads": [], "wide": [], "rows": []}
