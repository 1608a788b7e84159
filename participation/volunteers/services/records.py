"""One's own sign-up: open it with its code, correct it, leave, come back; and forgetting, when its time has
come."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Gender
from participation.journal import services as journal
from participation.kernel import jobs
from participation.kernel.errors import MissingError, RefusedError
from participation.volunteers.codes import LENGTH, code_sha256, parse_code
from participation.volunteers.likeness import likeness_key
from participation.volunteers.models import Channel, Consent, ConsentKind, SignUp, SignUpState
from participation.volunteers.services.hooks import (
    DRAWN,
    Calling,
    calling_of,
    lock_of,
    outcome_of,
    tell_changed,
    tell_leaving,
)
from participation.volunteers.services.registration import contact_columns

ERASED_AFTER = timedelta(days=30)
"""How long a withdrawn or refused sign-up is kept: long enough to come back or to contest."""
NOBODY = "0" * LENGTH


@dataclass(frozen=True)
class Rights:
    """What the person may do with their sign-up at this moment."""

    may_correct: bool
    """Name, contact, consents."""
    may_correct_draw_fields: bool
    """What a sealed list repeats: name and gender. They stop with the closing of the list."""
    may_withdraw: bool
    """Not while they have a seat: one leaves a seat first."""
    may_return: bool
    is_sealed: bool
    """In a sealed list: leaving does not change the list, the person is passed over."""
    is_drawn: bool
    """In the list of a draw that has its result, and of no later one: who leaves it cannot come back into it."""
    calling: Calling | None
    """The seat they have or are called for."""


def find_record(session: Session, code_text: str, birth_year_text: str) -> SignUp:
    """Return the sign-up that a code and a birth year open together.

    A code that cannot be one, an unknown one and a wrong year take the same road, so that neither words nor
    time tell which it was.

    Raises:
        RefusedError: `unknown`, in all these cases.
    """
    digest = code_sha256(parse_code(code_text) or NOBODY)
    sign_up = session.scalars(sa.select(SignUp).where(SignUp.code_sha256 == digest)).one_or_none()
    kept = f"{sign_up.birth_year if sign_up else 0:04d}"
    # The year 0 of nobody, and of an erased sign-up, is never taken.
    is_right = hmac.compare_digest(kept.encode(), birth_year_text.strip().encode()) and kept != "0000"
    if sign_up is None or not is_right:
        raise RefusedError("unknown")
    return sign_up


def record_of(session: Session, sign_up_id: int) -> SignUp:
    """Return a sign-up that was opened before; missing once its data are erased."""
    sign_up = session.get(SignUp, sign_up_id)
    if sign_up is None or sign_up.erased_at is not None:
        raise MissingError
    return sign_up


def rights(session: Session, sign_up: SignUp) -> Rights:
    """Return what the person may still do."""
    lock = lock_of(session, sign_up)
    is_registered = sign_up.state == SignUpState.REGISTERED
    left_at = sign_up.withdrawn_at
    calling = calling_of(session, sign_up) if is_registered else None
    outcome = outcome_of(session, sign_up)
    is_drawn = outcome is not None and outcome.kind in DRAWN
    if is_drawn:
        may_return = False
    elif lock is None:
        may_return = left_at is not None and sign_up.council.sign_up_open
    else:
        # Whoever left before the closing was not in the list: coming back would be entering it late.
        may_return = left_at is not None and not lock.is_sealed and left_at > lock.closed_at
    return Rights(
        may_correct=is_registered,
        may_correct_draw_fields=is_registered and lock is None,
        may_withdraw=is_registered and (calling is None or not calling.is_seated),
        may_return=may_return,
        is_sealed=lock is not None and lock.is_sealed,
        is_drawn=is_drawn,
        calling=calling,
    )


def correct_name(session: Session, now: datetime, sign_up: SignUp, name: str) -> None:
    """Change the name; refused once a closed list holds it."""
    _lock(session, sign_up)
    _check_draw_field(session, sign_up)
    sign_up.name, sign_up.name_key, sign_up.corrected_at = name, likeness_key(name), now
    tell_changed(session, sign_up)


def correct_gender(session: Session, now: datetime, sign_up: SignUp, gender: Gender | None) -> None:
    """Change the gender; refused once a closed list holds it."""
    _lock(session, sign_up)
    _check_draw_field(session, sign_up)
    sign_up.gender, sign_up.corrected_at = gender, now
    tell_changed(session, sign_up)


def correct_contact(session: Session, now: datetime, sign_up: SignUp, channel: Channel, contact: str) -> None:
    """Change how the person is reached; what served before is forgotten."""
    _lock(session, sign_up)
    _check_registered(sign_up)
    for name, value in contact_columns(channel, contact).items():
        setattr(sign_up, name, value)
    sign_up.corrected_at = now
    tell_changed(session, sign_up)


def correct_consents(
    session: Session, now: datetime, sign_up: SignUp, texts: Mapping[ConsentKind, str], texts_on: date
) -> None:
    """Keep exactly these optional consents; the one to be in the list ends by withdrawing, not here."""
    _lock(session, sign_up)
    _check_registered(sign_up)
    standing = {consent.kind: consent for consent in consents_of(sign_up)}
    for kind, consent in standing.items():
        if kind != ConsentKind.PROCESSING and kind not in texts:
            consent.withdrawn_at = now
    session.add_all(
        Consent(sign_up_id=sign_up.id, kind=kind, text=text, text_on=texts_on, given_at=now)
        for kind, text in texts.items()
        if kind not in standing
    )
    sign_up.corrected_at = now
    session.flush()
    session.expire(sign_up, ["consents"])
    tell_changed(session, sign_up)


def consents_of(sign_up: SignUp) -> list[Consent]:
    """Return the consents that stand."""
    return [consent for consent in sign_up.consents if consent.withdrawn_at is None]


def withdraw(session: Session, now: datetime, sign_up: SignUp) -> None:
    """Leave; doing it twice is leaving once. A sealed list keeps its entry, and the draw passes the person
    over. Whoever is called for a seat declines it by leaving.

    Raises:
        RefusedError: `not_registered`; `seated`: a seat is left first, then the register; those of the draw
            that calls the person.
    """
    if sign_up.state == SignUpState.REGISTERED:
        # Before the lock below: a draw locks itself first, then its people.
        tell_leaving(session, now, sign_up)
    _lock(session, sign_up)
    if sign_up.state == SignUpState.WITHDRAWN:
        return
    _check_registered(sign_up)
    sign_up.state, sign_up.withdrawn_at = SignUpState.WITHDRAWN, now
    tell_changed(session, sign_up)
    _say(session, now, sign_up, "sign_up.withdrawn")


def come_back(session: Session, now: datetime, sign_up: SignUp) -> None:
    """Undo a withdrawal, as long as the list can still change.

    Raises:
        RefusedError: `too_late`.
    """
    _lock(session, sign_up)
    if sign_up.state == SignUpState.REGISTERED:
        return
    if not rights(session, sign_up).may_return:
        raise RefusedError("too_late")
    sign_up.state, sign_up.withdrawn_at = SignUpState.REGISTERED, None
    tell_changed(session, sign_up)
    _say(session, now, sign_up, "sign_up.returned")


@jobs.due("sign_ups_erased")
def erase_old(session: Session, now: datetime) -> int:
    """Erase the personal data of sign-ups withdrawn or refused for longer than `ERASED_AFTER`; return how
    many."""
    limit = now - ERASED_AFTER
    query = sa.select(SignUp).where(
        SignUp.erased_at.is_(None), sa.or_(SignUp.withdrawn_at < limit, SignUp.refused_at < limit)
    )
    found = session.scalars(query.with_for_update(skip_locked=True)).all()
    for sign_up in found:
        _erase(sign_up, now)
        tell_changed(session, sign_up)
    return len(found)


def _erase(sign_up: SignUp, now: datetime) -> None:
    sign_up.name, sign_up.name_key, sign_up.birth_year, sign_up.gender = "", "", 0, None
    sign_up.email = sign_up.phone = sign_up.postal_address = sign_up.helper_name = None
    if sign_up.association_name is not None:
        sign_up.association_name, sign_up.association_activity = "", None
    sign_up.erased_at = now


def _lock(session: Session, sign_up: SignUp) -> None:
    """Wait for whoever is copying the sign-up, so that the copy follows what changes here."""
    session.refresh(sign_up, with_for_update=True)


def _check_registered(sign_up: SignUp) -> None:
    if sign_up.state != SignUpState.REGISTERED:
        raise RefusedError("not_registered")


def _check_draw_field(session: Session, sign_up: SignUp) -> None:
    _check_registered(sign_up)
    if lock_of(session, sign_up) is not None:
        raise RefusedError("list_closed")


def _say(session: Session, now: datetime, sign_up: SignUp, kind: str) -> None:
    subject = f"council:{sign_up.council.neighbourhood.code}"
    journal.append(session, now, kind, subject, {"code_sha256": sign_up.code_sha256})
