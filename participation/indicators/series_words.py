"""The page of one indicator in words: its picture, its table, how its gap is computed; and the same as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from participation.indicators import charts
from participation.indicators.finding_words import BASELINES, gap, number, rounded
from participation.indicators.models import AreaKind, Measure, Sex
from participation.indicators.services.catalogue import IndicatorFacts, IndicatorRow
from participation.indicators.services.comparing import Finding, Value, gaps_of
from participation.indicators.services.reading import AreaRow, Series
from participation.kernel.i18n import format_number
from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import lazy_gettext as _l

SHORT = {AreaKind.REST: _l("Rest"), AreaKind.TERRITORY: _l("Whole"), AreaKind.MUNICIPALITY: _l("Town")}
"""Beside the last point of a baseline; the caption says them in full."""
MORE_DIGITS = 3
"""In a formula whose rounded numbers do not give its gap."""
HIDDEN = "s"
"""The mark that official files use."""
SEX_CODES = {Sex.ALL: "ensemble", Sex.WOMEN: "femmes", Sex.MEN: "hommes"}
HEADINGS = (
    "Lieu",
    "Nom du lieu",
    "Indicateur",
    "Année",
    "Sexe",
    "Valeur",
    "Objectif",
    "Estimation",
    "Commentaire",
    "Source",
    "Version",
    "Données fictives",
)


@dataclass(frozen=True)
class Line:
    """One year of the table."""

    year: int
    limits: str
    """Which limits of the place, where the page shows several."""
    here: str
    there: str
    gap: str
    target: str
    remark: str
    begins: bool
    """Whether a new series begins with this year."""


def shown_value(value: Value | None, row: IndicatorRow) -> str:
    """Return a value as a table shows it: a number, « s », or an empty text, never 0 for what is not known."""
    if value is None:
        return ""
    if value.is_secret:
        return HIDDEN
    text = number(value.shown, row)
    return _("%(number)s (estimate)", number=text) if value.is_estimate else text


def of_years(found: Series) -> list[tuple[AreaRow, Value]]:
    """Return one value a year, that within the latest limits which have one; years ascending."""
    best: dict[int, tuple[AreaRow, Value]] = {}
    for area in reversed(found.place.here):
        for value in found.of(area.id):
            kept = best.get(value.year)
            if kept is None or value.shown is not None or kept[1].shown is None:
                best[value.year] = (area, value)
    return [best[year] for year in sorted(best)]


def breaks_of(facts: IndicatorFacts, rows: Sequence[tuple[AreaRow, Value]]) -> list[int]:
    """Return the years with which a new series begins: another definition, or other limits."""
    changed = {after[1].year for before, after in pairwise(rows) if before[0].id != after[0].id}
    return sorted(changed | {each.year for each in facts.breaks})


def table(facts: IndicatorFacts, found: Series) -> list[Line]:
    """Return the lines of the table, years ascending."""
    rows, row = of_years(found), facts.row
    there = {value.year: value for value in found.of(found.baseline.id)} if found.baseline else {}
    values = {value.year: (area, value) for area, value in rows}
    gaps = dict(zip(values, gaps_of(row.measure, [value for _area, value in rows], there), strict=True))
    breaks = set(breaks_of(facts, rows)) - {min(values, default=0)}
    remarks = {(each.area_id, each.value.year): each.comment for each in found.told if each.sex is Sex.ALL}
    lines = []
    for year in sorted({*values, *there}):
        area, value = values.get(year, (None, None))
        distance = gaps.get(year, float("nan"))
        lines.append(
            Line(
                year,
                area.name if area else "",
                shown_value(value, row),
                shown_value(there.get(year), row),
                "" if isnan(distance) else gap(float(distance), row),
                number(value.target, row) if value else "",
                (remarks.get((area.id, year)) or "") if area else "",
                year in breaks,
            )
        )
    return lines


def by_sex(facts: IndicatorFacts, found: Series) -> list[tuple[str, ...]]:
    """Return year, women and men here, women and men there; nothing where no value is told by sex."""
    pairs = [(area.id, sex) for area in found.place.here for sex in (Sex.WOMEN, Sex.MEN)]
    other = [(found.baseline.id, sex) for sex in (Sex.WOMEN, Sex.MEN)] if found.baseline else []
    told: dict[tuple[int, Sex, int], Value] = {
        (each.area_id, each.sex, each.value.year): each.value for each in found.told if each.sex is not Sex.ALL
    }
    lines = []
    for year in sorted({key[2] for key in told}):
        area = next((area for area, sex in pairs if (area, sex, year) in told), pairs[0][0])
        keys = [(area, Sex.WOMEN), (area, Sex.MEN), *other]
        lines.append((str(year), *(shown_value(told.get((*key, year)), facts.row) for key in keys)))
    return lines


def chart(facts: IndicatorFacts, found: Series) -> charts.Chart | None:
    """Return the picture of the series; None where there are not two years of it."""
    rows = of_years(found)
    breaks = breaks_of(facts, rows)
    there = found.of(found.baseline.id) if found.baseline else []
    series = [charts.Drawn(_("Here"), _points([value for _area, value in rows], breaks))]
    if found.baseline:
        method = [each.year for each in facts.breaks]
        series.append(charts.Drawn(str(SHORT[found.baseline.kind]), _points(there, method)))
    targets = [(value.year, value.target) for _area, value in rows if value.target is not None]
    points = tuple(charts.Point(year, target, False, 0) for year, target in targets)
    series.append(charts.Drawn(_("Target"), points, is_joined=False))
    secret = [value.year for _area, value in rows if value.is_secret]
    return charts.draw(series, breaks, secret, format_number)


def _points(values: Sequence[Value], breaks: Sequence[int]) -> tuple[charts.Point, ...]:
    return tuple(
        charts.Point(value.year, value.shown, value.is_estimate, sum(year <= value.year for year in breaks))
        for value in values
        if value.shown is not None
    )


def seen(facts: IndicatorFacts, found: Series) -> str:
    """Return what the picture shows, for whoever does not see it."""
    ends = [_ends(_("Here"), [value for _area, value in of_years(found)], facts.row)]
    if found.baseline:
        ends.append(_ends(str(BASELINES[found.baseline.kind]), found.of(found.baseline.id), facts.row))
    return " ".join([*(each for each in ends if each), _("Every value stands in the table below.")])


def _ends(who: str, values: Sequence[Value], row: IndicatorRow) -> str:
    known = [value for value in values if value.shown is not None]
    if not known:
        return ""
    first, last = known[0], known[-1]
    return _(
        "%(who)s: %(first)s in %(start)s, %(last)s in %(end)s.",
        who=who,
        first=number(first.shown, row),
        start=str(first.year),
        last=number(last.shown, row),
        end=str(last.year),
    )


def formula(facts: IndicatorFacts, found: Series) -> str:
    """Return how the gap of the last year was computed, with its numbers; an empty text where there is none."""
    row, finding = facts.row, found.finding
    if finding.gap is None or found.baseline is None:
        return ""
    row = row._replace(decimals=_digits(finding, row))
    values = {
        "here": number(finding.here, row),
        "there": number(finding.there, row),
        "year": str(finding.year),
        "gap": gap(finding.gap, row),
    }
    if row.measure is Measure.RATE:
        return _("Gap in %(year)s = here − there = %(here)s − %(there)s = %(gap)s.", **values)
    return _("Gap in %(year)s = (here − there) ÷ there = (%(here)s − %(there)s) ÷ %(there)s = %(gap)s.", **values)


def _digits(finding: Finding, row: IndicatorRow) -> int:
    """Return with how many decimals the numbers of a formula give its gap: those of the table, or up to three more."""
    last = row.decimals + MORE_DIGITS
    return next((digits for digits in range(row.decimals, last) if _adds_up(finding, row, digits)), last)


def _adds_up(finding: Finding, row: IndicatorRow, digits: int) -> bool:
    here, there, distance = (rounded(value or 0.0, digits) for value in (finding.here, finding.there, finding.gap))
    if row.measure is Measure.RATE:
        return rounded(here - there, digits) == distance
    return there > 0 and rounded(100 * (here - there) / there, 0) == rounded(finding.gap or 0.0, 0)


def file_rows(facts: IndicatorFacts, found: Series) -> Iterator[tuple[object, ...]]:
    """Return the lines of the file: codes as text, a point before decimals, « s » for what is secret."""
    areas = {area.id: area for area in (*found.place.here, *((found.baseline,) if found.baseline else ()))}
    sources = {source.id: source for source in found.sources}
    for each in found.told:
        area, value, source = areas[each.area_id], each.value, sources[each.source_id]
        yield (
            area.code,
            area.name,
            facts.row.code,
            value.year,
            SEX_CODES[each.sex],
            HIDDEN if value.is_secret else _plain(value.result),
            _plain(value.target),
            "" if value.is_secret else _plain(value.estimate),
            each.comment or "",
            source.name,
            source.vintage,
            "oui" if value.is_fictitious else "non",
        )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
