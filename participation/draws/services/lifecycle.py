"""The announcement with its secret (protocol step 3), and giving a draw up (step 13).

Each act that takes two people is called by each of them with the digest of what they saw; the second call
does it.
"""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Act, Approval, Draw, DrawSecret, DrawState, SecretShowing
from participation.draws.services import access, approvals, candidates
from participation.draws.services.drafting import fillable_seats, read
from participation.kernel.clock import stamp
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.sortition import seed as seeds
from participation.sortition.rules import Announced, Rule, rule_sha256

SECRET_BYTES = 32
BEFORE_CHANCE = (DrawState.DRAFT, DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED)


def rule_of(draw: Draw) -> Rule:
    """Return the draw's rule as it stands."""
    quotas = {
        category: {value: (pair[0], pair[1]) for value, pair in values.items()}
        for category, values in read(draw.quotas).items()
    }
    return Rule("ranked", quotas, draw.seats)


def announced_of(draw: Draw) -> Announced:
    """Return what was announced, in whole seconds."""
    assert draw.announced_at is not None
    assert draw.rule_sha256 is not None
    assert draw.secret_commitment is not None
    return Announced(stamp(draw.announced_at), draw.rule_sha256, draw.secret_commitment)


def content_of_announcement(session: Session, draw: Draw) -> dict[str, Any]:
    """Return what two people agree to announce."""
    return {
        "draw": draw.uuid,
        "title": draw.title,
        "seats": [seat.id for seat in access.seats_of(session, draw)],
        "quotas": read(draw.quotas),
        "plan": read(draw.plan),
        "place": draw.place,
        "entropy_for": stamp(draw.entropy_for),
        "claims_days": draw.claims_days,
        "rehearsal": draw.is_rehearsal,
        "category": draw.category,
        "one_per_household": draw.one_per_household,
        "takes_sign_ups": draw.takes_sign_ups,
    }


def announce(session: Session, actor: Actor, now: datetime, draw_id: int, shown: str) -> bool:
    """Agree to announce; with the second person, make the secret and publish its commitment (step 3).

    Raises:
        RefusedError: `state`, `content_changed`, `same_person`, `seats`, `entropy_past`, `other_draw`,
            `rehearsal_list`.
    """
    draw = access.lock(session, actor, draw_id, DrawState.DRAFT)
    access.lock_council(session, draw.council_id)
    check_announceable(session, now, draw)
    content = content_of_announcement(session, draw)
    if not approvals.approve(session, actor, now, draw, Act.ANNOUNCE, content, shown):
        return False
    secret = secrets.token_bytes(SECRET_BYTES)
    session.execute(sa.insert(DrawSecret).values(draw_id=draw.id, secret=secret))
    draw.announced_at = now.replace(microsecond=0)
    draw.rule_sha256 = rule_sha256(rule_of(draw))
    draw.secret_commitment = seeds.secret_commitment(draw.uuid, secret)
    draw.announcement = seeds.announcement(draw.uuid, announced_of(draw))
    draw.state = DrawState.ANNOUNCED
    open_sign_up(draw)
    access.tell(session, now, draw, "draw.announced", _announced_facts(draw))
    return True


def _announced_facts(draw: Draw) -> dict[str, Any]:
    return {
        "council": draw.council.neighbourhood.code,
        "sequence": draw.sequence,
        "title": draw.title,
        "seats": draw.seats,
        "rehearsal": draw.is_rehearsal,
        "category": draw.category,
        "one_per_household": draw.one_per_household,
        "takes_sign_ups": draw.takes_sign_ups,
        "rule_sha256": draw.rule_sha256,
        "secret_commitment": draw.secret_commitment,
        "announcement": draw.announcement,
        "entropy_for": stamp(draw.entropy_for),
        "place": draw.place,
    }


def check_in_time(now: datetime, draw: Draw) -> None:
    """Refuse what must come before the hour of the chance."""
    if now >= draw.entropy_for:
        raise RefusedError("entropy_past")


