"""Errors of the services as a code and parameters; the edge words them. Pages for what goes wrong."""

from http import HTTPStatus
from typing import Any

from flask import Flask, abort, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError


class RefusedError(Exception):
    """A service refuses an act. `code` names the reason, `params` fill its sentence; the views' forms word it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class MissingError(Exception):
    """What was asked for does not exist, or not for this person: both answer 404, so that nobody learns which."""


PAGES = (400, 403, 404, 405, 410, 413, 422, 429, 500, 503)


def init_app(app: Flask) -> None:
    """Give every refusal a page that says what to do next."""

    @app.before_request
    def refuse_nul() -> None:
        # No address of ours holds a NUL, and PostgreSQL fails when asked to look for one.
        if "\0" in request.path:
            abort(HTTPStatus.NOT_FOUND)

    @app.errorhandler(SecurityError)
    def show_foreign_host(_error: SecurityError) -> tuple[str, int]:
        # Under a host name that is not ours no address can be built: a page without a link.
        return render_template("errors/host.html"), 400

    def show(error: HTTPException) -> tuple[str, int, dict[str, str]]:
        status = error.code or 500
        page = status if status in PAGES else (400 if status < 500 else 500)
        headers = {"Retry-After": "900"} if status == HTTPStatus.TOO_MANY_REQUESTS else {}
        return render_template(f"errors/{page}.html"), status, headers

    for status in PAGES:
        app.register_error_handler(status, show)

    @app.errorhandler(CSRFError)
    def show_session_over(error: CSRFError) -> Any:
        # Staff whose session ended while they typed find it again; where that cannot be, they learn where to go on.
        if (answer := app.extensions["interrupted_post"](True)) is not None:
            return answer
        if request.path.startswith("/travail") and not current_user.is_authenticated:
            adapter = app.create_url_adapter(request)
            is_page = adapter is not None and adapter.test(request.path, "GET")
            wanted = request.script_root + request.path if is_page else None
            return render_template("errors/session_over.html", wanted=wanted), 400, {}
        return show(error)

    @app.errorhandler(MissingError)
    def show_missing(_error: MissingError) -> tuple[str, int]:
        return render_template("errors/404.html"), 404
