"""Where a post leads: to a page by GET, with an anchor of its own."""

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

ANCHOR = "contenu"
"""The page's content. Without an anchor of its own a redirect inherits that of the form's address, `#erreurs`."""


def see_other(endpoint: str, **values: Any) -> Response:
    """Lead on after a post; `_anchor` names another place of the page."""
    return see_path(url_for(endpoint, **values))


def see_path(path: str) -> Response:
    """Lead on to an address of this site that is already written."""
    return redirect(path if "#" in path else f"{path}#{ANCHOR}", 303)
