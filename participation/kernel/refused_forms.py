"""A refused form leads back to its own page by GET, so that « Back » never asks to send the form again.

What was typed and what is wrong with it travel in the session cookie, for that one hop: they are gone once shown, so
that nobody finds them by « Back » on a shared tablet. Every form of the page that is of the same class takes
them by itself (`kernel.forms.Form`). Views render a refused form with status 422 as if there were no hop.
"""

import json
import time
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, Response, current_app, g, request, session, url_for
from werkzeug.datastructures import MultiDict
from wtforms import FileField, HiddenField, PasswordField
from wtforms import Form as AnyForm

KEY = "refused"
SECONDS = 120
"""A hop is over at once; an answer that never came back is not shown later."""
LONGEST = 2200
"""Bytes that a cookie of 4 KB can carry beside a sign-up's draft. Longer texts stay in the answer to the post."""
UNKEPT = (HiddenField, PasswordField, FileField)
"""Fields that the page writes itself, or that no page shows again."""


@dataclass(frozen=True)
class Kept:
    """What forms made during this request take up."""

    fields: MultiDict[str, str]
    of: str | None = None
    """The class of the form that was refused; None for any."""
    errors: dict[str, list[str]] = field(default_factory=dict)
    """By field; under the empty name those of the whole form."""


def init_app(app: Flask) -> None:
    """Take up what the hop brought before a page is made, and turn refusals into hops."""
    app.before_request(_take)
    app.after_request(_lead_back)


def kept_for(form: AnyForm) -> Kept | None:
    """Return what a form that is about to be shown takes up, without what only the page itself may write."""
    kept: Kept | None = g.get("kept_answers")
    if kept is None or kept.of not in (None, _class_of(form)):
        return None
    own = {each.name for each in form if not isinstance(each, UNKEPT)}
    pairs = [(name, text) for name, text in kept.fields.items(multi=True) if name in own]
    return replace(kept, fields=MultiDict(pairs)) if pairs or kept.errors else None


def is_for(kind: type[AnyForm]) -> bool:
    """Tell whether this page is shown because a form of that class was refused."""
    kept: Kept | None = g.get("kept_answers")
    return kept is not None and kept.of == kind.__qualname__


def begin_session() -> None:
    """Let a form whose page sets no cookie lead back too, when what it opens needs a session anyway."""
    g.may_lead_back = True


def stands_on(endpoint: str, **values: Any) -> None:
    """Name the page whose form posts here, where it is not the nearest above the address."""
    g.page_of_form = url_for(endpoint, **values).removeprefix(request.script_root)


def page_of(path: str) -> str | None:
    """Return the page whose form posts to a path: itself, else the nearest above that can be read."""
    adapter = current_app.create_url_adapter(request)
    while adapter is not None and len(path) > 1:
        if adapter.test(path, "GET"):
            return path
        path = path.rpartition("/")[0]
    return None


def _take() -> None:
    """Look for what a hop brought; what another part of the site has kept gives way to it."""
    if request.method != "GET" or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return
    waiting = session.get(KEY)
    if waiting is None or waiting["page"] != request.path:
        return
    del session[KEY]
    if time.time() - waiting["at"] <= SECONDS:
        pairs = [(name, text) for name, texts in waiting["fields"].items() for text in texts]
        g.kept_answers = Kept(MultiDict(pairs), waiting["of"], waiting["errors"])


def _lead_back(response: Response) -> Response:
    if request.method == "GET" and response.status_code == 200 and g.get("shows_refusal"):
        response.status_code = 422
    if request.method != "POST" or response.status_code != 422:
        return response
    # The last one made is the one shown: a page may hold several.
    form = next((each for each in reversed(g.get("forms_made", [])) if each.errors), None)
    page = g.get("page_of_form") or page_of(request.path)
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies or g.get("may_lead_back")
    if form is None or page is None or not has_session:
        return response
    errors = {name or "": [str(each) for each in texts] for name, texts in form.errors.items()}
    waiting = {"page": page, "of": _class_of(form), "fields": _typed(form), "errors": errors}
    if len(json.dumps(waiting)) > LONGEST:
        return response
    session[KEY] = waiting | {"at": int(time.time())}
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    response.status_code, response.data = 303, b""
    response.headers["Location"] = f"{request.script_root}{page}{query}#erreurs"
    return response


def _typed(form: AnyForm) -> dict[str, list[str]]:
    names = [each.name for each in form if not isinstance(each, UNKEPT) and each.name != "website"]
    return {name: request.form.getlist(name) for name in names if name in request.form}


def _class_of(form: AnyForm) -> str:
    return type(form).__qualname__


def put_errors(form: Any, kept: Kept) -> None:
    """Show again what was wrong with a form."""
    for name, texts in kept.errors.items():
        if name == "":
            form.form_errors = list(texts)
        elif name in form:
            form[name].errors = list(texts)
    if kept.errors:
        g.shows_refusal = True
    else:
        g.shows_kept = True
