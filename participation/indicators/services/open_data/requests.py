"""The ledger: what councils asked, and every step of the answers."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from participation.bodies.models import Body
from participation.councils.models import Council
from participation.indicators.services.open_data.meetings import OF_COUNCIL
from participation.indicators.services.open_data.shapes import (
    FICTITIOUS,
    PAGE,
    Ask,
    Column,
    Dataset,
    Kind,
    Reference,
    Row,
    part,
    tokens,
)
from participation.indicators.services.open_data.territory import NEIGHBOURHOOD
from participation.kernel import clock
from participation.representation.models import Adoption, CouncilRequest, RequestKind, RequestState, RequestStep
from participation.representation.services import ledger
from participation.territory.models import Institution, Neighbourhood

KINDS = {
    RequestKind.OPINION: "avis",
    RequestKind.QUESTION: "question",
    RequestKind.CONTRIBUTION: "contribution",
    RequestKind.REQUEST: "demande",
}
STATES = {
    RequestState.SENT: "envoyee",
    RequestState.RECEIVED: "recue",
    RequestState.ACCEPTED: "acceptee",
    RequestState.PARTLY: "acceptee-en-partie",
    RequestState.REFUSED: "refusee",
    RequestState.DONE: "realisee",
    RequestState.WITHDRAWN: "retiree",
}
ADOPTIONS = {Adoption.VOTE: "vote", Adoption.CONSENSUS: "consensus"}
NUMBER = lazy_gettext("Number of the request")


def _requests(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(CouncilRequest, Neighbourhood.code, sa.func.coalesce(Institution.name, Body.name))
        .join(Council, CouncilRequest.council_id == Council.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .outerjoin(Institution, CouncilRequest.institution_id == Institution.id)
        .outerjoin(Body, CouncilRequest.body_id == Body.id)
        .where(ledger.IS_SENT)
    )
    return [(row[0].id, _request(ask, *row)) for row in part(session, query, CouncilRequest.id, ask)]


def _request(ask: Ask, found: CouncilRequest, code: str, addressee: str) -> tuple[Any, ...]:
    year, sequence = found.year or 0, found.sequence or 0
    is_answered = found.answered_at is not None
    return (
        ledger.label(year, sequence),
        code,
        KINDS[found.kind],
        found.title,
        found.text,
        addressee,
        found.meeting_id,
        ADOPTIONS[found.adoption],
        found.minority or None,
        clock.day_of(found.sent_at) if found.sent_at else None,
        found.answer_days,
        found.rule_source or None,
        found.due_on,
        STATES[found.state],
        clock.day_of(found.answered_at) if found.answered_at else None,
        ledger.days_taken(found.sent_at, found.answered_at),
        ledger.days_late(found.due_on, found.answered_at) if is_answered else None,
        found.review_on,
        ask.link("representation.request_page", year=year, sequence=sequence),
        found.is_fictitious,
    )


def _days(name: str, text: Any, *, required: bool = False) -> Column:
    return Column(name, text, Kind.INTEGER, required=required, least=0)


REQUESTS = Dataset(
    "demandes",
    lazy_gettext("Requests of the councils"),
    lazy_gettext("One line for each request, opinion, question or contribution that a council sent."),
    (
        Column("numero", NUMBER, required=True, pattern=r"\d{4}-\d{2,6}"),
        Column("quartier", NEIGHBOURHOOD, required=True),
        Column("nature", lazy_gettext("What the council sent"), required=True, among=tokens(KINDS)),
        Column("titre", lazy_gettext("Title of the request"), required=True),
        Column("texte", lazy_gettext("Its text"), required=True),
        Column("destinataire", lazy_gettext("Institution or body that is asked"), required=True),
        Column("reunion", lazy_gettext("Number of the meeting that adopted it"), Kind.INTEGER, required=True),
        Column("adoption", lazy_gettext("How the council adopted it"), required=True, among=tokens(ADOPTIONS)),
        Column("avis_minoritaire", lazy_gettext("What those who disagreed want to be read with it")),
        Column("envoyee_le", lazy_gettext("Day on which it was sent"), Kind.DAY, required=True),
        _days("delai", lazy_gettext("Days to answer"), required=True),
        Column("source_delai", lazy_gettext("Document that sets them; empty: 60 days, counted by this site")),
        Column("reponse_due_le", lazy_gettext("Last day of the answer"), Kind.DAY, required=True),
        Column("etat", lazy_gettext("How far the answer is"), required=True, among=tokens(STATES)),
        Column("repondue_le", lazy_gettext("Day of the answer; empty while there is none"), Kind.DAY),
        _days("jours_de_reponse", lazy_gettext("Days from the sending to the answer")),
        _days("jours_de_retard", lazy_gettext("Days by which the answer came too late; 0 when it was in time")),
        Column("revue_le", lazy_gettext("Day on which the council looks at it again"), Kind.DAY),
        PAGE,
        FICTITIOUS,
    ),
    _requests,
    ("numero",),
    (OF_COUNCIL,),
)


def _steps(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(RequestStep, CouncilRequest.year, CouncilRequest.sequence, CouncilRequest.is_fictitious)
        .join(CouncilRequest, RequestStep.request_id == CouncilRequest.id)
        .where(ledger.IS_SENT)
    )
    return [
        (
            step.id,
            (
                step.id,
                ledger.label(year or 0, sequence or 0),
                STATES[step.state],
                clock.day_of(step.at),
                step.author,
                step.text or None,
                is_fictitious,
            ),
        )
        for step, year, sequence, is_fictitious in part(session, query, RequestStep.id, ask)
    ]


STEPS = Dataset(
    "reponses",
    lazy_gettext("Answers to the requests"),
    lazy_gettext("One line for each step of a request: sent, received, answered, carried out."),
    (
        Column("id", lazy_gettext("Number of the step"), Kind.INTEGER, required=True),
        Column("demande", NUMBER, required=True),
        Column("etat", lazy_gettext("What the step says"), required=True, among=tokens(STATES)),
        Column("date", lazy_gettext("Its day"), Kind.DAY, required=True),
        Column("auteur", lazy_gettext("Council, institution or body that says it"), required=True),
        Column("texte", lazy_gettext("Its words")),
        FICTITIOUS,
    ),
    _steps,
    ("id",),
    (Reference(("demande",), "demandes", ("numero",)),),
)
