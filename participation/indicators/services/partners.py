"""Partners of the contract: who they are, when they signed, and what they promise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.accounts.models import Account
from participation.indicators.models import Commitment, CommitmentYear, Partner
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.services.access import BEYOND
from participation.territory.models import Contract, Institution, Neighbourhood, Orientation
from participation.territory.names import name_key

LONGEST_CODE = 60
MOST = 3
"""Promises of one partner that hold in the same year, by the contract."""


@dataclass(frozen=True)
class Signature:
    """What is said of a partner."""

    signed_on: date | None
    source: str


@dataclass(frozen=True)
class Promise:
    """What is said of a commitment; texts are clean already."""

    title: str
    unit: str | None
    first_year: int
    last_year: int | None
    source: str
    orientation_id: int | None = None
    neighbourhood_ids: tuple[int, ...] = ()
    """Empty: all of them."""


def listed(session: Session) -> Sequence[Partner]:
    """Return the partners, by name."""
    found = session.scalars(sa.select(Partner).options(joinedload(Partner.institution))).all()
    return sorted(found, key=lambda each: (name_key(each.institution.name), each.institution.code))


def find(session: Session, code: str) -> Partner:
    """Return a partner by its code.

    Raises:
        MissingError: There is none.
    """
    query = sa.select(Partner).join(Partner.institution).where(Institution.code == code)
    found = session.scalars(query.options(joinedload(Partner.institution))).one_or_none()
    if found is None:
        raise MissingError
    return found


def code_of(session: Session, institution_id: int) -> str:
    """Return a partner's code in addresses."""
    return session.scalars(sa.select(Institution.code).where(Institution.id == institution_id)).one()


def others(session: Session) -> Sequence[tuple[int, str]]:
    """Return the institutions that are no partner yet, by name."""
    query = sa.select(Institution.id, Institution.name).where(Institution.id.not_in(sa.select(Partner.institution_id)))
    found = [(number, name) for number, name in session.execute(query)]
    return sorted(found, key=lambda each: (name_key(each[1]), each[0]))


def is_invented(session: Session, actor: Actor) -> bool:
    """Tell whether what an account writes is fictitious, because the account is."""
    account = session.get(Account, actor.id)
    return account is not None and account.is_demonstration


def add(
    session: Session, actor: Actor, now: datetime, institution_id: int | None, name: str, signature: Signature
) -> Partner:
    """Make an institution a partner: one that the contract names, else a new one by its name.

    Raises:
        MissingError: There is no such institution, or no contract.
        RefusedError: `name` (neither is given), `name_taken`, `already`, `signed_to_come`.
    """
    _check(signature, now)
    contract_id = session.scalar(sa.select(Contract.id).order_by(Contract.id).limit(1))
    if contract_id is None:
        raise MissingError
    institution = _chosen(session, institution_id) if institution_id else _named(session, name, signature.source)
    if session.get(Partner, institution.id) is not None:
        raise RefusedError("already")
    made = Partner(
        institution_id=institution.id,
        contract_id=contract_id,
        is_fictitious=is_invented(session, actor),
        **vars(signature),
    )
    session.add(made)
    session.flush()
    _record(session, now, "partner.added", institution)
    return made


def change(session: Session, now: datetime, code: str, signature: Signature) -> Partner:
    """Change the day of the signature, or where it is written.

    Raises:
        MissingError: There is no such partner.
        RefusedError: `signed_to_come`.
    """
    _check(signature, now)
    found = find(session, code)
    if (found.signed_on, found.source) == (signature.signed_on, signature.source):
        return found
    found.signed_on, found.source = signature.signed_on, signature.source
    session.flush()
    _record(session, now, "partner.changed", found.institution)
    return found


def _check(signature: Signature, now: datetime) -> None:
    if signature.signed_on is not None and signature.signed_on > clock.day_of(now):
        raise RefusedError("signed_to_come")


def _chosen(session: Session, institution_id: int) -> Institution:
    found = session.get(Institution, institution_id) if 0 < institution_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def _named(session: Session, name: str, source: str) -> Institution:
    code = "-".join(name_key(name).split())[:LONGEST_CODE].strip("-")
    if not code:
        raise RefusedError("name")
    same = sa.or_(Institution.code == code, Institution.name == name)
    if session.scalar(sa.select(Institution.id).where(same).limit(1)) is not None:
        raise RefusedError("name_taken")
    made = Institution(code=code, name=name, role="", is_signatory=True, source=source)
    session.add(made)
    session.flush()
    return made


