"""What the slice's pages share: the blueprint, the session's two grants, the addresses."""

from typing import Any

from flask import Blueprint, session
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.kernel.db import db
from participation.kernel.redirects import see_other
from participation.volunteers import drafts, steps
from participation.volunteers.drafts import Draft
from participation.volunteers.models import SignUp
from participation.volunteers.services import record_of

blueprint = Blueprint("volunteers", __name__)

Page = str | Response | tuple[str, int]
"""What a view returns."""
RECORD = "record"
RECEIPT = "receipt"


def is_staff() -> bool:
    """Tell whether somebody is signed in: the limits against robots spare them."""
    return bool(current_user.is_authenticated)


def grant_record(sign_up: SignUp) -> None:
    """Let this session see and change one sign-up."""
    session[RECORD] = {"id": sign_up.id, "t": drafts.now_seconds()}


def granted_record() -> SignUp | None:
    """Return the sign-up that this session opened, unless it was left for too long."""
    kept = session.get(RECORD)
    if kept is None or drafts.is_idle(kept["t"]):
        return None
    session[RECORD] = {**kept, "t": drafts.now_seconds()}
    return record_of(db.session, kept["id"])


def keep_receipt(sign_up: SignUp, code: str, council_id: int | None = None) -> None:
    """Let this session show a receipt again; with the council to go back to, for whoever types paper
    slips."""
    session[RECEIPT] = {"id": sign_up.id, "code": code, "council": council_id, "t": drafts.now_seconds()}


def kept_receipt() -> dict[str, Any] | None:
    """Return the receipt of this session, unless it was left for too long."""
    kept: dict[str, Any] | None = session.get(RECEIPT)
    return None if kept is None or drafts.is_idle(kept["t"]) else kept


def without_draft() -> Response:
    """Lead to the receipt that was just given, else to the start, saying that the answers are gone."""
    if kept_receipt() is not None:
        return see_other("volunteers.receipt")
    return see_other("volunteers.start", perdu=1)


def onward(draft: Draft) -> Response:
    """Lead to the first question that waits, or to the check of the answers."""
    waiting = steps.first_open(draft.answers)
    if waiting is None:
        return see_other("volunteers.check")
    return see_other("volunteers.step", slug=waiting.slug)
