"""The blueprint, and what several pages share."""

import logging

from flask import Blueprint, Response, make_response, render_template
from flask_babel import ngettext
from flask_login import current_user

from participation.accounts import services, sessions
from participation.accounts.models import Account
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.forms import Form

blueprint = Blueprint("accounts", __name__)
log = logging.getLogger("participation.security")
"""Who logged in or failed, by number: nothing typed by a stranger, so that no line can be forged."""


def me() -> Account:
    """Return the account of the request, attached to this request's session."""
    return services.get(db.session, current_user.id)


def refused(template: str, form: Form, **context: object) -> tuple[str, int]:
    """Show a form again with its errors."""
    return render_template(template, form=form, **context), 422


def too_many(template: str, form: Form, minutes: int, **context: object) -> Response:
    """Show a form again with how long to wait."""
    form.form_errors.append(
        ngettext("Too many tries. Wait %(num)d minute.", "Too many tries. Wait %(num)d minutes.", minutes)
    )
    response = make_response(render_template(template, form=form, **context), 429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def enter(account: Account, has_code: bool = False) -> None:
    """Give the account a new session in place of any session that the browser had; commit it."""
    services.close_session(db.session, sessions.current_token())
    token = services.open_session(db.session, clock.now(), account, has_code)
    db.session.commit()
    sessions.start(token)
