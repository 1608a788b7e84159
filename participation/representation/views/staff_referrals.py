"""Referrals to the prefect, as a council's team writes them and follows their steps."""

from typing import Any

from flask import render_template
from flask_login import current_user

from participation.councils import services as councils
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other
from participation.representation import referral_words
from participation.representation.models import Referral
from participation.representation.referral_forms import ReferralForm, ReferralStepForm, put_refusal
from participation.representation.services import referrals
from participation.representation.views.base import blueprint
from participation.representation.views.referrals import shown


@blueprint.get("/travail/saisines/<int:council_id>")
@requires("referrals.write")
def staff_referrals(council_id: int) -> str:
    """The referrals of a council, those being written too."""
    council = councils.assigned_council(db.session, current_user, council_id)
    found = referrals.of_team(db.session, current_user, council_id)
    return render_template(
        "representation/staff_referrals.html",
        council=council,
        rows=[(each, referral_words.tag(each), referral_words.turn(each, clock.today())) for each in found],
    )


@blueprint.route("/travail/saisines/<int:council_id>/nouvelle", methods=["GET", "POST"])
@requires("referrals.write")
def new_referral(council_id: int) -> Any:
    """Write a referral down; it is sent afterwards."""
    return _write(council_id, None)


@blueprint.route("/travail/saisines/<int:council_id>/<int:referral_id>/modifier", methods=["GET", "POST"])
@requires("referrals.write")
def edit_referral(council_id: int, referral_id: int) -> Any:
    """Change a referral that is not sent."""
    found = referrals.find(db.session, current_user, council_id, referral_id)
    if referrals.is_public(found):
        raise MissingError
    return _write(council_id, found)


def _write(council_id: int, found: Referral | None) -> Any:
    council = councils.assigned_council(db.session, current_user, council_id)
    typed = {"title": found.title, "text": found.text, "meeting": str(found.meeting_id)} if found else {}
    form = ReferralForm(data=typed)
    meetings = referrals.meetings(db.session, council)
    form.offer_meetings(meetings)
    if form.validate_on_submit():
        number = found.id if found else None
        try:
            written = referrals.write(db.session, current_user, clock.now(), council_id, form.new(), number)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            council = councils.assigned_council(db.session, current_user, council_id)
        else:
            db.session.commit()
            return see_other("representation.staff_referral", council_id=council_id, referral_id=written.id)
    page = render_template(
        "representation/write_referral.html",
        council=council,
        form=form,
        is_new=found is None,
        referral_id=found.id if found else None,
        has_meetings=bool(meetings),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/travail/saisines/<int:council_id>/<int:referral_id>", methods=["GET", "POST"])
@requires("referrals.write")
def staff_referral(council_id: int, referral_id: int) -> Any:
    """The path of a referral, and the form of the step whose turn it is."""
    found = referrals.find(db.session, current_user, council_id, referral_id)
    kind = referrals.awaited(found)
    form = ReferralStepForm(data={"kind": kind.value if kind else ""})
    if kind is not None:
        form.ask(kind)
    if kind is not None and form.validate_on_submit():
        try:
            referrals.note(db.session, current_user, clock.now(), council_id, referral_id, form.new(kind))
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = referrals.find(db.session, current_user, council_id, referral_id)
        else:
            db.session.commit()
            return see_other("representation.staff_referral", council_id=council_id, referral_id=referral_id)
    page = render_template(
        "representation/staff_referral.html",
        form=form,
        step=referral_words.STEPS[kind] if kind else "",
        who=referral_words.ACTORS[kind] if kind else "",
        is_sent=referrals.is_public(found),
        council_id=council_id,
        fictitious=found.is_fictitious,
        **shown(found),
    )
    return page, 422 if form.errors else 200
