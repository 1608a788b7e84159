"""The sections of the council page, in words and in the order of reading. Templates only lay them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from participation.bodies.models import College
from participation.bodies.words import display_name
from participation.councils import words
from participation.councils.models import RuleKey
from participation.councils.rules import Rule
from participation.councils.services import (
    CollegeView,
    Composition,
    Milestone,
    NextStep,
    OrderRow,
    SeatView,
)
from participation.kernel.i18n import current_locale, format_short_day, ngettext
from participation.kernel.i18n import gettext as _
from participation.kernel.kept import Latest
from participation.kernel.templating import typed

SHOWN_FROM = 5
"""Fewer people than this who gave another answer are not counted in public."""


class SeatLine(NamedTuple):
    """One seat of a list."""

    number: int
    who: str
    origin: str
    vacant: bool = False
    more: str = ""


@dataclass(frozen=True)
class NextLine:
    """What happens next to some vacant seats."""

    seats: str
    """« Siège 3 » or « Sièges 3, 5 et 8 »."""
    words: str
    endpoint: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TimelineItem:
    """One step of the council's life, as the component takes it."""

    state: str
    what: str
    on: date
    href: str = ""


@dataclass(frozen=True)
class CollegeSection:
    """One college."""

    anchor: str
    title: str
    filled: str
    women: str
    men: str
    percent: float | None
    """Women among those who said, 0 to 100; empty where there is nobody to draw a bar for."""
    others: str
    seats: Sequence[SeatLine]
    vacancies: str
    next: Sequence[NextLine]


@dataclass(frozen=True)
class Told:
    """A composition in words."""

    filled: str
    sections: Sequence[CollegeSection]
    measures: Sequence[str]
    broken: Sequence[tuple[str, str, str]]
    """(rule, what was found, source)."""
    rules: Sequence[tuple[str, str]]
    """(rule, source)."""


_told: Latest[Told] = Latest(400)


def told(
    body_id: int, view: Composition, rules: Mapping[RuleKey, Rule], ahead: Mapping[int, NextStep]
) -> Told:
    """Return a composition in words; the same one is worded once in a process for each language."""
    return _told.get((body_id, current_locale()), (view, rules, ahead), lambda: _tell(view, rules, ahead))


def _tell(view: Composition, rules: Mapping[RuleKey, Rule], ahead: Mapping[int, NextStep]) -> Told:
    return Told(
        filled=words.filled(view.filled, view.total),
        sections=[college_section(college, ahead) for college in view.colleges if college.seats],
        measures=measure_sentences(view),
        broken=[
            (words.rule_sentence(broken.rule), words.found_sentence(broken), words.source(broken.rule))
            for broken in view.broken
        ],
        rules=[(words.rule_sentence(rule), words.source(rule)) for rule in rules.values()],
    )


def college_section(view: CollegeView, ahead: Mapping[int, NextStep]) -> CollegeSection:
    """Return one college in words."""
    said = view.women + view.men
    origins = {origin: str(sentence) for origin, sentence in words.SEAT_ORIGINS.items()}
    return CollegeSection(
        anchor="habitants" if view.college is College.RESIDENTS else "associations",
        title=str(words.COLLEGES[view.college]),
        filled=words.filled(view.filled, view.total),
        women=words.women(view.women),
        men=words.men(view.men),
        percent=round(100 * view.women / said, 1) if said else None,
        others=_others(view.unstated),
        seats=[_seat_line(seat, origins[seat.origin]) for seat in view.seats],
        vacancies=_vacancies(view.vacant),
        next=_next_lines(view.vacant, ahead),
    )


def _others(count: int) -> str:
    if not count:
        return ""
    if count < SHOWN_FROM:
        return str(_("Some members gave another answer or none."))
    return str(
        ngettext(
            "%(num)d member gave another answer or none.",
            "%(num)d members gave another answer or none.",
            count,
        )
    )


def _seat_line(seat: SeatView, origin: str) -> SeatLine:
    if seat.holder is None:
        return SeatLine(seat.number, _vacant_since(seat), origin, vacant=True)
    more = ""
    if seat.substitute is not None:
        more = str(_("Substitute: %(who)s", who=display_name(seat.substitute)))
    return SeatLine(seat.number, display_name(seat.holder), origin, more=more)


