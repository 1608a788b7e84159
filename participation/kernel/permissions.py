"""Who may do what: one table, read by the views' decorator, the tests and the reader.

A view carries exactly one of `@public` and `@requires("…")`. Which council's object may be touched is a second
question, answered by the slice that owns it: a foreign object answers like a missing one (404).
"""

import logging
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger("participation.security")


class Role(StrEnum):
    """What an account is for. One role an account; a person with two roles has two accounts."""

    ADMINISTRATOR = "administrator"
    FACILITATOR = "facilitator"
    SECRETARY = "secretary"
    WITNESS = "witness"
    OFFICIAL = "official"
    PARTNER = "partner"
    MEMBER = "member"


class Actor(Protocol):
    """Who acts, as the services need to know them."""

    @property
    def id(self) -> int: ...

    @property
    def role(self) -> Role: ...


_ALL = frozenset(Role)
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
_FACILITATOR = frozenset({Role.FACILITATOR})
_SECRETARIAT = frozenset({Role.FACILITATOR, Role.SECRETARY})
_SITS = frozenset({Role.MEMBER})
_ANSWERS = frozenset({Role.OFFICIAL, Role.PARTNER})
_SEES_DRAWS = frozenset({Role.FACILITATOR, Role.WITNESS})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "desk.read": _ALL,
    "account.keep_own": _ALL,
    "accounts.manage": _ADMINISTRATOR,
    "councils.read": _SECRETARIAT | _ADMINISTRATOR,
    "councils.manage": frozenset({Role.ADMINISTRATOR, Role.FACILITATOR}),
    "councils.found": _ADMINISTRATOR,
    "councils.export": frozenset({Role.ADMINISTRATOR, Role.FACILITATOR, Role.SECRETARY}),
    "sign_ups.read": _SECRETARIAT,
    "sign_ups.enter": _SECRETARIAT,
    "sign_ups.review": _SEES_DRAWS,
    "draws.prepare": _FACILITATOR,
    "draws.follow": _SEES_DRAWS,
    "lists.bring": _FACILITATOR,
    "lists.review": _SEES_DRAWS,
    "draws.approve": _SEES_DRAWS,
    "draws.record": _SEES_DRAWS,
    "draws.answer": _SEES_DRAWS,
    "meetings.read": _SECRETARIAT | _ADMINISTRATOR,
    "meetings.prepare": _SECRETARIAT,
    "meetings.rules": _SECRETARIAT | _ADMINISTRATOR,
    "meetings.attend": _SECRETARIAT,
    "minutes.write": _SECRETARIAT,
    "minutes.sign": _SECRETARIAT | _SITS,
    "minutes.correct": _SECRETARIAT | _SITS,
    "minutes.mark_read": _ALL,
    "agenda.propose": _SECRETARIAT | _SITS,
    "actions.own": _ALL,
    "steering.manage": _SECRETARIAT | _ADMINISTRATOR,
    "requests.write": _SECRETARIAT,
    "requests.answer": _ANSWERS,
    "referrals.write": _SECRETARIAT,
    "reports.write": _SECRETARIAT | _SITS,
    "digest.choose": _ANSWERS | _SITS,
    "perimeters.bring": frozenset({Role.ADMINISTRATOR, Role.FACILITATOR}),
    "commitments.tell": _ANSWERS,
    "contract.manage": frozenset({Role.ADMINISTRATOR, Role.FACILITATOR}),
    "values.bring": frozenset({Role.ADMINISTRATOR, Role.FACILITATOR}),
    "dashboard.fill": frozenset({Role.ADMINISTRATOR, Role.FACILITATOR}),
    "actions.assess": _ANSWERS | _SECRETARIAT | _ADMINISTRATOR,
    "jobs.read": frozenset({Role.ADMINISTRATOR, Role.FACILITATOR}),
}
"""Permission → the roles that hold it. What is not in the table is refused."""


def is_allowed(role: Role, permission: str) -> bool:
    """Tell whether a role holds a permission; an unknown permission is a mistake of ours and raises KeyError."""
    return role in PERMISSIONS[permission]


def can(permission: str) -> bool:
    """Tell whether the person signed in holds a permission (for templates: which buttons to show)."""
    return bool(current_user.is_authenticated) and is_allowed(current_user.role, permission)


def public(view: View) -> View:
    """Mark a view that anyone may request."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def requires(permission: str) -> Callable[[View], View]:
    """Mark and guard a view that needs a permission of the table."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refusal = _refusal(permission)
            return refusal if refusal is not None else view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _refusal(permission: str) -> Response | None:
    if not current_user.is_authenticated:
        if request.method != "GET" and (answer := current_app.extensions["interrupted_post"](False)):
            return answer  # type: ignore[no-any-return]
        here = (request.script_root + request.full_path).rstrip("?")
        wanted = here if request.method == "GET" else None
        return redirect(url_for("accounts.login", next=wanted))
    if not is_allowed(current_user.role, permission):
        # By number and permission: neither the address, which strangers write, nor a name.
        log.warning("permission refused account=%d permission=%s", current_user.id, permission)
        abort(403)
    return None
