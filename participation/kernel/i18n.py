"""Languages as a path prefix: French has none, English is `/en`. Never a cookie, never a guess from headers.

The prefix moves from PATH_INFO to SCRIPT_NAME before routing, so each rule is written once and every `url_for` keeps
the reader's language by itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, g, request
from flask_babel import (
    Babel,
    force_locale,
    format_date,
    format_datetime,
    format_decimal,
    get_locale,
    get_translations,
    gettext,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

from participation.config import RESOURCES

LOCALES = {"fr": "Français", "en": "English"}
DEFAULT = "fr"
NBSP = "\u00a0"

babel = Babel()


@dataclass(frozen=True)
class LocaleLink:
    """The same page in a language the site is offered in."""

    code: str
    name: str
    url: str
    current: bool


class LocalePrefix:
    """WSGI middleware: `/en/tirages` is `/tirages` in English."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        first, _, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        if first in LOCALES and first != DEFAULT:
            environ["participation.locale"] = first
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + first
            environ["PATH_INFO"] = "/" + rest
        return self.app(environ, start_response)


def current_locale() -> str:
    """Return the language of the request's path; French outside a request."""
    return str(request.environ.get("participation.locale", DEFAULT)) if request else DEFAULT


def locale_links() -> list[LocaleLink]:
    """Return the links to this page in every language, each under its own name."""
    here = current_locale()
    base = request.script_root.removesuffix("/" + here) if here != DEFAULT else request.script_root
    query = "?" + request.query_string.decode("ascii", "replace") if request.query_string else ""
    page = quote(request.path) + query
    return [
        LocaleLink(code, name, base + ("" if code == DEFAULT else "/" + code) + page, code == here)
        for code, name in LOCALES.items()
    ]


def format_day(value: date) -> str:
    """Return « jeudi 11 février 2027 »."""
    return _first_of_month(format_date(value, "EEEE d MMMM y"), value)


def format_short_day(value: date) -> str:
    """Return « 11 février 2027 »."""
    return _first_of_month(format_date(value, "d MMMM y"), value)


def format_instant(value: datetime) -> str:
    """Return « jeudi 11 février 2027 à 18 h 30 » in the residents' time zone."""
    day = _first_of_month(format_datetime(value, "EEEE d MMMM y"), value)
    if _is_french():
        return f"{day} à {format_datetime(value, 'H')}{NBSP}h{NBSP}{format_datetime(value, 'mm')}"
    return f"{day} at {format_datetime(value, 'HH:mm')}"


def format_number(value: float) -> str:
    """Return a number with the language's separators."""
    return str(format_decimal(value))


def _is_french() -> bool:
    return bool(get_locale().language == "fr")


def _first_of_month(text: str, value: date) -> str:
    """Write the first day of a month « 1er », as French does."""
    return text.replace("1 ", "1er ", 1) if _is_french() and value.day == 1 else text


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Write in a language whatever the request's is: for mail."""
    kept = g.pop("catalogue", None)
    try:
        with force_locale(locale):
            yield
    finally:
        g.pop("catalogue", None)
        if kept is not None:
            g.catalogue = kept


def _catalogue() -> Any:
    """Return the catalogue of the language in use, looked for once a request and not once a sentence."""
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def _translate(message: str) -> str:
    return str(_catalogue().ugettext(message))


def _translate_plural(singular: str, plural: str, count: int) -> str:
    return str(_catalogue().ungettext(singular, plural, count))


def init_app(app: Flask, time_zone: str) -> None:
    """Set up languages, filters and the globals that every template may use."""
    app.wsgi_app = LocalePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(RESOURCES / "translations")
    app.config["BABEL_DEFAULT_TIMEZONE"] = time_zone
    babel.init_app(app, default_locale=DEFAULT, locale_selector=current_locale)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _translate, _translate_plural, newstyle=True
    )
    # Without this policy, multi-line translations extracted as trimmed would silently never match.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters.update(
        day=format_day, short_day=format_short_day, instant=format_instant, number=format_number
    )
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    locale = current_locale()
    return {
        "locale": locale,
        "text_direction": get_locale().text_direction,
        "locale_links": locale_links() if request else [],
        "site_name": gettext("Citizen councils of Caen la mer"),
    }
