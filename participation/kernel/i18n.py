"""Languages as a path prefix: French has none, English is `/en`. Never a cookie, never a guess from headers.

The prefix moves from PATH_INFO to SCRIPT_NAME before routing, so each rule is written once and each `url_for`
keeps the reader's language by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from babel.core import Locale
from babel.dates import format_date
from babel.dates import format_datetime as write_instant
from babel.numbers import format_decimal
from flask import Flask, current_app, g, has_app_context, request
from flask_babel import Babel, force_locale, get_locale, get_timezone, get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

from participation.config import RESOURCES

LOCALES = {"fr": "Français", "en": "English"}
DEFAULT = "fr"
NBSP = "\u00a0"

babel = Babel()


class LocaleLink(NamedTuple):
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


def is_french() -> bool:
    """Tell whether the language in use is that of what people type."""
    return _language().locale.language == DEFAULT


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


@dataclass(frozen=True, eq=False)
class Language:
    """What writing takes, looked for once in a process and not once a sentence."""

    locale: Locale
    catalogue: Any
    zone: tzinfo


def gettext(message: str, **values: object) -> str:
    """Return a message in the language in use; as it is outside the application."""
    text = str(_language().catalogue.gettext(message)) if has_app_context() else message
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Return the form of a message that a count asks for; the count is its `num`."""
    if has_app_context():
        text = str(_language().catalogue.ngettext(singular, plural, num))
    else:
        text = singular if num == 1 else plural
    return text % ({"num": num} | values)


def lazy_gettext(message: str, **values: object) -> LazyString:
    """Return a message that takes its language when it is shown."""
    return LazyString(gettext, message, **values)


class Counted:
    """A message whose form follows one of the facts that fill it: `Counted(…) % facts`, like a plain message."""

    def __init__(self, singular: str, plural: str, by: str) -> None:
        self.singular, self.plural, self.by = singular, plural, by

    def __mod__(self, facts: Mapping[str, Any]) -> str:
        return ngettext(self.singular, self.plural, facts[self.by], **facts)


def lazy_ngettext(singular: str, plural: str, by: str) -> Counted:
    """Return a message that takes its language and its form when it is filled; `by` names the fact that counts."""
    return Counted(singular, plural, by)


def format_day(value: date) -> str:
    """Return « jeudi 11 février 2027 »."""
    return _day(value, "EEEE d MMMM y")


def format_short_day(value: date) -> str:
    """Return « 11 février 2027 »."""
    return _day(value, "d MMMM y")


def format_instant(value: datetime) -> str:
    """Return « jeudi 11 février 2027 à 18 h 30 » in the residents' time zone."""
    return _instant_in(value, _language())


def format_number(value: float, decimals: int | None = None) -> str:
    """Return a number with the language's separators; with as many digits after the comma as are asked for."""
    return _number_in(value, _language(), decimals)


def _day(value: date, pattern: str) -> str:
    language = _language()
    if isinstance(value, datetime):
        value = value.astimezone(language.zone).date()
    return _day_in(value, pattern, language)


# A page shows the same few days again and again, and writing one by a pattern takes longer than a query.
@lru_cache(maxsize=4096)
def _day_in(value: date, pattern: str, language: Language) -> str:
    text = format_date(value, pattern, language.locale)
    # French writes the first day of a month « 1er ».
    return text.replace("1 ", "1er ", 1) if language.locale.language == "fr" and value.day == 1 else text


@lru_cache(maxsize=4096)
def _instant_in(value: datetime, language: Language) -> str:
    locale, zone = language.locale, language.zone
    day = _day_in(value.astimezone(zone).date(), "EEEE d MMMM y", language)
    if locale.language == "fr":
        return f"{day} à{NBSP}" + write_instant(value, f"H'{NBSP}h{NBSP}'mm", zone, locale)
    return f"{day} at " + write_instant(value, "HH:mm", zone, locale)


@lru_cache(maxsize=4096)
def _number_in(value: float, language: Language, decimals: int | None) -> str:
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=language.locale))


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Write in a language whatever the request's is: for mail."""
    before = _language()
    g.language = _language_of(locale)
    try:
        with force_locale(locale):
            yield
    finally:
        g.language = before


def _language() -> Language:
    # Each look through the proxy costs as much as a translation, and a page has two hundred.
    here = g._get_current_object()
    found: Language | None = here.get("language")
    if found is None:
        found = here.language = _language_of(current_locale())
    return found


def _language_of(code: str) -> Language:
    known: dict[str, Language] = current_app.extensions["languages"]
    if code not in known:
        with force_locale(code):
            known[code] = Language(get_locale(), get_translations(), get_timezone())
    return known[code]


def _spoken() -> tuple[str, Callable[[str], str]]:
    """Return the language that a template is wanted in: its code and its catalogue."""
    language = _language()
    return language.locale.language, language.catalogue.gettext


@pass_eval_context
def _translate(context: EvalContext, message: str, **values: object) -> str:
    """Return a template's message; in a page, what it is filled with is escaped."""
    catalogue = _language().catalogue
    if context.autoescape:
        return _in_page(catalogue.gettext(message), values) if values else _plain_in_page(catalogue, message)
    return str(catalogue.gettext(message) % values)


@pass_eval_context
def _translate_plural(context: EvalContext, singular: str, plural: str, num: int, **values: object) -> str:
    text, values = _language().catalogue.ngettext(singular, plural, num), {"num": num} | values
    return _in_page(text, values) if context.autoescape else str(text % values)


def _in_page(text: str, values: dict[str, object]) -> Markup:
    """Return a message filled, as markup: a number stays one for its format, all else is escaped."""
    safe = {key: value if isinstance(value, int | float) else escape(value) for key, value in values.items()}
    return Markup(text % safe)  # noqa: S704 - our own words around escaped ones


@lru_cache(maxsize=4096)
def _plain_in_page(catalogue: Any, message: str) -> Markup:
    return _in_page(catalogue.gettext(message), {})


def init_app(app: Flask, time_zone: str) -> None:
    """Set up languages, filters and the globals that every template may use."""
    app.wsgi_app = LocalePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["languages"] = {}
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(RESOURCES / "translations")
    app.config["BABEL_DEFAULT_TIMEZONE"] = time_zone
    babel.init_app(app, default_locale=DEFAULT, locale_selector=current_locale)
    app.jinja_env.globals.update(gettext=_translate, ngettext=_translate_plural)
    app.jinja_env.speaks = _spoken  # type: ignore[attr-defined]
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
        "text_direction": _language().locale.text_direction,
        "locale_links": locale_links() if request else [],
        "site_name": gettext("Citizen councils of Caen la mer"),
    }
