"""Values for tests of what is read in them: the sourced places and indicators, invented numbers."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Indicator, Sex, SourceVersion, ValueImport
from participation.indicators.reference_areas import REST_CODE
from participation.indicators.services.importing import EVERYTHING, ValueRow, take
from participation.territory.services import load_reference

POVERTY, INCOME, SEEKERS, WORK = "taux-de-pauvrete", "revenu-median", "demandeurs-d-emploi", "taux-d-emploi"
BEFORE, SINCE = "chemin-vert-2015", "QN01401M"
"""Chemin Vert within its limits of 2015, and of 2024."""


def load_places(session: Session) -> None:
    """Write the sourced places and indicators."""
    load_reference(session)


def bring(
    session: Session, now: datetime, rows: Iterable[ValueRow], vintage: str = "2023", told: Collection[str] = EVERYTHING
) -> ValueImport:
    """Take invented values in."""
    found = session.scalars(sa.select(SourceVersion).where(SourceVersion.vintage == vintage)).one_or_none()
    if found is None:
        found = SourceVersion(name="Insee, Filosofi", vintage=vintage, method="", is_fictitious=True)
        session.add(found)
        session.flush()
    return take(session, now, None, rows, found, "valeurs.csv", is_fictitious=True, told=told)


def poverty(year: int, here: float | None, rest: float | None, area: str = BEFORE) -> list[ValueRow]:
    """Return a rate here and in the rest of the territory; None is secret here, and not known there."""
    mine = ValueRow(area, POVERTY, year, Sex.ALL, here, is_secret=here is None)
    return [mine, ValueRow(REST_CODE, POVERTY, year, Sex.ALL, rest)]


def indicator_named(session: Session, code: str) -> Indicator:
    """Return an indicator by its code."""
    return session.scalars(sa.select(Indicator).where(Indicator.code == code)).one()
