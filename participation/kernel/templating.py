"""What every template may use beyond words: contact, demonstration mark, permissions, code and fingerprint filters."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request
from flask_login import current_user
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape

from participation.config import Settings
from participation.kernel.i18n import is_french
from participation.kernel.permissions import can
from participation.kernel.text import unbroken

LONGEST_REMEMBERED = 64


class OneGlobals(Template):
    """A template of an environment where none has globals of its own.

    So an imported one never has to be made again for the page that imports it, and the look for a
    difference, made at each import, is left out.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def grouped(code: str) -> str:
    """Return a code in groups of four: `K7M4-P2XR-9TQ3-H5WN`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def in_french() -> Markup:
    """Return the attribute of what people typed, in French, on a page of another language."""
    return Markup("" if is_french() else ' lang="fr"')  # noqa: S704 - one of two constants


def shown(text: str) -> str:
    """Return French text with its no-break spaces; what is marked up stays so."""
    return type(text)(unbroken(str(text)))


def typed(text: str) -> Markup:
    """Return what people typed, marked as French on a page of another language."""
    attribute, whole = in_french(), shown(text)
    return Markup("<span{}>{}</span>").format(attribute, whole) if attribute else escape(whole)


def fingerprint(digest: str) -> list[str]:
    """Return a digest as sixteen groups of four digits, the way it is read aloud and compared."""
    return [digest[start : start + 4] for start in range(0, len(digest), 4)]


def address_maker(app: Flask) -> Callable[..., str]:
    """Return the templates' `url_for`, which remembers the addresses it has built.

    An address depends on nothing but the endpoint, its values and the language's prefix, and a page holds
    dozens. What may depend on the request's host is built each time, and so are long values, which readers
    could make as many of as they like.
    """

    @lru_cache(maxsize=8192)
    def remembered(_prefix: str, endpoint: str, values: tuple[tuple[str, str | int], ...]) -> str:
        return app.url_for(endpoint, **dict(values))  # type: ignore[arg-type]

    def is_short(name: str, value: object) -> bool:
        is_own = not name.startswith("_") or name == "_anchor"
        return is_own and (type(value) is int or (type(value) is str and len(value) <= LONGEST_REMEMBERED))

    def address(endpoint: str, **values: Any) -> str:
        if not has_request_context() or endpoint[0] == ".":
            return app.url_for(endpoint, **values)
        if values and not all(is_short(*item) for item in values.items()):
            return app.url_for(endpoint, **values)
        return remembered(request.script_root, endpoint, tuple(values.items()))

    return address


def init_app(app: Flask, settings: Settings) -> None:
    """Give templates their globals. `current_user` is lazy: a page that never names it never opens the session."""
    app.jinja_env.template_class = OneGlobals
    app.jinja_env.globals.update(
        contact=settings.contact, is_demonstration=settings.is_demonstration, current_user=current_user, can=can,
        url_for=address_maker(app), in_french=in_french,
    )
    app.jinja_env.filters.update(grouped=grouped, fingerprint=fingerprint, typed=typed, unbroken=shown)
