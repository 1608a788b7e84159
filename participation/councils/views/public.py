"""What everybody may read of a council: who sits, who sat, the seats as data."""

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup

from participation.bodies.history import MandateRow, former_members
from participation.bodies.words import display_name
from participation.councils import exports, sections, services, words
from participation.councils.services import CouncilRow
from participation.councils.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.headers import as_download
from participation.kernel.pagination import page_number
from participation.kernel.permissions import public


@blueprint.get("/q/<code>/conseil")
@public
def show(code: str) -> str:
    """Who sits, whether the council is complete, what comes next."""
    session, today = db.session, clock.today()
    council = services.council_row(session, code)
    rules = services.rules_in_force(session, council.id, today)
    view = services.composition(session, council.body_id, rules, today)
    ahead = services.ahead_of_seats(session, council.id) if view.vacant else {}
    orders = services.orders(session, council.id)
    steps = services.ahead_of_council(session, council.id)
    return render_template(
        "councils/show.html",
        council=council,
        presentation=Markup(council.presentation_html),  # noqa: S704 - sanitised when it was written
        told=sections.told(council.body_id, view, rules, ahead),
        orders=orders,
        timeline_items=sections.timeline(orders, steps, view, today),
        conditions=services.conditions_of(session, council),
        fictitious=council.is_fictitious,
    )


@blueprint.get("/q/<code>/conseil/historique")
@public
def history(code: str) -> str:
    """Who sat before: by role, by name with consent."""
    council = services.council_row(db.session, code)
    page = former_members(db.session, council.body_id, page_number(request.args.get("page")))
    return render_template(
        "councils/history.html",
        council=council,
        page=page,
        rows=[(display_name(row), _college(row), row) for row in page.rows],
        previous_url=_address(council, page.previous),
        next_url=_address(council, page.next),
        fictitious=council.is_fictitious,
    )


def _college(row: MandateRow) -> str:
    return str(words.COLLEGES[row.college]) if row.college else ""


def _address(council: CouncilRow, number: int | None) -> str:
    return url_for("councils.history", code=council.code, page=number) if number else ""


@blueprint.get("/q/<code>/conseil.csv")
@public
def seats_file(code: str) -> Response:
    """The seats without their holders, as open data."""
    session, today = db.session, clock.today()
    council = services.council_row(session, code)
    view = services.composition(session, council.body_id, {}, today)
    response = make_response(exports.seats(council.code, view))
    response.mimetype = "text/csv"
    return as_download(response, f"conseil-{council.code}.csv")
