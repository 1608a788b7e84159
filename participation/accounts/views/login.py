"""Logging in and out."""

from typing import Any

from flask import render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.accounts import attempts, interrupted, second_factor, services, sessions
from participation.accounts.forms import CodeForm, LoginForm
from participation.accounts.models import Account
from participation.accounts.redirects import local_target
from participation.accounts.views.base import blueprint, enter, log, refused, too_many
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.forms import Form
from participation.kernel.permissions import public
from participation.kernel.redirects import see_other, see_path

NEXT = "next"
LATE = "retard"
"""Why the log-in is shown: the square to photograph was shown too long ago."""


@blueprint.route("/connexion", methods=["GET", "POST"])
@public
def login() -> Any:
    """Ask for the address and the password."""
    form = LoginForm()
    if not form.validate_on_submit():
        if request.method == "POST":
            return refused("accounts/login.html", form)
        return see_other("desk.index") if _is_in() else render_template("accounts/login.html", form=form)
    name = services.normal_email(form.email.data or "")
    key = attempts.device_key(name)
    minutes = attempts.minutes_to_wait("login", key)
    if minutes:
        log.warning("log-in refused: too many tries")
        return too_many("accounts/login.html", form, minutes)
    account = services.authenticate(db.session, sessions.passwords(), name, form.password.data or "")
    if account is None:
        log.warning("log-in failed")
        form.email.errors = [
            gettext("This address and password do not go together. Check both, then try again.")
        ]
        return refused("accounts/login.html", form)
    enter(account)
    attempts.forget("login", key)
    log.info("password accepted account=%d", account.id)
    return lead_in(account, local_target(request.args.get(NEXT)))


def lead_in(account: Account, target: str | None) -> Response:
    """Lead to the code where one is owed, else to the page that was wanted."""
    if account.needs_second_factor:
        session[NEXT] = target
        return see_other("accounts.code")
    return _arrive(account, target)


@blueprint.route("/connexion/code", methods=["GET", "POST"])
@public
def code() -> Any:
    """Ask for the code of the phone; at the first log-in, show what to photograph first."""
    half = sessions.half_signed_in()
    if half is None:
        return see_other("accounts.login")
    if half.totp_secret is None and second_factor.candidate(half, clock.now()) is None:
        # The square was shown too long ago: the password brings a new one.
        return see_other("accounts.login", motif=LATE, next=session.get(NEXT))
    form = CodeForm()
    if not form.validate_on_submit():
        return _show_code(form, half) if request.method == "GET" else (_show_code(form, half), 422)
    key = f"account:{half.id}"
    minutes = attempts.minutes_to_wait("code", key)
    if minutes:
        return too_many("accounts/code.html", form, minutes, **_enrolment(half))
    account = services.get(db.session, half.id)
    token = services.give_code(
        db.session, clock.now(), account, sessions.current_token(), form.code.data or ""
    )
    if token is None:
        log.warning("code refused account=%d", half.id)
        form.code.errors = [
            gettext("This code is not the one of this moment. Type the one your phone shows now.")
        ]
        return _show_code(form, half), 422
    db.session.commit()
    attempts.forget("code", key)
    target = session.get(NEXT)
    sessions.start(token)
    return _arrive(account, local_target(target))


def _show_code(form: Form, account: Account) -> str:
    return render_template("accounts/code.html", form=form, **_enrolment(account))


def _enrolment(account: Account) -> dict[str, object]:
    secret = second_factor.candidate(account, clock.now())
    if account.totp_secret is not None or secret is None:
        return {"picture": None, "secret": None}
    return {
        "picture": second_factor.picture(
            account, secret, gettext("Square code to photograph with the application")
        ),
        "secret": second_factor.grouped_secret(secret),
    }


def _arrive(account: Account, target: str | None) -> Response:
    log.info("logged in account=%d", account.id)
    waiting = interrupted.waiting_page(account)
    response = see_path(target or waiting or url_for("desk.index"))
    attempts.remember_device(response, account.email, account.id)
    return response


def _is_in() -> bool:
    return bool(current_user.is_authenticated)


@blueprint.post("/deconnexion")
@public
def logout() -> Response:
    """End this session."""
    services.close_session(db.session, sessions.current_token())
    db.session.commit()
    session.clear()
    return see_other("accounts.login")
