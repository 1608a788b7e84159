"""Values of the demonstration's indicators: five years, seven neighbourhoods and what they compare with, all invented.

They come in as a team's files would: one source after the other, then a correction of one value, then the first year
within the new limits. Some are blank, some secret, one is replaced.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import sqlalchemy as sa

from participation.demonstration import value_table as table
from participation.demonstration.story import Story
from participation.demonstration.value_table import AMOUNTS, COUNTS, PLACES, RATES, Curve
from participation.indicators.models import Indicator, SeriesBreak, Sex, SourceVersion
from participation.indicators.reference_examples import load_examples
from participation.indicators.services import importing
from participation.indicators.services.importing import ValueRow

Act = Callable[[datetime], None]
CURVES = RATES | AMOUNTS | COUNTS
SOURCES = (
    table.CENSUS, table.INCOMES, table.LANDLORDS, table.SCHOOLS, table.SEEKERS, table.FIRMS, table.SERVICES
)  # fmt: skip
YEARS = range(table.FIRST_YEAR, table.LAST_YEAR + 1)
SHARE_OF_PLACES = 0.09
"""About how many people of the territory live in the neighbourhoods: it ties the whole to its two parts."""
RIPPLES = (0.0, 0.6, -0.4, 0.3, -0.5)
METHOD = "Nombres inventés pour la démonstration. La source nommée est celle qui publierait de vraies valeurs."
BREAK = ("emplois-precaires", 2022, "La question posée a changé (exemple fictif).", "Exemple fictif de démonstration")
TOO_FEW = "Secret statistique\u00a0: trop peu de personnes."
COMPLEMENT = "Masqué aussi\u00a0: il donnerait l’autre valeur."


def tell(story: Story) -> None:
    """Queue the files, the correction, and the first year within the new limits."""
    story.at(330, _prepare(story))
    for position, source in enumerate(SOURCES):
        story.at(320 - position, _bring(story, source, "2019–2023", lambda source=source: values(source)))  # type: ignore[misc]
    story.at(60, _bring(story, table.INCOMES, "2021, rectificatif", _correction))
    for position, code in enumerate(("population-municipale", "demandeurs-d-emploi")):
        source = COUNTS[code].source
        story.at(40 - position, _bring(story, source, "2024", lambda code=code: _new_limits(code)))  # type: ignore[misc]


def _prepare(story: Story) -> Act:
    def act(_instant: datetime) -> None:
        session = story.session
        load_examples(session)
        code, year, reason, source = BREAK
        indicator_id = session.scalars(sa.select(Indicator.id).where(Indicator.code == code)).one()
        session.add(SeriesBreak(indicator_id=indicator_id, year=year, reason=reason, source=source))

    return act


def _bring(story: Story, source: str, vintage: str, rows: Callable[[], Iterator[ValueRow]]) -> Act:
    def act(instant: datetime) -> None:
        name = f"Données fictives, sur le modèle de\u00a0: {source}"
        version = SourceVersion(name=name, vintage=vintage, method=METHOD, is_fictitious=True)
        story.session.add(version)
        story.session.flush()
        file_name = f"{vintage}-fictif.csv"
        importing.take(story.session, instant, story.facilitator.id, rows(), version, file_name, is_fictitious=True)

    return act


def values(source: str) -> Iterator[ValueRow]:
    """Give the values of one source, 2019 to 2023."""
    for code, curve in CURVES.items():
        if curve.source == source:
            for year in YEARS:
                yield from _in_places(code, curve, year)
                yield from _elsewhere(code, curve, year)
    if source == table.SERVICES:
        for code, (start, step) in table.ADDED.items():
            for year in YEARS:
                target = round(start * table.AIM + step * table.AIM * (year - table.FIRST_YEAR))
                yield ValueRow(table.WHOLE, code, year, result=round(start + step * _moved(year, 0)), target=target)


def _in_places(code: str, curve: Curve, year: int) -> Iterator[ValueRow]:
    for place in PLACES:
        if (place, code, year) in table.UNKNOWN:
            continue
        area = f"{place}-2015"
        if (place, code, year) == table.SECRET:
            yield ValueRow(area, code, year, is_secret=True, comment=TOO_FEW)
            continue
        number = _number(code, curve, place, year)
        if code == table.ESTIMATED[0] and year == table.ESTIMATED[1]:
            yield ValueRow(area, code, year, estimate=number, comment="Estimation (fictive) avant le recensement.")
            continue
        target = table.VACANT_TARGET if code == "logements-sociaux-vacants" else None
        if (place, code, year) == table.CORRECTED:
            number = table.MISTAKE
        yield ValueRow(area, code, year, result=number, target=target)
        yield from _by_sex(code, curve, place, year, number)


def _by_sex(code: str, curve: Curve, place: str, year: int, number: float) -> Iterator[ValueRow]:
    if curve.women is None:
        return
    area = f"{place}-2015"
    if (place, code, year) == table.SECRET_BY_SEX:
        yield ValueRow(area, code, year, Sex.WOMEN, is_secret=True, comment=TOO_FEW)
        yield ValueRow(area, code, year, Sex.MEN, is_secret=True, comment=COMPLEMENT)
        return
    if code in COUNTS:
        women = float(round(number * curve.women))
        men = number - women
    else:
        women, men = round(number + curve.women, 1), round(number - curve.women, 1)
    yield ValueRow(area, code, year, Sex.WOMEN, women)
    yield ValueRow(area, code, year, Sex.MEN, men)


def _elsewhere(code: str, curve: Curve, year: int) -> Iterator[ValueRow]:
    """Give the baselines; where the rest of the territory is told, the whole follows from its two parts."""
    for place, line in enumerate(curve.others.items()):
        area, (start, step) = line
        number = _rounded(code, start + step * _moved(year, place))
        yield ValueRow(area, code, year, result=number)
        if area == table.REST:
            inside = sum(start + step * (year - table.FIRST_YEAR) for start, step in _lines(curve)) / len(PLACES)
            whole = number * (1 - SHARE_OF_PLACES) + inside * SHARE_OF_PLACES
            yield ValueRow(table.WHOLE, code, year, result=_rounded(code, whole))


def _lines(curve: Curve) -> Iterator[tuple[float, float]]:
    return zip(curve.places, curve.steps, strict=True)


def _number(code: str, curve: Curve, place: str, year: int) -> float:
    position = PLACES.index(place)
    start, step = curve.places[position], curve.steps[position]
    ripple = curve.ripple * RIPPLES[(year + position) % len(RIPPLES)]
    return _rounded(code, start + step * (year - table.FIRST_YEAR) + ripple)


def _moved(year: int, place: int) -> float:
    return year - table.FIRST_YEAR + 0.2 * RIPPLES[(year + place) % len(RIPPLES)]


def _rounded(code: str, number: float) -> float:
    return round(number, 1) if code in RATES else float(round(number))


def _correction() -> Iterator[ValueRow]:
    place, code, year = table.CORRECTED
    number = _number(code, CURVES[code], place, year)
    yield ValueRow(f"{place}-2015", code, year, result=number, comment="Corrigé par la source (exemple fictif).")


def _new_limits(code: str) -> Iterator[ValueRow]:
    for place, area in table.NEW_LIMITS.items():
        number = _number(code, COUNTS[code], place, table.YEAR_OF_NEW_LIMITS) * table.NEW_LIMITS_ADD
        yield ValueRow(area, code, table.YEAR_OF_NEW_LIMITS, result=float(round(number)))
