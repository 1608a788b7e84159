"""Two partners with their promises, their accounts, and a council with its team. All of it is fictitious."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council
from participation.indicators.models import Commitment, CommitmentState, CommitmentYear, Partner
from participation.indicators.services.telling import Told
from participation.kernel.permissions import Role
from participation.territory.models import Contract, Institution
from tests.representation.request_cases import make_institution, make_official
from tests.support.factories import make_account, make_council

YEAR = 2026


@dataclass
class PartnerCase:
    """A partner with one counted and one uncounted promise, another partner with one, and a council."""

    council: Council
    facilitator: Account
    institution: Institution
    account: Account
    counted: Commitment
    uncounted: Commitment
    other: Institution
    other_account: Account
    foreign: Commitment


def make_partner(session: Session, institution: Institution, **values: Any) -> Partner:
    """Return a partner of the contract."""
    contract_id = session.scalars(sa.select(Contract.id).order_by(Contract.id)).first()
    usual: dict[str, Any] = {"contract_id": contract_id, "signed_on": date(2015, 7, 6), "source": "Contrat fictif"}
    made = Partner(institution_id=institution.id, **(usual | values))
    session.add(made)
    session.flush()
    return made


def make_commitment(session: Session, institution: Institution, title: str, **values: Any) -> Commitment:
    """Return a promise that has held since 2020."""
    usual: dict[str, Any] = {"unit": None, "first_year": 2020, "source": "Contrat fictif", "is_fictitious": True}
    made = Commitment(institution_id=institution.id, title=title, **(usual | values))
    session.add(made)
    session.flush()
    return made


def make_year(session: Session, commitment: Commitment, year: int = YEAR, **values: Any) -> CommitmentYear:
    """Return what was told of a promise in a year."""
    usual: dict[str, Any] = {"state": CommitmentState.UNDERWAY, "comment": "", "is_fictitious": True}
    made = CommitmentYear(commitment_id=commitment.id, year=year, **(usual | values))
    session.add(made)
    session.flush()
    return made


def make_partner_case(session: Session, code: str = "chemin-vert") -> PartnerCase:
    """Return two partners and a council."""
    council = make_council(session, code, name=code)
    own, other = make_institution(session, "Ville fictive"), make_institution(session, "Bailleur fictif")
    make_partner(session, own)
    make_partner(session, other, signed_on=None)
    return PartnerCase(
        council=council,
        facilitator=make_account(session, councils=[council]),
        institution=own,
        account=make_official(session, own, Role.PARTNER),
        counted=make_commitment(session, own, "Ouvrir trois ateliers.", unit="ateliers"),
        uncounted=make_commitment(session, own, "Accueillir les parents."),
        other=other,
        other_account=make_official(session, other, Role.PARTNER),
        foreign=make_commitment(session, other, "Rénover les halls.", unit="halls"),
    )


def told(**values: Any) -> Told:
    """Return what a partner says for the first time."""
    usual: dict[str, Any] = {
        "state": CommitmentState.UNDERWAY, "target": None, "done": None, "comment": "", "proof": None, "seen": 0,
    }  # fmt: skip
    return Told(**(usual | values))
