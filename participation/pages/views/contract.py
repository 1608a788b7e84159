"""The contract on one page: what it wants, where, each team with its actions, who does what where, and the sources."""

from flask import render_template, request

from participation.indicators import action_words, partner_words
from participation.indicators.services import actions, partners
from participation.indicators.services import contract as promises
from participation.indicators.services.contract import By
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.i18n import lazy_gettext as _l
from participation.kernel.permissions import public
from participation.pages.blueprint import blueprint
from participation.territory import reading
from participation.territory.reference import WATCH_ENDED

ORDERS = {
    By.NEIGHBOURHOOD: _l("By neighbourhood"),
    By.ORIENTATION: _l("By orientation"),
    By.PARTNER: _l("By partner"),
}
NO_KEY = {
    By.NEIGHBOURHOOD: _l("All neighbourhoods of the contract"),
    By.ORIENTATION: _l("No orientation is named"),
    By.PARTNER: _l("No partner is named"),
}


@blueprint.get("/contrat")
@public
def contract() -> str:
    """The contract: what it wants, where, with whom, who does what, and where that is written."""
    session = db.session
    facts = reading.contract(session)
    if facts is None:
        raise MissingError
    year = actions.year_shown(actions.years(session), clock.today().year)
    teams = promises.teams(session, year)
    chosen = request.args.get("par", "")
    by = By(chosen) if chosen in set(By) else By.NEIGHBOURHOOD
    groups = promises.who_does_what(session, year, teams, by)
    signed = partners.listed(session)
    return render_template(
        "pages/contract.html",
        contract=facts,
        watch_source=WATCH_ENDED,
        year=year,
        teams={each.number: [team for team in teams if team.orientation == each.number] for each in facts.orientations},
        partners=signed,
        others=[body for body in facts.institutions if body.name not in {each.institution.name for each in signed}],
        renewals=promises.renewals(session),
        groups=groups,
        by=by,
        orders=ORDERS,
        no_key=NO_KEY[by],
        tag_of=_tag,
        action_tag=action_words.tag,
        fictitious=any(deed.is_fictitious for group in groups for deed in group.deeds)
        or any(each.is_fictitious for each in signed),
    )


def _tag(deed: promises.Deed) -> tuple[str, str]:
    """Return how far a deed is, and the kind of its tag."""
    if deed.action is not None:
        return action_words.tag(deed.action)
    return partner_words.tag(deed.line) if deed.line is not None else ("", "")
