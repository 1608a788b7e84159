"""Flagship actions as everybody reads them: of a year, of a neighbourhood, under filters; who leads their teams."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.indicators.models import ActionState, FlagshipAction, flagship_action_partner
from participation.kernel.errors import MissingError
from participation.representation.models import BodyMember, MemberRole, SteeringBody, SteeringKind
from participation.territory.models import Institution, Neighbourhood, Orientation
from participation.territory.names import name_key

BEYOND = 2**31
"""No row has this number."""
EACH_YEAR = 3
"""Actions of one project team in one year, by the contract."""
LEADS = 2
"""Institutions that lead a project team, by the contract."""
IN_PROGRESS_FIRST = (ActionState.UNDERWAY, ActionState.PLANNED, ActionState.DONE, ActionState.STOPPED)


@dataclass(frozen=True)
class Wanted:
    """Which actions to list; empty: whatever it is."""

    year: int | None = None
    neighbourhood_id: int | None = None
    orientation: int | None = None
    """Its number."""
    institution_id: int | None = None
    """Takes part as a partner, or leads the team."""


def find(session: Session, flagship_id: int) -> FlagshipAction:
    """Return an action with its team, places, partners and steps.

    Raises:
        MissingError: There is none.
    """
    query = _loaded().where(FlagshipAction.id == flagship_id)
    found = session.scalars(query).one_or_none() if flagship_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def of_year(session: Session, year: int) -> Sequence[FlagshipAction]:
    """Return the actions of a year, by orientation and number."""
    order = (Orientation.number, FlagshipAction.body_id, FlagshipAction.number)
    return session.scalars(_loaded().where(FlagshipAction.year == year).order_by(*order)).all()


def of_neighbourhood(session: Session, neighbourhood_id: int, year: int) -> Sequence[FlagshipAction]:
    """Return the actions of a year in a neighbourhood, those for all neighbourhoods included; in progress first."""
    return listed(session, Wanted(year, neighbourhood_id))


def listed(session: Session, wanted: Wanted) -> Sequence[FlagshipAction]:
    """Return the actions that are wanted: in progress first, then the latest year, the orientation, the number."""
    ranks = {state: rank for rank, state in enumerate(IN_PROGRESS_FIRST)}
    query = _loaded().order_by(
        sa.case(ranks, value=FlagshipAction.state),
        FlagshipAction.year.desc(),
        Orientation.number,
        FlagshipAction.body_id,
        FlagshipAction.number,
    )
    if wanted.year is not None:
        query = query.where(FlagshipAction.year == wanted.year)
    if wanted.neighbourhood_id is not None:
        named = FlagshipAction.neighbourhoods.any(Neighbourhood.id == wanted.neighbourhood_id)
        query = query.where(sa.or_(named, ~FlagshipAction.neighbourhoods.any()))
    if wanted.orientation is not None:
        query = query.where(Orientation.number == wanted.orientation)
    if wanted.institution_id is not None:
        takes_part = FlagshipAction.partners.any(Institution.id == wanted.institution_id)
        query = query.where(sa.or_(takes_part, FlagshipAction.body_id.in_(_led_by(wanted.institution_id))))
    return session.scalars(query).all()


def _loaded() -> sa.Select[FlagshipAction]:
    return (
        sa.select(FlagshipAction)
        .join(SteeringBody, SteeringBody.body_id == FlagshipAction.body_id)
        .outerjoin(Orientation, Orientation.id == SteeringBody.orientation_id)
        .options(
            joinedload(FlagshipAction.body).joinedload(SteeringBody.body),
            joinedload(FlagshipAction.body).joinedload(SteeringBody.orientation),
            selectinload(FlagshipAction.neighbourhoods),
            selectinload(FlagshipAction.partners),
            selectinload(FlagshipAction.steps),
        )
    )


def _led_by(institution_id: int) -> sa.Select[int]:
    return sa.select(BodyMember.body_id).where(
        BodyMember.institution_id == institution_id, BodyMember.role == MemberRole.LEAD
    )


def years(session: Session) -> Sequence[int]:
    """Return the years that have actions, the latest first."""
    query = sa.select(FlagshipAction.year).distinct().order_by(FlagshipAction.year.desc())
    return session.scalars(query).all()


def year_shown(known: Sequence[int], today_year: int) -> int:
    """Return the year to show to somebody who chose none: this one, else the last one that has actions."""
    past = [year for year in known if year <= today_year]
    return max(past, default=min(known, default=today_year))


def teams(session: Session) -> Sequence[SteeringBody]:
    """Return the project teams that exist, by orientation."""
    query = (
        sa.select(SteeringBody)
        .outerjoin(Orientation, Orientation.id == SteeringBody.orientation_id)
        .where(SteeringBody.kind == SteeringKind.PROJECT_TEAM, SteeringBody.dissolved_on.is_(None))
        .options(joinedload(SteeringBody.body), joinedload(SteeringBody.orientation))
        .order_by(Orientation.number, SteeringBody.body_id)
    )
    return session.scalars(query).all()


def leads(session: Session, body_ids: Iterable[int]) -> Mapping[int, list[Institution]]:
    """Return the institutions that lead each of these teams, by name; a team that none is known to lead is left out."""
    led = sa.select(BodyMember).where(BodyMember.body_id.in_(set(body_ids)), BodyMember.role == MemberRole.LEAD)
    query = led.options(joinedload(BodyMember.institution))
    found: dict[int, list[Institution]] = {}
    for member in sorted(session.scalars(query), key=lambda each: by_name(each.institution)):
        found.setdefault(member.body_id, []).append(member.institution)
    return found


def by_name(institution: Institution) -> tuple[str, int]:
    """Return what puts institutions in the order of their names, accents or not, alike on both databases."""
    return name_key(institution.name), institution.id


def partner_id(session: Session, code: str) -> int | None:
    """Return the institution of a code; None for no code.

    Raises:
        MissingError: No institution has it.
    """
    if not code:
        return None
    found = session.scalar(sa.select(Institution.id).where(Institution.code == code))
    if found is None:
        raise MissingError
    return found


def partners_offered(session: Session) -> Sequence[tuple[str, str]]:
    """Return the institutions that lead a team with actions or take part in one, by name: code and name."""
    with_actions = sa.select(FlagshipAction.body_id)
    led = sa.select(BodyMember.institution_id).where(
        BodyMember.role == MemberRole.LEAD, BodyMember.body_id.in_(with_actions)
    )
    taking_part = sa.select(flagship_action_partner.c.institution_id)
    query = sa.select(Institution).where(sa.or_(Institution.id.in_(led), Institution.id.in_(taking_part)))
    return [(each.code, each.name) for each in sorted(session.scalars(query), key=by_name)]
