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

from participation.draws.models import Act, Candidate, ClaimGround, Draw, DrawSeat, DrawState, ListState, PoolList
from participation.draws.services import access, approvals, candidates, claims, people, rehearsal
from participation.draws.services.categories import Category, category_of
from participation.draws.services.drafting import Quotas, check_quotas, printed_quotas
from participation.draws.services.lifecycle import check_in_time, rule_of
from participation.draws.services.lists import doubles, merging
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
        RefusedError: `state`, `content_changed`, `same_person`, `entropy_past`, `nobody`, `list_waits` (name).
    """
    draw = access.lock(session, actor, draw_id, DrawState.ANNOUNCED)
    council = access.lock_council(session, draw.council_id)
    check_closable(session, now, draw)
    if not approvals.approve(session, actor, now, draw, Act.CLOSE, content_of_closing(draw), shown):
        return False
    listed = _sign_ups_of(session, now, draw)
    imported = candidates.imported(session, draw)
    if _invents(draw, imported):
        imported = [rehearsal.invent_people(session, actor, now, draw)]
    at_close = len(listed) + sum(each.rows_kept for each in imported)
    if listed:
        rows = [{"draw_id": draw.id, "sign_up_id": number} for number in listed]
        session.execute(sa.insert(Candidate), rows)
    draw.closed_at = now
    draw.claims_end_at = now + timedelta(days=draw.claims_days)
    draw.entries_at_close = at_close
    draw.state = DrawState.CLOSED
    if not draw.is_rehearsal:
        council.sign_up_open = False
    if imported:
        doubles.compare_sign_ups(session, draw)
    facts = {"at_close": at_close, "claims_end_at": stamp(draw.claims_end_at)}
    access.tell(session, now, draw, "draw.closed", facts)
    return True


def check_closable(session: Session, now: datetime, draw: Draw) -> None:
    """Refuse to close what cannot be closed now; the first of the two people is told, not only the second.

    Raises:
        RefusedError: `entropy_past`, `list_waits` (name), `nobody`.
    """
    check_in_time(now, draw)
    check_lists(session, draw)
    imported = candidates.imported(session, draw)
    if not imported and not _invents(draw, imported) and not _sign_ups_of(session, now, draw):
        raise RefusedError("nobody")


def _invents(draw: Draw, imported: Sequence[PoolList]) -> bool:
    """Tell whether a rehearsal has nobody, and runs on invented people."""
    return draw.is_rehearsal and not draw.takes_sign_ups and not imported


def claim(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    code: str,
    answers: Answers | None = None,
    reason: str = "",
) -> Candidate:
    """Put back somebody who was left out, because the digest of their code stood in the journal before
    closing.

    Args:
        answers: What the person says again, needed where nothing is left of the sign-up.
        reason: Why the claim is accepted, in words for the team and the witnesses.

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
    if candidates.imported(session, draw):
        doubles.compare_sign_ups(session, draw)
    digest, ground = sign_up.code_sha256, ClaimGround.IN_JOURNAL
    claims.record(session, actor, now, draw, digest, ground, reason)
    access.tell(session, now, draw, "draw.claim_accepted", {"code_sha256": sign_up.code_sha256})
    return found


def check_lists(session: Session, draw: Draw) -> None:
    """Refuse to close while a file that was sent is neither imported nor taken away.

    Raises:
        RefusedError: `list_waits` (name).
    """
    under_way = (ListState.SENT, ListState.CHECKING, ListState.CHECKED, ListState.IMPORTING)
    query = sa.select(PoolList.name).where(PoolList.draw_id == draw.id, PoolList.state.in_(under_way))
    name = session.scalar(query.order_by(PoolList.id).limit(1))
    if name is not None:
        raise RefusedError("list_waits", name=name)


def _sign_ups_of(session: Session, now: datetime, draw: Draw) -> list[int]:
    if not draw.takes_sign_ups:
        return []
    busy = candidates.busy_sign_ups(session, draw.council_id)
    earlier = candidates.listed_before(draw.council_id, draw.id)
    found = volunteers.pool(session, draw.council, now, earlier)
    return [each.id for each in found if each.id not in busy]


def change_rule(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    seat_ids: Sequence[int],
    quotas: Quotas,
    why: str,
    category: Category | None = None,
) -> Draw:
    """Change the rule in the open, before sealing, when no panel can satisfy the announced one.

    `category` replaces what the quotas count by, for instance to merge values that too few people hold.

    Raises:
        RefusedError: `state`, `no_seats`, `seats` (only those announced may stay), or those of
            `check_quotas`.
    """
    draw = access.lock(session, actor, draw_id, DrawState.ANNOUNCED, DrawState.CLOSED)
    if not seat_ids:
        raise RefusedError("no_seats")
    if not set(seat_ids) <= {seat.id for seat in access.seats_of(session, draw)}:
        raise RefusedError("seats")
    check_quotas(quotas, len(seat_ids), category or category_of(draw))
    session.execute(sa.delete(DrawSeat).where(DrawSeat.draw_id == draw.id, DrawSeat.seat_id.not_in(seat_ids)))
    session.expire(draw, ["draw_seats"])
    draw.seats, draw.quotas = len(seat_ids), printed_quotas(quotas)
    draw.category = (category or category_of(draw)).printed() if quotas else None
    changed = rule_sha256(rule_of(draw))
    draw.rule_change = None if changed == draw.rule_sha256 else why
    access.tell(
        session, now, draw, "draw.rule_changed", {"rule_sha256": changed, "why": why, "seats": draw.seats}
    )
    session.flush()
    return draw


def content_of_list(session: Session, draw: Draw) -> dict[str, Any]:
    """Return what two people sign: the list and its counts."""
    listed = people.people(session, draw)
    undecided = undecided_doubles(session, draw)
    return {
        **({"undecided": undecided} if undecided else {}),
        "draw": draw.uuid,
        "changes": candidates.counts(session, draw).as_changes(),
        "size": len(listed),
        "list_sha256": people.list_sha256(listed, draw),
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
    if "undecided" in content:
        access.tell(session, now, draw, "draw.doubles_undecided", {"count": content["undecided"]})
    differing = merging.everybody(session, draw).differing
    if differing:
        access.tell(session, now, draw, "draw.records_differ", {"count": differing})
    access.tell(session, now, draw, "draw.list_signed", {"size": content["size"], **content["changes"]})
    return True


def undecided_doubles(session: Session, draw: Draw) -> int:
    """Return how many likely doubles two people could not settle: each counts as two people, and it is told."""
    signed = volunteers.undecided_doubles(session, draw.council_id)
    return signed + candidates.undecided_pairs(session, draw)


def check_signable(session: Session, now: datetime, draw: Draw) -> None:
    """Refuse while the claims window runs or likely doubles wait for a verdict."""
    assert draw.claims_end_at is not None
    if now < draw.claims_end_at:
        raise RefusedError("claims_open", until=draw.claims_end_at)
    waiting = volunteers.open_doubles(session, draw.council_id) + candidates.open_pairs(session, draw)
    if waiting:
        raise RefusedError("doubles", count=waiting)


def is_list_signed(session: Session, draw: Draw, content: Mapping[str, Any]) -> bool:
    """Tell whether two people signed exactly this list."""
    digest = approvals.digest_of(Act.SIGN_LIST, content)
    return len(approvals.standing(session, draw, Act.SIGN_LIST, digest)) >= TWO
