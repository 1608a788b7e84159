"""Home, neighbourhoods, search, outside the area."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.forms import clean
from participation.kernel.pagination import Page, page_number
from participation.kernel.permissions import public
from participation.pages import limits, wording
from participation.pages.blueprint import blueprint
from participation.pages.standing import next_draws, next_meeting, next_meetings, standings
from participation.territory import reading
from participation.territory.reading import NeighbourhoodRow
from participation.territory.search import LONGEST_QUERY, Outcome, find


@blueprint.get("/")
@public
def home() -> str:
    """Find my neighbourhood."""
    page = _page()
    now = clock.now()
    return render_template(
        "pages/home.html",
        page=page,
        lines=_lines(page.rows),
        dates=next_draws(db.session, now),
        meetings=next_meetings(db.session, now),
        links=_links("pages.home", page),
    )


@blueprint.get("/quartiers")
@public
def neighbourhoods() -> str:
    """Every neighbourhood, A to Z."""
    page = _page()
    return render_template(
        "pages/neighbourhoods.html",
        page=page,
        lines=_lines(page.rows),
        limits=limits.of_list(db.session, page),
        links=_links("pages.neighbourhoods", page),
    )


@blueprint.get("/q/<code>")
@public
def neighbourhood(code: str) -> str:
    """One neighbourhood: what can I do now."""
    facts = reading.neighbourhood(db.session, code)
    standing = standings(db.session, [facts.id], clock.now())[facts.id]
    return render_template(
        "pages/neighbourhood.html",
        facts=facts,
        limits=limits.of_one(db.session, facts.id),
        standing=standing,
        meeting=next_meeting(db.session, facts.id, clock.now()),
        status=wording.status_line(standing),
        council_lines=wording.council_lines(standing),
        fictitious=standing.is_fictitious,
    )


@blueprint.get("/recherche")
@public
def search() -> str | Response:
    """Where the typed words lead."""
    typed = clean(request.args.get("q"))[:LONGEST_QUERY]
    found = find(db.session, typed)
    if found.outcome is Outcome.ONE:
        return redirect(url_for("pages.neighbourhood", code=found.rows[0].code), 303)
    if found.outcome is Outcome.OUTSIDE:
        return redirect(url_for("pages.outside"), 303)
    return render_template(
        "pages/search.html",
        typed=typed,
        outcome=found.outcome.value,
        rows=found.rows,
        lines=_lines(found.rows),
    )


@blueprint.get("/hors-secteur")
@public
def outside() -> str:
    """Not in a neighbourhood of the contract: whom to call."""
    return render_template("pages/outside.html", contract=reading.contract(db.session))


def _page() -> Page[NeighbourhoodRow]:
    page = reading.neighbourhoods(db.session, page_number(request.args.get("page")))
    if page.number > page.count:
        raise MissingError
    return page


def _lines(rows: Sequence[NeighbourhoodRow]) -> dict[int, str]:
    found = standings(db.session, [row.id for row in rows], clock.now())
    return {key: wording.status_line(standing) for key, standing in found.items()}


def _links(endpoint: str, page: Page[NeighbourhoodRow]) -> tuple[str, str]:
    """Return the addresses of the pages before and after; empty where there is none."""
    before = url_for(endpoint, page=page.previous) if page.previous else ""
    after = url_for(endpoint, page=page.next) if page.next else ""
    return before, after
