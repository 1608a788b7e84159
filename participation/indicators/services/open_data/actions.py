"""Flagship actions of the project teams, their assessments, and what a year honoured."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from participation.bodies.models import Body
from participation.councils.models import Council
from participation.indicators.models import (
    ActionState,
    Assessment,
    FlagshipAction,
    Highlight,
    HighlightKind,
    ScaleLevel,
    flagship_action_neighbourhood,
    flagship_action_partner,
)
from participation.indicators.services.open_data.linked import ORIENTATION, PLACES, SOURCE, codes_of, year_column
from participation.indicators.services.open_data.shapes import (
    FICTITIOUS,
    PAGE,
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
from participation.kernel import clock
from participation.representation.models import SteeringBody
from participation.territory.models import Institution, Neighbourhood, Orientation

STATES = {
    ActionState.PLANNED: "prevue",
    ActionState.UNDERWAY: "en-cours",
    ActionState.DONE: "faite",
    ActionState.STOPPED: "arretee",
}
HIGHLIGHT_KINDS = {
    HighlightKind.INITIATIVE: "initiative",
    HighlightKind.EVENT: "evenement",
    HighlightKind.SITE: "chantier",
}


def _actions(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(FlagshipAction, Body.name, Orientation.number)
        .join(Body, FlagshipAction.body_id == Body.id)
        .join(SteeringBody, SteeringBody.body_id == Body.id)
        .outerjoin(Orientation, SteeringBody.orientation_id == Orientation.id)
    )
    rows = part(session, query, FlagshipAction.id, ask)
    keys = [row[0].id for row in rows]
    places = codes_of(session, flagship_action_neighbourhood, "action_id", Neighbourhood.code, keys)
    partners = codes_of(session, flagship_action_partner, "action_id", Institution.code, keys)
    return [
        (
            found.id,
            (
                found.id,
                number,
                team,
                found.year,
                found.number,
                found.title,
                found.text or None,
                STATES[found.state],
                found.reason or None,
                joined(places.get(found.id)),
                joined(partners.get(found.id)),
                found.source or None,
                ask.link("indicators.action", flagship_id=found.id),
                found.is_fictitious,
            ),
        )
        for found, team, number in rows
    ]


ACTIONS = Dataset(
    "actions-phares",
    lazy_gettext("Flagship actions"),
    lazy_gettext("One line for each action of a project team: three a year at most."),
    (
        Column("id", lazy_gettext("Number of the action"), Kind.INTEGER, required=True),
        Column("orientation", ORIENTATION, Kind.INTEGER, least=1),
        Column("equipe", lazy_gettext("Project team that carries it out"), required=True),
        year_column("annee", lazy_gettext("Year"), required=True),
        Column("rang", lazy_gettext("Number among the team’s three of the year"), Kind.INTEGER, required=True, least=1),
        Column("titre", lazy_gettext("Title of the action"), required=True),
        Column("texte", lazy_gettext("What it is")),
        Column("etat", lazy_gettext("How far it is"), required=True, among=tokens(STATES)),
        Column("motif_arret", lazy_gettext("Why it stopped")),
        Column("quartiers", PLACES),
        Column("partenaires", lazy_gettext("Codes of the partners, with | between two")),
        Column("source", SOURCE),
        PAGE,
        FICTITIOUS,
    ),
    _actions,
    ("id",),
)


def _assessments(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(Assessment, ScaleLevel.name, Neighbourhood.code)
        .join(ScaleLevel, Assessment.level == ScaleLevel.level)
        .outerjoin(Council, Assessment.council_id == Council.id)
        .outerjoin(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
    )
    return [
        (
            found.id,
            (
                found.id,
                found.action_id,
                code,
                found.level,
                name,
                found.text or None,
                found.evidence or None,
                clock.day_of(found.at),
                found.is_fictitious,
            ),
        )
        for found, name, code in part(session, query, Assessment.id, ask)
    ]


ASSESSMENTS = Dataset(
    "evaluations",
    lazy_gettext("Assessments of the flagship actions"),
    lazy_gettext("One line for each: by the team itself, or by a council. They are never added up."),
    (
        Column("id", lazy_gettext("Number of the assessment"), Kind.INTEGER, required=True),
        Column("action", lazy_gettext("Number of the action"), Kind.INTEGER, required=True),
        Column("conseil", lazy_gettext("Code of the council’s neighbourhood; empty: the team itself")),
        Column("niveau", lazy_gettext("Level on the agreed scale"), Kind.INTEGER, required=True, least=0),
        Column("nom_niveau", lazy_gettext("Name of that level"), required=True),
        Column("texte", lazy_gettext("What they say of it")),
        Column("preuves", lazy_gettext("What shows it")),
        Column("date", lazy_gettext("Its day"), Kind.DAY, required=True),
        FICTITIOUS,
    ),
    _assessments,
    ("id",),
    (
        Reference(("action",), "actions-phares", ("id",)),
        Reference(("conseil",), "conseils", ("quartier",)),
    ),
)


def _highlights(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(Highlight, Neighbourhood.code)
        .outerjoin(Neighbourhood, Highlight.neighbourhood_id == Neighbourhood.id)
        .where(Highlight.published_at.is_not(None))
    )
    return [
        (
            found.id,
            (
                found.id,
                found.year,
                HIGHLIGHT_KINDS[found.kind],
                code,
                found.title,
                found.place or None,
                ask.link("indicators.highlight", highlight_id=found.id),
                found.is_fictitious,
            ),
        )
        for found, code in part(session, query, Highlight.id, ask)
    ]


HIGHLIGHTS = Dataset(
    "temps-forts",
    lazy_gettext("Highlights"),
    lazy_gettext("One line for each initiative, event or building site that was honoured; its story is on its page."),
    (
        Column("id", lazy_gettext("Number of the highlight"), Kind.INTEGER, required=True),
        year_column("annee", lazy_gettext("Year"), required=True),
        Column("nature", lazy_gettext("What is honoured"), required=True, among=tokens(HIGHLIGHT_KINDS)),
        Column("quartier", lazy_gettext("Code of the neighbourhood; empty: several of them")),
        Column("titre", lazy_gettext("Title of the highlight"), required=True),
        Column("lieu", lazy_gettext("Where it took place")),
        PAGE,
        FICTITIOUS,
    ),
    _highlights,
    ("id",),
)
