"""The team's flagship actions: three a year for each project team, their steps, and the scale that judges them."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.indicators import action_words as words
from participation.indicators.action_forms import (
    ActionForm,
    LevelForm,
    NewActionForm,
    StepForm,
    as_said,
    put_refusal,
    step_as_said,
)
from participation.indicators.models import FlagshipAction
from participation.indicators.services import action_writing as writing
from participation.indicators.services import actions as book
from participation.indicators.services import assessments
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings.record_forms import number
from participation.representation.services import access

ONE = "/travail/actions/<int:flagship_id>"


@blueprint.get("/travail/actions")
@requires("contract.manage")
def staff_actions() -> str:
    """Each team with its three actions of a year, and what is still missing."""
    session = db.session
    year = number(request.args.get("annee")) or clock.today().year
    years = sorted({*book.years(session), clock.today().year, year}, reverse=True)
    found = book.of_year(session, year)
    judged = assessments.of_actions(session, [action.id for action in found])
    teams = [
        (
            team,
            [(each, words.tag(each), judged.get(each.id, [])) for each in found if each.body_id == team.body_id],
            access.may_change(session, current_user, team.body_id),
        )
        for team in book.teams(session)
    ]
    return render_template(
        "indicators/staff_actions.html",
        teams=teams,
        year=year,
        year_choices=[(each, each) for each in years],
        each_year=book.EACH_YEAR,
        scale=assessments.scale(session),
        fictitious=any(action.is_fictitious for action in found),
    )


@blueprint.route("/travail/actions/nouvelle/<int:body_id>", methods=["GET", "POST"])
@requires("contract.manage")
def create_flagship(body_id: int) -> Any:
    """Write down one of the three actions of a team in a year."""
    team = writing.team_to_change(db.session, current_user, body_id)
    form = NewActionForm(year=str(number(request.args.get("annee")) or clock.today().year))
    _offer(form)
    if form.validate_on_submit():
        try:
            year, now = number(form.year.data), clock.now()
            made = writing.create(db.session, current_user, now, body_id, year, form.plan())
            db.session.commit()
            return see_other("indicators.manage_flagship", flagship_id=made.id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            team = writing.team_to_change(db.session, current_user, body_id)
    return _page("indicators/edit_flagship.html", form, action=None, team=team)


@blueprint.get(ONE)
@requires("contract.manage")
def manage_flagship(flagship_id: int) -> str:
    """One action: what is said of it, its steps, its assessments, and what can be changed."""
    found = writing.to_change(db.session, current_user, flagship_id)
    return render_template(
        "indicators/manage_flagship.html",
        words=words,
        action=found,
        tag_words=words.tag(found),
        most_steps=writing.MOST_STEPS,
        judged=assessments.of_actions(db.session, [found.id]).get(found.id, []),
        fictitious=found.is_fictitious,
    )


@blueprint.route(ONE + "/modifier", methods=["GET", "POST"])
@requires("contract.manage")
def edit_flagship(flagship_id: int) -> Any:
    """Write an action anew, unless somebody else did meanwhile."""
    found = writing.to_change(db.session, current_user, flagship_id)
    form = ActionForm(data=as_said(found))
    _offer(form)
    if form.validate_on_submit():
        try:
            now, seen = clock.now(), form.version_seen()
            writing.change(db.session, current_user, now, flagship_id, seen, form.plan())
            db.session.commit()
            return see_other("indicators.manage_flagship", flagship_id=flagship_id)
        except RefusedError as refusal:
            _refuse(form, refusal)
            found = writing.to_change(db.session, current_user, flagship_id)
            form.seen.data = str(found.version)
    return _page("indicators/edit_flagship.html", form, action=found, team=found.body)


def _offer(form: ActionForm) -> None:
    form.offer_all(writing.offered_neighbourhoods(db.session), writing.offered_partners(db.session))


def _refuse(form: Form, refusal: RefusedError) -> None:
    db.session.rollback()
    put_refusal(form, refusal)


def _page(template: str, form: Form, **context: Any) -> tuple[str, int]:
    return render_template(template, form=form, words=words, **context), 422 if form.errors else 200


@blueprint.route(ONE + "/etapes", methods=["GET", "POST"])
@requires("contract.manage")
def add_flagship_step(flagship_id: int) -> Any:
    """Add a step to an action."""
    found, form = writing.to_change(db.session, current_user, flagship_id), StepForm()
    if form.validate_on_submit():
        try:
            writing.add_step(db.session, current_user, clock.now(), flagship_id, form.plan())
            db.session.commit()
            return see_other("indicators.manage_flagship", flagship_id=flagship_id)
        except RefusedError as refusal:
            found = _again(form, refusal, flagship_id)
    return _page("indicators/flagship_step.html", form, action=found, step=None)


@blueprint.route(ONE + "/etapes/<int:position>", methods=["GET", "POST"])
@requires("contract.manage")
def change_flagship_step(flagship_id: int, position: int) -> Any:
    """Write a step anew, or say on which day it was done."""
    found = writing.to_change(db.session, current_user, flagship_id)
    form = StepForm(data=step_as_said(writing.step_of(found, position)))
    if form.validate_on_submit():
        try:
            writing.change_step(db.session, current_user, clock.now(), flagship_id, position, form.plan())
            db.session.commit()
            return see_other("indicators.manage_flagship", flagship_id=flagship_id)
        except RefusedError as refusal:
            found = _again(form, refusal, flagship_id)
    return _page("indicators/flagship_step.html", form, action=found, step=writing.step_of(found, position))


def _again(form: Form, refusal: RefusedError, flagship_id: int) -> FlagshipAction:
    _refuse(form, refusal)
    return writing.to_change(db.session, current_user, flagship_id)


@blueprint.post(ONE + "/etapes/<int:position>/retirer")
@requires("contract.manage")
def remove_flagship_step(flagship_id: int, position: int) -> Any:
    """Take a step off."""
    writing.remove_step(db.session, current_user, flagship_id, position)
    db.session.commit()
    return see_other("indicators.manage_flagship", flagship_id=flagship_id)


@blueprint.route("/travail/actions/echelle", methods=["GET", "POST"])
@requires("contract.manage")
def assessment_scale() -> Any:
    """The scale that the steering committee agreed on, a level at a time."""
    form = LevelForm()
    if form.validate_on_submit():
        try:
            told = (form.name.data or "", form.meaning.data or "", form.source.data or "")
            assessments.set_level(db.session, current_user, number(form.level.data), *told)
            db.session.commit()
            return see_other("indicators.assessment_scale")
        except RefusedError as refusal:
            _refuse(form, refusal)
    return _page(
        "indicators/assessment_scale.html",
        form,
        scale=assessments.scale(db.session),
        may_set=assessments.may_set_scale(db.session, current_user),
    )
