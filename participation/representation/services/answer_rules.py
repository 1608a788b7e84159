"""How many days a council's charter leaves for an answer: each rule with its source, the latest begun counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils import services as councils
from participation.councils.models import Council
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.representation.models import AnswerRule

USUAL_DAYS = 60
"""Counted where no charter sets a number [days]; pages then say that no document sets it."""
MOST_DAYS = 366


@dataclass(frozen=True)
class NewRule:
    """A rule to set, with its source."""

    days: int
    source: str
    source_on: date
    starts_on: date


def in_force(session: Session, council_id: int, day: date) -> AnswerRule | None:
    """Return the rule that holds for a council on a day."""
    query = (
        sa.select(AnswerRule)
        .where(AnswerRule.council_id == council_id, AnswerRule.starts_on <= day)
        .order_by(AnswerRule.starts_on.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def history(session: Session, council_id: int) -> Sequence[AnswerRule]:
    """Return every rule of a council, the latest first."""
    query = sa.select(AnswerRule).where(AnswerRule.council_id == council_id)
    return session.scalars(query.order_by(AnswerRule.starts_on.desc())).all()


def set_rule(session: Session, actor: Actor, now: datetime, council_id: int, new: NewRule) -> AnswerRule:
    """Give a council a rule from a day on; the same day is corrected. Requests already sent keep theirs.

    Raises:
        MissingError: There is no such council, or not for this account.
        RefusedError: `days` (from 1 to 366), `source_to_come` (the document bears a day that is not yet here).
    """
    council = councils.assigned_council(session, actor, council_id)
    if not 1 <= new.days <= MOST_DAYS:
        raise RefusedError("days", most=MOST_DAYS)
    if new.source_on > clock.day_of(now):
        raise RefusedError("source_to_come")
    session.execute(sa.select(Council.id).where(Council.id == council.id).with_for_update())
    query = sa.select(AnswerRule).where(AnswerRule.council_id == council.id, AnswerRule.starts_on == new.starts_on)
    rule = session.scalars(query).one_or_none()
    if rule is None:
        rule = AnswerRule(council_id=council.id, starts_on=new.starts_on)
        session.add(rule)
    rule.days, rule.source, rule.source_on = new.days, new.source, new.source_on
    rule.is_fictitious = council.is_fictitious
    session.flush()
    payload = {"days": new.days, "source": new.source, "starts_on": new.starts_on.isoformat()}
    journal.append(session, now, "requests.rule_set", f"body:{council.body_id}", payload)
    return rule
