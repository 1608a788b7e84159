"""Setting the rules of a body's meetings, each with the document that sets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import MeetingRule, MeetingRuleKey
from participation.meetings.services import access, meetings
from participation.meetings.services.rules import DAYS

MOST_DAYS = 365


@dataclass(frozen=True)
class Rule:
    """A rule to set: its value as people type it (days, or a share out of 100) and its source."""

    key: MeetingRuleKey
    value: str
    source: str
    source_on: date
    starts_on: date


def stored(key: MeetingRuleKey, typed: str) -> str:
    """Return what people type in the stored form: whole days, or a share from 0 to 1.

    Raises:
        RefusedError: `rule_value`.
    """
    text = typed.replace("%", "").replace(",", ".").strip()
    try:
        number = float(text) if text.isascii() and len(text) <= 10 else -1.0
    except ValueError:
        number = -1.0
    if key in DAYS:
        if not 0 <= number <= MOST_DAYS or number != int(number):
            raise RefusedError("rule_value")
        return str(int(number))
    if not 0 < number <= 100:
        raise RefusedError("rule_value")
    return f"{number / 100:.6g}"


def shown(key: MeetingRuleKey, value: str) -> str:
    """Return a stored value as people type it."""
    return value if key in DAYS else f"{100 * float(value):.6g}"


def set_rule(session: Session, actor: Actor, now: datetime, body_id: int, rule: Rule) -> MeetingRule:
    """Give a body a rule from a day on; the same rule from the same day is corrected.

    Raises:
        MissingError: As `access.body`.
        RefusedError: `rule_value`; `source_to_come` when the document bears a day that is not yet here.
    """
    body = access.body(session, actor, body_id)
    value = stored(rule.key, rule.value)
    if rule.source_on > clock.day_of(now):
        raise RefusedError("source_to_come")
    session.execute(sa.select(Body.id).where(Body.id == body.id).with_for_update())
    query = sa.select(MeetingRule).where(
        MeetingRule.body_id == body.id, MeetingRule.key == rule.key, MeetingRule.starts_on == rule.starts_on
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        found = MeetingRule(body_id=body.id, key=rule.key, starts_on=rule.starts_on)
        session.add(found)
    found.value, found.source, found.source_on = value, rule.source, rule.source_on
    found.is_fictitious = meetings.is_fictitious(session, body.id)
    session.flush()
    payload = {
        "key": rule.key.value,
        "value": value,
        "source": rule.source,
        "starts_on": rule.starts_on.isoformat(),
    }
    journal.append(session, now, "meetings.rule_set", f"body:{body.id}", payload)
    return found


def history(session: Session, body_id: int) -> Sequence[MeetingRule]:
    """Return every rule of a body's meetings, latest first."""
    query = sa.select(MeetingRule).where(MeetingRule.body_id == body_id)
    return session.scalars(query.order_by(MeetingRule.starts_on.desc(), MeetingRule.id.desc())).all()
