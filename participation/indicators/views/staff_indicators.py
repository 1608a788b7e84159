"""Indicators as the team keeps them: all of them, what each is, breaks in their series, the files that came in."""

from http import HTTPStatus
from typing import Any

from flask import render_template
from flask_login import current_user

from participation.indicators import indicator_words as words
from participation.indicators.indicator_forms import BreakForm, IndicatorForm, NewIndicatorForm
from participation.indicators.models import Family, Indicator, ValueImport
from participation.indicators.services import describing
from participation.indicators.services.describing import Row
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import format_number
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

ONE = "/travail/indicateurs/fiche/<code>"


@blueprint.get("/travail/indicateurs")
@requires("values.bring")
def staff_indicators() -> str:
    """All indicators by family, and the last files of values."""
    found, files = describing.rows(db.session), describing.last_files(db.session)
    return render_template(
        "indicators/staff_indicators.html",
        families=[
            (words.FAMILIES[family], [_row(row) for row in found if row.indicator.family is family])
            for family in Family
        ],
        files=[_file(made, name) for made, name in files],
        year=clock.today().year - 1,
        fictitious=any(made.is_fictitious for made, _name in files),
    )


def _row(row: Row) -> dict[str, Any]:
    indicator = row.indicator
    who = indicator.institution.name if indicator.institution else _("nobody is named")
    told = _("Last year with values: %(year)s", year=row.last_year) if row.last_year else _("No value")
    return {"indicator": indicator, "who": who, "told": told, "count": format_number(row.values)}


def _file(made: ValueImport, name: str | None) -> dict[str, Any]:
    counts = _(
        "New: %(added)s. Replaced: %(changed)s. As they were: %(unchanged)s.",
        added=format_number(made.added),
        changed=format_number(made.changed),
        unchanged=format_number(made.unchanged),
    )
    return {"made": made, "counts": counts, "by": name}


@blueprint.route("/travail/indicateurs/nouveau", methods=["GET", "POST"])
@requires("values.bring")
def create_indicator() -> Any:
    """Add an indicator."""
    form = NewIndicatorForm()
    form.offer_all(*describing.offered(db.session))
    if form.validate_on_submit():
        try:
            made = describing.create(db.session, current_user, clock.now(), form.kind(), form.description())
            code = made.code
            db.session.commit()
            return see_other("indicators.staff_indicator", code=code)
        except RefusedError as refusal:
            db.session.rollback()
            form.refuse(refusal)
    page = render_template("indicators/edit_indicator.html", form=form, indicator=None, fictitious=False)
    return page, _status(form)


@blueprint.get(ONE)
@requires("values.bring")
def staff_indicator(code: str) -> str:
    """What one indicator is, and the breaks in its series."""
    found = describing.find(db.session, code)
    return render_template(
        "indicators/staff_indicator.html",
        indicator=found,
        facts=_facts(found),
        breaks=describing.breaks(db.session, found),
        fictitious=found.is_fictitious,
    )


def _facts(found: Indicator) -> list[dict[str, Any]]:
    return [
        {"key": _("Code in files"), "value": found.code},
        {"key": _("Question"), "value": found.question},
        {"key": _("What is counted, and by whom"), "value": found.definition},
        {"key": _("How not to read it"), "value": found.limits or "–"},
        {"key": _("Unit"), "value": found.unit},
        {"key": _("What is a neighbourhood compared to?"), "value": words.BASELINES[found.baseline]},
        {"key": _("Which way is good?"), "value": words.DIRECTIONS[found.direction]},
        {"key": _("Orientation of the contract"), "value": found.orientation.name if found.orientation else "–"},
        {"key": _("Who fills it each year?"), "value": found.institution.name if found.institution else "–"},
    ]


@blueprint.route(ONE + "/modifier", methods=["GET", "POST"])
@requires("values.bring")
def edit_indicator(code: str) -> Any:
    """Say anew what an indicator is, unless somebody else did meanwhile."""
    found = describing.find(db.session, code)
    form = IndicatorForm(data=_as_said(found))
    form.offer_all(*describing.offered(db.session))
    if form.validate_on_submit():
        try:
            seen = form.seen.data or ""
            describing.describe(db.session, current_user, clock.now(), code, form.description(), seen)
            db.session.commit()
            return see_other("indicators.staff_indicator", code=code)
        except RefusedError as refusal:
            db.session.rollback()
            form.refuse(refusal)
            found = describing.find(db.session, code)
            form.seen.data = describing.mark(found)
    page = render_template(
        "indicators/edit_indicator.html", form=form, indicator=found, fictitious=found.is_fictitious
    )
    return page, _status(form)


def _as_said(found: Indicator) -> dict[str, Any]:
    said = describing.said(found)
    return {
        **{name: getattr(said, name) for name in ("name", "question", "theme", "definition", "limits")},
        "baseline": said.baseline.value,
        "direction": said.direction.value,
        "orientation": str(said.orientation_id or ""),
        "institution": str(said.institution_id or ""),
        "seen": describing.mark(found),
    }


@blueprint.route(ONE + "/ruptures/nouvelle", methods=["GET", "POST"])
@requires("values.bring")
def add_series_break(code: str) -> Any:
    """Note from which year on an indicator is counted otherwise."""
    found = describing.find(db.session, code)
    form = BreakForm()
    if form.validate_on_submit():
        try:
            what = (form.first_year(), form.reason.data or "", form.source.data or "")
            describing.add_break(db.session, current_user, clock.now(), code, *what)
            db.session.commit()
            return see_other("indicators.staff_indicator", code=code, _anchor="ruptures")
        except RefusedError as refusal:
            db.session.rollback()
            form.refuse(refusal)
            found = describing.find(db.session, code)
    page = render_template(
        "indicators/add_series_break.html", form=form, indicator=found, fictitious=found.is_fictitious
    )
    return page, _status(form)


@blueprint.post(ONE + "/ruptures/<int:break_id>/retirer")
@requires("values.bring")
def remove_series_break(code: str, break_id: int) -> Any:
    """Take a break back that was noted by mistake."""
    describing.remove_break(db.session, current_user, clock.now(), code, break_id)
    db.session.commit()
    return see_other("indicators.staff_indicator", code=code, _anchor="ruptures")


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
