"""A council's rules: its own where it has some, else those that hold everywhere."""

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils.models import Council, CouncilRule, RuleKey
from participation.councils.rules import Rule, national_rules
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.measures.terms import last_days

WHOLE_NUMBERS = {
    RuleKey.SIZE: (1, 500),
    RuleKey.PARITY: (0, 100),
    RuleKey.TERM: (1, 120),
    RuleKey.LEAST_AGE: (10, 99),
}
"""Least and greatest value of the rules that are whole numbers."""
DESIGNATIONS = ("draw", "draw_and_volunteers", "open")
LONGEST = 200


IN_FORCE = (
    sa.select(
        CouncilRule.key,
        CouncilRule.value,
        CouncilRule.source,
        CouncilRule.starts_on,
        CouncilRule.source_on,
        CouncilRule.is_fictitious,
    )
    .where(CouncilRule.council_id == sa.bindparam("council_id"), CouncilRule.starts_on <= sa.bindparam("day"))
    .order_by(CouncilRule.starts_on)
)


def rules_in_force(session: Session, council_id: int, day: date) -> dict[RuleKey, Rule]:
    """Return each rule that holds for a council on a day, with its source, in one query."""
    rows = session.connection().execute(IN_FORCE, {"council_id": council_id, "day": day})
    local = {row.key: Rule(*row[:5], is_local=True, is_fictitious=row.is_fictitious) for row in rows}
    return national_rules(day) | local


def checked_value(key: RuleKey, value: str) -> str:
    """Return a rule's value in its one stored form.

    Raises:
        RefusedError: `rule_value`, with the key and the bounds where there are some.
    """
    text = value.strip()
    if key in WHOLE_NUMBERS:
        least, greatest = WHOLE_NUMBERS[key]
        is_number = text.isascii() and text.isdigit() and len(text) <= 3
        if not is_number or not least <= int(text) <= greatest:
            raise RefusedError("rule_value", key=key, least=least, greatest=greatest)
        return str(int(text))
    if key is RuleKey.RESIDENTS_SHARE:
        return _share(text)
    if key is RuleKey.DESIGNATION and text not in DESIGNATIONS:
        raise RefusedError("rule_value", key=key)
    if not text or len(text) > LONGEST:
        raise RefusedError("rule_value", key=key)
    return text


def typed_value(key: RuleKey, text: str) -> str:
    """Return what people type in the stored form: a share is typed out of 100."""
    if key is not RuleKey.RESIDENTS_SHARE:
        return text
    number = text.replace("%", "").replace(",", ".").strip()
    try:
        return f"{float(number) / 100:g}"
    except ValueError:
        return text


def usual_end(rules: Mapping[RuleKey, Rule], starts_on: date) -> date | None:
    """Return the last day of a mandate that starts on a day, where a rule sets its length."""
    rule = rules.get(RuleKey.TERM)
    if rule is None:
        return None
    last = last_days(np.array([starts_on], dtype="datetime64[D]"), int(rule.value))[0]
    return date.fromisoformat(str(last))


def term_end(session: Session, council_id: int, starts_on: date) -> date | None:
    """Return the last day of a mandate that starts on a day under the council's rules, if one sets it."""
    return usual_end(rules_in_force(session, council_id, starts_on), starts_on)


def check_term(session: Session, council_id: int, starts_on: date, ends_on: date) -> None:
    """Refuse a mandate longer than the council's rule.

    Raises:
        RefusedError: `term_too_long` (`last`: the last day by the rule).
    """
    last = term_end(session, council_id, starts_on)
    if last is not None and ends_on > last:
        raise RefusedError("term_too_long", last=last)


def _share(text: str) -> str:
    try:
        share = float(text)
    except ValueError:
        raise RefusedError("rule_value", key=RuleKey.RESIDENTS_SHARE) from None
    if not 0 <= share <= 1:
        raise RefusedError("rule_value", key=RuleKey.RESIDENTS_SHARE)
    return f"{share:g}"


def set_rule(session: Session, actor: Actor, now: datetime, council: Council, rule: Rule) -> CouncilRule:
    """Give a council a rule of its own from a day on; the same rule from the same day is corrected.

    Raises:
        RefusedError: `rule_value`; `source_to_come` when the document bears a day that is not yet here.
    """
    value = checked_value(rule.key, rule.value)
    source_on = rule.source_on or rule.starts_on
    if source_on > clock.day_of(now):
        raise RefusedError("source_to_come")
    # Two people who set the same rule at once write one after the other.
    session.execute(sa.select(Council.id).where(Council.id == council.id).with_for_update())
    query = sa.select(CouncilRule).where(
        CouncilRule.council_id == council.id,
        CouncilRule.key == rule.key,
        CouncilRule.starts_on == rule.starts_on,
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        found = CouncilRule(council_id=council.id, key=rule.key, starts_on=rule.starts_on)
        session.add(found)
    found.value, found.source, found.source_on = value, rule.source, source_on
    found.is_fictitious = council.is_fictitious
    session.flush()
    payload = {
        "key": rule.key.value,
        "value": value,
        "source": rule.source,
        "starts_on": rule.starts_on.isoformat(),
    }
    journal.append(session, now, "council.rule_set", f"council:{council.neighbourhood.code}", payload)
    return found
