"""Three meetings of one council of the demonstration: minutes published, minutes to correct, one still to come.

As everything of the story, each act is a call of the product's services, queued with its instant.
"""

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
    CorrectionState,
    ItemKind,
    MeetingRuleKey,
    MemberAccount,
    Outcome,
    Presence,
)
from participation.meetings.services import (
    agenda,
    attendance,
    backlog,
    closing,
    convoking,
    items,
    meetings,
    rule_book,
    sending,
)
from participation.meetings.services.actions import NewAction
from participation.meetings.services.actions import record as note_action
from participation.meetings.services.attendance import Tick
from participation.meetings.services.backlog import Proposal
from participation.meetings.services.decisions import NewDecision, Votes
from participation.meetings.services.decisions import record as note_decision
from participation.meetings.services.items import ItemText
from participation.meetings.services.minutes import approving, circulating, content, corrections, publishing, writing
from participation.meetings.services.places import places_of
from participation.meetings.views.minutes_parts import address_of

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


def tell(story: Story) -> None:
    """Queue the three meetings."""
    told = Meetings(story)
    story.at(49, told.set_rules)
    story.at(38, told.give_log_in)
    _first(told)
    _second(told)
    _third(told)


def _first(told: Meetings) -> None:
    """Minutes corrected, approved by the second meeting, signed by two people, published."""
    story = told.story
    story.at(41, told.plan("Réunion d’installation", 15, [each.item for each in texts.FIRST]))
    story.at(39, told.convene(FIRST))
    story.at(38, told.post(FIRST))
    story.at(26, told.hold(FIRST))
    told.evening(26, 0.5, _note_first(told))
    told.evening(26, 2, told.close(FIRST, texts.FIRST[2].item.title))
    parts = {"summary": texts.FIRST_SUMMARY, "disagreements": texts.FIRST_DISAGREEMENTS}
    story.at(21, told.write(FIRST, texts.FIRST, **parts))
    story.at(19, _correct_first(told))
    story.at(7, _approve_first(told))
    story.at(5, _publish_first(told))


def _second(told: Meetings) -> None:
    """Held; its minutes go round and wait for corrections."""
    story = told.story
    story.at(30, _propose(told))
    story.at(23, told.plan("Réunion de travail", 15, [texts.SECOND[1].item]))
    story.at(22, _answer(told))
    story.at(20, told.convene(SECOND))
    story.at(19, told.post(SECOND))
    story.at(8, told.hold(SECOND))
    told.evening(8, 0.5, _note_second(told))
    told.evening(8, 2, told.close(SECOND, texts.SECOND[1].item.title))
    story.at(3, told.write(SECOND, texts.SECOND, summary=texts.SECOND_SUMMARY))
    story.at(2, _correct_second(told))


def _third(told: Meetings) -> None:
    """Convened in time; what stayed open came onto its agenda by itself."""
    told.story.at(4, told.plan("Réunion mensuelle", 20, texts.THIRD))
    told.story.at(1, told.convene(THIRD))


def _note_first(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        session, actor, meeting_id = told.story.session, told.story.facilitator, told.ids[FIRST]
        work, light = (told.item_id(FIRST, texts.FIRST[at].item.title) for at in (1, 2))
        votes = {"residents": Votes(5, 2, 0), "local_actors": Votes(3, 0, 1)}
        often = NewDecision(
            work, "Le conseil se réunit un soir par mois, à 18 h 30.", "", votes, "Deux personnes préfèrent le samedi."
        )
        note_decision(session, actor, instant, meeting_id, often)
        repair = NewDecision(light, "Le conseil demande la réparation des trois lampes.", "La commune (fictive)")
        decision = note_decision(session, actor, instant, meeting_id, repair)
        person_id = session.scalars(sa.select(MemberAccount.person_id)).one()
        soon, later = (day_of(instant) + timedelta(days=days) for days in (20, 40))
        write = NewAction(light, "Écrire à la commune", person_id, due_on=later, decision_id=decision.id)
        note_action(session, actor, instant, meeting_id, write)
        reply = NewAction(light, "Dire quand les lampes sont réparées", who="La commune (fictive)", due_on=soon)
        note_action(session, actor, instant, meeting_id, reply)

    return act


def _note_second(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        item_id = told.item_id(SECOND, texts.SECOND[0].item.title)
        benches = NewDecision(item_id, "Le conseil demande trois bancs, dont un à l’ombre.", "La commune (fictive)")
        note_decision(told.story.session, told.story.facilitator, instant, told.ids[SECOND], benches)

    return act


def _correct_first(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        session, actor, meeting_id = told.story.session, told.story.facilitator, told.ids[FIRST]
        item_id = told.item_id(FIRST, texts.FIRST[2].item.title)
        present = attendance.present_mandates(session, meeting_id)
        text, answer = "Il y a huit lampes, pas neuf.", "L’ordre du jour dit déjà trois lampes sur huit."
        made = corrections.propose(session, actor, instant, meeting_id, present[0].id, item_id, text)
        corrections.decide(session, actor, instant, meeting_id, made.id, CorrectionState.REFUSED, answer)

    return act


def _correct_second(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        session, meeting_id = told.story.session, told.ids[SECOND]
        item_id = told.item_id(SECOND, texts.SECOND[0].item.title)
        present = attendance.present_mandates(session, meeting_id)
        text = "Ajouter que les bancs doivent avoir un dossier."
        corrections.propose(session, told.story.facilitator, instant, meeting_id, present[1].id, item_id, text)

    return act


def _approve_first(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        approving.approve(told.story.session, told.story.facilitator, instant, told.ids[FIRST], told.ids[SECOND])

    return act


def _publish_first(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        session, meeting_id = told.story.session, told.ids[FIRST]
        qualities = ((Role.FACILITATOR, "animation de la séance"), (Role.SECRETARY, "secrétariat de la séance"))
        for role, quality in qualities:
            shown = publishing.to_sign(session, meeting_id)
            assert shown is not None
            digest = content.digest(shown)
            publishing.sign(session, told.story.accounts[role], instant, meeting_id, digest, quality)
        publishing.publish(session, told.story.facilitator, instant, meeting_id, address_of)

    return act


def _propose(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        for title, text in texts.TOPICS:
            made = backlog.propose(told.story.session, instant, told.body_id, Proposal(title, text))
            told.topics.append(made.id)

    return act


def _answer(told: Meetings) -> Act:
    def act(instant: datetime) -> None:
        session, actor = told.story.session, told.story.facilitator
        (benches, why), (cats, too_many), _later = texts.TOPICS
        backlog.plan(session, actor, instant, told.topics[0], benches, why, told.ids[SECOND])
        backlog.refuse(session, actor, instant, told.topics[1], cats, too_many, texts.REFUSAL)

    return act