def commitment(session: Session, commitment_id: int) -> Commitment:
    """Return a commitment with its partner, its orientation and its neighbourhoods.

    Raises:
        MissingError: There is none.
    """
    options = [
        joinedload(Commitment.partner).joinedload(Partner.institution),
        joinedload(Commitment.orientation),
        selectinload(Commitment.neighbourhoods),
    ]
    found = session.get(Commitment, commitment_id, options=options) if 0 < commitment_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def commitments_of(session: Session, partner: Partner) -> Sequence[Commitment]:
    """Return what a partner promises or promised, the first first."""
    query = sa.select(Commitment).where(Commitment.institution_id == partner.institution_id)
    options = [joinedload(Commitment.orientation), selectinload(Commitment.neighbourhoods)]
    return session.scalars(query.options(*options).order_by(Commitment.first_year, Commitment.id)).all()


def promise(session: Session, actor: Actor, now: datetime, code: str, new: Promise) -> Commitment:
    """Write a commitment of a partner.

    Raises:
        MissingError: There is no such partner.
        RefusedError: `title_taken`; `years`: it would end before it begins; `orientation`; `neighbourhoods`; `most`
            (`most`): the partner has that many in a year of this one.
    """
    partner = find(session, code)
    _lock(session, partner.institution_id)
    places = _checked(session, partner.institution_id, new)
    made = Commitment(institution_id=partner.institution_id, is_fictitious=is_invented(session, actor), **_told(new))
    made.neighbourhoods = list(places)
    session.add(made)
    session.flush()
    _record_promise(session, now, "commitment.added", made.id, code)
    return made


def reword(session: Session, now: datetime, commitment_id: int, new: Promise) -> Commitment:
    """Change what is said of a commitment.

    Raises:
        MissingError: There is none.
        RefusedError: As `promise`; `years_told`: something was told of a year that would fall out.
    """
    found = commitment(session, commitment_id)
    _lock(session, found.institution_id)
    places = _checked(session, found.institution_id, new, commitment_id)
    last = new.last_year or 9999
    out = sa.or_(CommitmentYear.year < new.first_year, CommitmentYear.year > last)
    told = sa.select(CommitmentYear.id).where(CommitmentYear.commitment_id == commitment_id, out)
    if session.scalar(told.limit(1)) is not None:
        raise RefusedError("years_told")
    for name, value in _told(new).items():
        setattr(found, name, value)
    found.neighbourhoods = list(places)
    session.flush()
    _record_promise(session, now, "commitment.changed", found.id, found.partner.institution.code)
    return found


def _lock(session: Session, institution_id: int) -> None:
    """Keep others from promising for the same partner meanwhile."""
    session.execute(sa.select(Partner.institution_id).where(Partner.institution_id == institution_id).with_for_update())


def _told(new: Promise) -> dict[str, object]:
    return {name: value for name, value in vars(new).items() if name != "neighbourhood_ids"}


def _checked(session: Session, institution_id: int, new: Promise, but: int = 0) -> Collection[Neighbourhood]:
    if new.last_year is not None and new.last_year < new.first_year:
        raise RefusedError("years")
    beside = session.scalars(
        sa.select(Commitment).where(Commitment.institution_id == institution_id, Commitment.id != but)
    ).all()
    if any(each.title == new.title for each in beside):
        raise RefusedError("title_taken")
    last = new.last_year or 9999
    together = [each for each in beside if each.first_year <= last and (each.last_year or 9999) >= new.first_year]
    # It is enough to look where a promise begins: nowhere else do more hold at once.
    for year in {new.first_year, *(each.first_year for each in together if each.first_year >= new.first_year)}:
        if sum(each.first_year <= year <= (each.last_year or 9999) for each in together) >= MOST:
            raise RefusedError("most", most=MOST)
    if new.orientation_id is not None and session.get(Orientation, new.orientation_id) is None:
        raise RefusedError("orientation")
    places = session.scalars(sa.select(Neighbourhood).where(Neighbourhood.id.in_(new.neighbourhood_ids))).all()
    if len(places) != len(set(new.neighbourhood_ids)):
        raise RefusedError("neighbourhoods")
    return places


def _record(session: Session, now: datetime, kind: str, institution: Institution) -> None:
    journal.append(session, now, kind, f"partner:{institution.code}", {"partner": institution.name})


def _record_promise(session: Session, now: datetime, kind: str, commitment_id: int, code: str) -> None:
    journal.append(session, now, kind, f"partner:{code}", {"commitment": commitment_id})
