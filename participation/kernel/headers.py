"""Response headers, compression and versioned static files: the same for every response, errors included."""

import gzip
import hashlib
import re
from functools import lru_cache

from flask import Flask, Response, current_app, request, session
from werkzeug.security import safe_join

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
DOWNLOAD_CSP = "sandbox; default-src 'none'"
BASELINE = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
YEAR = 31_536_000
COMPRESSIBLE = ("text/", "application/json", "image/svg+xml", "application/atom+xml")
SMALLEST_WORTH_COMPRESSING = 500
COMMENTS = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)


def init_app(app: Flask, is_https: bool) -> None:
    """Send the baseline on every response; HSTS only where people come over TLS."""
    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def add_headers(response: Response) -> Response:
        present = {name for name, _ in response.headers}
        response.headers.extend([pair for pair in BASELINE.items() if pair[0] not in present])
        if is_https:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        _say_how_to_cache(response)
        return _compressed(response)


def asset(name: str) -> str:
    """Return the address of a static file with its content's digest, so that it can be cached for a year."""
    return f"/static/{name}?v={_digest(current_app.static_folder or '', name)}"


@lru_cache(maxsize=256)
def _digest(folder: str, name: str) -> str:
    path = safe_join(folder, name)
    if path is None:
        raise FileNotFoundError(name)
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:12]


def _has_session() -> bool:
    """Tell whether the reader has a session or is being given one; the cookie itself is written after us."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies or session.modified


def _say_how_to_cache(response: Response) -> None:
    if request.endpoint == "static":
        fresh = request.args.get("v") and response.status_code in (200, 304)
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    elif _has_session() or request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    else:
        response.headers.setdefault("Cache-Control", "no-cache")


def without_comments(sheet: bytes) -> bytes:
    """Return a style sheet as it is sent: its comments are for whoever writes it, and a tenth of its weight."""
    return COMMENTS.sub(b"", sheet)


def _compressed(response: Response) -> Response:
    """Compress what carries no secret: a page that follows a session stays plain, which keeps BREACH out.

    What is made while it is sent stays so: compressing it here would gather it in memory first.
    """
    if (
        not request.accept_encodings.quality("gzip")
        or not (response.content_type or "").startswith(COMPRESSIBLE)
        or "Content-Encoding" in response.headers
        or not (response.is_sequence or response.direct_passthrough)
        or response.status_code != 200
        or (_has_session() and request.endpoint != "static")
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < SMALLEST_WORTH_COMPRESSING:
        return response
    # A style sheet is sent once a year to each phone: it may take longer to press than a page.
    level = 9 if request.endpoint == "static" else 5
    if response.mimetype == "text/css":
        body = without_comments(body)
    response.set_data(gzip.compress(body, compresslevel=level, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


def as_download(response: Response, name: str) -> Response:
    """Turn a response into a file to keep, which no browser runs."""
    response.headers["Content-Security-Policy"] = DOWNLOAD_CSP
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
