"""Who promised what: partners and their commitments, as everybody reads them."""

from flask import render_template, request

from participation.indicators import partner_words as words
from participation.indicators.services import commitments, remarks
from participation.indicators.services import partners as people
from participation.indicators.views.base import blueprint
from participation.indicators.views.choosing import chosen_neighbourhood, chosen_number, offered_neighbourhoods
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.permissions import public
from participation.representation.services import bodies


@blueprint.get("/partenaires")
@public
def partners() -> str:
    """Every promise of a year by partner, with three filters in the address."""
    session, this_year = db.session, clock.today().year
    offered = commitments.years(session, this_year)
    year = chosen_number(request.args.get("annee"), offered) or commitments.last_told(session, this_year)
    aims = bodies.orientations(session)
    orientation = chosen_number(request.args.get("orientation"), [each.number for each in aims])
    place = chosen_neighbourhood(session, request.args.get("quartier"))
    if place is None:
        lines = commitments.of_year(session, year, orientation)
    else:
        lines = commitments.of_neighbourhood(session, place.id, year, orientation)
    found = words.by_partner(lines)
    shown = {line.code for line in lines}
    every = people.listed(session)
    return render_template(
        "indicators/partners.html",
        cards=found,
        words=words,
        total=words.total(commitments.counted(lines)),
        silent=[each for each in every if each.institution.code not in shown],
        count=len(every),
        year=year,
        years=list(reversed(offered)),
        orientations=aims,
        orientation=orientation,
        places=offered_neighbourhoods(session, place),
        place=place,
        is_filtered=place is not None or orientation is not None,
        fictitious=any(x.is_fictitious for x in lines) or any(x.is_fictitious for x in every),
    )


@blueprint.get("/partenaires/<code>")
@public
def partner(code: str) -> str:
    """One partner: its signature, its promises year by year, what councils remark and what it answers."""
    session, this_year = db.session, clock.today().year
    found = people.find(session, code)
    told = commitments.of_institution(session, found.institution_id)
    now = commitments.of_institution(session, found.institution_id, this_year)
    said = {(line.commitment_id, line.year) for line in told}
    lines = [line for line in now if (line.commitment_id, line.year) not in said] + list(told)
    promises = people.commitments_of(session, found)
    kept = remarks.of_commitments(session, [each.id for each in promises])
    return render_template(
        "indicators/partner.html",
        partner=found,
        promises=[
            (
                each,
                sorted((line for line in lines if line.commitment_id == each.id), key=lambda line: -line.year),
                [remark for remark in kept if remark.commitment_id == each.id],
            )
            for each in promises
        ],
        words=words,
        total=words.total(commitments.counted(now)) if now else "",
        year=this_year,
        fictitious=found.is_fictitious or any(x.is_fictitious for x in lines) or any(x.is_fictitious for x in kept),
    )
