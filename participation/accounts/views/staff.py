"""Administrators' pages: who has an account."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from participation.accounts import mails, management, services
from participation.accounts.forms import ROLES, WORDS, AccountForm, InviteForm, put_error
from participation.accounts.models import Account, AccountChange, ChangeKind, LinkPurpose
from participation.accounts.views.base import blueprint, log, me, refused
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.pagination import page_number, paginate
from participation.kernel.permissions import Role, requires
from participation.kernel.redirects import see_other

ACTS = {
    ChangeKind.NAME: _l("name changed."),
    ChangeKind.CLOSED: _l("account closed."),
    ChangeKind.REOPENED: _l("account opened again."),
    ChangeKind.PHONE: _l("phone forgotten, another can be added."),
    ChangeKind.COUNCIL_GIVEN: _l("council given: %(place)s."),
    ChangeKind.COUNCIL_TAKEN: _l("council taken away: %(place)s."),
}
"""What an act reads like after the name of who did it."""


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
    return _page(services.get(db.session, account_id), Form())


def _page(account: Account, form: Form) -> str:
    return render_template(
        "accounts/show.html",
        form=form,
        account=account,
        role=ROLES[account.role],
        is_own=account.id == me().id,
        changes=[(each.at, _sentence(each)) for each in management.changes_of(db.session, account)],
    )


def _sentence(change: AccountChange) -> str:
    """Return one act in words, with who did it."""
    by = change.by.name
    if change.kind is ChangeKind.ROLE:
        before, after = (ROLES[Role(each or "")] for each in (change.before, change.after))
        return str(gettext("%(by)s: role changed from “%(before)s” to “%(after)s”.", by=by, before=before, after=after))
    place = change.after or change.before or ""
    return str(gettext("%(by)s: %(act)s", by=by, act=str(ACTS[change.kind]) % {"place": place}))


@blueprint.route("/travail/comptes/<int:account_id>/modifier", methods=["GET", "POST"])
@requires("accounts.manage")
def edit(account_id: int) -> Any:
    """Change somebody's name and role."""
    account, template = services.get(db.session, account_id), "accounts/edit.html"
    form = AccountForm(obj=account)
    if not form.validate_on_submit():
        page = render_template(template, form=form, account=account)
        return page if request.method == "GET" else (page, 422)
    try:
        management.change(
            db.session, me(), clock.now(), account, form.name.data or "", Role(form.role.data)
        )
    except RefusedError as refusal:
        db.session.rollback()
        put_error(form.role, refusal.code)
        return refused(template, form, account=services.get(db.session, account_id))
    db.session.commit()
    log.info("account changed account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)


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
        management.close(db.session, me(), clock.now(), account)
    except RefusedError as refusal:
        db.session.rollback()
        form = Form()
        form.form_errors.append(str(WORDS[refusal.code]))
        return _page(services.get(db.session, account_id), form), 422
    db.session.commit()
    log.info("account disabled account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)


@blueprint.post("/travail/comptes/<int:account_id>/reactiver")
@requires("accounts.manage")
def enable(account_id: int) -> Response:
    """Give access back."""
    account = services.get(db.session, account_id)
    management.reopen(db.session, me(), clock.now(), account)
    db.session.commit()
    log.info("account enabled account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)


@blueprint.post("/travail/comptes/<int:account_id>/telephone-perdu")
@requires("accounts.manage")
def forget_phone(account_id: int) -> Response:
    """Let somebody who lost their phone enrol another at the next log-in."""
    account = services.get(db.session, account_id)
    management.forget_phone(db.session, me(), clock.now(), account)
    db.session.commit()
    log.info("phone forgotten account=%d by=%d", account.id, me().id)
    return see_other("accounts.show", account_id=account.id)
