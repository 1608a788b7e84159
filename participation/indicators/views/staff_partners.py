"""The team's pages: who is a partner, since when, what each promises."""

from typing import Any

import sqlalchemy as sa
from flask import render_template
from flask_login import current_user

from participation.indicators import partner_words as words
from participation.indicators.models import Commitment, Partner
from participation.indicators.partner_forms import CommitmentForm, PartnerForm, put_refusal
from participation.indicators.services import commitments
from participation.indicators.services import partners as people
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation.services import bodies
from participation.territory.models import Neighbourhood

AT = "/travail/partenaires"


@blueprint.get(AT)
@requires("contract.manage")
def staff_partners() -> str:
    """Every partner, with how many of this year's promises it has not told of."""
    session, year = db.session, clock.today().year
    owed: dict[str, int] = {}
    for line in commitments.unfilled(session, year):
        owed[line.code] = owed.get(line.code, 0) + 1
    rows = [(each, owed.get(each.institution.code, 0)) for each in people.listed(session)]
    return render_template("indicators/staff_partners.html", rows=rows, year=year)


@blueprint.route(AT + "/nouveau", methods=["GET", "POST"])
@requires("contract.manage")
def add_partner() -> Any:
    """Make an institution a partner."""
    form = PartnerForm()
    form.offer_all(people.others(db.session))
    if form.validate_on_submit():
        try:
            made = people.add(
                db.session, current_user, clock.now(), form.chosen, form.name.data or "", form.signature()
            )
            code = people.code_of(db.session, made.institution_id)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("indicators.manage_partner", code=code)
    return _partner_page(form, None)


@blueprint.get(AT + "/<code>")
@requires("contract.manage")
def manage_partner(code: str) -> str:
    """One partner: its signature, its promises, and doors to change both."""
    found = people.find(db.session, code)
    return render_template(
        "indicators/manage_partner.html",
        partner=found,
        promises=people.commitments_of(db.session, found),
        words=words,
        most=people.MOST,
        fictitious=found.is_fictitious,
    )


@blueprint.route(AT + "/<code>/modifier", methods=["GET", "POST"])
@requires("contract.manage")
def edit_partner(code: str) -> Any:
    """Change the day of the signature, or where it is written."""
    found = people.find(db.session, code)
    form = PartnerForm(data=PartnerForm.typed(found))
    form.only_signature()
    if form.validate_on_submit():
        try:
            people.change(db.session, clock.now(), code, form.signature())
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("indicators.manage_partner", code=code)
        found = people.find(db.session, code)
    return _partner_page(form, found)


def _partner_page(form: PartnerForm, found: Partner | None) -> Any:
    page = render_template("indicators/edit_partner.html", form=form, partner=found)
    return page, 422 if form.errors else 200


@blueprint.route(AT + "/<code>/engagements/nouveau", methods=["GET", "POST"])
@requires("contract.manage")
def add_commitment(code: str) -> Any:
    """Write a promise of a partner."""
    found = people.find(db.session, code)
    form = CommitmentForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            people.promise(db.session, current_user, clock.now(), code, form.promise())
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("indicators.manage_partner", code=code)
        found = people.find(db.session, code)
    return _commitment_page(form, found, None)


@blueprint.route("/travail/engagements/<int:commitment_id>/modifier", methods=["GET", "POST"])
@requires("contract.manage")
def edit_commitment(commitment_id: int) -> Any:
    """Change what is said of a promise."""
    found = people.commitment(db.session, commitment_id)
    form = CommitmentForm(data=CommitmentForm.typed(found))
    _offer(form)
    if form.validate_on_submit():
        code = found.partner.institution.code
        try:
            people.reword(db.session, clock.now(), commitment_id, form.promise())
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
        else:
            db.session.commit()
            return see_other("indicators.manage_partner", code=code)
        found = people.commitment(db.session, commitment_id)
    return _commitment_page(form, found.partner, found)


def _offer(form: CommitmentForm) -> None:
    places = db.session.scalars(sa.select(Neighbourhood).order_by(Neighbourhood.name_key)).all()
    form.offer_all(bodies.orientations(db.session), places)


def _commitment_page(form: CommitmentForm, partner: Partner, found: Commitment | None) -> Any:
    page = render_template("indicators/edit_commitment.html", form=form, partner=partner, commitment=found)
    return page, 422 if form.errors else 200
