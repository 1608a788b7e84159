"""Referrals to the prefect, as everybody reads them: the list, one path."""

from flask import render_template

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.permissions import public
from participation.representation import referral_words
from participation.representation.models import Referral
from participation.representation.services import referrals
from participation.representation.views.base import blueprint


@blueprint.get("/saisines")
@public
def referral_list() -> str:
    """What a referral is, and those that councils have sent."""
    found = referrals.sent(db.session)
    return render_template(
        "representation/referral_list.html",
        rows=[(each, referral_words.tag(each), referral_words.turn(each, clock.today())) for each in found],
        steps=[(referral_words.STEPS[kind], referral_words.ACTORS[kind]) for kind in referrals.ORDER],
        law=referral_words.LAW,
        fictitious=any(each.is_fictitious for each in found),
    )


@blueprint.get("/saisines/<int:referral_id>")
@public
def referral(referral_id: int) -> str:
    """One referral: what it says, whose turn it is, each step with its day."""
    found = referrals.published(db.session, referral_id)
    return render_template("representation/referral.html", **shown(found), fictitious=found.is_fictitious)


def shown(found: Referral) -> dict[str, object]:
    """Return what the public page and the team's page of a referral both show."""
    return {
        "referral": found,
        "tag_words": referral_words.tag(found),
        "turn": referral_words.turn(found, clock.today()),
        "rows": [referral_words.row(stage) for stage in referrals.path(found)],
        "law": referral_words.LAW,
    }
