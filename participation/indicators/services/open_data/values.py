"""Indicators and their values. What is secret has no number in any column, in no version."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session, aliased

from participation.indicators.models import (
    Area,
    AreaKind,
    Direction,
    Family,
    Indicator,
    Measure,
    Observation,
    PastObservation,
    Sex,
    SourceVersion,
    ValueImport,
)
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
from participation.indicators.services.reading import was_once_secret
from participation.territory.models import Institution, Neighbourhood, Orientation

FAMILIES = {Family.NEIGHBOURHOODS: "quartiers", Family.ADDED_VALUE: "plus-value"}
MEASURES = {Measure.RATE: "taux", Measure.AMOUNT: "montant", Measure.COUNT: "nombre"}
DIRECTIONS = {Direction.UP: "hausse", Direction.DOWN: "baisse", Direction.NEUTRAL: "neutre"}
AREAS = {
    AreaKind.NEIGHBOURHOOD: "quartier",
    AreaKind.MUNICIPALITY: "commune",
    AreaKind.TERRITORY: "territoire",
    AreaKind.REST: "reste-du-territoire",
}
SEXES = {Sex.ALL: "ensemble", Sex.WOMEN: "femmes", Sex.MEN: "hommes"}
CODE = r"[a-z0-9-]+"


def _indicators(session: Session, ask: Ask) -> Sequence[Row]:
    query = (
        sa.select(Indicator, Orientation.number, Institution.name)
        .outerjoin(Orientation, Indicator.orientation_id == Orientation.id)
        .outerjoin(Institution, Indicator.institution_id == Institution.id)
    )
    return [(row[0].id, _indicator(ask, *row)) for row in part(session, query, Indicator.id, ask)]


def _indicator(ask: Ask, found: Indicator, orientation: int | None, filled_by: str | None) -> tuple[Any, ...]:
    return (
        found.code,
        FAMILIES[found.family],
        found.theme,
        found.name,
        found.question,
        MEASURES[found.measure],
        found.unit,
        found.among or None,
        found.decimals,
        DIRECTIONS[found.direction],
        AREAS[found.baseline],
        orientation,
        filled_by,
        found.definition or None,
        found.limits or None,
        ask.link("indicators.indicator", code=found.code),
        found.is_fictitious,
    )


INDICATORS = Dataset(
    "indicateurs",
    lazy_gettext("Indicators"),
    lazy_gettext("One line for each indicator: what it measures, in which unit, and how not to read it."),
    (
        Column("code", lazy_gettext("Code of the indicator"), required=True, pattern=CODE),
        Column("famille", lazy_gettext("Family of the dashboard"), required=True, among=tokens(FAMILIES)),
        Column("theme", lazy_gettext("Theme"), required=True),
        Column("nom", lazy_gettext("Name of the indicator"), required=True),
        Column("question", lazy_gettext("The question that it answers"), required=True),
        Column("mesure", lazy_gettext("What kind of number it is"), required=True, among=tokens(MEASURES)),
        Column("unite", lazy_gettext("Unit of its values"), required=True),
        Column("parmi", lazy_gettext("Of whom a rate is")),
        Column("decimales", lazy_gettext("Digits after the comma"), Kind.INTEGER, required=True, least=0),
        Column("sens", lazy_gettext("Which way is good"), required=True, among=tokens(DIRECTIONS)),
        Column("repere", lazy_gettext("What a neighbourhood is compared to"), required=True, among=tokens(AREAS)),
        Column("orientation", lazy_gettext("Number of the orientation of the contract"), Kind.INTEGER, least=1),
        Column("rempli_par", lazy_gettext("Institution that fills it each year")),
        Column("definition", lazy_gettext("Definition")),
        Column("limites", lazy_gettext("How not to read it")),
        PAGE,
        FICTITIOUS,
    ),
    _indicators,
    ("code",),
    theme="SOCI",
)


def _columns(model: type[Observation] | type[PastObservation]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            model.id,
            Area.code,
            Area.kind,
            Area.name,
            Neighbourhood.code,
            Indicator.code,
            model.year,
            model.sex,
            model.result,
            model.target,
            model.estimate,
            model.is_secret,
            model.comment,
            SourceVersion.name,
            SourceVersion.vintage,
            model.is_fictitious,
        )
        .join(Area, model.area_id == Area.id)
        .join(Indicator, model.indicator_id == Indicator.id)
        .join(ValueImport, model.import_id == ValueImport.id)
        .join(SourceVersion, ValueImport.source_version_id == SourceVersion.id)
        .outerjoin(Neighbourhood, Area.neighbourhood_id == Neighbourhood.id)
    )


def _cells(row: Sequence[Any], is_secret: bool) -> tuple[Any, ...]:
    area, kind, name, neighbourhood, indicator, year, sex, result, target, estimate, _, *rest, is_fictitious = row
    numbers = (None, target, None) if is_secret else (result, target, estimate)
    return (
        area, AREAS[kind], name, neighbourhood, indicator, year, SEXES[sex], *numbers, is_secret, *rest, is_fictitious,
    )  # fmt: skip


def _observations(session: Session, ask: Ask) -> Sequence[Row]:
    rows = part(session, _columns(Observation), Observation.id, ask)
    return [(row[0], _cells(row[1:], row[11])) for row in rows]


def _past(session: Session, ask: Ask) -> Sequence[Row]:
    """Return replaced values; where any version is secret, the one that stands too, every version is."""
    now = aliased(Observation)
    is_hidden = sa.or_(sa.func.coalesce(now.is_secret, sa.false()), was_once_secret())
    query = (
        _columns(PastObservation)
        .add_columns(PastObservation.replaced_at, is_hidden)
        .outerjoin(
            now,
            sa.and_(
                now.area_id == PastObservation.area_id,
                now.indicator_id == PastObservation.indicator_id,
                now.year == PastObservation.year,
                now.sex == PastObservation.sex,
            ),
        )
    )
    rows = part(session, query, PastObservation.id, ask)
    return [(row[0], (row[0], row[16], *_cells(row[1:16], row[11] or bool(row[17])))) for row in rows]


COLUMNS = (
    Column("zone", lazy_gettext("Code of the place: a neighbourhood’s with the year of its perimeter"), required=True),
    Column("type_zone", lazy_gettext("What kind of place it is; never mix them"), required=True, among=tokens(AREAS)),
    Column("nom_zone", lazy_gettext("Name of the place"), required=True),
    Column("quartier", lazy_gettext("Code of the neighbourhood; empty for other places")),
    Column("indicateur", lazy_gettext("Code of the indicator"), required=True),
    Column("annee", lazy_gettext("Year that the value describes"), Kind.INTEGER, required=True, least=1990),
    Column("sexe", lazy_gettext("Whose value it is"), required=True, among=tokens(SEXES)),
    Column("valeur", lazy_gettext("The value; empty where it is unknown or secret, never 0 for either"), Kind.NUMBER),
    Column("cible", lazy_gettext("What the contract aims at"), Kind.NUMBER),
    Column("estimation", lazy_gettext("The value where the source estimates instead of counting"), Kind.NUMBER),
    Column("secret", lazy_gettext("Too few people to publish: there is no value"), Kind.BOOLEAN, required=True),
    Column("commentaire", lazy_gettext("A remark on the value")),
    Column("source", lazy_gettext("Who publishes it, and where"), required=True),
    Column("millesime", lazy_gettext("Which publication of the source"), required=True),
    FICTITIOUS,
)
OF_INDICATOR = Reference(("indicateur",), "indicateurs", ("code",))

OBSERVATIONS = Dataset(
    "valeurs",
    lazy_gettext("Values of the indicators"),
    lazy_gettext("One line for each indicator, place, year and sex, as it stands."),
    COLUMNS,
    _observations,
    ("zone", "indicateur", "annee", "sexe"),
    (OF_INDICATOR,),
    theme="SOCI",
)
PAST = Dataset(
    "valeurs-remplacees",
    lazy_gettext("Values that were replaced"),
    lazy_gettext("One line for each value that a later publication put right."),
    (
        Column("id", lazy_gettext("Number of the line"), Kind.INTEGER, required=True),
        Column("remplacee_le", lazy_gettext("When it was replaced"), Kind.INSTANT, required=True),
        *COLUMNS,
    ),
    _past,
    ("id",),
    (OF_INDICATOR,),
    theme="SOCI",
)
