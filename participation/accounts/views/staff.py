"""Administrators' pages: who has an account."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from participation.accounts import mails, services
from participation.accounts.forms import ROLES, InviteForm, put_error
from participation.accounts.models import LinkPurpose
from participation.accounts.views.base import blueprint, log, me, refused
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.pagination import page_number, paginate
from participation.kernel.permissions import Role, requires
from participation.kernel.redirects import see_other


@blueprint.get("/travail/comptes")
@requires("accounts.manage")
def index() -> str:
    """List the accounts, in pages of fifty."""
    page = paginate(db.session, services.listed(), page_number(request.args.get("page")))
    return render_template(
        "accounts/index.html",
        page=page,
        accounts=[row[0] for row in page.rows],
        roles=ROLES,
        previous_url=url_for("accounts.index", page=page.previous) if page.previous else "",
        next_url=url_for("accounts.index", page=page.next) if page.next else "",
    )


@blueprint.route("/travail/comptes/inviter", methods=["GET", "POST"])
@requires("accounts.manage")
def invite() -> Any:
    """Make an account and send its invitation."""
    form, now = InviteForm(), clock.now()
    if not form.validate_on_submit():
        page = render_template("accounts/invite.html", form=form)
        return page if request.method == "GET" else (page, 422)
    email, name = form.email.data or "", form.name.data or ""
    try:
        account = services.create(db.session, now, email, name, Role(form.role.data))
    except RefusedError as refusal:
        put_error(form.email, refusal.code)
        return refused("accounts/invite.html", form)
    _send_invitation(account.id)
    db.session.commit()
    log.info("account invited account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)


def _send_invitation(account_id: int) -> None:
    account, now = services.get(db.session, account_id), clock.now()
    token = services.make_link(db.session, now, account, LinkPurpose.INVITATION)
    mails.send_link(db.session, now, account, LinkPurpose.INVITATION, token)


@blueprint.get("/travail/comptes/<int:account_id>")
@requires("accounts.manage")
def show(account_id: int) -> str:
    """Show one account and what can be done with it."""
    account = services.get(db.session, account_id)
    is_own = account.id == me().id
    return render_template("accounts/show.html", account=account, role=ROLES[account.role], is_own=is_own)


@blueprint.post("/travail/comptes/<int:account_id>/inviter")
@requires("accounts.manage")
def invite_again(account_id: int) -> Response:
    """Send a new invitation to somebody who has not used the first."""
    account = services.get(db.session, account_id)
    if account.password_hash is None and account.is_active:
        _send_invitation(account.id)
        db.session.commit()
    return see_other("accounts.show", account_id=account.id)


@blueprint.post("/travail/comptes/<int:account_id>/desactiver")
@requires("accounts.manage")
def disable(account_id: int) -> Any:
    """End an account's access at once."""
    account = services.get(db.session, account_id)
    try:
        services.disable(db.session, me(), account, clock.now())
    except RefusedError:
        # The page of one's own account has no such button: whoever posts this anyway is led back to it.
        return see_other("accounts.show", account_id=account.id)
    db.session.commit()
    log.info("account disabled account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)


@blueprint.post("/travail/comptes/<int:account_id>/reactiver")
@requires("accounts.manage")
def enable(account_id: int) -> Response:
    """Give access back."""
    account = services.get(db.session, account_id)
    services.enable(account)
    db.session.commit()
    log.info("account enabled account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)


@blueprint.post("/travail/comptes/<int:account_id>/telephone-perdu")
@requires("accounts.manage")
def forget_phone(account_id: int) -> Response:
    """Let somebody who lost their phone enrol another at the next log-in."""
    account = services.get(db.session, account_id)
    services.forget_second_factor(db.session, account)
    db.session.commit()
    log.info("phone forgotten account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)
