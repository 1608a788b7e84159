"""Files that machines read."""

from datetime import timedelta

from flask import Response, current_app

from participation.config import Settings
from participation.kernel import clock
from participation.kernel.permissions import public
from participation.pages.blueprint import blueprint

CONTACT_DAYS = 180
"""How long security.txt says that its contact holds; renewed at each reading."""


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines may read: all that is public, except people's own records."""
    lines = [
        "User-agent: *",
        "Disallow: /travail/",
        "Disallow: /en/travail/",
        "Disallow: /mon-inscription",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116)."""
    settings: Settings = current_app.extensions["settings"]
    expires = clock.now() + timedelta(days=CONTACT_DAYS)
    lines = [
        f"Contact: mailto:{settings.contact.email or settings.mail_from}",
        f"Expires: {clock.stamp(expires)}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.public_url}/.well-known/security.txt",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain")
