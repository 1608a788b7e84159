"""Another hour or place for an announced draw, in the open.

The announcement's fingerprint holds the rule and the secret, neither hour nor place: it stands unchanged. The seal
holds both, so that the sealed ones are those last told to the public; once sealed they stay (protocol steps 3, 4
and 13). A session that cannot be held then takes place later, under the same seal: that hour is told beside it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Candidate, Draw, DrawState, Postponement
from participation.draws.services import access, candidates
from participation.draws.services.lists import lasting
from participation.kernel.clock import day_of, stamp
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers import services as volunteers
from participation.volunteers.models import SignUp, SignUpState

OPEN = (DrawState.ANNOUNCED, DrawState.CLOSED)
BEFORE_RESULT = (*OPEN, DrawState.SEALED)
NOTICE_DAYS = 10
"""Clear days between the act and the new day: neither of these two counts. Fictitious councils skip them."""


def postpone(
    session: Session, actor: Actor, now: datetime, draw_id: int, entropy_for: datetime, place: str, reason: str
) -> Postponement:
    """Give a draw a later hour, another place, or both; the reason is public at once.

    A sealed draw keeps its sealed hour, as the earliest, and gets a later session.

    Raises:
        RefusedError: `state`; `no_reason_given`; and those of `check` and `lasting.check_hour`.
    """
    draw = access.lock(session, actor, draw_id, *BEFORE_RESULT)
    if not reason:
        raise RefusedError("no_reason_given")
    check(now, draw, entropy_for, place)
    lasting.check_hour(session, draw.id, entropy_for)
    made = Postponement(
        draw_id=draw.id,
        account_id=actor.id,
        at=now,
        former_entropy_for=draw.session_at,
        former_place=draw.session_place,
        entropy_for=entropy_for,
        place=place,
        reason=reason,
    )
    session.add(made)
    if draw.state == DrawState.SEALED:
        draw.later_at, draw.later_place, draw.postponed_at = entropy_for, place, now
        kind = "draw.session_later"
    else:
        draw.entropy_for, draw.place, draw.postponed_at = entropy_for, place, now
        kind = "draw.moved" if entropy_for == made.former_entropy_for else "draw.postponed"
    facts = {
        "former_entropy_for": stamp(made.former_entropy_for),
        "former_place": made.former_place,
        "entropy_for": stamp(entropy_for),
        "place": place,
        "reason": reason,
    }
    access.tell(session, now, draw, kind, facts)
    return made


def check(now: datetime, draw: Draw, entropy_for: datetime, place: str) -> None:
    """Refuse an hour that people could not learn of in time, or that leaves them no time to check the list.

    Raises:
        RefusedError: `entropy_past`; `not_later` (`at`: the hour that stands); `nothing_changes`; `notice` (`days`,
            `first`: the first day that leaves them); `window_runs` (`until`).
    """
    if entropy_for <= now or entropy_for.microsecond:
        raise RefusedError("entropy_past")
    if entropy_for < draw.session_at:
        raise RefusedError("not_later", at=draw.session_at)
    if (entropy_for, place) == (draw.session_at, draw.session_place):
        raise RefusedError("nothing_changes")
    first = day_of(now) + timedelta(days=NOTICE_DAYS + 1)
    # People who found a closed door come back as soon as they are told: the session under way waits for no notice.
    has_notice = draw.state in OPEN and not draw.council.is_fictitious
    if has_notice and day_of(entropy_for) < first:
        raise RefusedError("notice", days=NOTICE_DAYS, first=first)
    # A list still open can close now at the earliest; its window then runs.
    until = draw.claims_end_at or now + timedelta(days=draw.claims_days)
    if entropy_for <= until:
        raise RefusedError("window_runs", until=until)


def of(session: Session, draw: Draw) -> Sequence[Postponement]:
    """Return every change of a draw's hour or place, in order; no query where there was none."""
    if draw.postponed_at is None:
        return ()
    query = sa.select(Postponement).where(Postponement.draw_id == draw.id)
    return session.scalars(query.order_by(Postponement.at, Postponement.id)).all()


def to_tell(session: Session, now: datetime, draw: Draw) -> tuple[Postponement, Sequence[SignUp]] | None:
    """Return the last change of a draw still to come, and the volunteers of its list who gave an e-mail address.

    Whoever signed up after the change has read the new date.
    """
    changes = of(session, draw)
    if not changes or draw.is_rehearsal or not draw.takes_sign_ups or draw.session_at <= now:
        return None
    last = changes[-1]
    if draw.state == DrawState.ANNOUNCED:
        before = candidates.listed_before(draw.council_id, draw.id)
        waiting = volunteers.pool(session, draw.council, last.at, before)
    else:
        query = sa.select(SignUp).join(Candidate, Candidate.sign_up_id == SignUp.id)
        query = query.where(Candidate.draw_id == draw.id, SignUp.state == SignUpState.REGISTERED)
        waiting = session.scalars(query.order_by(SignUp.id)).all()
    return last, [each for each in waiting if each.email]
