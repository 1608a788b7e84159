"""What happened in the seven councils during the months before the demonstration, act by act, in order of time.

Acts are queued with their instant and done in that order, so that the public journal reads as it would have been
written. Each is a call of the product's services by one of the two log-ins.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies import services as bodies
from participation.bodies.models import EndReason, Mandate, MandateRole, Person, Seat
from participation.bodies.services import Designation, Term
from participation.councils import services as councils
from participation.councils.models import Council, CouncilAssignment, RuleKey
from participation.councils.rules import Rule
from participation.demonstration import session_notes
from participation.demonstration.accounts import demonstration_code
from participation.demonstration.people import Fictitious, fictitious
from participation.draws.models import Act, Draw
from participation.draws.services import approvals, chance, drafting, lifecycle, listing, sealing, seating
from participation.kernel.clock import PARIS, day_of
from participation.kernel.permissions import Role
from participation.territory.models import Neighbourhood
from participation.volunteers import services as volunteers
from participation.volunteers.models import AreaCheck, Channel, ConsentKind, SignUpKind

CHARTER = "Charte fictive de démonstration"
CONSENT = "Texte fictif de démonstration."
YEARS_OF_TERM = 3


@dataclass
class Story:
    """The acts to come, and what earlier ones made."""

    session: Session
    now: datetime
    accounts: dict[Role, Account]
    secret_key: str
    acts: list[tuple[datetime, Callable[[datetime], None]]] = field(default_factory=list)
    councils: dict[str, Council] = field(default_factory=dict)
    draws: dict[str, int] = field(default_factory=dict)
    next_person: int = 0

    @property
    def facilitator(self) -> Account:
        """Who acts first."""
        return self.accounts[Role.FACILITATOR]

    @property
    def witness(self) -> Account:
        """Who confirms."""
        return self.accounts[Role.WITNESS]

    def at(self, days_ago: float, act: Callable[[datetime], None]) -> None:
        """Queue an act: in the evening where whole days are given, else at that very distance."""
        instant = (self.now - timedelta(days=days_ago)).replace(microsecond=0)
        if days_ago == int(days_ago):
            instant = instant.astimezone(PARIS).replace(hour=18, minute=40, second=0).astimezone(UTC)
        self.acts.append((instant, act))

    def tell(self) -> None:
        """Do all acts in order of time."""
        for instant, act in sorted(self.acts, key=lambda pair: pair[0]):
            act(instant)
            self.session.flush()

    def person(self) -> tuple[int, Fictitious]:
        """Return the next fictitious person, with their number."""
        self.next_person += 1
        return self.next_person, fictitious(self.next_person)


def found(story: Story, days_ago: float, code: str, drawn: int, volunteer: int, local_actors: int) -> None:
    """Queue the founding of a council, with its rules and its team."""

    def act(instant: datetime) -> None:
        session = story.session
        neighbourhood = session.scalars(sa.select(Neighbourhood).where(Neighbourhood.code == code)).one()
        plan = councils.SeatPlan(drawn, volunteer, local_actors)
        actor = story.accounts[Role.ADMINISTRATOR]
        council = councils.create_council(
            session, actor, instant, neighbourhood, plan, day_of(instant), is_fictitious=True
        )
        for role in (Role.FACILITATOR, Role.WITNESS, Role.SECRETARY, Role.OFFICIAL):
            session.add(CouncilAssignment(account_id=story.accounts[role].id, council_id=council.id))
        session.flush()
        for key, value in ((RuleKey.SIZE, str(plan.total)), (RuleKey.TERM, "36"), (RuleKey.LEAST_AGE, "16")):
            rule = Rule(key, value, CHARTER, day_of(instant), day_of(instant), is_local=True, is_fictitious=True)
            councils.set_rule(session, story.facilitator, instant, council, rule)
        story.councils[code] = council

    story.at(days_ago, act)


def sign_up(story: Story, days_ago: float, code: str, count: int, span_days: float) -> None:
    """Queue people who sign up one after another, over some days."""
    for position in range(count):
        story.at(days_ago - span_days * position / count, _one_sign_up(story, code))


def _one_sign_up(story: Story, code: str) -> Callable[[datetime], None]:
    def act(instant: datetime) -> None:
        number, person = story.person()
        channel, contact = _way_to_reach(number)
        consents = {ConsentKind.PROCESSING: CONSENT}
        if person.publishes_name:
            consents[ConsentKind.NAME_PUBLISHED] = CONSENT
        given = volunteers.Answers(
            kind=SignUpKind.RESIDENT,
            name=person.name,
            birth_year=person.birth_year,
            gender=person.gender,
            channel=channel,
            contact=contact,
            consents=consents,
            consents_on=day_of(instant),
            area_check=AreaCheck.INSIDE,
            is_fictitious=True,
        )
        receipt = demonstration_code(number, story.secret_key)
        volunteers.register(story.session, instant, story.councils[code], receipt, given)

    return act


def _way_to_reach(number: int) -> tuple[Channel, str]:
    """Return how somebody wants to be reached: one in three by letter."""
    if number % 3 == 0:
        return Channel.LETTER, f"{number} rue Fictive, 14000 Caen"
    return Channel.PHONE, "06 39 98 00 00"


def announce(
    story: Story, days_ago: float, code: str, draft: Callable[[list[int]], drafting.Draft], seats: int
) -> None:
    """Queue a draw's draft and its announcement by two people."""

    def act(instant: datetime) -> None:
        session = story.session
        council = story.councils[code]
        fillable = [seat.id for seat in drafting.fillable_seats(session, council)][:seats]
        draw = drafting.create_draft(session, story.facilitator, instant, council.id, draft(fillable))
        story.draws[code] = draw.id
        for actor in (story.facilitator, story.witness):
            shown = approvals.digest_of(Act.ANNOUNCE, lifecycle.content_of_announcement(session, draw))
            lifecycle.announce(session, actor, instant, draw.id, shown)

    story.at(days_ago, act)


