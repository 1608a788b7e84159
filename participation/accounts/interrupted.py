"""A staff form posted after its session ended: the way through the log-in and back, with what was typed."""

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from participation.accounts import attempts, kept_forms, sessions
from participation.accounts.models import Account
from participation.accounts.redirects import local_target
from participation.accounts.sessions import KEPT
from participation.kernel import clock, refused_forms
from participation.kernel.db import db
from participation.kernel.forms import is_from_here
from participation.kernel.redirects import see_other, see_path

TYPED = "saisie"
"""Why the log-in is shown, in its address."""
LONGEST_PAGE = 500
log = logging.getLogger("participation.security")


def init_app(app: Flask) -> None:
    """Answer posts without a live session, and fill the form again once its account is back."""
    app.extensions["interrupted_post"] = answer
    app.before_request(_fill_again)
    app.after_request(_forget_once_sent)
    app.jinja_env.globals["kept_form_at"] = lambda: g.get("kept_form_at") if g.get("shows_kept") else None


def answer(is_token_wrong: bool) -> Response | None:
    """Lead a staff post through the log-in to its form's page; None where nothing better than a refusal can be said.

    `is_token_wrong`: the post did not carry the token of this browser's session.
    """
    view: Any = current_app.view_functions.get(request.endpoint or "")
    page = _referring_page() or refused_forms.page_of(request.path)
    if getattr(view, "permission", None) is None or page is None:
        return None
    is_kept = _keep(page)
    if current_user.is_authenticated:
        return see_path(request.script_root + page) if is_kept else None
    if is_token_wrong and not is_kept:
        return None
    wanted = request.script_root + page
    return see_other("accounts.login", next=wanted, motif=TYPED if is_kept else None)


def _referring_page() -> str | None:
    """Return the page that the browser says the form stands on, with its query, if staff can open it."""
    said = urlsplit(request.headers.get("Referer", ""))
    path = said.path.removeprefix(request.script_root)
    adapter = current_app.create_url_adapter(request)
    if adapter is None or said.netloc != request.host or not adapter.test(path, "GET"):
        return None
    view: Any = current_app.view_functions[adapter.match(path, "GET")[0]]
    whole = f"{path}?{said.query}" if said.query else path
    return whole if getattr(view, "permission", None) is not None and local_target(whole) else None


def _keep(page: str) -> bool:
    """Keep what was typed, if the browser itself says that a page of this site sent it."""
    if not is_from_here() or len(page) > LONGEST_PAGE:
        return False
    fields = {name: request.form.getlist(name) for name in request.form}
    key = secrets.token_urlsafe(16)
    with db.writing(current_app) as writing:
        account = _owner(writing)
        if account is None or not kept_forms.keep(writing, clock.now(), account, key, page, fields):
            return False
        log.info("form kept account=%d", account.id)
    session[KEPT] = {"page": page, "key": key}
    g.is_form_kept = True
    return True


def _owner(writing: Session) -> Account | None:
    if current_user.is_authenticated:
        return writing.get(Account, current_user.id)
    return kept_forms.owner(writing, sessions.current_token(), attempts.device_account_id())


def waiting_page(account: Account) -> str | None:
    """Return the page whose form waits for this account in this browser; else let go of the key."""
    kept = session.get(KEPT)
    if kept is None:
        return None
    typed = kept_forms.find(db.session, clock.now(), account.id, kept["key"])
    if typed is None:
        del session[KEPT]
        return None
    return request.script_root + typed.page


def forget(account: Account) -> str:
    """Drop what was typed; return the page of its form."""
    kept = session.pop(KEPT, None)
    kept_forms.forget(db.session, account.id)
    return request.script_root + kept["page"] if kept else url_for("accounts.own")


def _has_cookie() -> bool:
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def _is_its_page(path: str | None) -> bool:
    kept = session.get(KEPT)
    return kept is not None and kept["page"].partition("?")[0] == path


def _fill_again() -> None:
    if request.method != "GET" or not _has_cookie() or "kept_answers" in g or not _is_its_page(request.path):
        return
    if not current_user.is_authenticated:
        return
    with current_app.extensions["db"]["read"]() as reading:
        typed = kept_forms.find(reading, clock.now(), current_user.id, session[KEPT]["key"])
    if typed is None:
        del session[KEPT]
        return
    pairs = [(name, text) for name, texts in typed.fields.items() for text in texts]
    g.kept_answers, g.kept_form_at = refused_forms.Kept(MultiDict(pairs)), typed.kept_at


def _forget_once_sent(response: Response) -> Response:
    """Let go of the key when the form has been taken: the row goes with the next purge."""
    is_done = request.method == "POST" and response.status_code == 303 and _has_cookie()
    is_refused = "#erreurs" in (response.location or "") or g.get("is_form_kept")
    page = g.get("page_of_form") or refused_forms.page_of(request.path) if is_done else None
    if is_done and not is_refused and current_user.is_authenticated and _is_its_page(page):
        del session[KEPT]
    return response
