"""Who judges a flagship action: its team, through a lead's account or the team's, and each council for itself."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.councils.models import Council
from participation.indicators import action_words as words
from participation.indicators.action_forms import JudgementForm, judgement_as_said, put_refusal
from participation.indicators.models import FlagshipAction
from participation.indicators.services import actions as book
from participation.indicators.services import assessments
from participation.indicators.services.assessments import Duty
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings.record_forms import number

ONE = "/mes-evaluations/<int:flagship_id>"


@blueprint.get("/mes-evaluations")
@requires("actions.assess")
def my_assessments() -> str:
    """The actions of a year that one may judge: what is still to write comes with its tag."""
    session = db.session
    known = book.years(session)
    year = number(request.args.get("annee")) or book.year_shown(known, clock.today().year)
    councils = assessments.my_councils(session, current_user)
    council = _chosen(councils, request.args.get("conseil"))
    scale = {each.level: each for each in assessments.scale(session)}
    duties = assessments.mine(session, current_user, year, council)
    return render_template(
        "indicators/my_assessments.html",
        of_teams=_lines([duty for duty in duties if duty.council is None], scale),
        of_council=_lines([duty for duty in duties if duty.council is not None], scale),
        council=council,
        councils=councils,
        council_choices=[(each.neighbourhood.code, each.neighbourhood.name) for each in councils],
        year=year,
        year_choices=[(each, each) for each in sorted({*known, clock.today().year, year}, reverse=True)],
        has_scale=bool(scale),
        fictitious=any(duty.action.is_fictitious for duty in duties),
    )


def _chosen(councils: Any, wanted: str | None) -> Council | None:
    """Return the council that the address names, else the first one; None for whoever writes for none."""
    if not councils:
        return None
    if not wanted:
        first: Council = councils[0]
        return first
    found = next((each for each in councils if each.neighbourhood.code == wanted), None)
    if found is None:
        raise MissingError
    return found  # type: ignore[no-any-return]


def _lines(duties: list[Duty], scale: Any) -> list[tuple[Duty, tuple[str, str]]]:
    return [(duty, words.level(duty.written, scale)) for duty in duties]


@blueprint.route(ONE, methods=["GET", "POST"])
@requires("actions.assess")
def assess_flagship(flagship_id: int) -> Any:
    """A team judges its own action, with what shows it."""

    def find() -> tuple[FlagshipAction, None]:
        return assessments.for_team(db.session, current_user, flagship_id), None

    def keep(form: JudgementForm) -> None:
        now, said = clock.now(), form.judgement()
        assessments.assess_as_team(db.session, current_user, now, flagship_id, said)

    return _assess(find, keep)


@blueprint.route(ONE + "/conseil/<int:council_id>", methods=["GET", "POST"])
@requires("actions.assess")
def assess_for_council(flagship_id: int, council_id: int) -> Any:
    """A council judges an action in its neighbourhood."""

    def find() -> tuple[FlagshipAction, Council]:
        return assessments.for_council(db.session, current_user, flagship_id, council_id)

    def keep(form: JudgementForm) -> None:
        now, said = clock.now(), form.judgement()
        assessments.assess_as_council(db.session, current_user, now, flagship_id, council_id, said)

    return _assess(find, keep)


def _assess(
    find: Callable[[], tuple[FlagshipAction, Council | None]], keep: Callable[[JudgementForm], None]
) -> Any:
    action, council = find()
    scale = assessments.scale(db.session)
    written = assessments.own(db.session, action.id, council.id if council else None)
    form = JudgementForm(data=judgement_as_said(written))
    form.offer_levels(scale)
    if form.validate_on_submit():
        try:
            keep(form)
            db.session.commit()
            return see_other("indicators.action", flagship_id=action.id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            action, council = find()
            scale = assessments.scale(db.session)
            written = assessments.own(db.session, action.id, council.id if council else None)
            # Whoever compared both texts may now replace what is recorded.
            form.seen.data = assessments.mark(written)
    page = render_template(
        "indicators/assess.html",
        form=form,
        action=action,
        council=council,
        meanings={str(each.level): each.meaning for each in scale},
        recorded=words.told(written, {each.level: each for each in scale}),
    )
    return page, 422 if form.errors else 200
