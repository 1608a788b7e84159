"""Where a partner tells of its own commitments, and answers what councils remark; it never sees another's."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from participation.indicators import partner_words as words
from participation.indicators.partner_forms import AnswerForm, TellForm, put_refusal
from participation.indicators.services import commitments, remarks, telling
from participation.indicators.views.base import blueprint
from participation.indicators.views.choosing import chosen_number
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation.services import institutions

TOLD = "dit"


@blueprint.get("/mes-engagements")
@requires("commitments.tell")
def my_commitments() -> str:
    """What the partner promised for a year, what it still owes first, and the remarks it may answer."""
    session, this_year = db.session, clock.today().year
    offered = commitments.years(session, this_year)
    year = chosen_number(request.args.get("annee"), offered) or this_year
    institution = institutions.of_account(session, current_user)
    lines = commitments.of_institution(session, institution.id, year) if institution else []
    kept = remarks.of_institution(session, current_user)
    owed = [line for line in lines if line.is_owed]
    return render_template(
        "indicators/my_commitments.html",
        institution=institution,
        owed=owed,
        done=[line for line in lines if not line.is_owed],
        remarks=sorted(kept, key=lambda each: each.answered_at is not None),
        year=year,
        years=list(reversed(offered)),
        words=words,
        was_told=TOLD in request.args,
        fictitious=any(x.is_fictitious for x in lines) or any(x.is_fictitious for x in kept),
    )


@blueprint.route("/mes-engagements/<int:commitment_id>/<int:year>", methods=["GET", "POST"])
@requires("commitments.tell")
def tell_commitment(commitment_id: int, year: int) -> Any:
    """Tell of one promise in one year: planned, done, how far, in a few words."""
    line = telling.mine(db.session, current_user, clock.now(), commitment_id, year)
    form = TellForm(data=TellForm.typed(line))
    form.ask(line)
    if form.validate_on_submit():
        try:
            telling.tell(db.session, current_user, clock.now(), commitment_id, year, form.told())
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("indicators.my_commitments", annee=year, **{TOLD: 1})
        line = telling.mine(db.session, current_user, clock.now(), commitment_id, year)
    page = render_template(
        "indicators/tell_commitment.html", line=line, form=form, words=words, fictitious=line.is_fictitious
    )
    return page, 422 if form.errors else 200


@blueprint.route("/mes-engagements/remarques/<int:remark_id>", methods=["GET", "POST"])
@requires("commitments.tell")
def answer_remark(remark_id: int) -> Any:
    """Answer what a council says of one's promise, once."""
    remark = remarks.mine(db.session, current_user, remark_id)
    if remark.answered_at is not None and request.method == "GET":
        return see_other("indicators.my_commitments", annee=remark.year)
    form = AnswerForm()
    if form.validate_on_submit():
        text, seen = form.text.data or "", form.instant_seen()
        try:
            remarks.answer(db.session, current_user, clock.now(), remark_id, text, seen)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("indicators.my_commitments", annee=remark.year, **{TOLD: 1})
        remark = remarks.mine(db.session, current_user, remark_id)
    line = commitments.line_of(db.session, remark.commitment_id, remark.year)
    page = render_template(
        "indicators/answer_remark.html", remark=remark, line=line, form=form, words=words,
        fictitious=remark.is_fictitious or line.is_fictitious,
    )  # fmt: skip
    return page, 422 if form.errors else 200
