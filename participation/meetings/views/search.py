"""Finding what was said: minutes, decisions, actions and agendas, by their words."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l

from participation.kernel.db import db
from participation.kernel.pagination import page_number
from participation.kernel.permissions import public
from participation.kernel.text import clean
from participation.meetings.services import record_index
from participation.meetings.services import search as searching
from participation.meetings.services.excerpts import Piece, excerpt
from participation.meetings.services.search import LONGEST_QUERY, Found, Hit
from participation.meetings.views.base import blueprint

KINDS: dict[str, Any] = {
    "minutes": _l("Minutes"),
    "decision": _l("Decision"),
    "action": _l("Action"),
    "agenda": _l("Agenda"),
}


@dataclass(frozen=True)
class Result:
    """One text that was found, as the page shows it."""

    href: str
    kind: str
    hit: Hit
    pieces: list[Piece]


@blueprint.get("/reunions/recherche")
@public
def search() -> str:
    """The newest texts that hold all the words; what was found is marked."""
    query = clean(request.args.get("q"))[:LONGEST_QUERY]
    found = searching.search(db.session, query, page_number(request.args.get("page")))
    places = record_index.places(db.session, (hit.meeting_id for hit in found.hits))
    return render_template(
        "meetings/search.html",
        query=query,
        found=found,
        most=searching.SIZE * searching.MOST_PAGES,
        results=[_result(hit, found) for hit in found.hits],
        previous_url=_page_url(query, found.previous),
        next_url=_page_url(query, found.next),
        fictitious=any(place.is_fictitious for place in places.values()),
    )


def _result(hit: Hit, found: Found) -> Result:
    return Result(_address(hit), str(KINDS[hit.kind]), hit, excerpt(hit.text, found.words))


def _address(hit: Hit) -> str:
    """Return the page of a text, at the place where it stands."""
    if hit.kind == "agenda":
        return url_for("meetings.show", meeting_id=hit.meeting_id, _anchor="ordre-du-jour")
    anchor = "actions" if hit.kind == "action" else hit.reference.partition("#")[2]
    return url_for("meetings.minutes", meeting_id=hit.meeting_id, _anchor=anchor)


def _page_url(query: str, page: int | None) -> str:
    return url_for("meetings.search", q=query, page=page) if page else ""