def _vacant_since(seat: SeatView) -> str:
    assert seat.vacant_since is not None
    return str(
        _(
            "Seat %(number)s: vacant since %(day)s",
            number=seat.number,
            day=format_short_day(seat.vacant_since),
        )
    )


def _vacancies(vacant: Sequence[SeatView]) -> str:
    """Return « 2 sièges vacants depuis le 3 mars 2026 », or how many where the days differ."""
    if not vacant:
        return ""
    days = {seat.vacant_since for seat in vacant}
    first = min(day for day in days if day is not None)
    if len(days) > 1:
        return str(ngettext("%(num)d vacant seat.", "%(num)d vacant seats.", len(vacant)))
    return str(
        ngettext(
            "%(num)d seat vacant since %(day)s.",
            "%(num)d seats vacant since %(day)s.",
            len(vacant),
            day=format_short_day(first),
        )
    )


def _next_lines(vacant: Sequence[SeatView], ahead: Mapping[int, NextStep]) -> list[NextLine]:
    """Return what happens next, seats with the same future together."""
    groups: dict[tuple[str, str | None, tuple[tuple[str, Any], ...]], list[int]] = {}
    key: tuple[str, str | None, tuple[tuple[str, Any], ...]]
    for seat in vacant:
        step = ahead.get(seat.id)
        if seat.awaited_on is not None:
            key = (
                str(_("Somebody takes this seat on %(day)s.", day=format_short_day(seat.awaited_on))),
                None,
                (),
            )
        elif step is None:
            key = (str(words.NEXT_STEPS[seat.origin]), None, ())
        else:
            key = (str(step.words), step.endpoint, tuple(sorted(step.arguments.items())))
        groups.setdefault(key, []).append(seat.number)
    return [
        NextLine(_seat_numbers(numbers), sentence, endpoint, dict(arguments))
        for (sentence, endpoint, arguments), numbers in groups.items()
    ]


def _seat_numbers(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return str(_("Seat %(number)s", number=numbers[0]))
    first = ", ".join(str(number) for number in numbers[:-1])
    return str(_("Seats %(first)s and %(last)s", first=first, last=numbers[-1]))


def measure_sentences(view: Composition) -> list[str]:
    """Return the live measures, one number a sentence."""
    if not view.filled:
        return [str(_("Nobody sits yet."))]
    sentences = [
        str(
            ngettext(
                "%(num)d member of %(members)s is a resident.",
                "%(num)d members of %(members)s are residents.",
                view.residents,
                members=view.filled,
            )
        )
    ]
    if view.ending_soon and view.ending_soon[0].holder is not None:
        sentences.append(
            str(
                ngettext(
                    "%(num)d term ends within six months, on %(day)s.",
                    "%(num)d terms end within six months, the first on %(day)s.",
                    len(view.ending_soon),
                    day=format_short_day(view.ending_soon[0].holder.ends_on),
                )
            )
        )
    else:
        sentences.append(str(_("No term ends within six months.")))
    return sentences


def timeline(
    orders: Sequence[OrderRow], steps: Sequence[Milestone], view: Composition, today: date
) -> list[TimelineItem]:
    """Return the council's life by date: draws, acts, and the renewal to come."""
    acts = [
        TimelineItem(
            "done",
            str(_("Recognised by the order %(reference)s", reference=order.reference)),
            order.signed_on,
        )
        for order in orders
    ]
    told = [TimelineItem(_state(step, today), _what(step), step.on, _address(step)) for step in steps]
    ends = [seat.holder.ends_on for college in view.colleges for seat in college.seats if seat.holder]
    renewal = [TimelineItem("next", str(_("First terms to end: renewal")), min(ends))] if ends else []
    return sorted([*acts, *told, *renewal], key=lambda item: item.on)


def _state(step: Milestone, today: date) -> str:
    """Return a step's state: what was to come and whose day is over is late."""
    return "late" if step.state == "next" and step.on < today else step.state


def _what(step: Milestone) -> str:
    if not step.title:
        return str(step.words)
    return Markup(escape(str(step.words))) % {"title": typed(step.title)}  # noqa: S704 - escaped


def _address(step: Milestone) -> str:
    return url_for(step.endpoint, **step.arguments) if step.endpoint else ""
