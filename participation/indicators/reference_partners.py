"""The partners that somebody published, and the three promises that the presentation gives. Nothing is a guess.

What no source gives stays empty: days of signature, what is counted, targets, and what was done. Three promises have
the orientation that their subject names; none has a last year, since the contract was prolonged.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Commitment, Partner
from participation.territory.models import Contract, Institution, Orientation
from participation.territory.reference import CALL_2019, CONTRACT, PRESENTATION


@dataclass(frozen=True)
class PartnerFact:
    """An institution that the source counts among those that commit themselves."""

    code: str
    source: str


@dataclass(frozen=True)
class PromiseFact:
    """A promise as its source tells it."""

    code: str
    """Of the partner."""
    orientation: int
    title: str


SIGNED = f"{PRESENTATION}\u00a0; {CALL_2019}"
PARTNERS = (
    PartnerFact("etat", SIGNED),
    PartnerFact("caen-la-mer", SIGNED),
    PartnerFact("communes", SIGNED),
    PartnerFact("region", CALL_2019),
    PartnerFact("departement", SIGNED),
    PartnerFact("chambre-des-metiers", PRESENTATION),
    PartnerFact("mefac", PRESENTATION),
    PartnerFact("pole-emploi", PRESENTATION),
    PartnerFact("education-nationale", PRESENTATION),
)
PROMISES = (
    PromiseFact(
        "chambre-des-metiers",
        1,
        "Déployer des actions de sensibilisation à l’entrepreneuriat dans les quartiers.",
    ),
    PromiseFact(
        "mefac",
        1,
        "Recenser, avec le Département, Pôle emploi et les Villes, toutes les actions de remobilisation pour les "
        "demandeurs d’emploi, et mieux les articuler entre elles.",
    ),
    PromiseFact(
        "education-nationale",
        2,
        "Développer, avec ses partenaires, de nouvelles façons d’accueillir et de rencontrer les parents à l’école.",
    ),
)


def load(session: Session) -> int:
    """Write these partners and promises; return how many rows were new. What a team changed since stays as it is."""
    contract_id = session.scalar(sa.select(Contract.id).where(Contract.code == CONTRACT.code))
    if contract_id is None:
        return 0
    places = dict(session.execute(sa.select(Institution.code, Institution.id)).all())
    aims = dict(session.execute(sa.select(Orientation.number, Orientation.id)).all())
    known = set(session.scalars(sa.select(Partner.institution_id)))
    new = [fact for fact in PARTNERS if places[fact.code] not in known]
    for fact in new:
        session.add(Partner(institution_id=places[fact.code], contract_id=contract_id, source=fact.source))
    session.flush()
    # A promise comes with its partner: one that a team worded anew is not written a second time.
    codes = {fact.code for fact in new}
    promises = [promise for promise in PROMISES if promise.code in codes]
    for promise in promises:
        session.add(
            Commitment(
                institution_id=places[promise.code],
                orientation_id=aims.get(promise.orientation),
                title=promise.title,
                first_year=CONTRACT.first_year,
                source=PRESENTATION,
            )
        )
    session.flush()
    return len(new) + len(promises)
