"""How far the dashboard of a year is filled: what each family expects, what is there, and who owes the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Assessment, Family, FlagshipAction, Indicator, Observation
from participation.indicators.services import actions, assessments, commitments, highlights
from participation.indicators.services.commitments import Line
from participation.representation.models import SteeringBody
from participation.territory.models import Institution, Orientation
from participation.territory.names import name_key


class Chapter(StrEnum):
    """The five families of the dashboard, in the order of the contract's presentation."""

    NEIGHBOURHOODS = "neighbourhoods"
    PARTNERSHIP = "partnership"
    CONTRIBUTION = "contribution"
    ADDED_VALUE = "added_value"
    HIGHLIGHTS = "highlights"


FAMILIES = {Family.NEIGHBOURHOODS: Chapter.NEIGHBOURHOODS, Family.ADDED_VALUE: Chapter.ADDED_VALUE}


class Owed(StrEnum):
    """What kind of thing is missing."""

    VALUE = "value"
    """The value of an indicator."""
    ACTION = "action"
    """A flagship action that a team has not named."""
    ASSESSMENT = "assessment"
    """How a team judges one of its actions."""
    COMMITMENT = "commitment"
    """What a partner says of its promise."""
    HIGHLIGHT = "highlight"


@dataclass(frozen=True)
class Debt:
    """One thing that is missing."""

    chapter: Chapter
    kind: Owed
    title: str
    """Of the indicator, the action, the team or the promise; empty for a highlight."""
    institutions: tuple[tuple[int, str], ...] = ()
    """Who owes it, by key and name: two for a team led by two; nobody named: the contract's team."""
    key: int = 0
    """Of the action or the promise."""


@dataclass(frozen=True)
class IndicatorState:
    """One indicator in one year."""

    code: str
    name: str
    family: Family
    orientation: int | None
    """Number of the orientation."""
    is_filled: bool
    last_year: int | None
    """Last year, up to this one, of which there is a value."""


@dataclass(frozen=True)
class ChapterState:
    """How far one family is filled."""

    chapter: Chapter
    filled: int
    expected: int

    @property
    def is_full(self) -> bool:
        """Whether nothing is missing."""
        return self.filled >= self.expected > 0


@dataclass(frozen=True)
class Filling:
    """The state of filling of a year, with what its pages tell of each family."""

    year: int
    chapters: Mapping[Chapter, ChapterState]
    debts: Sequence[Debt]
    indicators: Sequence[IndicatorState]
    actions: Sequence[FlagshipAction]
    judged: Mapping[int, Sequence[Assessment]]
    """Assessments of each action, the team's own first."""
    commitments: Sequence[Line]

    @property
    def filled(self) -> int:
        """How many things are there."""
        return sum(each.filled for each in self.chapters.values())

    @property
    def expected(self) -> int:
        """How many things are expected."""
        return sum(each.expected for each in self.chapters.values())

    def by_institution(self) -> Sequence[tuple[int | None, str, Sequence[Debt]]]:
        """Return who owes what, by name; the contract's own team last, without a key."""
        found: dict[tuple[int | None, str], list[Debt]] = {}
        for debt in self.debts:
            for key in debt.institutions or ((None, ""),):
                found.setdefault(key, []).append(debt)
        # Databases do not agree on where accents go: names are put in order here.
        order = sorted(found, key=lambda key: (key[0] is None, name_key(key[1])))
        return [(number, name, found[number, name]) for number, name in order]

    def of_institution(self, institution_id: int) -> Sequence[Debt]:
        """Return what one institution owes."""
        return [debt for debt in self.debts if institution_id in {key for key, _name in debt.institutions}]


