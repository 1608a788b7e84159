"""How often each seat is taken, over a year: for the team, so that it can call whoever no longer comes."""

from datetime import date

from flask import render_template, request
from flask_login import current_user

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.permissions import requires
from participation.meetings import attendance_words
from participation.meetings.services import access
from participation.meetings.services.attendance_rates import rates_of
from participation.meetings.views.base import blueprint

YEARS = range(2015, 2100)


@blueprint.get("/travail/reunions/assiduite/<int:body_id>")
@requires("meetings.attend")
def rates(body_id: int) -> str:
    """A line a mandate: meetings within it alone, excused apart, the substitute counting for the seat."""
    body = access.body(db.session, current_user, body_id)
    year = _year(request.args.get("annee"))
    rows = rates_of(db.session, body_id, date(year, 1, 1), date(year, 12, 31))
    return render_template(
        "meetings/rates.html",
        body=body,
        year=year,
        this_year=clock.today().year,
        rows=[(row, attendance_words.member(row), attendance_words.told(row)) for row in rows],
    )


def _year(text: str | None) -> int:
    """Return the year asked for; anything that is no year is this one."""
    is_year = text is not None and text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year and text and int(text) in YEARS else clock.today().year