def close(story: Story, days_ago: float, code: str) -> None:
    """Queue the closing of a list by two people."""

    def act(instant: datetime) -> None:
        draw = story.session.get_one(Draw, story.draws[code])
        for actor in (story.facilitator, story.witness):
            shown = approvals.digest_of(Act.CLOSE, listing.content_of_closing(draw))
            listing.close(story.session, actor, instant, draw.id, shown)

    story.at(days_ago, act)


def seal(story: Story, days_ago: float, code: str) -> None:
    """Queue the signing of the list and its sealing by two people."""

    def act(instant: datetime) -> None:
        session = story.session
        draw = session.get_one(Draw, story.draws[code])
        for actor in (story.facilitator, story.witness):
            shown = approvals.digest_of(Act.SIGN_LIST, listing.content_of_list(session, draw))
            listing.sign_list(session, actor, instant, draw.id, shown)
        for actor in (story.facilitator, story.witness):
            shown = approvals.digest_of(Act.SEAL, sealing.content_of_sealing(session, draw))
            sealing.seal(session, actor, instant, draw.id, shown)

    story.at(days_ago, act)


def throw(story: Story, days_ago: float, code: str, words: list[str], dice: str) -> None:
    """Queue the public chance and the result."""

    def act(instant: datetime) -> None:
        session, draw_id = story.session, story.draws[code]
        chance.type_words(session, story.facilitator, instant, draw_id, 0, 1, words)
        for actor in (story.facilitator, story.witness):
            chance.type_dice(session, actor, instant, draw_id, 1, 1, dice)
        chance.finish(session, instant, draw_id)
        session_notes.write(session, story.facilitator, instant, draw_id)

    story.at(days_ago, act)


def term_from(day: date) -> Term:
    """Return a term of the charter's length."""
    return Term(day, day.replace(year=day.year + YEARS_OF_TERM, day=min(day.day, 28)) - timedelta(days=1))


