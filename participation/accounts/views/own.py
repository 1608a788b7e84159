"""One's own account: password, phone, open log-ins."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.accounts import attempts, interrupted, second_factor, services, sessions
from participation.accounts.forms import (
    ROLES,
    ChangePasswordForm,
    CodeForm,
    PresentPasswordForm,
    put_error,
)
from participation.accounts.models import Account
from participation.accounts.views.base import blueprint, log, me, refused, too_many
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other, see_path


@blueprint.get("/mon-compte")
@requires("account.keep_own")
def own() -> str:
    """Show one's account and where it is open."""
    account = me()
    return render_template(
        "accounts/own.html",
        account=account,
        role=ROLES[account.role],
        devices=services.devices(db.session, account, sessions.current_token()),
    )


@blueprint.route("/mon-compte/mot-de-passe", methods=["GET", "POST"])
@requires("account.keep_own")
def own_password() -> Any:
    """Change one's password."""
    form, template = ChangePasswordForm(), "accounts/own_password.html"
    if not form.validate_on_submit():
        return _again(template, form)
    account, minutes = _guarded()
    if minutes:
        return too_many(template, form, minutes)
    new, token = form.password.data or "", sessions.current_token()
    try:
        services.change_password(
            db.session, account, sessions.passwords(), form.current.data or "", new, token
        )
    except RefusedError as refusal:
        put_error(form.current if refusal.code == "password_wrong" else form.password, refusal.code)
        return refused(template, form)
    db.session.commit()
    attempts.forget("password", f"account:{current_user.id}")
    log.info("password changed account=%d", account.id)
    return see_other("accounts.own")


@blueprint.route("/mon-compte/telephone", methods=["GET", "POST"])
@requires("account.keep_own")
def own_phone() -> Any:
    """Ask for the password before another phone may be enrolled."""
    form, template = PresentPasswordForm(), "accounts/own_phone.html"
    if not form.validate_on_submit():
        return _again(template, form)
    account, minutes = _guarded()
    if minutes:
        return too_many(template, form, minutes)
    try:
        services.change_second_factor(
            db.session, account, sessions.passwords(), form.current.data or "", clock.now()
        )
    except RefusedError as refusal:
        put_error(form.current, refusal.code)
        return refused(template, form)
    db.session.commit()
    attempts.forget("password", f"account:{current_user.id}")
    return see_other("accounts.own_phone_code")


@blueprint.route("/mon-compte/telephone/code", methods=["GET", "POST"])
@requires("account.keep_own")
def own_phone_code() -> Any:
    """Show what the new phone photographs, and take its first code."""
    form, template = CodeForm(), "accounts/own_phone_code.html"
    is_right_form = form.validate_on_submit()
    account, minutes = _guarded("code") if is_right_form else (me(), 0)
    secret = second_factor.candidate(account, clock.now())
    if secret is None:
        return see_other("accounts.own_phone")
    context: dict[str, object] = {
        "picture": second_factor.picture(account, secret, gettext("Square code to photograph with the application")),
        "secret": second_factor.grouped_secret(secret),
    }
    if minutes:
        return too_many(template, form, minutes, **context)
    if not is_right_form:
        return _again(template, form, **context)
    if not second_factor.confirm(db.session, account, form.code.data or "", clock.now()):
        form.code.errors = [
            gettext("This code is not the one of this moment. Type the one your phone shows now.")
        ]
        return refused(template, form, **context)
    services.end_sessions(db.session, account, keep=sessions.current_token())
    db.session.commit()
    log.info("phone changed account=%d", account.id)
    return see_other("accounts.own")


@blueprint.post("/mon-compte/fermer-les-autres")
@requires("account.keep_own")
def end_others() -> Response:
    """End every log-in but this one."""
    services.end_sessions(db.session, me(), keep=sessions.current_token())
    db.session.commit()
    return see_other("accounts.own")


@blueprint.post("/mon-compte/saisie/effacer")
@requires("account.keep_own")
def forget_form() -> Response:
    """Drop what was typed before the log-in."""
    page = interrupted.forget(me())
    db.session.commit()
    return see_path(page)


def _again(template: str, form: Form, **context: object) -> Any:
    page = render_template(template, form=form, **context)
    return page if request.method == "GET" else (page, 422)


def _guarded(act: str = "password") -> tuple[Account, int]:
    """Count a try to guess, before the request's own session is used; return the account and the wait."""
    minutes = attempts.minutes_to_wait(act, f"account:{current_user.id}")
    return me(), minutes
