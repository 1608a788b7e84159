"""What every form shares: clean text, bait for robots, the check of where a post comes from.

A form shows its errors itself: each message says how to mend the answer and stands beside its field.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, has_request_context, request
from flask_wtf import CSRFProtect, FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField
from wtforms.validators import StopValidation

from participation.kernel import refused_forms
from participation.kernel.text import clean as clean

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])
FASTEST_SECONDS = 3
SLOWEST_SECONDS = 7 * 24 * 3600


class TextField(StringField):
    """A line of text, cleaned as it comes in."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean(valuelist[0])


class Form(FlaskForm):
    """The base of every form of the site. Shown again after a refusal, it holds what was typed and what is wrong."""

    class Meta(FlaskForm.Meta):
        """How a form finds what was typed."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return the post's fields, or on a page what an earlier post brought."""
            if has_request_context() and request.method == "GET":
                kept = refused_forms.kept_for(form)
                if kept is not None:
                    return kept.fields
            return super().wrap_formdata(form, formdata)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_shown_again = False
        if not has_request_context():
            return
        kept = refused_forms.kept_for(self)
        if kept is not None:
            self.is_shown_again = True
            refused_forms.put_errors(self, kept)
        elif request.method == "POST":
            g.setdefault("forms_made", []).append(self)

    def error_count(self) -> int:
        """Return how many fields ask to be mended."""
        return len(self.errors)


class BaitMixin:
    """A field no person sees, and a signed time: robots fill the one and are faster than the other.

    Both fail silently for the form's owner to handle: `looks_automatic` after validation.
    """

    website = StringField("Website")
    started = HiddenField()

    def start_clock(self) -> None:
        """Sign the present second into the form about to be shown."""
        self.started.data = _signer().dumps(int(time.time()))

    def looks_automatic(self) -> bool:
        """Tell whether the answers came from a robot."""
        if self.website.data:
            return True
        try:
            elapsed = time.time() - int(_signer().loads(self.started.data or ""))
        except (BadSignature, ValueError):
            return True
        return not FASTEST_SECONDS <= elapsed <= SLOWEST_SECONDS


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="form-clock")


class NeededText:
    """Ask for a text, in the sentence the field gives."""

    def __init__(self, sentence: str, longest: int = 200, too_long: str | None = None) -> None:
        self.sentence = sentence
        self.longest = longest
        self.too_long = too_long or sentence

    def __call__(self, form: Any, field: Any) -> None:
        if not (field.data or "").strip():
            raise StopValidation(str(self.sentence))
        if len(field.data) > self.longest:
            raise StopValidation(str(self.too_long))


def init_app(app: Flask) -> None:
    """Refuse posts that come from another site, with or without a session."""
    # Long texts outlive an hour; the session's own limits end the token.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)
    app.before_request(_refuse_other_sites)


def is_from_here() -> bool:
    """Tell whether the browser itself says that a page of this site sent the request; silence is no."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    said = [site == "same-origin"] if site is not None else []
    said += [urlsplit(origin).netloc == request.host] if origin is not None else []
    return bool(said) and all(said)


def _refuse_other_sites() -> None:
    """Refuse an unsafe request that a browser says another site started; it also covers posts without a session."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        abort(400)
    if origin is not None and urlsplit(origin).netloc != request.host and not _is_unnamed(site, origin):
        abort(400)


def _is_unnamed(site: str | None, origin: str) -> bool:
    """Tell whether a post comes from a page of ours that sends no referrer: browsers then call its origin null.

    Browsers of before 2023 do not say where it was either. Then what the address holds must stand for itself.
    """
    if origin != "null":
        return False
    view = current_app.view_functions.get(request.endpoint or "")
    return site == "same-origin" or (site is None and getattr(view, "address_is_secret", False))


def address_is_secret(view: View) -> View:
    """Mark a view whose address alone gives the right to post to it, and asks for no token."""
    view.address_is_secret = True  # type: ignore[attr-defined]
    return csrf.exempt(view)  # type: ignore[no-any-return]