def seat_accepted(story: Story, days_ago: float, code: str) -> None:
    """Queue the installation of those who accepted."""

    def act(instant: datetime) -> None:
        term = term_from(day_of(instant))
        seating.seat_accepted(story.session, story.facilitator, instant, story.draws[code], term)

    story.at(days_ago, act)


def designate(story: Story, days_ago: float, code: str, associations: list[str]) -> None:
    """Queue the designation of representatives by associations."""

    def act(instant: datetime) -> None:
        session, council = story.session, story.councils[code]
        for seat, name in zip(_vacant(session, council, "designated"), associations, strict=False):
            _number, person = story.person()
            chosen = councils.DesignatedPerson(
                person.name, person.birth_year, person.gender, person.publishes_name, name
            )
            day = day_of(instant)
            letter = f"Lettre de {name} (fictive)"
            councils.designate(
                session, story.facilitator, instant, council, seat, chosen, term_from(day), letter, day
            )

    story.at(days_ago, act)


def install(story: Story, days_ago: float, code: str, origin: str, count: int, months_left: int) -> None:
    """Queue members of an earlier term, whose draw was held on paper: their terms end in some months."""

    def act(instant: datetime) -> None:
        session, council = story.session, story.councils[code]
        day = day_of(instant)
        term = Term(day, day_of(story.now) + timedelta(days=30 * months_left))
        for seat in _vacant(session, council, origin)[:count]:
            person = _new_person(story, instant)
            act_name = Designation("Procès-verbal fictif de démonstration", day)
            bodies.take_seat(session, story.facilitator, instant, seat, person, term, designation=act_name)

    story.at(days_ago, act)


def stand_in(story: Story, days_ago: float, code: str, number: int) -> None:
    """Queue a substitute beside the holder of a seat."""

    def act(instant: datetime) -> None:
        session = story.session
        seat = _seat(session, story.councils[code], number)
        held = sa.select(Mandate.ends_on).where(Mandate.seat_id == seat.id, Mandate.left_on.is_(None))
        # Nobody stands in longer than the holder sits.
        last_day = min(day_of(story.now) + timedelta(days=300), session.scalars(held).one())
        person = _new_person(story, instant)
        term = Term(day_of(instant), last_day)
        bodies.take_seat(session, story.facilitator, instant, seat, person, term, MandateRole.SUBSTITUTE)

    story.at(days_ago, act)


def leave(story: Story, days_ago: float, code: str, number: int, reason: EndReason) -> None:
    """Queue the departure of a seat's holder."""

    def act(instant: datetime) -> None:
        session = story.session
        seat = _seat(session, story.councils[code], number)
        held = sa.select(Mandate).where(
            Mandate.seat_id == seat.id, Mandate.left_on.is_(None), Mandate.role == MandateRole.FULL
        )
        bodies.leave_seat(session, story.facilitator, instant, session.scalars(held).one(), reason, day_of(instant))

    story.at(days_ago, act)


def _new_person(story: Story, instant: datetime) -> Person:
    _number, person = story.person()
    made = Person(
        name=person.name,
        birth_year=person.birth_year,
        gender=person.gender,
        publishes_name=person.publishes_name,
        consented_at=instant if person.publishes_name else None,
        is_fictitious=True,
    )
    story.session.add(made)
    story.session.flush()
    return made


def _vacant(session: Session, council: Council, origin: str) -> list[Seat]:
    held = sa.select(Mandate.seat_id).where(Mandate.left_on.is_(None), Mandate.role == MandateRole.FULL)
    query = sa.select(Seat).where(Seat.body_id == council.body_id, Seat.origin == origin, Seat.id.not_in(held))
    return list(session.scalars(query.order_by(Seat.number)))


def _seat(session: Session, council: Council, number: int) -> Seat:
    return session.scalars(sa.select(Seat).where(Seat.body_id == council.body_id, Seat.number == number)).one()
