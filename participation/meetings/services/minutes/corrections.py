"""What those present propose to change in circulated minutes, and what the secretary answers."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Mandate
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import AgendaItem, Correction, CorrectionState, Minutes, MinutesState
from participation.meetings.services import access
from participation.meetings.services.minutes import members
from participation.meetings.services.minutes.content import Content, item_key

LONGEST = 2000
"""Characters of a correction or of its answer."""


def of_meeting(session: Session, meeting_id: int) -> Sequence[Correction]:
    """Return the corrections proposed, the oldest first, with their items and seats loaded."""
    loaded = (
        joinedload(Correction.item),
        joinedload(Correction.mandate).options(
            joinedload(Mandate.seat), joinedload(Mandate.person), joinedload(Mandate.association)
        ),
    )
    query = sa.select(Correction).where(Correction.meeting_id == meeting_id).options(*loaded)
    return session.scalars(query.order_by(Correction.id)).all()


def withheld(found: Sequence[Correction], content: Content) -> frozenset[int]:
    """Return the items whose corrections are not public: confidential in what was published, or since then."""
    published = {item["key"] for item in content["items"] if item["confidential"] is not None}
    items = [each.item for each in found if each.item is not None]
    return frozenset(item.id for item in items if item.is_confidential or item_key(item.id) in published)


def is_open(minutes: Minutes | None, now: datetime) -> bool:
    """Tell whether corrections can be proposed."""
    if minutes is None or minutes.state is not MinutesState.CIRCULATED:
        return False
    return minutes.corrections_until is None or now <= minutes.corrections_until


def propose(
    session: Session, actor: Actor, now: datetime, meeting_id: int, mandate_id: int, item_id: int | None, text: str
) -> Correction:
    """Propose a correction, in one's own name or for somebody who said it on paper; sent twice, it is one.

    Raises:
        MissingError: There is no such meeting, or the account has no part in it.
        RefusedError: `over` (not circulated, or the days for it are over), `who` (somebody who was not present, or
            somebody else), `item` (not of this meeting), `text` (none), `long` (`most`).
    """
    meeting = members.lock(session, actor, meeting_id)
    if not is_open(session.get(Minutes, meeting_id), now):
        raise RefusedError("over")
    if mandate_id not in {each.id for each in members.mandates(session, actor, meeting_id)}:
        raise RefusedError("who")
    item = session.get(AgendaItem, item_id) if item_id is not None else None
    if item_id is not None and (item is None or item.meeting_id != meeting.id):
        raise RefusedError("item")
    if not text or len(text) > LONGEST:
        raise RefusedError("long" if text else "text", most=LONGEST)
    same = sa.select(Correction).where(
        Correction.meeting_id == meeting_id,
        Correction.mandate_id == mandate_id,
        Correction.item_id == item_id,
        Correction.text == text,
    )
    found = session.scalars(same).first()
    if found is not None:
        return found
    correction = Correction(
        meeting_id=meeting_id,
        item_id=item_id,
        mandate_id=mandate_id,
        text=text,
        state=CorrectionState.PROPOSED,
        proposed_at=now,
        account_id=actor.id,
    )
    session.add(correction)
    session.flush()
    return correction


def decide(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    correction_id: int,
    state: CorrectionState,
    answer: str,
) -> Correction:
    """Accept a correction, or refuse it with its reason; the text itself is then changed by hand.

    Raises:
        MissingError: There is no such correction of the meeting, or not for this account.
        RefusedError: `sealed` (the minutes are approved), `decided`, `answer` (a refusal without reason), `long`.
    """
    access.lock(session, actor, meeting_id)
    correction = session.get(Correction, correction_id) if correction_id < access.BEYOND else None
    if correction is None or correction.meeting_id != meeting_id:
        raise MissingError
    session.refresh(correction)
    minutes = session.get_one(Minutes, meeting_id)
    if minutes.state is not MinutesState.CIRCULATED:
        raise RefusedError("sealed")
    if correction.state is not CorrectionState.PROPOSED:
        raise RefusedError("decided", state=correction.state)
    if state is CorrectionState.REFUSED and not answer:
        raise RefusedError("answer")
    if len(answer) > LONGEST:
        raise RefusedError("long", most=LONGEST)
    correction.state, correction.answer = state, answer or None
    correction.decided_at, correction.decided_by_id = now, actor.id
    session.flush()
    return correction


def undecided(session: Session, meeting_id: int) -> int:
    """Return how many corrections wait for an answer."""
    query = sa.select(sa.func.count()).where(
        Correction.meeting_id == meeting_id, Correction.state == CorrectionState.PROPOSED
    )
    return session.scalar(query) or 0
