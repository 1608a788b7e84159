"""The contract as a whole: each orientation with its team and this year's actions, and who does what where.

The number of queries is fixed, whatever the number of neighbourhoods, partners and years.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.indicators.models import FlagshipAction
from participation.indicators.services import actions, commitments
from participation.indicators.services.commitments import Line
from participation.representation.models import SteeringBody, SteeringKind
from participation.territory.models import Institution, Orientation
from participation.territory.names import name_key


class By(StrEnum):
    """How « who does what where » is ordered; the value stands in addresses."""

    NEIGHBOURHOOD = "quartier"
    ORIENTATION = "orientation"
    PARTNER = "partenaire"


@dataclass(frozen=True)
class Team:
    """A project team: the orientation it carries, who leads it, its actions of the year shown."""

    body_id: int
    name: str
    orientation: int | None
    """The orientation's number."""
    leads: tuple[Institution, ...]
    actions: tuple[FlagshipAction, ...]

    @property
    def leads_missing(self) -> int:
        """How many of the two leads no document states."""
        return max(actions.LEADS - len(self.leads), 0)


@dataclass(frozen=True)
class Deed:
    """Something that somebody does: a flagship action, else a partner's commitment."""

    title: str
    who: str
    action: FlagshipAction | None
    line: Line | None
    orientation: tuple[str, str]
    """Key and name; empty texts for none."""
    places: tuple[tuple[str, str], ...]
    """Code and name of each neighbourhood; empty: all of them."""
    partners: tuple[tuple[str, str], ...]
    """Code and name of each institution that takes part."""
    is_fictitious: bool


@dataclass(frozen=True)
class Group:
    """The deeds of one neighbourhood, orientation or partner."""

    key: str
    """Code or number in addresses; empty: all neighbourhoods, or no orientation."""
    name: str
    deeds: tuple[Deed, ...]


def teams(session: Session, year: int) -> Sequence[Team]:
    """Return the project teams with their leads and their actions of a year, by orientation."""
    found = actions.teams(session)
    leads = actions.leads(session, [team.body_id for team in found])
    of_year = actions.of_year(session, year)
    return [
        Team(
            team.body_id,
            team.body.name,
            team.orientation.number if team.orientation else None,
            tuple(leads.get(team.body_id, ())),
            tuple(action for action in of_year if action.body_id == team.body_id),
        )
        for team in found
    ]


def renewals(session: Session) -> Sequence[SteeringBody]:
    """Return the bodies of the urban renewal projects that exist; the protocol stands on each one's own page."""
    query = (
        sa.select(SteeringBody)
        .where(SteeringBody.kind == SteeringKind.RENEWAL, SteeringBody.dissolved_on.is_(None))
        .options(joinedload(SteeringBody.body), joinedload(SteeringBody.neighbourhood))
        .order_by(SteeringBody.body_id)
    )
    return session.scalars(query).all()


def who_does_what(session: Session, year: int, found: Sequence[Team], by: By) -> Sequence[Group]:
    """Return what is done in a year, grouped; what names no neighbourhood comes first, since it is for all."""
    carried = sa.select(Orientation.number, Orientation.name)
    names = {row.number: row.name for row in session.execute(carried)}
    deeds = [_of_action(action, team) for team in found for action in team.actions]
    deeds += [_of_line(line, names) for line in commitments.of_year(session, year)]
    return _grouped(deeds, by)


def _of_action(action: FlagshipAction, team: Team) -> Deed:
    carried = action.body.orientation
    taking_part = {each.code: each.name for each in (*team.leads, *action.partners)}
    return Deed(
        action.title,
        team.name,
        action,
        None,
        (str(carried.number), carried.name) if carried else ("", ""),
        tuple((place.code, place.name) for place in action.neighbourhoods),
        tuple(taking_part.items()),
        action.is_fictitious,
    )


def _of_line(line: Line, names: dict[int, str]) -> Deed:
    carried = line.orientation
    return Deed(
        line.title,
        line.partner,
        None,
        line,
        (str(carried), names.get(carried, "")) if carried is not None else ("", ""),
        line.neighbourhoods,
        ((line.code, line.partner),),
        line.is_fictitious,
    )


def _grouped(deeds: Iterable[Deed], by: By) -> Sequence[Group]:
    found: dict[tuple[str, str], list[Deed]] = {}
    for deed in deeds:
        for key in _keys(deed, by):
            found.setdefault(key, []).append(deed)
    order = {By.NEIGHBOURHOOD: _by_name, By.ORIENTATION: _by_key, By.PARTNER: _by_name}[by]
    return [Group(*key, tuple(found[key])) for key in sorted(found, key=order)]


def _keys(deed: Deed, by: By) -> Iterable[tuple[str, str]]:
    if by is By.NEIGHBOURHOOD:
        return deed.places or (("", ""),)
    return (deed.orientation,) if by is By.ORIENTATION else deed.partners


def _by_name(key: tuple[str, str]) -> tuple[bool, str, str]:
    return bool(key[0]), name_key(key[1]), key[0]


def _by_key(key: tuple[str, str]) -> tuple[bool, str, str]:
    return not key[0], key[0], key[1]
