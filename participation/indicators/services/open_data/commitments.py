"""What partners of the contract promised, and what they tell of it each year."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from participation.indicators.models import (
    Commitment,
    CommitmentState,
    CommitmentYear,
    Partner,
    commitment_neighbourhood,
)
from participation.indicators.services.open_data.linked import ORIENTATION, PLACES, SOURCE, codes_of, year_column
from participation.indicators.services.open_data.shapes import (
    FICTITIOUS,
    Ask,
    Column,
    Dataset,
    Kind,
    Reference,
    Row,
    joined,
    part,
    tokens,
)
from participation.territory.models import Institution, Neighbourhood, Orientation

STATES = {
    CommitmentState.UNDERWAY: "en-cours",
    CommitmentState.KEPT: "tenu",
    CommitmentState.LATE: "en-retard",
    CommitmentState.DROPPED: "abandonne",
}


def _commitments(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(Commitment, Institution.code, Institution.name, Partner.signed_on, Orientation.number)
        .join(Partner, Commitment.institution_id == Partner.institution_id)
        .join(Institution, Partner.institution_id == Institution.id)
        .outerjoin(Orientation, Commitment.orientation_id == Orientation.id)
    )
    rows = part(session, query, Commitment.id, ask)
    keys = [row[0].id for row in rows]
    places = codes_of(session, commitment_neighbourhood, "commitment_id", Neighbourhood.code, keys)
    return [
        (
            found.id,
            (
                found.id,
                code,
                name,
                signed_on,
                number,
                found.title,
                found.unit,
                found.first_year,
                found.last_year,
                joined(places.get(found.id)),
                found.source or None,
                ask.link("indicators.partner", code=code),
                found.is_fictitious,
            ),
        )
        for found, code, name, signed_on, number in rows
    ]


COMMITMENTS = Dataset(
    "engagements",
    lazy_gettext("Commitments of the partners"),
    lazy_gettext("One line for each promise that a partner of the contract made."),
    (
        Column("id", lazy_gettext("Number of the commitment"), Kind.INTEGER, required=True),
        Column("partenaire", lazy_gettext("Code of the partner"), required=True),
        Column("nom_partenaire", lazy_gettext("Name of the partner"), required=True),
        Column("signature", lazy_gettext("Day on which it signed; empty where no source gives it"), Kind.DAY),
        Column("orientation", ORIENTATION, Kind.INTEGER, least=1),
        Column("promesse", lazy_gettext("The promise"), required=True),
        Column("unite", lazy_gettext("What is counted; empty for a promise that is not counted")),
        year_column("premiere_annee", lazy_gettext("First year"), required=True),
        year_column("derniere_annee", lazy_gettext("Last year; empty: none is set")),
        Column("quartiers", PLACES),
        Column("source", SOURCE),
        Column("page", lazy_gettext("Address of the partner’s page"), required=True),
        FICTITIOUS,
    ),
    _commitments,
    ("id",),
)


def _commitment_years(session: Session, ask: Ask) -> Sequence[Row]:
    rows = part(session, sa.select(CommitmentYear), CommitmentYear.id, ask)
    return [
        (
            row.id,
            (
                row.commitment_id,
                row.year,
                row.target,
                row.done,
                STATES[row.state] if row.state else None,
                row.comment or None,
                row.proof,
                row.told_at,
                row.is_fictitious,
            ),
        )
        for (row,) in rows
    ]


COMMITMENT_YEARS = Dataset(
    "engagements-annees",
    lazy_gettext("What partners tell of their commitments"),
    lazy_gettext("One line for each commitment and year. An empty cell is not told, never 0."),
    (
        Column("engagement", lazy_gettext("Number of the commitment"), Kind.INTEGER, required=True),
        year_column("annee", lazy_gettext("Year"), required=True),
        Column("cible", lazy_gettext("What was aimed at, in the unit of the commitment"), Kind.NUMBER, least=0),
        Column("fait", lazy_gettext("What was done, in the unit of the commitment"), Kind.NUMBER, least=0),
        Column("etat", lazy_gettext("What the partner says of it"), among=tokens(STATES)),
        Column("commentaire", lazy_gettext("What was done, or why it was not")),
        Column("preuve", lazy_gettext("Where one can see it")),
        Column("renseigne_le", lazy_gettext("When the partner told it"), Kind.INSTANT),
        FICTITIOUS,
    ),
    _commitment_years,
    ("engagement", "annee"),
    (Reference(("engagement",), "engagements", ("id",)),),
)
