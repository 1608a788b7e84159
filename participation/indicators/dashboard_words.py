"""The dashboard of a year in words: sections that its page and its paper print alike."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.indicators import action_words, highlight_words, partner_words
from participation.indicators.models import DashboardYear, Family, FlagshipAction, Highlight
from participation.indicators.services import commitments
from participation.indicators.services.filling import Chapter, Debt, Filling, IndicatorState, Owed
from participation.kernel import clock
from participation.kernel.i18n import format_day, format_number, lazy_ngettext, ngettext
from participation.kernel.i18n import gettext as _
from participation.measures.differences import Verdict
from participation.representation.year_words import Cell, Section

CHAPTERS: dict[Chapter, Any] = {
    Chapter.NEIGHBOURHOODS: _l("1. How the neighbourhoods change"),
    Chapter.PARTNERSHIP: _l("2. How well partners work together"),
    Chapter.CONTRIBUTION: _l("3. What each partner contributes"),
    Chapter.ADDED_VALUE: _l("4. What the contract adds"),
    Chapter.HIGHLIGHTS: _l("5. What is honoured in the neighbourhoods"),
}
EXPLAINED: dict[Chapter, Any] = {
    Chapter.NEIGHBOURHOODS: _l("Figures of the observatory, which the urban planning agency runs."),
    Chapter.PARTNERSHIP: _l("Each project team judges its three actions of the year. Councils judge them too."),
    Chapter.CONTRIBUTION: _l("Each partner makes two or three promises, and says each year how far they are."),
    Chapter.ADDED_VALUE: _l("Three to five indicators for each orientation measure what the contract changes."),
    Chapter.HIGHLIGHTS: _l("Each year, three initiatives, events or building sites are honoured."),
}
FIGURES: dict[Chapter, Any] = {
    Chapter.NEIGHBOURHOODS: _l("indicators of the neighbourhoods"),
    Chapter.PARTNERSHIP: _l("actions judged by their team"),
    Chapter.CONTRIBUTION: _l("promises with news"),
    Chapter.ADDED_VALUE: _l("indicators of what the contract adds"),
    Chapter.HIGHLIGHTS: _l("highlights"),
}
DOORS: dict[str, tuple[str, Any]] = {
    Chapter.NEIGHBOURHOODS.value: ("indicators.indicators", _l("All the indicators")),
    Chapter.PARTNERSHIP.value: ("indicators.actions", _l("All the flagship actions")),
    Chapter.CONTRIBUTION.value: ("indicators.partners", _l("All the promises")),
    Chapter.HIGHLIGHTS.value: ("indicators.highlights_index", _l("All the highlights")),
}
"""Section → where there is more to read."""
FEW = 3
"""Indicators without a value that are named: a longer list is a wall of words, and their page has it."""
SUMS: dict[Owed, Any] = {
    Owed.VALUE: lazy_ngettext("%(count)s value of an indicator", "%(count)s values of indicators", "count"),
    Owed.ACTION: lazy_ngettext("%(count)s flagship action to name", "%(count)s flagship actions to name", "count"),
    Owed.ASSESSMENT: lazy_ngettext("%(count)s action to judge", "%(count)s actions to judge", "count"),
    Owed.COMMITMENT: lazy_ngettext("news of %(count)s promise", "news of %(count)s promises", "count"),
    Owed.HIGHLIGHT: lazy_ngettext("%(count)s highlight", "%(count)s highlights", "count"),
}
DEBTS: dict[Owed, Any] = {
    Owed.VALUE: _l("Value of the indicator: %(title)s"),
    Owed.ACTION: _l("Flagship action to name: %(title)s"),
    Owed.ASSESSMENT: _l("Action to judge: %(title)s"),
    Owed.COMMITMENT: _l("News of your promise: %(title)s"),
    Owed.HIGHLIGHT: _l("A highlight%(title)s"),
}


def out_of(filled: int, expected: int) -> str:
    """Return « 9 sur 14 »."""
    return _("%(number)s of %(total)s", number=format_number(filled), total=format_number(expected))


def lead(filling: Filling, found: DashboardYear, today: date) -> str:
    """Return how far it is filled, and by when."""
    day = format_day(found.due_on)
    if filling.filled >= filling.expected:
        return _("Everything that was expected is there.")
    done = out_of(filling.filled, filling.expected)
    if today > found.due_on:
        return _("%(done)s pieces of information are there. The rest was due on %(day)s.", done=done, day=day)
    return _("%(done)s pieces of information are there. The rest is due on %(day)s.", done=done, day=day)


def figures(filling: Filling) -> list[dict[str, str]]:
    """Return how far each family is filled."""
    return [
        {"number": out_of(state.filled, state.expected), "text": str(FIGURES[chapter])}
        for chapter, state in filling.chapters.items()
    ]


def state(filling: Filling, chapter: Chapter) -> tuple[str, str]:
    """Return the tag of a family, and its kind."""
    found = filling.chapters[chapter]
    said = out_of(found.filled, found.expected)
    return (said, "ok") if found.is_full else (said, "warn")


def debt(owed: Debt) -> str:
    """Return one thing that is missing."""
    return str(DEBTS[owed.kind]) % {"title": owed.title}


def sums(debts: Iterable[Debt]) -> str:
    """Return « 2 nouvelles de promesses, 1 action à évaluer »."""
    counts = Counter(each.kind for each in debts)
    return ", ".join(SUMS[kind] % {"count": counts[kind]} for kind in Owed if counts[kind])


def sections(
    filling: Filling,
    honoured: Sequence[Highlight],
    levels: Mapping[int, str],
    said: Mapping[str, str],
    gathered: Mapping[str, Counter[Verdict]],
) -> list[Section]:
    """Return the five families, then who owes what.

    Args:
        levels: Name of each level of the agreed scale.
        said: What the values of that year say of the territory, by code of the indicator.
        gathered: In how many neighbourhoods its gap shrank, stayed or grew, by code of the indicator.
    """
    told = {code: _gathered(said.get(code, ""), gathered.get(code)) for code in (*said, *gathered)}
    return [
        _indicators(filling, Chapter.NEIGHBOURHOODS, Family.NEIGHBOURHOODS, told),
        _actions(filling, levels),
        _partners(filling),
        _indicators(filling, Chapter.ADDED_VALUE, Family.ADDED_VALUE, said),
        _highlights(filling, honoured),
        _missing(filling),
    ]


def _section(filling: Filling, chapter: Chapter, sentences: Iterable[str], **table: Any) -> Section:
    found = filling.chapters[chapter]
    done = _("Filled: %(done)s.", done=out_of(found.filled, found.expected))
    return Section(chapter.value, str(CHAPTERS[chapter]), (str(EXPLAINED[chapter]), done, *sentences), **table)


def _indicators(filling: Filling, chapter: Chapter, family: Family, said: Mapping[str, str]) -> Section:
    own, year = [each for each in filling.indicators if each.family is family], str(filling.year)
    missing = [each for each in own if not each.is_filled]
    heads = (_("Indicator"), _("Orientation"), _("What %(year)s says", year=year))
    rows = tuple(_indicator(each, said) for each in own if each.is_filled)
    caption = _("Indicators with values of %(year)s", year=year)
    return _section(filling, chapter, _blanks(missing, year), caption=caption, heads=heads, rows=rows, wide=(0, 2))


def _blanks(missing: Sequence[IndicatorState], year: str) -> tuple[str, ...]:
    """Return which indicators have no value of a year: by name where they are few, else by the last year known."""
    if not missing:
        return ()
    if len(missing) <= FEW:
        return (_("Without a value of %(year)s: %(names)s.", year=year, names=", ".join(map(_last, missing))),)
    years = Counter(each.last_year for each in missing)
    known = [(last, count) for last, count in years.items() if last is not None]
    said = ", ".join(
        _("%(year)s for %(count)s", year=str(last), count=format_number(count)) for last, count in sorted(known)
    )
    found = [_("Without a value of %(year)s: %(count)s.", year=year, count=format_number(len(missing)))]
    if said:
        found.append(_("Last year known: %(years)s.", years=said))
    if never := years[None]:
        found.append(_("Never told: %(count)s.", count=format_number(never)))
    return tuple(found)


def _indicator(each: IndicatorState, said: Mapping[str, str]) -> tuple[Cell, ...]:
    there = said.get(each.code) or _("values are there, neighbourhood by neighbourhood")
    return (
        Cell(each.name, True, "indicators.indicator", (("code", each.code),)),
        Cell(str(each.orientation) if each.orientation else _("all three")),
        Cell(there),
    )


def _gathered(whole: str, counts: Counter[Verdict] | None) -> str:
    """Return what an indicator says of the territory, then of its neighbourhoods together."""
    if counts is None:
        return whole
    numbers = {verdict.value: format_number(counts[verdict]) for verdict in Verdict}
    parts = _(
        "Neighbourhoods where the gap has narrowed: %(narrowing)s, widened: %(widening)s, hardly moved: %(stable)s",
        **numbers,
    )
    if counts[Verdict.UNKNOWN]:
        parts += _(", not known: %(unknown)s", **numbers)
    return f"{whole}. {parts}" if whole else parts


def _last(each: IndicatorState) -> str:
    """Return « Taux de pauvreté (dernière année : 2023) »."""
    if each.last_year is None:
        return each.name
    return _("%(name)s (last year known: %(year)s)", name=each.name, year=str(each.last_year))


def _actions(filling: Filling, levels: Mapping[int, str]) -> Section:
    heads = (_("Action"), _("Team"), _("State"), _("The team’s own judgement"), _("Councils’ judgement"))
    rows = tuple(_action(filling, action, levels) for action in filling.actions)
    caption = _("Flagship actions of %(year)s", year=str(filling.year))
    return _section(filling, Chapter.PARTNERSHIP, (), caption=caption, heads=heads, rows=rows, wide=(0, 1))


def _action(filling: Filling, action: FlagshipAction, levels: Mapping[int, str]) -> tuple[Cell, ...]:
    judged = filling.judged.get(action.id, ())
    own = [levels[each.level] for each in judged if each.council_id is None]
    councils = Counter(each.level for each in judged if each.council_id is not None)
    said = ", ".join(f"{levels[level]} ({count})" for level, count in sorted(councils.items()))
    return (
        Cell(action.title, True, "indicators.action", (("flagship_id", action.id),)),
        Cell(action.body.body.name, True),
        Cell(action_words.tag(action)[0]),
        Cell(own[0], True) if own else Cell(_("awaited")),
        Cell(said, True) if said else Cell(_("none yet")),
    )


def _partners(filling: Filling) -> Section:
    total = partner_words.total(commitments.counted(filling.commitments))
    heads = (_("Partner"), _("Promises"), _("Awaited"))
    rows = []
    for first, lines in partner_words.by_partner(filling.commitments):
        name = Cell(first.partner, True, "indicators.partner", (("code", first.code),))
        owed = sum(line.is_owed for line in lines)
        awaited = ngettext("news of %(num)s", "news of %(num)s", owed) if owed else _("nothing")
        rows.append((name, Cell(partner_words.total(commitments.counted(lines))), Cell(awaited)))
    caption = _("What each partner says of its promises")
    return _section(
        filling, Chapter.CONTRIBUTION, (total,), caption=caption, heads=heads, rows=tuple(rows), wide=(0, 1)
    )


def _highlights(filling: Filling, honoured: Sequence[Highlight]) -> Section:
    rows = tuple(
        (
            Cell(each.title, True, "indicators.highlight", (("highlight_id", each.id),)),
            Cell(str(highlight_words.SHORT_KINDS[each.kind])),
            Cell(highlight_words.place(each), True),
        )
        for each in honoured
    )
    heads = (_("Highlight"), _("What it is"), _("Where"))
    caption = _("Highlights of %(year)s", year=str(filling.year))
    return _section(filling, Chapter.HIGHLIGHTS, (), caption=caption, heads=heads, rows=rows, wide=(0, 2))


def _missing(filling: Filling) -> Section:
    title = _("What is still awaited")
    owed = filling.by_institution()
    if not owed:
        return Section("attendu", title, (_("Nothing: everybody has answered."),))
    rows = tuple(
        (Cell(name or _("The contract’s team"), bool(name)), Cell(format_number(len(debts))), Cell(sums(debts)))
        for _number, name, debts in owed
    )
    heads = (_("Who"), _("How many"), _("What is awaited"))
    sentence = _("A blank stays a blank here. A team led by two institutions counts for both.")
    return Section("attendu", title, (sentence,), _("What each still owes"), heads, rows, (0, 2))


def analysed(found: DashboardYear) -> str:
    """Return when the analysis became public, and which meeting made it."""
    assert found.published_at is not None
    day = format_day(clock.day_of(found.published_at))
    if found.meeting is None:
        return _("Published on %(day)s.", day=day)
    held = format_day(clock.day_of(found.meeting.starts_at))
    return _("Analysed by the steering committee on %(held)s, published on %(day)s.", held=held, day=day)


def changes(found: DashboardYear) -> list[str]:
    """Return what an analysis changes, each with the orientation that it is about."""
    whole = _("For the whole contract")
    return [
        _("%(about)s: %(text)s", about=change.orientation.name if change.orientation else whole, text=change.text)
        for change in found.changes
    ]
