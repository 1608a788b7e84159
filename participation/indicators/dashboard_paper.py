"""The dashboard of a year as a tagged PDF file in French: the sections of its page."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from participation.indicators import dashboard_words
from participation.indicators.models import DashboardYear
from participation.indicators.services.filling import Filling
from participation.kernel import pdf
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.kernel.kept import Kept
from participation.meetings import mails
from participation.meetings.views.minutes_paper import digest_of
from participation.representation.year_words import Section

made: Kept[bytes] = Kept(16)


def make(
    found: DashboardYear,
    filling: Filling,
    sections: Sequence[Section],
    today: date,
    is_fictitious: bool,
) -> bytes:
    """Return the file; the same facts on the same day give the same bytes. Its sections are in French already."""
    with speaking(DEFAULT):
        data = _data(found, filling, sections, today, is_fictitious)
    # The day it is told, not the instant: whoever asks twice a day gets one file.
    at = datetime.combine(today, time(), UTC)
    key = digest_of(json.dumps([data, at.isoformat()], sort_keys=True).encode())
    return made.get(key, lambda: pdf.compile_pdf("papers/year.typ", data, at))


def _data(
    found: DashboardYear, filling: Filling, sections: Sequence[Section], today: date, is_fictitious: bool
) -> dict[str, Any]:
    title = _("Dashboard of %(year)s", year=str(found.year))
    page = mails.address("indicators.dashboard", year=found.year)
    shown = [*_analysis(found), *(_section(each) for each in sections)]
    return {
        "title": title,
        "author": _("Contrat de ville of Caen la mer"),
        "language": DEFAULT,
        "watermark": "",
        "warning": "",
        "fiction": _("Fictitious data: values, people and places marked so do not exist.") if is_fictitious else "",
        "page": _("Page"),
        "heading": title,
        "lines": [dashboard_words.lead(filling, found, today)],
        "figures": [f"{each['number']} {each['text']}" for each in dashboard_words.figures(filling)],
        "sections": [*shown, _words(_("This document"), [_("The page with its links: %(url)s", url=page)])],
    }


def _analysis(found: DashboardYear) -> list[dict[str, Any]]:
    title = _("What the steering committee reads in it")
    if found.published_at is None:
        return [_words(title, [_("The analysis is not published yet.")])]
    parts = [part.strip() for part in found.analysis.split("\n\n") if part.strip()]
    told = [_words(title, [dashboard_words.analysed(found), *parts])]
    if found.changes:
        told.append(_words(_("What it changes"), dashboard_words.changes(found)))
    return told


def _section(found: Section) -> dict[str, Any]:
    return {
        "title": found.title,
        "lines": [" ".join(found.sentences)],
        "caption": found.caption,
        "heads": list(found.heads) if found.rows else [],
        "wide": [at in found.wide for at in range(len(found.heads))],
        "rows": [[cell.text for cell in row] for row in found.rows],
    }


def _words(title: str, lines: Sequence[str]) -> dict[str, Any]:
    return {"title": title, "lines": list(lines), "caption": "", "heads": [], "wide": [], "rows": []}
