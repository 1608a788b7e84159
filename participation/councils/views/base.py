"""The blueprint, and what several pages share."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.councils.models import Council
from participation.councils.refusals import put_refusal
from participation.councils.services import assigned_council
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form

blueprint = Blueprint("councils", __name__)

Shown = str | Response | tuple[str, int]
"""What a view returns."""


def my_council(council_id: int) -> Council:
    """Return the council if the person signed in works for it, else answer 404."""
    return assigned_council(db.session, current_user, council_id)


def refused(
    template: str, form: Form, refusal: RefusedError | None = None, **context: Any
) -> tuple[str, int]:
    """Show a form again with its errors; nothing of what was done before the refusal stays."""
    if refusal is not None:
        db.session.rollback()
        put_refusal(form, refusal)
    return render_template(template, form=form, **context), 422
