"""The steering bodies that somebody published, each with where it can be read. Nothing here is a guess.

What no source gives stays empty: what the technical committee decides, which institutions chair or lead, how many seats
and which voice councils have. Seats and days are then settings of this platform, and its pages say so.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body, BodyKind
from participation.representation.models import (
    BodyMember,
    MemberRole,
    ProtocolStep,
    SeatSharing,
    SteeringBody,
    SteeringKind,
    Voice,
)
from participation.territory.models import Institution, Neighbourhood, Orientation
from participation.territory.reference import CALL_2019, PRESENTATION, START_2015

RENEWED = "chemin-vert"
REPORT_DAYS = 15


@dataclass(frozen=True)
class BodyFact:
    """A body as its source tells it."""

    name: str
    kind: SteeringKind
    purpose: str
    orientation: int | None = None
    neighbourhood: str | None = None
    members: tuple[str, ...] = ()
    """Codes of the institutions that the source puts into it."""
    members_source: str = ""


@dataclass(frozen=True)
class StepFact:
    """A condition or a step of the renewal project, as its source tells it; the source gives no day."""

    text: str
    is_condition: bool


POLITICAL = BodyFact(
    "Comité de pilotage politique",
    SteeringKind.POLITICAL,
    "Il associe tous les signataires du contrat de ville. Les trois équipes projet lui rendent des comptes. "
    "Il analyse les indicateurs chaque année, pour revoir les priorités.",
    members=("etat", "caen-la-mer", "communes", "region", "departement"),
    members_source=CALL_2019,
)
TECHNICAL = BodyFact("Comité technique (pilotage opérationnel)", SteeringKind.TECHNICAL, "")
TEAMS = tuple(
    BodyFact(
        f"Équipe projet {number}\u00a0: {about}",
        SteeringKind.PROJECT_TEAM,
        "Elle réunit des partenaires autour d’une orientation du contrat. Elle mène trois actions phares chaque année, "
        "et en rend compte au comité de pilotage politique.",
        orientation=number,
    )
    for number, about in ((1, "emploi"), (2, "réussite éducative"), (3, "cadre de vie"))
)
RENEWAL = BodyFact(
    "Projet de renouvellement urbain du Chemin Vert",
    SteeringKind.RENEWAL,
    "Il prépare la rénovation du quartier, le seul de l’agglomération que le programme national de renouvellement "
    "urbain (NPNRU) retient, au titre des projets d’intérêt régional.",
    neighbourhood=RENEWED,
)
BODIES = (POLITICAL, TECHNICAL, *TEAMS, RENEWAL)
STEPS = (
    StepFact("Préparer le projet avec les habitants.", True),
    StepFact("Préparer le projet avec les institutions concernées.", True),
    StepFact("Fixer ces conditions dans un protocole de préfiguration, en annexe du contrat.", False),
    StepFact("L’Agence nationale pour la rénovation urbaine (ANRU) examine ces conditions.", False),
    StepFact("L’ANRU dit si elle soutient le projet.", False),
)


def load(session: Session) -> int:
    """Write these bodies; return how many rows were new. What a team changed since stays as it is."""
    return sum(_load(session, fact) for fact in BODIES)


def _load(session: Session, fact: BodyFact) -> int:
    query = sa.select(Body.id).where(Body.kind == BodyKind.STEERING, Body.name == fact.name)
    if session.scalar(query.limit(1)) is not None:
        return 0
    body = Body(kind=BodyKind.STEERING, name=fact.name)
    session.add(body)
    session.flush()
    session.add(
        SteeringBody(
            body_id=body.id,
            kind=fact.kind,
            purpose=fact.purpose,
            orientation_id=_orientation_id(session, fact.orientation),
            sharing=SeatSharing.ONE if fact.neighbourhood else SeatSharing.EACH,
            seats=1,
            voice=Voice.CONSULTATIVE,
            report_days=REPORT_DAYS,
            neighbourhood_id=_neighbourhood_id(session, fact.neighbourhood),
            created_on=START_2015,
            source=PRESENTATION,
        )
    )
    session.flush()
    return 1 + _load_members(session, body.id, fact) + (_load_steps(session, body.id) if fact is RENEWAL else 0)


def _load_members(session: Session, body_id: int, fact: BodyFact) -> int:
    query = sa.select(Institution.id).where(Institution.code.in_(fact.members)).order_by(Institution.id)
    found = session.scalars(query).all()
    session.add_all(BodyMember(body_id=body_id, institution_id=each, role=MemberRole.MEMBER) for each in found)
    session.flush()
    return len(found)


def _load_steps(session: Session, body_id: int) -> int:
    session.add_all(
        ProtocolStep(body_id=body_id, position=at, text=step.text, is_condition=step.is_condition, source=PRESENTATION)
        for at, step in enumerate(STEPS, start=1)
    )
    session.flush()
    return len(STEPS)


def _orientation_id(session: Session, number: int | None) -> int | None:
    return session.scalar(sa.select(Orientation.id).where(Orientation.number == number)) if number else None


def _neighbourhood_id(session: Session, code: str | None) -> int | None:
    return session.scalar(sa.select(Neighbourhood.id).where(Neighbourhood.code == code)) if code else None
