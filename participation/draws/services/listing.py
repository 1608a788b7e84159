"""The list of a draw: closed, put right during the claims window, signed by two people (protocol step 13).

Order of calls: `close`, `claim` while the window runs, `change_rule` where the pool asks for it,
`sign_list`; then
`sealing.seal`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Act, Candidate, Draw, DrawSeat, DrawState
from participation.draws.services import access, approvals, candidates
from participation.draws.services.drafting import Quotas, check_quotas, printed_quotas
from participation.draws.services.lifecycle import check_in_time, rule_of
from participation.kernel.clock import stamp
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.sortition.rules import rule_sha256
from participation.volunteers import services as volunteers
from participation.volunteers.services import Answers

TWO = 2


def content_of_closing(draw: Draw) -> dict[str, Any]:
    """Return what two people agree to close."""
    return {"draw": draw.uuid, "announcement": draw.announcement, "claims_days": draw.claims_days}


def close(session: Session, actor: Actor, now: datetime, draw_id: int, shown: str) -> bool:
    """Agree to close; with the second person, fix the list: nobody enters any more, the claims window runs.

    Raises:
        RefusedError: `state`, `content_changed`, `same_person`, `entropy_past`, `nobody`.
    """
    draw = access.lock(session, actor, draw_id, DrawState.ANNOUNCED)
    council = access.lock_council(session, draw.council_id)
    check_in_time(now, draw)
    if not approvals.approve(session, actor, now, draw, Act.CLOSE, content_of_closing(draw), shown):
        return False
    busy = candidates.busy_sign_ups(session, council.id)
    earlier = candidates.listed_before(session, council.id, draw.id)
    listed = [found.id for found in volunteers.pool(session, council, now, earlier) if found.id not in busy]
    if not listed:
        raise RefusedError("nobody")
    session.execute(sa.insert(Candidate), [{"draw_id": draw.id, "sign_up_id": number} for number in listed])
    draw.closed_at = now
    draw.claims_end_at = now + timedelta(days=draw.claims_days)
    draw.entries_at_close = len(listed)
    draw.state = DrawState.CLOSED
    council.sign_up_open = False
    facts = {"at_close": len(listed), "claims_end_at": stamp(draw.claims_end_at)}
    access.tell(session, now, draw, "draw.closed", facts)
    return True


def claim(
    session: Session, actor: Actor, now: datetime, draw_id: int, code: str, answers: Answers | None = None
) -> Candidate:
    """Put back somebody who was left out, because the digest of their code stood in the journal before
    closing.

    Raises:
        RefusedError: `state`, `claims_over`, and those of `volunteers.repair_omission`.
    """
    draw = access.lock(session, actor, draw_id, DrawState.CLOSED)
    assert draw.closed_at is not None
    assert draw.claims_end_at is not None
    if draw.claims_days and now >= draw.claims_end_at:
        raise RefusedError("claims_over")
    sign_up = volunteers.repair_omission(session, actor, now, draw.council, code, answers, draw.closed_at)
    found = session.get(Candidate, (draw.id, sign_up.id))
    if found is None:
        found = Candidate(draw_id=draw.id, sign_up_id=sign_up.id, is_claim=True)
        session.add(found)
        session.flush()
    access.tell(session, now, draw, "draw.claim_accepted", {"code_sha256": sign_up.code_sha256})
    return found


def change_rule(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    seat_ids: Sequence[int],
    quotas: Quotas,
    why: str,
) -> Draw:
    """Change the rule in the open, before sealing, when no panel can satisfy the announced one.

    Raises:
        RefusedError: `state`, `no_seats`, `seats` (only those announced may stay), or those of
            `check_quotas`.
    """
    draw = access.lock(session, actor, draw_id, DrawState.ANNOUNCED, DrawState.CLOSED)
    if not seat_ids:
        raise RefusedError("no_seats")
    if not set(seat_ids) <= {seat.id for seat in access.seats_of(session, draw)}:
        raise RefusedError("seats")
    check_quotas(quotas, len(seat_ids))
    session.execute(sa.delete(DrawSeat).where(DrawSeat.draw_id == draw.id, DrawSeat.seat_id.not_in(seat_ids)))
    session.expire(draw, ["draw_seats"])
    draw.seats, draw.quotas = len(seat_ids), printed_quotas(quotas)
    changed = rule_sha256(rule_of(draw))
    draw.rule_change = None if changed == draw.rule_sha256 else why
    access.tell(
        session, now, draw, "draw.rule_changed", {"rule_sha256": changed, "why": why, "seats": draw.seats}
    )
    session.flush()
    return draw


def content_of_list(session: Session, draw: Draw) -> dict[str, Any]:
    """Return what two people sign: the list and its counts."""
    listed = candidates.people(session, draw)
    return {
        "draw": draw.uuid,
        "changes": candidates.counts(session, draw).as_changes(),
        "size": len(listed),
        "list_sha256": candidates.list_sha256(listed),
    }


def sign_list(session: Session, actor: Actor, now: datetime, draw_id: int, shown: str) -> bool:
    """Sign the closed list's count, when the window is over and the likely doubles are settled.

    Raises:
        RefusedError: `state`, `content_changed`, `same_person`, `claims_open` (until), `doubles` (open).
    """
    draw = access.lock(session, actor, draw_id, DrawState.CLOSED)
    check_signable(session, now, draw)
    content = content_of_list(session, draw)
    if not approvals.approve(session, actor, now, draw, Act.SIGN_LIST, content, shown):
        return False
    access.tell(session, now, draw, "draw.list_signed", {"size": content["size"], **content["changes"]})
    return True


def check_signable(session: Session, now: datetime, draw: Draw) -> None:
    """Refuse while the claims window runs or likely doubles wait for a verdict."""
    assert draw.claims_end_at is not None
    if now < draw.claims_end_at:
        raise RefusedError("claims_open", until=draw.claims_end_at)
    waiting = volunteers.open_doubles(session, draw.council_id)
    if waiting:
        raise RefusedError("doubles", count=waiting)


def is_list_signed(session: Session, draw: Draw, content: Mapping[str, Any]) -> bool:
    """Tell whether two people signed exactly this list."""
    digest = approvals.digest_of(Act.SIGN_LIST, content)
    return len(approvals.standing(session, draw, Act.SIGN_LIST, digest)) >= TWO
