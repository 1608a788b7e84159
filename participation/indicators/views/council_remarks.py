"""What a council says of partners' promises, written by its team."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.councils import services as councils
from participation.indicators import partner_words as words
from participation.indicators.partner_forms import RemarkForm, put_refusal
from participation.indicators.services import commitments, remarks
from participation.indicators.views.base import blueprint
from participation.indicators.views.choosing import chosen_number
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.meetings.record_forms import number


@blueprint.get("/travail/engagements")
@requires("requests.write")
def council_commitments() -> str:
    """The promises that hold where one of the team's councils is, with what it remarked on each."""
    session, this_year = db.session, clock.today().year
    mine = councils.assigned_councils(session, current_user)
    wanted = number(request.args.get("conseil"))
    council = next((each for each in mine if each.id == wanted), mine[0] if mine else None)
    offered = commitments.years(session, this_year)
    year = chosen_number(request.args.get("annee"), offered) or this_year
    lines = commitments.of_neighbourhood(session, council.neighbourhood_id, year) if council else []
    kept = remarks.of_commitments(session, [line.commitment_id for line in lines], year)
    own = {each.commitment_id: each for each in kept if council and each.council_id == council.id}
    return render_template(
        "indicators/council_commitments.html",
        council=council,
        councils=mine,
        rows=[(line, own.get(line.commitment_id)) for line in lines],
        year=year,
        years=list(reversed(offered)),
        words=words,
        fictitious=any(line.is_fictitious for line in lines),
    )


@blueprint.route("/travail/engagements/<int:commitment_id>/remarque/<int:council_id>", methods=["GET", "POST"])
@requires("requests.write")
def write_remark(commitment_id: int, council_id: int) -> Any:
    """Write what a council says of a promise in a year, or change it until the partner answers."""
    session, this_year = db.session, clock.today().year
    council = councils.assigned_council(session, current_user, council_id)
    year = chosen_number(request.args.get("annee", str(this_year)), range(1, this_year + 1))
    if year is None:
        raise MissingError
    line = commitments.line_of(session, commitment_id, year)
    kept = remarks.of_council(session, council_id, commitment_id, year)
    form = RemarkForm(text=kept.text if kept else "")
    if form.validate_on_submit():
        text, seen = form.text.data or "", form.instant_seen()
        try:
            remarks.write(session, current_user, clock.now(), commitment_id, council_id, year, text, seen)
        except RefusedError as refusal:
            session.rollback()
            put_refusal(form, refusal)
        else:
            session.commit()
            return see_other("indicators.council_commitments", conseil=council_id, annee=year)
        council = councils.assigned_council(session, current_user, council_id)
        kept = remarks.of_council(session, council_id, commitment_id, year)
    page = render_template(
        "indicators/write_remark.html", form=form, line=line, council=council, kept=kept, words=words,
        fictitious=line.is_fictitious or council.is_fictitious,
    )  # fmt: skip
    return page, 422 if form.errors else 200
