"""What every form shares: clean text, bait for robots, the check of where a post comes from.

A form shows its errors itself: each message says how to mend the answer and stands beside its field.
"""

import time
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask_wtf import CSRFProtect, FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField
from wtforms.validators import StopValidation

csrf = CSRFProtect()
FASTEST_SECONDS = 3
SLOWEST_SECONDS = 7 * 24 * 3600
MOST_MARKS = 30
"""Combining marks on one letter. No language comes near it, and ordering many takes the square of their number.

Source: Unicode Standard Annex 15, stream-safe text format.
"""


def clean(text: str | None) -> str:
    """Return text in NFC, on one line, without control or invisible characters, with single spaces.

    It is the *text* of the draw protocol, so that what people typed can be sealed without a second cleaning.
    """
    folded = unicodedata.normalize("NFC", _with_few_marks(text or ""))
    spaced = "".join(" " if c.isspace() else c for c in folded)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _with_few_marks(text: str) -> str:
    """Return text without the combining marks beyond what a letter can carry."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


class TextField(StringField):
    """A line of text, cleaned as it comes in."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean(valuelist[0])


class Form(FlaskForm):
    """The base of every form of the site."""

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


def _refuse_other_sites() -> None:
    """Refuse an unsafe request that a browser says another site started; it also covers posts without a session."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        abort(400)
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(400)
