"""The rules of a body's meetings: each with its source and dates, the latest that has started counts."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.meetings.models import MeetingRule, MeetingRuleKey

Rules = Mapping[MeetingRuleKey, MeetingRule]
DAYS = frozenset({MeetingRuleKey.NOTICE, MeetingRuleKey.MINUTES, MeetingRuleKey.CORRECTIONS})
"""Keys whose value is a number of days; the others are shares."""


def in_force(session: Session, body_id: int, day: date) -> Rules:
    """Return what holds for a body on a day, by key; a key without a rule is left out."""
    query = (
        sa.select(MeetingRule)
        .where(MeetingRule.body_id == body_id, MeetingRule.starts_on <= day)
        .order_by(MeetingRule.starts_on)
    )
    return {rule.key: rule for rule in session.scalars(query)}


def days(rules: Rules, key: MeetingRuleKey) -> int | None:
    """Return the days that a rule gives, or None without one."""
    return int(rules[key].value) if key in rules else None


def share(rules: Rules, key: MeetingRuleKey) -> Decimal | None:
    """Return the share that a rule asks for, 0 to 1, or None without one."""
    return Decimal(rules[key].value) if key in rules else None


def days_asked(session: Session, body_id: int, day: date) -> int | None:
    """Return the days of notice that hold for a body on a day, or None without such a rule."""
    return days(in_force(session, body_id, day), MeetingRuleKey.NOTICE)


def notice_source(session: Session, body_id: int, day: date) -> str:
    """Return the document that sets the notice on a day; empty without such a rule."""
    rule = in_force(session, body_id, day).get(MeetingRuleKey.NOTICE)
    return rule.source if rule else ""


def days_of(session: Session, body_ids: Iterable[int], key: MeetingRuleKey, day: date) -> dict[int, int]:
    """Return the days that a rule gives on a day, for each of some bodies that has it, in one query."""
    query = (
        sa.select(MeetingRule.body_id, MeetingRule.value)
        .where(
            MeetingRule.body_id.in_(set(body_ids)),
            MeetingRule.key == key,
            MeetingRule.starts_on <= day,
        )
        .order_by(MeetingRule.starts_on)
    )
    return {body_id: int(value) for body_id, value in session.execute(query)}
