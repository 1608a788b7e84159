"""The dashboard as its team keeps it: who owes what, reminders, the last day, the analysis and its publication."""

from datetime import date
from typing import Any

from flask import current_app, render_template, request
from flask_login import current_user

from participation.indicators import dashboard_mails, dashboard_words
from participation.indicators.dashboard_forms import DueForm, analysis_form, put_refusal
from participation.indicators.highlight_forms import SeenForm
from participation.indicators.services import analysis, filling, highlights, reminders
from participation.indicators.services.filling import Chapter
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

AT = "/travail/tableau-de-bord/<int:year>"
WRITTEN = "envoyes"
OFFERED = 3
"""Past years that can still be opened."""


@blueprint.get("/travail/tableau-de-bord")
@requires("dashboard.fill")
def staff_dashboards() -> str:
    """The years, and those that can be opened."""
    analysis.require_keeper(db.session, current_user)
    found = analysis.every(db.session)
    known, this_year = {each.year for each in found}, clock.today().year
    years = range(this_year, this_year - OFFERED, -1)
    return render_template(
        "indicators/staff_dashboards.html", years=found, offered=[year for year in years if year not in known]
    )


@blueprint.get(AT)
@requires("dashboard.fill")
def staff_dashboard(year: int) -> str:
    """Who owes what, by family and by institution."""
    return _shown(year, SeenForm())


def _shown(year: int, form: SeenForm) -> str:
    session, today = db.session, clock.today()
    analysis.require_keeper(session, current_user)
    found = analysis.find(session, year)
    state = filling.of_year(session, year)
    owing = state.by_institution()
    return render_template(
        "indicators/staff_dashboard.html",
        form=form,
        dashboard=found,
        lead=dashboard_words.lead(state, found, today),
        figures=dashboard_words.figures(state),
        chapters=[
            (dashboard_words.CHAPTERS[each], dashboard_words.state(state, each), _debts(state, each))
            for each in Chapter
        ],
        owing=[(number, name, [dashboard_words.debt(debt) for debt in debts]) for number, name, debts in owing],
        reachable=reminders.reachable(session, [number for number, _name, _debts in owing if number is not None]),
        written=request.args.get(WRITTEN, type=int),
    )


def _debts(state: filling.Filling, chapter: Chapter) -> str:
    return dashboard_words.sums(debt for debt in state.debts if debt.chapter is chapter)


@blueprint.route(AT + "/jour", methods=["GET", "POST"])
@requires("dashboard.fill")
def dashboard_day(year: int) -> Any:
    """Open a year with its last day, or give it another one."""
    session = db.session
    analysis.require_keeper(session, current_user)
    highlights.contract_of(session, year, clock.now())
    known = next((each for each in analysis.every(session) if each.year == year), None)
    due_on, seen = (known.due_on, str(known.version)) if known else (date(year + 1, 3, 31), "")
    form = DueForm(data={"due_on": due_on, "seen": seen})
    if form.validate_on_submit():
        try:
            if known is None:
                is_fictitious = current_app.extensions["settings"].is_demonstration
                analysis.open_year(session, clock.now(), year, form.due_on.data, is_fictitious)
            else:
                analysis.move_due_day(session, year, form.version_seen(), form.due_on.data)
            session.commit()
            return see_other("indicators.staff_dashboard", year=year)
        except RefusedError as refusal:
            session.rollback()
            put_refusal(form, refusal)
    page = render_template("indicators/dashboard_day.html", form=form, year=year, is_open=known is not None)
    return page, 422 if form.errors else 200


@blueprint.post(AT + "/rappels")
@requires("dashboard.fill")
def ask_again(year: int) -> Any:
    """Write now to everybody who still owes something."""
    analysis.require_keeper(db.session, current_user)
    count = dashboard_mails.ask(db.session, clock.now(), analysis.find(db.session, year))
    db.session.commit()
    return see_other("indicators.staff_dashboard", year=year, **{WRITTEN: count})


@blueprint.route(AT + "/analyse", methods=["GET", "POST"])
@requires("dashboard.fill")
def write_analysis(year: int) -> Any:
    """Write what the steering committee reads, and what it changes."""
    session, now = db.session, clock.now()
    analysis.require_keeper(session, current_user)
    found = analysis.find(session, year)
    form = analysis_form(analysis.orientations(session), found)
    form.offer_meetings(analysis.meetings(session, now))
    if form.validate_on_submit():
        try:
            analysis.write(session, now, year, form.version_seen(), form.written())
            session.commit()
            return see_other("indicators.staff_dashboard", year=year)
        except RefusedError as refusal:
            session.rollback()
            put_refusal(form, refusal)
            found = analysis.find(session, year)
    page = render_template("indicators/write_analysis.html", form=form, dashboard=found)
    return page, 422 if form.errors else 200


@blueprint.post(AT + "/publier")
@requires("dashboard.fill")
def publish_dashboard(year: int) -> Any:
    """Make the analysis public as the page showed it."""
    session = db.session
    analysis.require_keeper(session, current_user)
    form = SeenForm()
    try:
        analysis.publish(session, clock.now(), year, form.version_seen())
        session.commit()
        return see_other("indicators.staff_dashboard", year=year)
    except RefusedError as refusal:
        session.rollback()
        put_refusal(form, refusal)
    return _shown(year, form), 422
