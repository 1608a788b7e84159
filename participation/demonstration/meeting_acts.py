"""What happens to the meetings of the demonstration's council: each act is a call of the product's services."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from participation.bodies.models import Mandate, MandateRole, Seat
from participation.demonstration import meeting_texts as texts
from participation.demonstration.meeting_texts import Told
from participation.demonstration.story import Story
from participation.kernel.clock import PARIS, day_of
from participation.kernel.permissions import Role
from participation.meetings import mails
from participation.meetings.models import (
    Channel,
    ItemKind,
    MeetingRuleKey,
    MemberAccount,
    Outcome,
    Presence,
)
from participation.meetings.services import (
    agenda,
    attendance,
    closing,
    convoking,
    items,
    meetings,
    rule_book,
    sending,
)
from participation.meetings.services.attendance import Tick
from participation.meetings.services.items import ItemText
from participation.meetings.services.minutes import circulating, content, writing
from participation.meetings.services.places import places_of

CODE = "chemin-vert"
LENGTH = timedelta(hours=2)
RULES = (
    (MeetingRuleKey.NOTICE, "10"),
    (MeetingRuleKey.QUORUM, "40"),
    (MeetingRuleKey.QUORUM_RESIDENTS, "40"),
    (MeetingRuleKey.MINUTES, "15"),
    (MeetingRuleKey.CORRECTIONS, "10"),
)
PRESENCES = (Presence.PRESENT, Presence.PRESENT, Presence.PRESENT, Presence.EXCUSED, Presence.PRESENT, Presence.ABSENT)
"""Of the seats in turn."""
FIRST, SECOND, THIRD = 0, 1, 2
"""Their place in that order."""
Act = Callable[[datetime], None]


class Meetings:
    """The meetings of the council, in the order they were planned."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.ids: list[int] = []
        self.topics: list[int] = []

    @property
    def body_id(self) -> int:
        """The body that meets."""
        return self.story.councils[CODE].body_id

    def evening(self, days_ago: int, hours: float, act: Act) -> None:
        """Queue an act some hours after the meeting of that day began."""
        self.story.at(days_ago, act)
        instant, last = self.story.acts[-1]
        self.story.acts[-1] = (instant + timedelta(hours=hours), last)

    def set_rules(self, instant: datetime) -> None:
        """Set the rules of the meetings and give a member of the council their own log-in."""
        day = day_of(instant)
        for key, value in RULES:
            rule = rule_book.Rule(key, value, texts.SOURCE, day, day)
            rule_book.set_rule(self.story.session, self.story.facilitator, instant, self.body_id, rule)

    def give_log_in(self, instant: datetime) -> None:
        """Tie the member's log-in to somebody who sits."""
        session = self.story.session
        query = (
            sa.select(Mandate.person_id)
            .join(Seat, Mandate.seat_id == Seat.id)
            .where(Seat.body_id == self.body_id, Mandate.role == MandateRole.FULL)
        )
        person_id = session.scalars(query.order_by(Seat.number).limit(1)).one()
        session.add(MemberAccount(account_id=self.story.accounts[Role.MEMBER].id, person_id=person_id))

    def plan(self, title: str, days_ahead: int, told: Sequence[ItemText]) -> Act:
        """Return the act that plans a meeting some days later, with its agenda."""

        def act(instant: datetime) -> None:
            session, actor = self.story.session, self.story.facilitator
            # Acts of an evening happen ten minutes after its meeting begins.
            starts = _same_hour(instant, days_ahead) - timedelta(minutes=10)
            plan = meetings.Plan(
                title,
                starts,
                starts + LENGTH,
                texts.PLACE,
                texts.ADDRESS,
                texts.ACCESS,
                texts.CHILDCARE,
                texts.LANGUAGES,
            )
            meeting = meetings.create(session, actor, instant, self.body_id, plan)
            self.ids.append(meeting.id)
            for text in told:
                items.add_item(session, actor, instant, meeting.id, text)

        return act

    def convene(self, which: int) -> Act:
        """Return the act that convenes a meeting."""

        def act(instant: datetime) -> None:
            session, actor = self.story.session, self.story.facilitator
            meeting = convoking.convene(session, actor, instant, self.ids[which])
            mails.tell(session, actor, instant, meeting, mails.CONVENED, agenda.items_of(session, meeting.id))

        return act

    def post(self, which: int) -> Act:
        """Return the act that notes the letters as posted, and the calls."""

        def act(instant: datetime) -> None:
            session, actor, day = self.story.session, self.story.facilitator, day_of(instant)
            sent = sending.sendings(session, self.ids[which])
            sending.note_letters(session, actor, instant, self.ids[which], sent[0].number, day)
            lines = sending.lines(session, [sent[0].id])
            for at, line in enumerate(each for each in lines if each.dispatch.channel is Channel.PHONE):
                said = texts.CALLS[at % len(texts.CALLS)]
                sending.note(session, actor, instant, self.ids[which], line.dispatch.id, day, said)

        return act

    def hold(self, which: int) -> Act:
        """Return the act that opens a meeting and ticks who is there."""

        def act(instant: datetime) -> None:
            session, actor = self.story.session, self.story.facilitator
            meeting = closing.open_meeting(session, actor, instant, self.ids[which])
            places = places_of(session, meeting)
            ticks = {
                place.seat_id: Tick(PRESENCES[at % len(PRESENCES)], None) for at, place in enumerate(places)
            }
            attendance.tick(session, actor, instant, meeting.id, ticks)

        return act

    def close(self, which: int, left_open: str = "") -> Act:
        """Return the act that closes a meeting; the item of a title stays open."""

        def act(instant: datetime) -> None:
            session, meeting_id = self.story.session, self.ids[which]
            outcomes = {
                item.id: Outcome.OPEN if item.title == left_open else Outcome.DONE
                for item in agenda.items_of(session, meeting_id)
            }
            closing.close_meeting(session, self.story.facilitator, instant, meeting_id, outcomes)

        return act

    def write(self, which: int, told: Sequence[Told], **parts: str) -> Act:
        """Return the act that writes the minutes and sends them round."""

        def act(instant: datetime) -> None:
            session, actor, meeting_id = self.story.session, self.story.facilitator, self.ids[which]
            by_title = {each.item.title: each.minutes for each in told}
            typed = dict(parts)
            for item in agenda.items_of(session, meeting_id):
                usual = "Le compte rendu est approuvé." if item.kind is ItemKind.APPROVAL else "Rien de nouveau."
                typed[content.item_key(item.id)] = by_title.get(item.title, usual)
            marks = {view.key: view.mark for view in writing.draft(session, actor, meeting_id).texts}
            pairs = {key: writing.Typed(text, marks[key]) for key, text in typed.items()}
            writing.save(session, actor, instant, meeting_id, pairs)
            circulating.circulate(session, actor, instant, meeting_id)

        return act

    def item_id(self, which: int, title: str) -> int:
        """Return the number of an item by its title."""
        found = agenda.items_of(self.story.session, self.ids[which])
        return next(item.id for item in found if item.title == title)


def _same_hour(instant: datetime, days_ahead: int) -> datetime:
    """Return the same hour of the wall clock some days later."""
    from_wall = instant.astimezone(PARIS)
    return (from_wall.replace(tzinfo=None) + timedelta(days=days_ahead)).replace(tzinfo=PARIS).astimezone(UTC)
