"""The year of a council in one click: page, paper, table."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.councils import services as councils
from participation.councils.services import CouncilRow
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.headers import as_download
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.permissions import public
from participation.meetings.views.minutes_paper import digest_of
from participation.representation import year_exports, year_words
from participation.representation.services import year as years
from participation.representation.services.year import CouncilYear
from participation.representation.views import year_paper
from participation.representation.views.base import blueprint


@blueprint.get("/q/<code>/annee")
@public
def latest_year(code: str) -> BaseResponse:
    """The last year of which something is told."""
    council = councils.council_row(db.session, code)
    found = years.last(db.session, council.id, council.body_id, clock.today())
    return redirect(url_for("representation.year", code=council.code, year=found))


@blueprint.get("/q/<code>/annee/<int:year>")
@public
def year(code: str, year: int) -> str:
    """What the council did, what it was answered, who came."""
    council, found = _read(code, year)
    first = years.first(db.session, council.id, council.body_id, found.today)
    return render_template(
        "representation/year.html",
        council=council,
        year=found,
        title=year_paper.title_of(council, found),
        lead=year_words.nothing(found, council.name) if found.is_empty else year_words.until(found),
        figures=[] if found.is_empty else year_words.figures(found),
        sections=[] if found.is_empty else year_words.sections(found),
        previous=year - 1 if year > first else None,
        next=year + 1 if year < found.today.year else None,
        fictitious=council.is_fictitious,
    )


@blueprint.get("/q/<code>/annee/<int:year>.pdf")
@public
def year_file(code: str, year: int) -> BaseResponse:
    """The same as a paper."""
    content = year_paper.make(*_read(code, year))
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="annee-{year}.pdf"'
    response.set_etag(digest_of(content))
    return response.make_conditional(request)


@blueprint.get("/q/<code>/annee/<int:year>.csv")
@public
def year_table(code: str, year: int) -> Response:
    """The same as a table, in French like what it holds."""
    council, found = _read(code, year)
    with speaking(DEFAULT):
        text = year_exports.table(found)
    response = make_response(text)
    response.mimetype = "text/csv"
    return as_download(response, f"annee-{year}-{council.code}.csv")


def _read(code: str, year: int) -> tuple[CouncilRow, CouncilYear]:
    council = councils.council_row(db.session, code)
    return council, years.gather(db.session, council.id, council.body_id, year, clock.today())