def of_year(session: Session, year: int) -> Filling:
    """Return the state of filling of a year, in a number of queries that depends on nothing."""
    indicators, value_debts = _indicators(session, year)
    promised = commitments.of_year(session, year)
    planned = actions.of_year(session, year)
    judged = assessments.of_actions(session, [action.id for action in planned])
    teams = actions.teams(session)
    honoured = len(highlights.of_year(session, year))
    debts = [
        *value_debts,
        *_assessment_debts(session, planned, judged, teams),
        *(_commitment_debt(line) for line in promised if line.is_owed),
        *(Debt(Chapter.HIGHLIGHTS, Owed.HIGHLIGHT, "") for _missing in range(honoured, highlights.A_YEAR)),
    ]
    told = sum(any(one.council_id is None for one in judged.get(action.id, ())) for action in planned)
    counted = {
        Chapter.PARTNERSHIP: (told, max(len(teams) * actions.EACH_YEAR, len(planned))),
        Chapter.CONTRIBUTION: (sum(not line.is_owed for line in promised), len(promised)),
        Chapter.HIGHLIGHTS: (min(honoured, highlights.A_YEAR), highlights.A_YEAR),
    }
    for family, chapter in FAMILIES.items():
        own = [each for each in indicators if each.family is family]
        counted[chapter] = (sum(each.is_filled for each in own), len(own))
    chapters = {chapter: ChapterState(chapter, *counted[chapter]) for chapter in Chapter}
    return Filling(year, chapters, debts, indicators, planned, judged, promised)


def _indicators(session: Session, year: int) -> tuple[list[IndicatorState], list[Debt]]:
    # A target, a remark or what was erased is no value yet; « s » is one.
    is_told = sa.or_(Observation.result.is_not(None), Observation.estimate.is_not(None), Observation.is_secret)
    told = (Observation.indicator_id == Indicator.id, Observation.year == year, is_told)
    last = (
        sa.select(sa.func.max(Observation.year))
        .where(Observation.indicator_id == Indicator.id, Observation.year <= year, is_told)
        .scalar_subquery()
    )
    query = (
        sa.select(
            Indicator.code,
            Indicator.name,
            Indicator.family,
            Orientation.number,
            sa.exists().where(*told).label("is_filled"),
            last.label("last_year"),
            Institution.id,
            Institution.name.label("institution"),
        )
        .outerjoin(Orientation, Orientation.id == Indicator.orientation_id)
        .outerjoin(Institution, Institution.id == Indicator.institution_id)
        .order_by(Indicator.family, Orientation.number, Indicator.position, Indicator.id)
    )
    rows = session.execute(query).all()
    states = [
        IndicatorState(row.code, row.name, row.family, row.number, bool(row.is_filled), row.last_year) for row in rows
    ]
    debts = [
        Debt(FAMILIES[row.family], Owed.VALUE, row.name, ((row.id, row.institution),) if row.id else ())
        for row in rows
        if not row.is_filled
    ]
    return states, debts


def _assessment_debts(
    session: Session,
    planned: Sequence[FlagshipAction],
    judged: Mapping[int, Sequence[Assessment]],
    teams: Sequence[SteeringBody],
) -> list[Debt]:
    """Return what teams owe: the actions they have not named, then those they have not assessed."""
    leads = actions.leads(session, {*(team.body_id for team in teams), *(action.body_id for action in planned)})
    owed = []
    for team in teams:
        named = sum(action.body_id == team.body_id for action in planned)
        missing = Debt(Chapter.PARTNERSHIP, Owed.ACTION, team.body.name, _keys(leads.get(team.body_id, ())))
        owed += [missing] * (actions.EACH_YEAR - named)
    for action in planned:
        if not any(one.council_id is None for one in judged.get(action.id, ())):
            who = _keys(leads.get(action.body_id, ()))
            owed.append(Debt(Chapter.PARTNERSHIP, Owed.ASSESSMENT, action.title, who, action.id))
    return owed


def _keys(institutions: Iterable[Institution]) -> tuple[tuple[int, str], ...]:
    return tuple((each.id, each.name) for each in institutions)


def _commitment_debt(line: Line) -> Debt:
    who = ((line.institution_id, line.partner),)
    return Debt(Chapter.CONTRIBUTION, Owed.COMMITMENT, line.title, who, line.commitment_id)
