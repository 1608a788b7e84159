"""Councils and their delegates in the steering bodies of the demonstration: held, left, absent; one committee met.

The bodies are those that somebody published; who sits there, and what was said there, is fictitious. As everything of
the story, each act is a call of the product's services, queued with its instant.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from participation.bodies.models import Body, BodyKind, EndReason, Mandate, MandateRole, Seat
from participation.demonstration.story import Story, term_from
from participation.kernel.clock import day_of
from participation.meetings import mails
from participation.meetings.models import ItemKind, Meeting, MeetingState, Outcome, Presence
from participation.meetings.services import agenda, attendance, closing, convoking, items, meetings
from participation.meetings.services.attendance import Tick
from participation.meetings.services.items import ItemText
from participation.meetings.services.places import holds_on, places_of
from participation.representation.models import DelegateSeat, DesignationMode
from participation.representation.reference import POLITICAL, RENEWAL, TEAMS
from participation.representation.services import delegates, seats
from participation.representation.services.designation_rules import NewDelegate

Act = Callable[[datetime], None]
CHEMIN_VERT, PIERRE_HEUZE, GUERINIERE, CALVAIRE = "chemin-vert", "pierre-heuze", "gueriniere", "calvaire-saint-pierre"
PAPER = "Relevé de décisions du conseil (fictif)"
PLACE, ADDRESS = "Hôtel de ville (lieu fictif)", "1 place Fictive, 14000 Caen"
ACCESS = "De plain-pied par l’entrée du jardin. Ascenseur. Arrêt de tram à 100\u00a0m."
AGENDA = (
    ItemText(ItemKind.INFORMATION, "Les actions des équipes projet", "Chaque équipe présente ses trois actions.", 45),
    ItemText(ItemKind.DEBATE, "Ce que demandent les conseils", "Chaque conseil représenté parle cinq minutes.", 30),
)
NOTED = {PIERRE_HEUZE: Presence.PRESENT, CHEMIN_VERT: Presence.PRESENT, GUERINIERE: Presence.ABSENT}
"""Who came to the committee, by council."""


def tell(story: Story) -> None:
    """Queue the seats, the delegates and the committee's meeting."""
    for days_ago in (948, 158, 24):
        story.at(days_ago, _open(story))
    at_committee, education = POLITICAL.name, TEAMS[1].name
    for days_ago, code, body, number in (
        (940, PIERRE_HEUZE, at_committee, 0), (940, PIERRE_HEUZE, TEAMS[0].name, 1), (940, PIERRE_HEUZE, education, 7),
        (939, PIERRE_HEUZE, TEAMS[2].name, 4), (100, GUERINIERE, at_committee, 0), (100, GUERINIERE, TEAMS[0].name, 1),
        (10, CALVAIRE, at_committee, 0), (10, CALVAIRE, TEAMS[2].name, 1),
        (25, CHEMIN_VERT, at_committee, 0), (25, CHEMIN_VERT, TEAMS[0].name, 1), (25, CHEMIN_VERT, TEAMS[2].name, 2),
        (25, CHEMIN_VERT, RENEWAL.name, 3),
    ):  # fmt: skip
        story.at(days_ago, _designate(story, code, body, number))
    story.at(24, _designate(story, CHEMIN_VERT, at_committee, 5, MandateRole.SUBSTITUTE))
    story.at(89, _leave(story, PIERRE_HEUZE, education))
    _meet(story)


def _open(story: Story) -> Act:
    return lambda instant: _discard(seats.open_missing(story.session, instant))


def _discard(_count: int) -> None:
    """An act returns nothing."""


def body_id(story: Story, name: str) -> int:
    """Return a published body by its name."""
    query = sa.select(Body.id).where(Body.kind == BodyKind.STEERING, Body.name == name)
    return story.session.scalars(query).one()


def _seat(story: Story, code: str, name: str) -> Seat:
    query = sa.select(Seat).join(DelegateSeat, DelegateSeat.seat_id == Seat.id)
    query = query.where(Seat.body_id == body_id(story, name), DelegateSeat.council_id == story.councils[code].id)
    return story.session.scalars(query.order_by(Seat.number).limit(1)).one()


