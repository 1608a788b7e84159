"""Contact data that no draw needs any more: of people who were in a list, sit nowhere, and did not agree to next draws.

Names stay until the draw is archived, so that the code still opens the answer « was I in the hat ». Contact data go
earlier: nobody is called after that long without their consent to later draws.
"""

from collections import Counter
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.draws.models import Candidate, Draw, DrawState
from participation.draws.services import access, candidates
from participation.volunteers import services as volunteers
from participation.volunteers.models import Consent, ConsentKind, SignUp, SignUpState

OVER = (DrawState.COMPLETED, DrawState.ARCHIVED)
RUNNING = (DrawState.CLOSED, DrawState.SEALED, DrawState.DRAWN)


def purge_contacts(session: Session, now: datetime, kept_days: int) -> int:
    """Erase the contact data that were kept long enough after the last draw was completed; return of how many.

    The journal tells how many, council by council, and never whose.

    Args:
        kept_days: After how many days, days.
    """
    limit = now - timedelta(days=kept_days)
    found = session.scalars(_due(limit).with_for_update(skip_locked=True, of=SignUp)).all()
    busy = {number for council in {each.council_id for each in found} for number in _busy(session, council)}
    counts: Counter[int] = Counter()
    for sign_up in found:
        if sign_up.id in busy:
            continue
        sign_up.email = sign_up.phone = sign_up.postal_address = None
        volunteers.tell_changed(session, sign_up)
        counts[sign_up.council_id] += 1
    for council_id, count in sorted(counts.items()):
        council = session.get_one(Council, council_id)
        access.tell_council(session, now, council, "sign_ups.contacts_purged", {"count": count})
    return counts.total()


def _due(limit: datetime) -> sa.Select[SignUp]:
    listed = sa.select(Candidate.sign_up_id).join(Draw, Draw.id == Candidate.draw_id)
    over = listed.where(Draw.state.in_(OVER), Draw.completed_at < limit)
    wanted = listed.where(sa.or_(Draw.state.in_(RUNNING), Draw.completed_at >= limit))
    stays = sa.select(Consent.sign_up_id).where(
        Consent.kind == ConsentKind.NEXT_DRAWS, Consent.withdrawn_at.is_(None)
    )
    has_contact = sa.or_(
        SignUp.email.is_not(None), SignUp.phone.is_not(None), SignUp.postal_address.is_not(None)
    )
    return (
        sa.select(SignUp)
        .where(SignUp.state == SignUpState.REGISTERED, SignUp.erased_at.is_(None), has_contact)
        # Whoever corrected their sign-up since then is still there, and wants to be reached.
        .where(sa.func.coalesce(SignUp.corrected_at, SignUp.registered_at) < limit)
        .where(SignUp.id.in_(over), SignUp.id.not_in(wanted), SignUp.id.not_in(stays))
        .order_by(SignUp.id)
    )


def _busy(session: Session, council_id: int) -> set[int]:
    return candidates.busy_sign_ups(session, council_id)
