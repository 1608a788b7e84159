"""The template of a year: a line for each place and indicator, filled with what is known already."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Area, AreaKind, Indicator, Observation, Sex
from participation.kernel.csv_files import to_csv
from participation.territory.models import Perimeter

BOM = "\ufeff"
HEADINGS = (
    "lieu", "nom du lieu", "indicateur", "nom de l’indicateur", "unité", "année", "sexe", "valeur", "objectif",
    "estimation", "commentaire",
)  # fmt: skip
SEXES = {Sex.ALL: "ensemble", Sex.WOMEN: "femmes", Sex.MEN: "hommes"}
SECRET = "s"  # noqa: S105 - « secret statistique »
SEPARATOR = ";"
Value = tuple[int, Sex, float | None, float | None, float | None, bool, str | None]


def lines(session: Session, year: int) -> Iterator[str]:
    """Yield the file piece by piece, as French spreadsheets read it; whole when it is iterated at once."""
    yield BOM + to_csv(HEADINGS, (), SEPARATOR)
    indicators = session.execute(
        sa.select(Indicator.id, Indicator.code, Indicator.name, Indicator.unit).order_by(
            Indicator.position, Indicator.id
        )
    ).all()
    sexes = _sexes(session)
    for area_id, code, name in session.execute(_places(year)).all():
        known = {(row.indicator_id, row.sex): row for row in session.execute(_values(area_id, year))}
        rows = []
        for indicator in indicators:
            about = (code, name, indicator.code, indicator.name, indicator.unit, year)
            for sex in sexes.get(indicator.id, (Sex.ALL,)):
                rows.append((*about, SEXES[sex], *_told(known.get((indicator.id, sex)))))
        yield to_csv(rows[0], rows[1:], SEPARATOR) if rows else ""


def _places(year: int) -> sa.Select[int, str, str]:
    """Whole places, and neighbourhoods within the limits that held in a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    holds = sa.and_(Perimeter.starts_on <= last, sa.or_(Perimeter.ends_on.is_(None), Perimeter.ends_on >= first))
    return (
        sa.select(Area.id, Area.code, Area.name)
        .outerjoin(Perimeter, Perimeter.id == Area.perimeter_id)
        .where(sa.or_(Area.perimeter_id.is_(None), holds))
        .order_by(sa.case((Area.kind == AreaKind.NEIGHBOURHOOD, 0), else_=1), Area.name, Area.id)
    )


def _values(area_id: int, year: int) -> sa.Select[*Value]:
    table = Observation
    columns = (table.indicator_id, table.sex, table.result, table.target, table.estimate, table.is_secret)
    return sa.select(*columns, table.comment).where(table.area_id == area_id, table.year == year)


def _sexes(session: Session) -> dict[int, tuple[Sex, ...]]:
    """Return the sexes of each indicator that is told apart by sex anywhere."""
    apart = set(session.scalars(sa.select(Observation.indicator_id).where(Observation.sex != Sex.ALL).distinct()))
    return dict.fromkeys(apart, tuple(Sex))


def _told(row: "sa.Row[*Value] | None") -> tuple[str, ...]:
    if row is None:
        return "", "", "", ""
    result = SECRET if row.is_secret else _written(row.result)
    return result, _written(row.target), _written(row.estimate), row.comment or ""


def _written(number: float | None) -> str:
    """Return a number as French offices write it, with every digit it has."""
    if number is None:
        return ""
    text = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return text if "e" in text else text.replace(".", ",")
