"""Invitations and forgotten passwords. Opening a link uses nothing up: mail scanners open links too."""

from typing import Any

from flask import Response, make_response, render_template, request

from participation.accounts import attempts, mails, services, sessions
from participation.accounts.forms import ForgottenForm, NewPasswordForm, put_error
from participation.accounts.models import LinkPurpose
from participation.accounts.views.base import blueprint, enter, log, refused, too_many
from participation.accounts.views.login import lead_in
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import public

TOKEN = "<string(length=43):token>"  # noqa: S105 - a part of an address


@blueprint.route(f"/invitation/{TOKEN}", methods=["GET", "POST"])
@public
def invitation(token: str) -> Any:
    """Let an invited person choose a password."""
    return _choose(token, LinkPurpose.INVITATION)


@blueprint.route(f"/mot-de-passe/{TOKEN}", methods=["GET", "POST"])
@public
def reset(token: str) -> Any:
    """Let somebody who forgot choose another password."""
    return _choose(token, LinkPurpose.RESET)


def _choose(token: str, purpose: LinkPurpose) -> Response:
    response = make_response(_choose_password(token, purpose))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _choose_password(token: str, purpose: LinkPurpose) -> Any:
    now = clock.now()
    account = services.link_owner(db.session, token, purpose, now)
    if account is None:
        return render_template("accounts/link_spent.html", purpose=purpose.value), 410
    # Only now: a form begins a session, and a dead link should set no cookie.
    form, template = NewPasswordForm(), "accounts/choose_password.html"
    context = {"name": account.name, "email": account.email, "purpose": purpose.value}
    if not form.validate_on_submit():
        return (
            refused(template, form, **context)
            if request.method == "POST"
            else render_template(template, form=form, **context)
        )
    try:
        services.use_link(db.session, token, purpose, now, sessions.passwords(), form.password.data or "")
    except RefusedError as refusal:
        put_error(form.password, refusal.code)
        return refused(template, form, **context)
    enter(account)
    log.info("password chosen by link account=%d", account.id)
    return lead_in(account, None)


@blueprint.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@public
def forgotten() -> Any:
    """Send a link, and say the same whether or not the address has an account."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        if request.method == "POST":
            return refused("accounts/forgotten.html", form)
        return render_template("accounts/forgotten.html", form=form)
    name, now = services.normal_email(form.email.data or ""), clock.now()
    minutes = attempts.minutes_to_wait("reset", attempts.key_of(name))
    if minutes:
        return too_many("accounts/forgotten.html", form, minutes)
    account = services.find(db.session, name)
    mails.ask_reset(db.session, now, account)
    db.session.commit()
    log.info("reset asked")
    return render_template("accounts/forgotten_sent.html")