def _designate(story: Story, code: str, name: str, which: int, role: MandateRole = MandateRole.FULL) -> Act:
    """Return the act by which a council designates the one who sits at some place in it."""

    def act(instant: datetime) -> None:
        session, council, day = story.session, story.councils[code], day_of(instant)
        sitting = (
            sa.select(Mandate.person_id, Mandate.ends_on)
            .join(Mandate.seat)
            .where(Seat.body_id == council.body_id, Mandate.role == MandateRole.FULL, holds_on(day))
            .order_by(Seat.number)
        )
        person_id, ends_on = session.execute(sitting).all()[which]
        met = sa.select(Meeting.id).where(Meeting.body_id == council.body_id, Meeting.state == MeetingState.CLOSED)
        meeting_id = session.scalars(met.order_by(Meeting.starts_at.desc()).limit(1)).one_or_none()
        new = NewDelegate(
            council.id,
            person_id,
            role,
            day,
            min(ends_on, term_from(day).ends_on),
            DesignationMode.VOTE if meeting_id else DesignationMode.CONSENSUS,
            meeting_id,
            act="" if meeting_id else PAPER,
            act_on=None if meeting_id else day,
        )
        seat = _seat(story, code, name)
        delegates.designate(session, story.facilitator, instant, seat.body_id, seat.number, new)

    return act


def _leave(story: Story, code: str, name: str) -> Act:
    def act(instant: datetime) -> None:
        seat = _seat(story, code, name)
        query = sa.select(Mandate.id).where(Mandate.seat_id == seat.id, Mandate.left_on.is_(None))
        mandate_id = story.session.scalars(query).one()
        actor, day = story.facilitator, day_of(instant)
        delegates.leave(story.session, actor, instant, seat.body_id, mandate_id, EndReason.RESIGNED, day)

    return act


def _meet(story: Story) -> None:
    """Queue a meeting of the political committee: two delegates came, one stayed away, the other seats were empty."""
    made: list[int] = []
    story.at(22, _plan(story, made))
    story.at(21, _convene(story, made))
    story.at(18, _hold(story, made))
    story.at(18, _close(story, made))
    instant, last = story.acts[-1]
    story.acts[-1] = (instant + timedelta(hours=1.5), last)


def _plan(story: Story, made: list[int]) -> Act:
    def act(instant: datetime) -> None:
        session, actor = story.session, story.facilitator
        starts = instant + timedelta(days=4) - timedelta(minutes=40)
        plan = meetings.Plan(
            "Séance du comité de pilotage", starts, starts + timedelta(hours=2), PLACE, ADDRESS, ACCESS, is_open=False
        )
        meeting = meetings.create(session, actor, instant, body_id(story, POLITICAL.name), plan)
        made.append(meeting.id)
        for text in AGENDA:
            items.add_item(session, actor, instant, meeting.id, text)

    return act


def _convene(story: Story, made: list[int]) -> Act:
    def act(instant: datetime) -> None:
        session, actor = story.session, story.facilitator
        meeting = convoking.convene(session, actor, instant, made[0])
        mails.tell(session, actor, instant, meeting, mails.CONVENED, agenda.items_of(session, meeting.id))

    return act


def _hold(story: Story, made: list[int]) -> Act:
    def act(instant: datetime) -> None:
        session, actor = story.session, story.facilitator
        meeting = closing.open_meeting(session, actor, instant, made[0])
        noted = {_seat(story, code, POLITICAL.name).id: Tick(presence, None) for code, presence in NOTED.items()}
        ticks = {place.seat_id: noted[place.seat_id] for place in places_of(session, meeting)}
        attendance.tick(session, actor, instant, meeting.id, ticks)

    return act


def _close(story: Story, made: list[int]) -> Act:
    def act(instant: datetime) -> None:
        session = story.session
        outcomes = {item.id: Outcome.DONE for item in agenda.items_of(session, made[0])}
        closing.close_meeting(session, story.facilitator, instant, made[0], outcomes)

    return act
