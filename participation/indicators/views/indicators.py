"""Indicators for everybody: what each says of a neighbourhood, then one of them with its table, picture and sources."""

from itertools import groupby

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.indicators import finding_words, series_words
from participation.indicators.models import Family
from participation.indicators.services import catalogue, headlines, reading
from participation.indicators.services.headlines import Headline
from participation.indicators.views.base import blueprint
from participation.kernel.csv_files import to_csv
from participation.kernel.db import db
from participation.kernel.forms import clean
from participation.kernel.headers import as_download
from participation.kernel.pagination import SIZE
from participation.kernel.permissions import public
from participation.territory import reading as territory
from participation.territory import search
from participation.territory.search import LONGEST_QUERY, Outcome


@blueprint.get("/indicateurs")
@public
def indicators() -> str | BaseResponse:
    """Each indicator in one sentence, theme by theme; without a neighbourhood, those of the territory."""
    session = db.session
    typed = clean(request.args.get("q"))[:LONGEST_QUERY]
    found = search.find(session, typed) if typed else None
    if found and found.outcome is Outcome.ONE:
        return redirect(url_for("indicators.indicators", quartier=found.rows[0].code))
    where = reading.place(session, _chosen())
    lines = headlines.of_place(session, where)
    return render_template(
        "indicators/indicators.html",
        place=where if where.code else None,
        families=_families(lines, is_whole=where.code is None),
        words=finding_words,
        typed=typed,
        found=found,
        offered=_offered(),
        fictitious=any(line.is_fictitious for line in lines if line.is_known),
    )


@blueprint.get("/indicateurs/<code>")
@public
def indicator(code: str) -> str:
    """One indicator in one place: its sentence, its picture, its table, how it is computed, where it is from."""
    facts = catalogue.one(db.session, code)
    where = reading.place(db.session, _chosen())
    found = reading.series(db.session, facts, where)
    lines = series_words.table(facts, found)
    return render_template(
        "indicators/indicator.html",
        facts=facts,
        row=facts.row,
        place=where if where.code else None,
        found=found,
        sentence=finding_words.sentence(found.finding, is_whole=where.code is None),
        tag_words=finding_words.tag(found.finding),
        direction=finding_words.direction(facts.row),
        lines=lines,
        has_limits=len({line.limits for line in lines if line.limits}) > 1,
        sexes=series_words.by_sex(facts, found),
        drawing=series_words.chart(facts, found),
        seen=series_words.seen(facts, found),
        formula=series_words.formula(facts, found),
        baseline=str(finding_words.BASELINES[found.baseline.kind]) if found.baseline else "",
        has_secrets=any(each.value.is_secret for each in found.told),
        names={area.id: area.name for area in (*where.here, *where.baselines.values())},
        number=finding_words.number,
        sex_names=finding_words.SEXES,
        kept={"quartier": where.code} if where.code else {},
        offered=() if where.code else _offered(),
        fictitious=facts.row.is_fictitious or any(each.value.is_fictitious for each in found.told),
    )


@blueprint.get("/indicateurs/<code>.csv")
@public
def indicator_file(code: str) -> Response:
    """The same values as a file."""
    facts = catalogue.one(db.session, code)
    where = reading.place(db.session, _chosen())
    found = reading.series(db.session, facts, where)
    response = make_response(to_csv(series_words.HEADINGS, series_words.file_rows(facts, found)))
    response.mimetype = "text/csv"
    return as_download(response, f"{facts.row.code}{'-' + where.code if where.code else ''}.csv")


def _chosen() -> str | None:
    return clean(request.args.get("quartier")) or None


def _offered() -> list[tuple[str, str]]:
    """Return code and name of the neighbourhoods where a list of them is short; else nothing: one is searched for."""
    page = territory.neighbourhoods(db.session, 1)
    return [(row.code, row.name) for row in page.rows] if page.total <= SIZE else []


def _families(lines: list[Headline], is_whole: bool) -> list[tuple[Family, list[tuple[str, list[Headline]]]]]:
    """Return the lines by family and theme; a blank of the neighbourhoods' own family is shown as a blank."""
    shown = [line for line in lines if line.is_known or (line.family is Family.NEIGHBOURHOODS and not is_whole)]
    return [
        (family, [(theme, list(group)) for theme, group in groupby(of_family, key=lambda line: line.theme)])
        for family, of_family in groupby(shown, key=lambda line: line.family)
    ]
