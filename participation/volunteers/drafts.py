"""A sign-up under way: its answers and the code of its receipt, nowhere but with the person who types.

They travel in the signed session cookie and, as a signed copy, in every page of the form. The copy is what
makes a post safe after the cookie is lost or has expired: nothing typed is lost, and nobody else can make
such a copy. The database holds nothing before the last button. The address of one's home is never in a draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, session
from itsdangerous import BadSignature, URLSafeTimedSerializer

from participation.bodies.models import Gender
from participation.kernel import clock
from participation.volunteers.codes import new_code, parse_code
from participation.volunteers.forms import CONSENTS_ON
from participation.volunteers.models import AreaCheck, Channel, ConsentKind, SignUpKind
from participation.volunteers.services import Answers

KEY = "sign_up"
COPY_SECONDS = 24 * 3600
"""How long the copy inside an open page stays good: longer than the cookie, since the page shows it
anyway."""


@dataclass(frozen=True)
class Draft:
    """The answers so far."""

    code: str
    """Of the receipt to come: posting the last page twice is one sign-up."""
    answers: Mapping[str, str]

    def with_answers(self, **more: str) -> "Draft":
        """Return the draft with more answers."""
        return replace(self, answers={**self.answers, **more})

    def get(self, name: str) -> str:
        """Return an answer, empty while not given."""
        return self.answers.get(name, "")

    def copy(self) -> str:
        """Return the signed copy for a hidden field."""
        return _signer().dumps({"c": self.code, "a": dict(self.answers)})


def begin(**answers: str) -> Draft:
    """Start afresh, with a new code."""
    return keep(Draft(new_code(), answers))


def keep(draft: Draft) -> Draft:
    """Write a draft into the session cookie, for a while counted from now."""
    session[KEY] = {"c": draft.code, "a": dict(draft.answers), "t": now_seconds()}
    return draft


def current() -> Draft | None:
    """Return the draft of the session cookie, unless it was left for too long."""
    kept = session.get(KEY)
    if kept is None or is_idle(kept["t"]):
        return None
    return Draft(kept["c"], kept["a"])


def posted(copy: str | None) -> Draft | None:
    """Return the draft that a post continues: the cookie's, which knows the latest answers, else the page's
    copy."""
    try:
        said: Any = _signer().loads(copy or "", max_age=COPY_SECONDS)
    except BadSignature:
        return None
    own = current()
    if own is not None and own.code == said["c"]:
        return own
    return Draft(said["c"], said["a"]) if parse_code(said["c"]) else None


def forget() -> None:
    """Drop the draft."""
    session.pop(KEY, None)


def now_seconds() -> int:
    """Return this instant in whole seconds since 1970."""
    return int(clock.now().timestamp())


def is_idle(seconds: int) -> bool:
    """Tell whether something kept in the session was left for too long."""
    minutes: int = current_app.extensions["settings"].form_idle_minutes
    return now_seconds() - seconds > minutes * 60


def answers_of(
    answers: Mapping[str, str], consents: Mapping[ConsentKind, str], locale: str, **more: Any
) -> Answers:
    """Return complete answers in the form the services take."""
    channel = Channel(answers["channel"])
    contacts = {Channel.PHONE: "phone", Channel.EMAIL: "email", Channel.LETTER: "postal_address"}
    kind = SignUpKind(answers["kind"])
    is_association = kind is SignUpKind.ASSOCIATION
    return Answers(
        kind=kind,
        name=answers["name"],
        birth_year=int(answers["birth_year"]),
        gender=Gender(answers["gender"]) if answers["gender"] != "none" else None,
        channel=channel,
        contact=answers[contacts[channel]],
        consents=consents,
        consents_on=CONSENTS_ON,
        area_check=AreaCheck.UNKNOWN if is_association else AreaCheck(answers["area"]),
        association_name=answers.get("association_name", "") if is_association else "",
        association_activity=answers.get("association_activity", "") if is_association else "",
        helper_name=answers.get("helper_name", ""),
        locale=locale,
        **more,
    )


def _signer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], str(current_app.secret_key)]
    return URLSafeTimedSerializer(keys, salt="sign-up")