def check_announceable(session: Session, now: datetime, draw: Draw) -> None:
    """Refuse to announce too late, for seats that are no longer free, or beside another list of the
    council."""
    check_in_time(now, draw)
    fillable = {seat.id for seat in fillable_seats(session, draw.council, draw)}
    if not {seat.id for seat in access.seats_of(session, draw)} <= fillable:
        raise RefusedError("seats")
    if draw.is_rehearsal:
        if candidates.imported(session, draw):
            raise RefusedError("rehearsal_list")
        return
    # One list of sign-ups at a time: a person cannot stand on two closed lists of one council.
    other = sa.select(Draw.id).where(
        Draw.council_id == draw.council_id,
        Draw.id != draw.id,
        Draw.is_rehearsal.is_(False),
        Draw.state.in_((DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED)),
    )
    if session.scalar(other.limit(1)) is not None:
        raise RefusedError("other_draw")


def show_secret(session: Session, actor: Actor, now: datetime, draw_id: int) -> bytes:
    """Return the secret to one of the two who announced, once each, for the sheets of the sealed envelopes.

    Raises:
        RefusedError: `state`; `not_announcer`; `already_shown` to this person.
    """
    draw = access.lock(session, actor, draw_id, DrawState.ANNOUNCED)
    announcers = sa.select(Approval.account_id).where(
        Approval.draw_id == draw.id, Approval.act == Act.ANNOUNCE
    )
    if actor.id not in session.scalars(announcers).all():
        raise RefusedError("not_announcer")
    if session.get(SecretShowing, (draw.id, actor.id)) is not None:
        raise RefusedError("already_shown")
    session.add(SecretShowing(draw_id=draw.id, account_id=actor.id, at=now))
    session.flush()
    shown = session.scalar(
        sa.select(sa.func.count()).select_from(SecretShowing).where(SecretShowing.draw_id == draw.id)
    )
    access.tell(session, now, draw, "draw.secret_shown", {"sheet": shown})
    return session.get_one(DrawSecret, draw.id).secret


def content_of_abandoning(draw: Draw, reason: str) -> dict[str, Any]:
    """Return what two people agree to give up, and why."""
    return {"draw": draw.uuid, "state": draw.state.value, "reason": reason}


def propose_abandoning(session: Session, actor: Actor, now: datetime, draw_id: int, reason: str) -> None:
    """Be the first to ask that a draw be given up; the reason will be public.

    Raises:
        RefusedError: `state`, `chance_has_come`, `same_person`.
    """
    draw = _lock_abandonable(session, actor, now, draw_id)
    content = content_of_abandoning(draw, reason)
    digest = approvals.digest_of(Act.ABANDON, content)
    draw.abandoned_reason = reason
    approvals.approve(session, actor, now, draw, Act.ABANDON, content, digest)
    session.flush()


def abandon(session: Session, actor: Actor, now: datetime, draw_id: int, shown: str) -> bool:
    """Confirm that a draw is given up, for the reason proposed: the secret and the list are then published.

    Raises:
        RefusedError: `state`, `chance_has_come`, `no_reason` proposed yet, `content_changed`, `same_person`.
    """
    draw = _lock_abandonable(session, actor, now, draw_id)
    if not draw.abandoned_reason:
        raise RefusedError("no_reason")
    content = content_of_abandoning(draw, draw.abandoned_reason)
    if not approvals.approve(session, actor, now, draw, Act.ABANDON, content, shown):
        return False
    draw.abandoned_at, draw.state = now, DrawState.ABANDONED
    open_sign_up(draw)
    access.tell(session, now, draw, "draw.abandoned", {"reason": draw.abandoned_reason, "seal": draw.seal})
    session.flush()
    return True


def _lock_abandonable(session: Session, actor: Actor, now: datetime, draw_id: int) -> Draw:
    draw = access.lock(session, actor, draw_id, *BEFORE_CHANCE)
    check_abandonable(now, draw)
    return draw


def check_abandonable(now: datetime, draw: Draw) -> None:
    """Refuse to give up a sealed draw whose hour has come: only a result follows (step 13).

    A draw that was not sealed in time can get no result, and may still be given up.
    """
    if draw.state == DrawState.SEALED and now >= draw.entropy_for:
        raise RefusedError("chance_has_come")


def open_sign_up(draw: Draw) -> None:
    """Let people sign up again for the council; a rehearsal changes nothing of it."""
    if not draw.is_rehearsal:
        draw.council.sign_up_open = True
