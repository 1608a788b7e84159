"""Neighbourhoods with their perimeters, councils and their seats. Nobody's name."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from participation.bodies.models import Body, College, Mandate, MandateRole, Origin, Seat
from participation.councils.models import Council
from participation.councils.services.composition import LAST_LEFT_ON
from participation.councils.services.reading import is_open
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
from participation.territory.models import Municipality, Neighbourhood, Perimeter

COLLEGES = {College.RESIDENTS: "habitants", College.LOCAL_ACTORS: "acteurs-locaux"}
ORIGINS = {Origin.DRAWN: "tirage", Origin.VOLUNTEER: "volontariat", Origin.DESIGNATED: "designation"}
STATES = {True: "pourvu", False: "vacant"}
NEIGHBOURHOOD = lazy_gettext("Code of the neighbourhood")


def _neighbourhoods(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(
            Perimeter.id,
            Neighbourhood.code,
            Neighbourhood.name,
            Municipality.name,
            Municipality.insee_code,
            Perimeter.national_code,
            Perimeter.name,
            Perimeter.starts_on,
            Perimeter.ends_on,
            Perimeter.source,
        )
        .join(Neighbourhood, Perimeter.neighbourhood_id == Neighbourhood.id)
        .join(Municipality, Neighbourhood.municipality_id == Municipality.id)
    )
    return [(row[0], (*row[1:], False)) for row in part(session, query, Perimeter.id, ask)]


NEIGHBOURHOODS = Dataset(
    "quartiers",
    lazy_gettext("Neighbourhoods and their perimeters"),
    lazy_gettext("One line for each perimeter that the State drew around a priority neighbourhood."),
    (
        Column("code", NEIGHBOURHOOD, required=True),
        Column("nom", lazy_gettext("Name of the neighbourhood"), required=True),
        Column("commune", lazy_gettext("Municipality that counts it among its neighbourhoods"), required=True),
        Column("code_insee", lazy_gettext("Insee code of the municipality"), required=True, pattern=r"[0-9AB]{5}"),
        Column("code_national", lazy_gettext("National code of the perimeter; empty where no source gives it")),
        Column("libelle", lazy_gettext("Name that the source gives to the perimeter")),
        Column("debut", lazy_gettext("First day of the perimeter"), Kind.DAY, required=True),
        Column("fin", lazy_gettext("Last day of the perimeter; empty while it holds"), Kind.DAY),
        Column("source", lazy_gettext("Where these facts are written"), required=True),
        FICTITIOUS,
    ),
    _neighbourhoods,
    ("code", "debut"),
    theme="REGI",
)


def _councils(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(
            Council.id, Neighbourhood.code, Body.name, Council.sign_up_open, Council.is_fictitious, Council.body_id
        )
        .join(Body, Council.body_id == Body.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
    )
    rows = part(session, query, Council.id, ask)
    counts = _counts(session, [row.body_id for row in rows], ask)
    nothing = (0, 0)
    return [
        (
            row.id,
            (
                row.code,
                row.name,
                row.sign_up_open,
                *(number for college in COLLEGES for number in counts.get((row.body_id, college), nothing)),
                ask.link("councils.show", code=row.code),
                row.is_fictitious,
            ),
        )
        for row in rows
    ]


def _counts(session: Session, body_ids: Iterable[int], ask: Ask) -> dict[tuple[int, College | None], tuple[int, int]]:
    """Return seats, and seats held, of each college of some councils, in one query."""
    query = (
        sa.select(Seat.body_id, Seat.college, sa.func.count(), sa.func.count(Mandate.id))
        .outerjoin(Mandate, _held(ask))
        .where(Seat.body_id.in_(list(body_ids)), Seat.college.is_not(None), is_open(ask.today))
        .group_by(Seat.body_id, Seat.college)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(query)}


def _held(ask: Ask) -> sa.ColumnElement[bool]:
    """Return the condition on mandates that somebody holds the seat on that day."""
    return sa.and_(
        Mandate.seat_id == Seat.id,
        Mandate.role == MandateRole.FULL,
        Mandate.left_on.is_(None),
        Mandate.starts_on <= ask.today,
        Mandate.ends_on >= ask.today,
    )


def _number(name: str, text: Any) -> Column:
    return Column(name, text, Kind.INTEGER, required=True, least=0)


COUNCILS = Dataset(
    "conseils",
    lazy_gettext("Citizen councils"),
    lazy_gettext("One line for each council, as it stands on the day of the file."),
    (
        Column("quartier", NEIGHBOURHOOD, required=True),
        Column("nom", lazy_gettext("Name of the council"), required=True),
        Column("inscriptions_ouvertes", lazy_gettext("Whether residents can sign up"), Kind.BOOLEAN, required=True),
        _number("sieges_habitants", lazy_gettext("Seats of residents")),
        _number("pourvus_habitants", lazy_gettext("Seats of residents that are held")),
        _number("sieges_acteurs_locaux", lazy_gettext("Seats of associations and local actors")),
        _number("pourvus_acteurs_locaux", lazy_gettext("Seats of associations and local actors that are held")),
        PAGE,
        FICTITIOUS,
    ),
    _councils,
    ("quartier",),
    (Reference(("quartier",), "quartiers", ("code",)),),
)


def _seats(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(
            Seat.id,
            Neighbourhood.code,
            Seat.number,
            Seat.college,
            Seat.origin,
            Mandate.ends_on,
            sa.func.coalesce(LAST_LEFT_ON, Seat.opened_on, type_=sa.Date),
            Council.is_fictitious,
        )
        .join(Council, Council.body_id == Seat.body_id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .outerjoin(Mandate, _held(ask))
        .where(Seat.college.is_not(None), is_open(ask.today))
    )
    rows = part(session, query.params(today=ask.today), Seat.id, ask)
    return [(row[0], _seat(*row[1:])) for row in rows]


def _seat(
    code: str, number: int, college: College, origin: Origin, ends_on: Any, since: Any, is_fictitious: bool
) -> tuple[Any, ...]:
    held = ends_on is not None
    return (
        code, number, COLLEGES[college], ORIGINS[origin], STATES[held], None if held else since, ends_on, is_fictitious,
    )  # fmt: skip


SEATS = Dataset(
    "sieges",
    lazy_gettext("Seats of the councils"),
    lazy_gettext("One line for each seat of each council, held or vacant. No name is in it."),
    (
        Column("conseil", lazy_gettext("Code of the council’s neighbourhood"), required=True),
        Column("siege", lazy_gettext("Number of the seat in its council"), Kind.INTEGER, required=True, least=1),
        Column("college", lazy_gettext("College of the seat"), required=True, among=tokens(COLLEGES)),
        Column("origine", lazy_gettext("How the seat is filled"), required=True, among=tokens(ORIGINS)),
        Column("etat", lazy_gettext("Whether somebody holds it"), required=True, among=tokens(STATES)),
        Column("vacant_depuis", lazy_gettext("Since when it is vacant; empty while it is held"), Kind.DAY),
        Column("fin_mandat", lazy_gettext("Last day of the term of whoever holds it"), Kind.DAY),
        FICTITIOUS,
    ),
    _seats,
    ("conseil", "siege"),
    (Reference(("conseil",), "conseils", ("quartier",)),),
)
