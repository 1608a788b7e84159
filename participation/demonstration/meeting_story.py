"""Three meetings of one council of the demonstration: minutes published, minutes to correct, one still to come.

As everything of the story, each act is a call of the product's services, queued with its instant.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from participation.demonstration import meeting_texts as texts
from participation.demonstration.meeting_acts import FIRST, SECOND, THIRD, Act, Meetings
from participation.demonstration.story import Story
from participation.kernel.clock import day_of
from participation.kernel.permissions import Role
from participation.meetings.models import (
    CorrectionState,
    MemberAccount,
)
from participation.meetings.services import (
    attendance,
    backlog,
)
from participation.meetings.services.actions import NewAction
from participation.meetings.services.actions import record as note_action
from participation.meetings.services.backlog import Proposal
from participation.meetings.services.decisions import NewDecision, Votes
from participation.meetings.services.decisions import record as note_decision
from participation.meetings.services.minutes import approving, content, corrections, publishing
from participation.meetings.views.minutes_parts import address_of


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
