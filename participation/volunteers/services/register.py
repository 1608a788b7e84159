"""The register of a council as its staff and its draws read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.kernel.pagination import Page, paginate
from participation.volunteers.models import Consent, ConsentKind, SignUp, SignUpKind, SignUpState


@dataclass(frozen=True)
class Changes:
    """What happened to a list after its closing, in the words of the protocol's step 4."""

    claims: int
    withdrawn: int
    doubles: int


def pool(
    session: Session, council: Council, at: datetime, listed_before: sa.Select[int] | None = None
) -> Sequence[SignUp]:
    """Return who is in the list of a council closed at that instant, as it stands now, by identifier.

    Residents registered until then, and omissions repaired since, who agree to the processing of their data.
    Whoever withdrew or was refused is not in it.

    Args:
        at: When the list was closed, or now while it is open.
        listed_before: Query of the sign-ups that an earlier draw's list held, however many: they are in this one
            only if they agreed to stay on the register for next draws.
    """
    query = (
        sa.select(SignUp)
        .where(SignUp.council_id == council.id, SignUp.kind == SignUpKind.RESIDENT)
        .where(SignUp.state == SignUpState.REGISTERED, _agreed(ConsentKind.PROCESSING))
        .where(sa.or_(SignUp.registered_at <= at, SignUp.repaired_at.is_not(None)))
        .order_by(SignUp.id)
    )
    if listed_before is not None:
        query = query.where(sa.or_(SignUp.id.not_in(listed_before), _agreed(ConsentKind.NEXT_DRAWS)))
    return session.scalars(query).all()


def changes_since(session: Session, council: Council, closed_at: datetime) -> Changes:
    """Count what changed in a list since its closing: size = at close + claims - withdrawn - doubles."""
    residents = (SignUp.council_id == council.id, SignUp.kind == SignUpKind.RESIDENT)
    in_list = sa.or_(SignUp.registered_at <= closed_at, SignUp.repaired_at.is_not(None))

    def count(*conditions: sa.ColumnElement[bool]) -> int:
        query = sa.select(sa.func.count()).select_from(SignUp).where(*residents, in_list, *conditions)
        return session.scalar(query) or 0

    return Changes(
        claims=count(SignUp.repaired_at > closed_at),
        withdrawn=count(SignUp.withdrawn_at > closed_at),
        doubles=count(SignUp.refused_at > closed_at),
    )


def count_registered(session: Session, council_id: int, kind: SignUpKind = SignUpKind.RESIDENT) -> int:
    """Return how many sign-ups of one kind stand on a council's register."""
    query = (
        sa.select(sa.func.count())
        .select_from(SignUp)
        .where(SignUp.council_id == council_id, SignUp.kind == kind, SignUp.state == SignUpState.REGISTERED)
    )
    return session.scalar(query) or 0


def page_of(session: Session, council_id: int, kind: SignUpKind | None, number: int) -> Page[SignUp]:
    """Return one page of the register, by name; erased sign-ups are not in it."""
    query = sa.select(SignUp).where(SignUp.council_id == council_id, SignUp.erased_at.is_(None))
    if kind is not None:
        query = query.where(SignUp.kind == kind)
    found = paginate(session, query.order_by(SignUp.name_key, SignUp.id), number)
    return Page([row[0] for row in found.rows], found.number, found.total)


def _agreed(kind: ConsentKind) -> sa.ColumnElement[bool]:
    return (
        sa.select(Consent.id)
        .where(Consent.sign_up_id == SignUp.id, Consent.kind == kind, Consent.withdrawn_at.is_(None))
        .exists()
    )
