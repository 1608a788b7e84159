"""Values in plain words: one sentence for a place, silent wherever the data are."""

from math import floor

from participation.indicators.models import AreaKind, Direction, Family, Measure, Sex
from participation.indicators.services.catalogue import IndicatorRow
from participation.indicators.services.comparing import Finding, Knowledge
from participation.kernel.i18n import NBSP, format_number, is_french
from participation.kernel.i18n import gettext as _
from participation.kernel.i18n import lazy_gettext as _l
from participation.measures.differences import Verdict

PLACES = {
    AreaKind.REST: _l("in the rest of the territory"),
    AreaKind.TERRITORY: _l("in the whole territory"),
    AreaKind.MUNICIPALITY: _l("in the whole municipality"),
}
BASELINES = {
    AreaKind.REST: _l("Rest of the territory"),
    AreaKind.TERRITORY: _l("Whole territory"),
    AreaKind.MUNICIPALITY: _l("Whole municipality"),
}
FAMILIES = {
    Family.NEIGHBOURHOODS: _l("How the neighbourhoods change"),
    Family.ADDED_VALUE: _l("What the contract adds"),
}
SEXES = {Sex.ALL: _l("Everybody"), Sex.WOMEN: _l("Women"), Sex.MEN: _l("Men")}
TRENDS = {
    Verdict.NARROWING: _l("the gap has been narrowing since %(year)s"),
    Verdict.WIDENING: _l("the gap has been widening since %(year)s"),
    Verdict.STABLE: _l("the gap has hardly moved since %(year)s"),
}
STEADY = {
    Verdict.NARROWING: _l("the gap has narrowed since %(year)s, and hardly moved since %(steady)s"),
    Verdict.WIDENING: _l("the gap has widened since %(year)s, and hardly moved since %(steady)s"),
}
TAGS = {
    Verdict.NARROWING: _l("The gap is narrowing"),
    Verdict.WIDENING: _l("The gap is widening"),
    Verdict.STABLE: _l("Stable gap"),
}
STEADY_TAGS = {Verdict.NARROWING: _l("The gap has narrowed"), Verdict.WIDENING: _l("The gap has widened")}


def sentence(finding: Finding, is_whole: bool = False) -> str:
    """Return what an indicator says, in one sentence without its final point; `is_whole`: of the whole territory."""
    if finding.here is None:
        if finding.knowledge is Knowledge.HIDDEN:
            return _("Too few people to publish a number")
        return _("No value yet")
    if finding.indicator.measure is Measure.RATE:
        start = _rate(finding, is_whole)
    elif finding.there is not None and finding.gap is not None:
        start = _amount(finding)
    else:
        start = _count(finding)
    return start + _end(finding)


def _rate(finding: Finding, is_whole: bool) -> str:
    here, there = finding.here, finding.there
    if is_whole:
        whole = str(PLACES[AreaKind.TERRITORY])
        return _("%(here)s in 100 %(place)s", here=_of_hundred(here), place=whole)
    if here is None or there is None:
        return _("%(here)s in 100 here", here=_of_hundred(here))
    place = str(PLACES[finding.indicator.baseline])
    if _is_even(finding):
        return _("%(here)s in 100 here, about as many %(place)s", here=_of_hundred(here), place=place)
    return _(
        "%(here)s in 100 here, %(there)s %(place)s", here=_of_hundred(here), there=_of_hundred(there), place=place
    )


def _of_hundred(value: float | None) -> str:
    """Return a share as a whole number out of a hundred; what is above 0 is never told as 0."""
    number = floor((value or 0) + 0.5)
    if number == 0 and value:
        return _("less than 1")
    return format_number(number)


def _amount(finding: Finding) -> str:
    row, gap = finding.indicator, finding.gap or 0.0
    values = {
        "here": number(finding.here, row, with_unit=True),
        "there": number(finding.there, row, with_unit=True),
        "place": str(PLACES[row.baseline]),
        "gap": percent(abs(gap)),
    }
    if _is_even(finding):
        return _("%(here)s here, about as much %(place)s", **values)
    if gap < 0:
        return _("%(here)s here, %(there)s %(place)s: %(gap)s less", **values)
    return _("%(here)s here, %(there)s %(place)s: %(gap)s more", **values)


