"""Draws, meetings and decisions, as their public pages show them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session, selectinload

from participation.bodies.models import Body, BodyKind, College
from participation.councils.models import Council
from participation.draws.models import Draw, DrawState
from participation.draws.results import PAST
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
from participation.indicators.services.open_data.territory import COLLEGES, NEIGHBOURHOOD
from participation.kernel import clock
from participation.meetings.models import AgendaItem, Decision, Meeting, MeetingState, Minutes, MinutesState, VoteCount
from participation.meetings.services import decisions, numbering
from participation.meetings.services.standing import IS_PUBLIC
from participation.territory.models import Neighbourhood

DRAW_STATES = {
    DrawState.ANNOUNCED: "annonce",
    DrawState.CLOSED: "liste-fermee",
    DrawState.SEALED: "scelle",
    DrawState.DRAWN: "tire",
    DrawState.COMPLETED: "termine",
    DrawState.ARCHIVED: "archive",
    DrawState.ABANDONED: "abandonne",
}
MEETING_STATES = {
    MeetingState.CONVENED: "convoquee",
    MeetingState.HELD: "tenue",
    MeetingState.CLOSED: "close",
    MeetingState.CANCELLED: "annulee",
}
MINUTES_STATES = {
    MinutesState.DRAFT: "en-cours",
    MinutesState.CIRCULATED: "soumis",
    MinutesState.APPROVED: "approuve",
    MinutesState.PUBLISHED: "publie",
}
BODIES = {BodyKind.COUNCIL: "conseil-citoyen", BodyKind.STEERING: "instance-de-pilotage"}
VOTES = ("votes_for", "votes_against", "abstentions")
DELIBERATIONS = "https://schema.data.gouv.fr/scdl/deliberations/"
OF_COUNCIL = Reference(("quartier",), "conseils", ("quartier",))
HEX = r"[0-9a-f]{64}"


def _instant(name: str, text: Any, *, required: bool = False) -> Column:
    return Column(name, text, Kind.INSTANT, required=required)


def _draws(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(Draw, Neighbourhood.code, Council.is_fictitious)
        .join(Council, Draw.council_id == Council.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(Draw.announced_at.is_not(None))
    )
    return [(row[0].id, _draw(ask, *row)) for row in part(session, query, Draw.id, ask)]


def _draw(ask: Ask, draw: Draw, code: str, is_fictitious: bool) -> tuple[Any, ...]:
    is_over = draw.state in PAST
    return (
        draw.uuid,
        code,
        draw.sequence,
        draw.title,
        DRAW_STATES[draw.state],
        draw.is_rehearsal,
        draw.seats,
        draw.announced_at,
        draw.closed_at,
        draw.entries_at_close,
        draw.sealed_at,
        draw.seal,
        draw.session_at,
        draw.session_place,
        draw.drawn_at,
        draw.seed,
        draw.abandoned_at,
        draw.abandoned_reason,
        ask.link("draws.show", draw_id=draw.id),
        ask.link("draws.transcript", draw_id=draw.id) if is_over else None,
        is_fictitious,
    )


DRAWS = Dataset(
    "tirages",
    lazy_gettext("Draws and their transcripts"),
    lazy_gettext("One line for each draw that was announced. Its transcript lets anyone do it again."),
    (
        Column("identifiant", lazy_gettext("Identifier of the draw, also in its transcript"), required=True),
        Column("quartier", NEIGHBOURHOOD, required=True),
        Column("numero", lazy_gettext("Number among the draws of the council"), Kind.INTEGER, required=True, least=1),
        Column("titre", lazy_gettext("Title of the draw"), required=True),
        Column("etat", lazy_gettext("How far it is"), required=True, among=tokens(DRAW_STATES)),
        Column("essai", lazy_gettext("Whether it is a rehearsal, which gives no seat"), Kind.BOOLEAN, required=True),
        Column("sieges", lazy_gettext("Seats that it fills"), Kind.INTEGER, required=True, least=1),
        _instant("annonce_le", lazy_gettext("When it was announced"), required=True),
        _instant("liste_fermee_le", lazy_gettext("When the list was closed")),
        Column("inscrits", lazy_gettext("People in the list when it was closed"), Kind.INTEGER, least=0),
        _instant("scelle_le", lazy_gettext("When the list was sealed")),
        Column("empreinte", lazy_gettext("Fingerprint of the sealed list and rule (SHA-256)"), pattern=HEX),
        _instant("heure", lazy_gettext("When the chance takes place"), required=True),
        Column("lieu", lazy_gettext("Where it takes place"), required=True),
        _instant("tire_le", lazy_gettext("When the dice were thrown")),
        Column("graine", lazy_gettext("What dice, words and secret make together (SHA-256)"), pattern=HEX),
        _instant("abandonne_le", lazy_gettext("When it was given up")),
        Column("motif_abandon", lazy_gettext("Why it was given up")),
        PAGE,
        Column("transcription", lazy_gettext("Address of the transcript (JSON), once there is one")),
        FICTITIOUS,
    ),
    _draws,
    ("identifiant",),
    (OF_COUNCIL,),
)


def _meetings(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(Meeting, Body, Neighbourhood.code, Minutes)
        .join(Body, Meeting.body_id == Body.id)
        .outerjoin(Council, Council.body_id == Body.id)
        .outerjoin(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(IS_PUBLIC)
    )
    return [(row[0].id, _meeting(ask, *row)) for row in part(session, query, Meeting.id, ask)]


def _meeting(ask: Ask, meeting: Meeting, body: Body, code: str | None, minutes: Minutes | None) -> tuple[Any, ...]:
    return (
        meeting.id,
        body.name,
        BODIES[body.kind],
        code,
        meeting.title,
        MEETING_STATES[meeting.state],
        meeting.starts_at,
        meeting.ends_at,
        meeting.place,
        meeting.address or None,
        meeting.is_open,
        meeting.convened_at,
        meeting.notice_days,
        meeting.late_days,
        meeting.cancelled_at,
        meeting.cancel_reason,
        MINUTES_STATES[minutes.state] if minutes else None,
        minutes.published_at if minutes else None,
        minutes.sealed_sha256 if minutes else None,
        ask.link("meetings.show", meeting_id=meeting.id),
        meeting.is_fictitious,
    )


def _days(name: str, text: Any) -> Column:
    return Column(name, text, Kind.INTEGER, least=0)


MEETINGS = Dataset(
    "reunions",
    lazy_gettext("Meetings"),
    lazy_gettext("One line for each meeting of a council or of a steering body, once its members were called."),
    (
        Column("id", lazy_gettext("Number of the meeting"), Kind.INTEGER, required=True),
        Column("instance", lazy_gettext("Who meets"), required=True),
        Column("type_instance", lazy_gettext("What kind of body meets"), required=True, among=tokens(BODIES)),
        Column("quartier", lazy_gettext("Code of the council’s neighbourhood; empty for a steering body")),
        Column("titre", lazy_gettext("Title of the meeting"), required=True),
        Column("etat", lazy_gettext("How far the meeting is"), required=True, among=tokens(MEETING_STATES)),
        _instant("debut", lazy_gettext("When it begins"), required=True),
        _instant("fin", lazy_gettext("When it ends"), required=True),
        Column("lieu", lazy_gettext("Where it takes place"), required=True),
        Column("adresse", lazy_gettext("Street and number of the place")),
        Column("ouverte", lazy_gettext("Whether residents who are not members may come"), Kind.BOOLEAN, required=True),
        _instant("convoquee_le", lazy_gettext("When its members were called"), required=True),
        _days("preavis_demande", lazy_gettext("Days of notice that the rule asked for")),
        _days("retard", lazy_gettext("By how many days the call came too late; 0 when it was in time")),
        _instant("annulee_le", lazy_gettext("When it was cancelled")),
        Column("motif_annulation", lazy_gettext("Why it was cancelled")),
        Column("compte_rendu", lazy_gettext("How far the minutes are"), among=tokens(MINUTES_STATES)),
        _instant("publie_le", lazy_gettext("When the minutes were published")),
        Column("empreinte", lazy_gettext("Fingerprint of the published minutes (SHA-256)"), pattern=HEX),
        PAGE,
        FICTITIOUS,
    ),
    _meetings,
    ("id",),
    (OF_COUNCIL,),
)


def _decisions(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(Decision, Body.name, Neighbourhood.code, Meeting.is_fictitious)
        .join(Meeting, Decision.meeting_id == Meeting.id)
        .join(Body, Decision.body_id == Body.id)
        .join(AgendaItem, Decision.item_id == AgendaItem.id)
        .outerjoin(Council, Council.body_id == Body.id)
        .outerjoin(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(decisions.IS_PUBLIC, AgendaItem.is_confidential.is_(False))
        .options(selectinload(Decision.votes))
    )
    return [(row[0].id, _decision(ask, *row)) for row in part(session, query, Decision.id, ask)]


def _decision(ask: Ask, found: Decision, body: str, code: str | None, is_fictitious: bool) -> tuple[Any, ...]:
    label = numbering.label(found.year, found.number)
    votes = {each.college: each for each in found.votes}
    totals = [sum(getattr(each, name) for each in found.votes) if votes else None for name in VOTES]
    return (
        body,
        f"{code or f'instance-{found.body_id}'}-{label}",
        clock.day_of(found.decided_at),
        found.text,
        sum(total or 0 for total in totals) if votes else None,
        *totals,
        ask.link("meetings.minutes", meeting_id=found.meeting_id),
        found.meeting_id,
        code,
        found.is_consensus,
        *(number for college in COLLEGES for number in _votes(votes, college)),
        found.addressee,
        found.minority or None,
        _day(found.withdrawn_at),
        found.withdrawn_reason,
        is_fictitious,
    )


def _votes(votes: Mapping[str, VoteCount], college: College) -> list[int | None]:
    own = votes.get(college.value)
    return [getattr(own, name) if own else None for name in VOTES]


def _day(instant: datetime | None) -> Any:
    return clock.day_of(instant) if instant else None


DECISIONS = Dataset(
    "decisions",
    lazy_gettext("Decisions"),
    lazy_gettext("One line for each decision of published minutes."),
    (
        Column("COLL_NOM", lazy_gettext("Who decided"), required=True),
        Column("DELIB_ID", lazy_gettext("Identifier of the decision"), required=True),
        Column("DELIB_DATE", lazy_gettext("Day of the decision"), Kind.DAY, required=True),
        Column("DELIB_OBJET", lazy_gettext("What was decided"), required=True),
        _days("VOTE_REEL", lazy_gettext("People who took part in the vote; empty where all agreed without one")),
        _days("VOTE_POUR", lazy_gettext("Votes for, both colleges together")),
        _days("VOTE_CONTRE", lazy_gettext("Votes against, both colleges together")),
        _days("VOTE_ABSTENTION", lazy_gettext("Abstentions, both colleges together")),
        Column("DELIB_URL", lazy_gettext("Address of the minutes"), required=True),
        Column("reunion", lazy_gettext("Number of the meeting"), Kind.INTEGER, required=True),
        Column("quartier", lazy_gettext("Code of the council’s neighbourhood; empty for a steering body")),
        Column("consensus", lazy_gettext("Whether nobody was against"), Kind.BOOLEAN, required=True),
        _days("pour_habitants", lazy_gettext("Votes for, residents")),
        _days("contre_habitants", lazy_gettext("Votes against, residents")),
        _days("abstention_habitants", lazy_gettext("Abstentions, residents")),
        _days("pour_acteurs_locaux", lazy_gettext("Votes for, associations and local actors")),
        _days("contre_acteurs_locaux", lazy_gettext("Votes against, associations and local actors")),
        _days("abstention_acteurs_locaux", lazy_gettext("Abstentions, associations and local actors")),
        Column("destinataire", lazy_gettext("Whom it asks for something")),
        Column("avis_minoritaire", lazy_gettext("What those who disagreed want to be read with it")),
        Column("retiree_le", lazy_gettext("Day on which it was struck as noted by mistake"), Kind.DAY),
        Column("motif_retrait", lazy_gettext("Why it was struck")),
        FICTITIOUS,
    ),
    _decisions,
    ("DELIB_ID",),
    (Reference(("reunion",), "reunions", ("id",)), OF_COUNCIL),
    follows=DELIBERATIONS,
    note=lazy_gettext(
        "Columns in capitals are those of the national schema for deliberations (SCDL), as far as they fit: a council "
        "is no local authority, and has no SIRET number."
    ),
)
