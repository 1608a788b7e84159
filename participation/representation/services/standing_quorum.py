"""Which meetings lacked the quorum, by the rule of each one's day: three queries, however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import College, EndReason, Mandate, Seat
from participation.measures.quorum import required
from participation.meetings.models import Attendance, MeetingRule, MeetingRuleKey
from participation.meetings.services.places import SITS

COLLEGE_OF = {
    MeetingRuleKey.QUORUM: None,
    MeetingRuleKey.QUORUM_RESIDENTS: College.RESIDENTS,
    MeetingRuleKey.QUORUM_LOCAL_ACTORS: College.LOCAL_ACTORS,
}
"""Rule → the college that it counts; None for everybody."""


@dataclass(frozen=True)
class Held:
    """A meeting whose attendance stands."""

    id: int
    body_id: int
    day: date


def without_quorum(session: Session, meetings: Collection[Held]) -> set[int]:
    """Return the meetings at which too few were present, by number; without a rule none is.

    Whoever came counts for the whole meeting, as in the sentence of the meeting's own page.
    """
    rules = _rules(session, {each.body_id for each in meetings})
    asked = [each for each in meetings if _shares(rules[each.body_id], each.day)]
    if not asked:
        return set()
    seats = _seats(session, {each.body_id for each in asked})
    present = _present(session, [each.id for each in asked])
    return {
        each.id
        for each in asked
        if not _holds(
            _shares(rules[each.body_id], each.day), _seated(seats[each.body_id], each.day), present[each.id]
        )
    }


def _holds(
    shares: dict[MeetingRuleKey, Fraction], seated: Iterable[College | None], present: Iterable[College | None]
) -> bool:
    seated, present, keys = list(seated), list(present), list(shares)
    groups = [COLLEGE_OF[key] for key in keys]
    counts = np.array([sum(group in (None, each) for each in seated) for group in groups], dtype=np.int64)
    needed = required(counts, [shares[key] for key in keys])
    came = [sum(group in (None, each) for each in present) for group in groups]
    return all(count >= least for count, least in zip(came, needed.tolist(), strict=True))


def _shares(rules: Collection[Any], day: date) -> dict[MeetingRuleKey, Fraction]:
    return {rule.key: Fraction(rule.value) for rule in rules if rule.starts_on <= day}


def _seated(mandates: Collection[Any], day: date) -> list[College | None]:
    """Return the college of each seat that was held on a day."""
    held = {row.seat_id: row.college for row in mandates if _is_held(row, day)}
    return list(held.values())


def _is_held(row: Any, day: date) -> bool:
    """Tell what `meetings.services.places.holds_on` asks of the database, and whether the seat existed."""
    if not (row.opened_on <= day and (row.closed_on is None or row.closed_on > day)):
        return False
    at_term = row.end_reason is EndReason.TERM and row.left_on == day
    return row.starts_on <= day <= row.ends_on and (row.left_on is None or row.left_on > day or at_term)


def _rules(session: Session, body_ids: Collection[int]) -> dict[int, list[Any]]:
    """Return the rules of quorum of some bodies, the latest last."""
    query = (
        sa.select(MeetingRule.body_id, MeetingRule.key, MeetingRule.value, MeetingRule.starts_on)
        .where(MeetingRule.body_id.in_(body_ids), MeetingRule.key.in_(COLLEGE_OF))
        .order_by(MeetingRule.starts_on)
    )
    return _by(session.execute(query).all() if body_ids else (), "body_id")


def _seats(session: Session, body_ids: Collection[int]) -> dict[int, list[Any]]:
    query = (
        sa.select(
            Seat.body_id,
            Mandate.seat_id,
            Seat.college,
            Seat.opened_on,
            Seat.closed_on,
            Mandate.starts_on,
            Mandate.ends_on,
            Mandate.left_on,
            Mandate.end_reason,
        )
        .join(Mandate, Mandate.seat_id == Seat.id)
        # By seat: where the holder left, the substitute stands in, as in `meetings.services.places`.
        .where(Seat.body_id.in_(body_ids))
    )
    return _by(session.execute(query), "body_id")


def _present(session: Session, meeting_ids: Collection[int]) -> dict[int, list[College | None]]:
    query = (
        sa.select(Attendance.meeting_id, Seat.college)
        .join(Seat, Attendance.seat_id == Seat.id)
        .where(Attendance.meeting_id.in_(meeting_ids), Attendance.presence.in_(SITS))
    )
    found: dict[int, list[College | None]] = defaultdict(list)
    for row in session.execute(query):
        found[row.meeting_id].append(row.college)
    return found


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
