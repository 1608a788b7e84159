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
from participation.representation.models import Referral, ReferralStepKind
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
    kind, form = referrals.awaited(found), _asked(found)
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
    return _page(found, form)


def _asked(found: Referral) -> ReferralStepForm:
    kind = referrals.awaited(found)
    form = ReferralStepForm(data={"kind": kind.value if kind else ""})
    if kind is not None:
        form.ask(kind)
    return form


def _page(found: Referral, form: ReferralStepForm) -> Any:
    kind = referrals.awaited(found)
    page = render_template(
        "representation/staff_referral.html",
        form=form,
        step=referral_words.STEPS[kind] if kind else "",
        who=referral_words.ACTORS[kind] if kind else "",
        is_sent=referrals.is_public(found),
        may_close=referrals.may_close(found) and kind is not ReferralStepKind.CLOSED,
        council_id=found.council_id,
        fictitious=found.is_fictitious,
        **shown(found),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/travail/saisines/<int:council_id>/<int:referral_id>/clore", methods=["GET", "POST"])
@requires("referrals.write")
def close_referral(council_id: int, referral_id: int) -> Any:
    """Close a referral at any step once it is sent: the law sets the prefect no delay."""
    found = referrals.find(db.session, current_user, council_id, referral_id)
    if not referrals.is_public(found):
        raise MissingError
    if not referrals.may_close(found):
        return see_other("representation.staff_referral", council_id=council_id, referral_id=referral_id)
    form = ReferralStepForm(data={"kind": ReferralStepKind.CLOSED.value})
    form.ask_closing()
    if form.validate_on_submit():
        new = form.new(ReferralStepKind.CLOSED)
        try:
            referrals.note(db.session, current_user, clock.now(), council_id, referral_id, new)
        except RefusedError as refusal:
            db.session.rollback()
            put_refusal(form, refusal)
            found = referrals.find(db.session, current_user, council_id, referral_id)
        else:
            db.session.commit()
            return see_other("representation.staff_referral", council_id=council_id, referral_id=referral_id)
    page = render_template(
        "representation/close_referral.html",
        form=form,
        referral=found,
        turn=referral_words.turn(found, clock.today()),
        council_id=council_id,
        fictitious=found.is_fictitious,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/travail/saisines/<int:council_id>/<int:referral_id>/supprimer")
@requires("referrals.write")
def discard_referral(council_id: int, referral_id: int) -> Any:
    """Throw away a referral that was never sent."""
    try:
        referrals.discard(db.session, current_user, council_id, referral_id)
    except RefusedError as refusal:
        db.session.rollback()
        found = referrals.find(db.session, current_user, council_id, referral_id)
        form = _asked(found)
        put_refusal(form, refusal)
        return _page(found, form)
    db.session.commit()
    return see_other("representation.staff_referrals", council_id=council_id)
