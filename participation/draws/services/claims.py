"""Claims to be missing from a closed list: each one stays with how it was decided and why (protocol step 13).

An omission that the journal proves is repaired, never refused. Whoever has no receipt, or left by their own choice,
gets an answer all the same, and no sign-up needs to be left for it.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Candidate, Claim, ClaimGround, Draw, DrawState
from participation.draws.services import access, candidates
from participation.draws.services.candidates import DOUBLE
from participation.journal.models import JournalEntry
from participation.kernel import jobs
from participation.kernel.clock import stamp
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers import services as volunteers
from participation.volunteers.codes import code_sha256
from participation.volunteers.models import SignUp, SignUpState

ENDED = "draw.claims_ended"


def refuse(session: Session, actor: Actor, now: datetime, draw_id: int, code: str, reason: str) -> Claim:
    """Refuse a claim on the ground that the journal and the register give, with a reason in words.

    Args:
        code: Of the receipt, as it was given; empty when the person has none.

    Raises:
        RefusedError: `state`; `claim_reason`; `claim_proved`: the journal proves the omission, it must be repaired.
    """
    draw = access.lock(session, actor, draw_id, DrawState.CLOSED)
    if not reason:
        raise RefusedError("claim_reason")
    ground = _ground(session, now, draw, code)
    if ground == ClaimGround.IN_JOURNAL:
        raise RefusedError("claim_proved")
    digest = code_sha256(code) if code else None
    claim = record(session, actor, now, draw, digest, ground, reason)
    access.tell(session, now, draw, "draw.claim_refused", {"code_sha256": digest, "ground": ground.value})
    return claim


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    draw: Draw,
    digest: str | None,
    ground: ClaimGround,
    reason: str,
) -> Claim:
    """Write down how a claim was decided."""
    claim = Claim(
        draw_id=draw.id,
        account_id=actor.id,
        at=now,
        code_sha256=digest,
        is_accepted=ground == ClaimGround.IN_JOURNAL,
        ground=ground,
        reason=reason,
    )
    session.add(claim)
    session.flush()
    return claim


def of(session: Session, draw: Draw) -> Sequence[Claim]:
    """Return every claim on a draw's list, in order."""
    query = sa.select(Claim).where(Claim.draw_id == draw.id).order_by(Claim.at, Claim.id)
    return session.scalars(query).all()


@jobs.due("draws_claims_ended")
def end_windows(session: Session, now: datetime) -> int:
    """Tell the journal that the claims window of a closed list is over, with its counts; return how many lists."""
    told = sa.select(JournalEntry.sequence).where(
        JournalEntry.kind == ENDED, JournalEntry.subject == sa.literal("draw:").concat(Draw.uuid)
    )
    over = (Draw.state == DrawState.CLOSED, Draw.claims_days > 0, Draw.claims_end_at <= now, ~told.exists())
    found = session.scalars(sa.select(Draw.id).where(*over).order_by(Draw.id)).all()
    done = 0
    for draw_id in found:
        draw = access.relock(session, draw_id)
        # Somebody may have sealed it, or another worker told it, while this one waited for the lock.
        if session.scalar(sa.select(Draw.id).where(Draw.id == draw_id, *over)) is None:
            continue
        counts = candidates.counts(session, draw)
        facts = {"claims_end_at": stamp(draw.claims_end_at or now), "size": counts.size, **counts.as_changes()}
        access.tell(session, now, draw, ENDED, facts)
        done += 1
    return done


def _ground(session: Session, now: datetime, draw: Draw, code: str) -> ClaimGround:
    """Return what decides a claim, from the journal and from what is left of the sign-up."""
    if not code:
        return ClaimGround.NO_CODE
    assert draw.closed_at is not None
    digest = code_sha256(code)
    if not volunteers.stood_in_journal(session, draw.council, digest, draw.closed_at):
        return ClaimGround.NOT_IN_JOURNAL
    found = session.scalars(sa.select(SignUp).where(SignUp.code_sha256 == digest)).one_or_none()
    if found is not None and found.state == SignUpState.WITHDRAWN:
        return ClaimGround.WITHDRAWN
    if found is not None and found.state == SignUpState.REFUSED:
        return ClaimGround.DOUBLE if found.refusal == DOUBLE else ClaimGround.NOT_ELIGIBLE
    if found is not None and session.get(Candidate, (draw.id, found.id)) is not None:
        return ClaimGround.ALREADY_IN
    assert draw.claims_end_at is not None
    is_late = bool(draw.claims_days) and now >= draw.claims_end_at
    return ClaimGround.LATE if is_late else ClaimGround.IN_JOURNAL
