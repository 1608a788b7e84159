"""The dashboard of a year, for everybody to read: page and paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.indicators import dashboard_paper, dashboard_words
from participation.indicators.models import DashboardYear
from participation.indicators.services import analysis, assessments, filling, gathering, headlines, highlights
from participation.indicators.services.filling import Filling
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.permissions import public
from participation.meetings.views.minutes_paper import digest_of
from participation.representation.year_words import Section


@dataclass(frozen=True)
class Read:
    """A year as its page and its paper tell it."""

    found: DashboardYear
    filling: Filling
    sections: Sequence[Section]
    is_fictitious: bool


def read(year: int) -> Read:
    """Return the dashboard of a year, in the language in use."""
    session = db.session
    found, state = analysis.find(session, year), filling.of_year(session, year)
    levels = {level.level: level.name for level in assessments.scale(session)}
    honoured, gathered = highlights.of_year(session, year), gathering.of_year(session, year)
    said = headlines.of_year(session, year)
    sentences = {each.code: each.sentence for each in said}
    sections = dashboard_words.sections(state, honoured, levels, sentences, gathered.counts)
    told = [found.is_fictitious, gathered.is_fictitious, *(each.is_fictitious for each in state.actions)]
    told += [each.is_fictitious for each in state.commitments] + [each.is_fictitious for each in honoured]
    told += [each.is_fictitious for each in said]
    return Read(found, state, sections, any(told))


@blueprint.get("/tableau-de-bord")
@public
def latest_dashboard() -> BaseResponse | str:
    """The last year whose analysis is public, else the last one that is being filled; what it will be before any is."""
    year = analysis.latest(db.session)
    if year is None:
        return render_template("indicators/latest_dashboard.html", explained=dashboard_words.EXPLAINED.values())
    return redirect(url_for("indicators.dashboard", year=year))


@blueprint.get("/tableau-de-bord/<int:year>")
@public
def dashboard(year: int) -> str:
    """The five families of a year, what the steering committee reads in them, and who still owes what."""
    found = read(year)
    years = [each.year for each in analysis.every(db.session)]
    return render_template(
        "indicators/dashboard.html",
        dashboard=found.found,
        lead=dashboard_words.lead(found.filling, found.found, clock.today()),
        figures=dashboard_words.figures(found.filling),
        analysed=dashboard_words.analysed(found.found) if found.found.published_at else "",
        sections=found.sections,
        doors=dashboard_words.DOORS,
        years=[each for each in years if each != year],
        fictitious=found.is_fictitious,
    )


@blueprint.get("/tableau-de-bord/<int:year>.pdf")
@public
def dashboard_file(year: int) -> BaseResponse:
    """The same as a paper."""
    with speaking(DEFAULT):
        found = read(year)
    content = dashboard_paper.make(found.found, found.filling, found.sections, clock.today(), found.is_fictitious)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="tableau-de-bord-{year}.pdf"'
    response.set_etag(digest_of(content))
    return response.make_conditional(request)
