"""The people of a rehearsal: invented, so that practising the session touches nobody's place in a real draw."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Gender
from participation.draws.models import Draw, ListedPerson, ListedState, ListKind, ListState, PoolList
from participation.kernel.clock import day_of
from participation.kernel.permissions import Actor

PEOPLE = 40
YOUNGEST, OLDEST = 18, 85
KEPT_DAYS = 90
GENDERS = (Gender.FEMALE, Gender.MALE, None)


def invent_people(session: Session, actor: Actor, now: datetime, draw: Draw) -> PoolList:
    """Give a rehearsal a list of invented people, at least five for each seat, of every gender and age."""
    count = max(PEOPLE, 5 * draw.seats)
    made = PoolList(
        draw_id=draw.id,
        kind=ListKind.OTHER,
        state=ListState.IMPORTED,
        name="Personnes inventées pour l’essai",
        legal_basis="Données inventées : aucune personne réelle",
        provenance="La plateforme",
        provided_on=day_of(now),
        purge_on=day_of(now) + timedelta(days=KEPT_DAYS),
        file_name="essai",
        file_sha256=secrets.token_hex(32),
        rows_read=count,
        rows_kept=count,
        sent_by_id=actor.id,
        sent_at=now,
        imported_by_id=actor.id,
        imported_at=now,
    )
    session.add(made)
    session.flush()
    year = day_of(draw.entropy_for).year
    rows = [
        {
            "list_id": made.id,
            "line": number,
            "state": ListedState.KEPT,
            "family_name": f"Essai {number}",
            "given_name": "Personne inventée",
            "name_key": f"essai {number} inventee personne",
            "birth_year": year - YOUNGEST - number % (OLDEST - YOUNGEST),
            "gender": GENDERS[number % len(GENDERS)],
        }
        for number in range(1, count + 1)
    ]
    session.execute(sa.insert(ListedPerson), rows)
    return made