def _is_even(finding: Finding) -> bool:
    """Whether both numbers are written alike: of such a gap there is nothing more to say."""
    if finding.gap is None or finding.here is None or finding.there is None:
        return False
    if finding.indicator.measure is Measure.RATE:
        return _of_hundred(finding.here) == _of_hundred(finding.there)
    return floor(abs(finding.gap) + 0.5) == 0


def _count(finding: Finding) -> str:
    row = finding.indicator
    here = number(finding.here, row, with_unit=True)
    if row.family is Family.ADDED_VALUE and finding.target is not None:
        return _("%(here)s, for a target of %(target)s", here=here, target=number(finding.target, row))
    return here


def _end(finding: Finding) -> str:
    """Return what became of it; nothing where the data do not say."""
    joint = f"{NBSP}; " if is_french() else "; "
    if _is_even(finding):
        return ""
    if finding.gap is not None:
        trend = finding.trend
        words = (TRENDS if trend.steady_since is None else STEADY).get(trend.verdict)
        return joint + words % {"year": trend.since, "steady": trend.steady_since} if words else ""
    if finding.first is None or finding.indicator.measure is not Measure.COUNT:
        return ""
    year, value = finding.first
    return joint + _("it was %(value)s in %(year)s", value=number(value, finding.indicator), year=str(year))


def tag(finding: Finding) -> tuple[str, str]:
    """Return the mark of a row and its kind; both empty where nothing can be said."""
    if finding.knowledge is not Knowledge.KNOWN:
        return "", ""
    if finding.gap is None:
        return _way(finding), "ok" if finding.is_good_news else ""
    verdict = Verdict.UNKNOWN if _is_even(finding) else finding.trend.verdict
    words = (TAGS if finding.trend.steady_since is None else STEADY_TAGS).get(verdict)
    if words is None:
        return "", ""
    if not finding.is_disadvantage or verdict is Verdict.STABLE:
        return str(words), ""
    return str(words), "ok" if verdict is Verdict.NARROWING else "warn"


def _way(finding: Finding) -> str:
    if finding.first is None or finding.here is None or finding.indicator.measure is not Measure.COUNT:
        return ""
    before = finding.first[1]
    if finding.here == before:
        return _("Unchanged")
    return _("Going up") if finding.here > before else _("Going down")


def number(value: float | None, row: IndicatorRow, with_unit: bool = False) -> str:
    """Return a value with the digits that its source gives; an empty text where it is not known."""
    if value is None:
        return ""
    # « 41,0 » under « 39,7 »: a column keeps its digits.
    text = format_number(rounded(value, row.decimals), row.decimals)
    return f"{text}{NBSP}{row.unit}" if with_unit else text


def rounded(value: float, decimals: int) -> float:
    """Return it rounded, halves away from zero as readers do, without the sign of a zero."""
    scale = 10**decimals
    whole = floor(abs(value) * scale + 0.5)
    return (-whole if value < 0 else whole) / scale if decimals else float(-whole if value < 0 else whole)


def percent(value: float) -> str:
    """Return « 12 % »."""
    return f"{format_number(floor(value + 0.5))}{NBSP}%" if is_french() else f"{format_number(floor(value + 0.5))}%"


def gap(finding_gap: float | None, row: IndicatorRow) -> str:
    """Return a signed gap: « +8 points », « −12 % »; an empty text where there is none."""
    if finding_gap is None:
        return ""
    decimals = row.decimals if row.measure is Measure.RATE else 0
    shown = rounded(finding_gap, decimals)
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    if row.measure is Measure.RATE:
        return _("%(gap)s points", gap=sign + format_number(abs(shown), decimals))
    return sign + percent(abs(shown))


def direction(row: IndicatorRow) -> str:
    """Return which way is good, in words."""
    if row.direction is Direction.UP:
        return _("A higher number is better.")
    if row.direction is Direction.DOWN:
        return _("A lower number is better.")
    return _("No way is better: it tells how the neighbourhood is.")
