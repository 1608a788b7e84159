"""A neighbourhood in five things, for whoever has two minutes: assets, what changed, who promised what, what comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import (
    ActionState,
    Area,
    CommitmentState,
    FlagshipAction,
    Highlight,
    Indicator,
    Observation,
    Sex,
    SourceVersion,
    ValueImport,
)
from participation.indicators.services import actions, commitments, headlines, highlights
from participation.indicators.services.commitments import Counts, Line
from participation.indicators.services.headlines import Headline
from participation.kernel.clock import day_of

FEW = 2
"""Highlights and actions shown."""
SOME = 3
"""Numbers and promises shown."""
EVERY = 1_000
"""More than there are indicators."""
STATES = (
    CommitmentState.KEPT, CommitmentState.UNDERWAY, CommitmentState.LATE, None, CommitmentState.DROPPED
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where a number shown is from."""

    name: str
    vintage: str


@dataclass(frozen=True)
class Summary:
    """What is worth knowing of a neighbourhood now."""

    highlights: Sequence[Highlight]
    finished: Sequence[FlagshipAction]
    """Actions that are done, the latest first."""
    coming: Sequence[FlagshipAction]
    """Actions under way or planned."""
    numbers: Sequence[Headline]
    sources: Sequence[Source]
    """Of these numbers."""
    promises: Sequence[Line]
    counts: Counts
    """Of all promises that hold here, those not shown too."""
    promise_year: int

    @property
    def kept(self) -> int:
        """How many promises were kept."""
        return self.counts.by_state[CommitmentState.KEPT]

    @property
    def is_fictitious(self) -> bool:
        """Whether something shown is invented."""
        shown: tuple[Iterable[Highlight | FlagshipAction | Headline | Line], ...] = (
            self.highlights, self.finished, self.coming, self.numbers, self.promises
        )  # fmt: skip
        return any(each.is_fictitious for group in shown for each in group)


def of_neighbourhood(session: Session, neighbourhood_id: int, now: datetime) -> Summary:
    """Return the summary of a neighbourhood, in a fixed number of queries.

    Raises:
        MissingError: There is no such neighbourhood.
    """
    this_year = day_of(now).year
    action_year = actions.year_shown(actions.years(session), this_year)
    known = actions.listed(session, actions.Wanted(neighbourhood_id=neighbourhood_id))
    done, hoped = (ActionState.DONE,), (ActionState.UNDERWAY, ActionState.PLANNED)
    promise_year = commitments.last_told(session, this_year)
    promises = commitments.of_neighbourhood(session, neighbourhood_id, promise_year)
    numbers = _telling(headlines.of_neighbourhood(session, neighbourhood_id, EVERY))
    return Summary(
        highlights=highlights.of_neighbourhood(session, neighbourhood_id, FEW),
        finished=[each for each in known if each.state in done and each.year <= this_year][:FEW],
        coming=[each for each in known if each.state in hoped and each.year == action_year][:FEW],
        numbers=numbers,
        sources=_sources(session, neighbourhood_id, numbers),
        promises=sorted(promises, key=_rank)[:SOME],
        counts=commitments.counted(promises),
        promise_year=promise_year,
    )


def _telling(found: Sequence[Headline]) -> Sequence[Headline]:
    """Return a few headlines: good news first, then those that say what became of the number."""
    return sorted(found, key=lambda each: (not each.is_good_news, not each.tag))[:SOME]


def _rank(line: Line) -> tuple[bool, int]:
    """Put first what is promised to this neighbourhood by name, then what is kept."""
    return not line.neighbourhoods, STATES.index(line.state)


def _sources(session: Session, neighbourhood_id: int, numbers: Sequence[Headline]) -> Sequence[Source]:
    """Return where the values of some headlines are from, whatever the limits they hold for."""
    query = (
        sa.select(SourceVersion.name, SourceVersion.vintage)
        .join(ValueImport, ValueImport.source_version_id == SourceVersion.id)
        .join(Observation, Observation.import_id == ValueImport.id)
        .join(Area, Area.id == Observation.area_id)
        .join(Indicator, Indicator.id == Observation.indicator_id)
        .where(
            Area.neighbourhood_id == neighbourhood_id,
            Observation.sex == Sex.ALL,
            sa.tuple_(Indicator.code, Observation.year).in_([(each.code, each.year) for each in numbers]),
        )
        .distinct()
        .order_by(SourceVersion.name, SourceVersion.vintage)
    )
    return [Source(*row) for row in session.execute(query)]
