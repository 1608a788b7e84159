"""Flagship actions for everybody: the list under its filters, one action with its assessments side by side."""

from flask import render_template, request

from participation.indicators import action_words as words
from participation.indicators.services import actions as book
from participation.indicators.services import assessments
from participation.indicators.services.actions import Wanted
from participation.indicators.views.base import blueprint
from participation.indicators.views.choosing import chosen_neighbourhood, chosen_number, offered_neighbourhoods
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.forms import clean
from participation.kernel.permissions import public
from participation.representation.services import bodies


@blueprint.get("/actions")
@public
def actions() -> str:
    """What project teams do, in progress first, with four filters in the address."""
    session, today = db.session, clock.today()
    years, aims = book.years(session), bodies.orientations(session)
    year = chosen_number(request.args.get("annee"), years) or book.year_shown(years, today.year)
    orientation = chosen_number(request.args.get("orientation"), [each.number for each in aims])
    place = chosen_neighbourhood(session, request.args.get("quartier"))
    partner = clean(request.args.get("partenaire"))
    wanted = Wanted(year, place.id if place else None, orientation, book.partner_id(session, partner))
    found = book.listed(session, wanted)
    return render_template(
        "indicators/actions.html",
        words=words,
        cards=[(action, words.tag(action), words.next_step(action, today)) for action in found],
        counted=words.counted(len(found)),
        place=place,
        orientation=orientation,
        partner=partner,
        year=year,
        years=years,
        places=offered_neighbourhoods(session, place),
        orientations=aims,
        partners=book.partners_offered(session),
        fictitious=any(action.is_fictitious for action in found),
    )


@blueprint.get("/actions/<int:flagship_id>")
@public
def action(flagship_id: int) -> str:
    """One action: who, where, its steps, how to join, how it is judged and by whom."""
    session, today = db.session, clock.today()
    found = book.find(session, flagship_id)
    told = assessments.of_actions(session, [found.id]).get(found.id, [])
    scale = assessments.scale(session)
    by_level = {each.level: each for each in scale}
    by_team = next((each for each in told if each.council_id is None), None)
    leads = book.leads(session, [found.body_id]).get(found.body_id, [])
    return render_template(
        "indicators/action.html",
        words=words,
        action=found,
        tag_words=words.tag(found),
        steps=words.steps(found, today),
        leads=leads,
        partners=sorted(found.partners, key=book.by_name),
        leads_missing=book.LEADS - len(leads),
        by_team=words.told(by_team, by_level),
        by_councils=[words.told(each, by_level) for each in told if each.council_id is not None],
        scale=scale,
        fictitious=found.is_fictitious or any(each.is_fictitious for each in told),
    )
