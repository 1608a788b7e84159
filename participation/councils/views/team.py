"""Which accounts work for a council: administrators decide."""

from flask import render_template, request
from flask_login import current_user

from participation.councils import services
from participation.councils.forms import TeamForm
from participation.councils.views.base import (
    Shown,
    blueprint,
    my_council,
    refused,
)
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other


@blueprint.route("/travail/conseils/<int:council_id>/equipe", methods=["GET", "POST"])
@requires("accounts.manage")
def team(council_id: int) -> Shown:
    """Who works for the council, and a form for one more."""
    council = my_council(council_id)
    form = TeamForm()
    members = services.team(db.session, council)
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 422
        return render_template("councils/team.html", council=council, form=form, members=members), status
    try:
        services.add_to_team(db.session, current_user, clock.now(), council, form.email.data or "")
    except RefusedError as refusal:
        return refused("councils/team.html", form, refusal, council=council, members=members)
    db.session.commit()
    return see_other("councils.team", council_id=council.id)


@blueprint.post("/travail/conseils/<int:council_id>/equipe/<int:account_id>/retirer")
@requires("accounts.manage")
def leave_team(council_id: int, account_id: int) -> Shown:
    """An account no longer works for the council."""
    council = my_council(council_id)
    services.remove_from_team(db.session, current_user, clock.now(), council, account_id)
    db.session.commit()
    return see_other("councils.team", council_id=council.id)
