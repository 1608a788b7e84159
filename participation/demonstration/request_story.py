"""Requests of the demonstration's council: two answered, one late in public, one that waits for the official.

The institutions are those that the contract names; what they are asked, and what they answer, is fictitious, and each
text says so. As everything of the story, each act is a call of the product's services, queued with its instant.
"""

from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa

from participation.demonstration.steering_story import body_id
from participation.demonstration.story import Story
from participation.kernel.clock import day_of
from participation.kernel.permissions import Role
from participation.meetings.models import Action, Decision, Meeting, MeetingState
from participation.representation import request_mails
from participation.representation.models import (
    Adoption,
    CouncilRequest,
    InstitutionContact,
    RequestKind,
    RequestState,
)
from participation.representation.reference import POLITICAL
from participation.representation.services import answer_rules, answering, institutions, links, requests
from participation.representation.services.answer_rules import NewRule
from participation.representation.services.answering import Answer
from participation.representation.services.requests import NewRequest
from participation.territory.models import Institution

Act = Callable[[datetime], None]
CODE = "chemin-vert"
CHARTER = "Charte locale des conseils citoyens (fictive), article 6"
DAYS = 20
TOWN, UNION = "communes", "caen-la-mer"
LAMPS = "La réparation des trois lampes de l’allée"
LAMPS_TEXT = (
    "Trois lampes sur huit sont éteintes dans l’allée (fictive) qui mène à l’école.\n\n"
    "Le conseil demande leur réparation, et le jour où elle sera faite."
)
LAMPS_ANSWER = "Les trois lampes seront réparées avant la fin du mois (réponse fictive). Le jour sera affiché."
TRAM = "Avis sur le plan des arrêts de bus"
TRAM_TEXT = (
    "Le conseil approuve le nouvel arrêt près du marché (fictif).\n\n"
    "Il demande que l’arrêt de l’école reste où il est\u00a0: des enfants y traversent seuls."
)
TRAM_MINORITY = "Deux personnes préfèrent un seul arrêt, devant le marché."
TRAM_ABOUT = "Plan des arrêts (fictif), version 2"
TRAM_ANSWER = (
    "L’arrêt du marché est créé (réponse fictive).\n\n"
    "Celui de l’école est déplacé de trente mètres, pour la sécurité de la traversée. Un passage surélevé est prévu."
)
MONEY = "Quand les conseils voient-ils le budget des trois équipes projet\u00a0?"
MONEY_TEXT = (
    "Les délégués reçoivent les montants en séance (situation fictive). "
    "Ils ne peuvent pas en parler avec leur conseil.\n\n"
    "Le conseil demande combien de jours avant la séance les montants seront envoyés."
)
BENCHES = "Trois bancs, dont un à l’ombre"
BENCHES_TEXT = (
    "Le square (fictif) n’a plus de banc depuis deux ans. Des personnes âgées n’y vont plus.\n\n"
    "Le conseil demande trois bancs, dont un à l’ombre."
)
FUNCTION = "service fictif"


def tell(story: Story) -> None:
    """Queue the charter's delay, four requests and two answers."""
    told = Requests(story)
    story.at(48, told.prepare)
    story.at(25, told.ask(LAMPS, RequestKind.REQUEST, LAMPS_TEXT, TOWN, "lampes"))
    tram = {"minority": TRAM_MINORITY, "about": TRAM_ABOUT, "adoption": Adoption.VOTE}
    story.at(25, told.ask(TRAM, RequestKind.OPINION, TRAM_TEXT, UNION, "", **tram))
    story.at(23, told.ask(MONEY, RequestKind.QUESTION, MONEY_TEXT, "", ""))
    story.at(11, told.answer_by_link(LAMPS, Answer(RequestState.ACCEPTED, LAMPS_ANSWER, FUNCTION)))
    story.at(9, told.answer_on_paper(TRAM, Answer(RequestState.PARTLY, TRAM_ANSWER, FUNCTION)))
    story.at(7, told.follow(LAMPS))
    story.at(6, told.ask(BENCHES, RequestKind.REQUEST, BENCHES_TEXT, UNION, "bancs"))


class Requests:
    """The requests of the council, by title."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def prepare(self, instant: datetime) -> None:
        """Set the delay of the charter, where institutions are written to, and for which one the official signs in."""
        session, actor, day = self.story.session, self.story.facilitator, day_of(instant)
        rule = NewRule(DAYS, CHARTER, day, day)
        answer_rules.set_rule(session, actor, instant, self.story.councils[CODE].id, rule)
        for code in (TOWN, UNION):
            session.add(InstitutionContact(institution_id=self._institution(code), email=f"{code}@example.org"))
        institutions.choose(session, self.story.accounts[Role.OFFICIAL], self._institution(UNION))

    def ask(self, title: str, kind: RequestKind, text: str, code: str, decided: str, **values: object) -> Act:
        """Return the act that sends a request of the last meeting: to an institution, else to the committee."""

        def act(instant: datetime) -> None:
            session, actor, council = self.story.session, self.story.facilitator, self.story.councils[CODE]
            met = sa.select(Meeting.id).where(Meeting.body_id == council.body_id, Meeting.state == MeetingState.CLOSED)
            meeting_id = session.scalars(met.order_by(Meeting.starts_at.desc()).limit(1)).one()
            found = sa.select(Decision.id).where(Decision.meeting_id == meeting_id, Decision.text.contains(decided))
            new = NewRequest(
                kind=kind,
                title=title,
                text=text,
                meeting_id=meeting_id,
                **({"adoption": Adoption.CONSENSUS} | values),  # type: ignore[arg-type]
                body_id=None if code else body_id(self.story, POLITICAL.name),
                institution_id=self._institution(code) if code else None,
                decision_id=session.scalars(found).one() if decided else None,
            )
            draft = requests.create(session, actor, instant, council.id, new)
            request_mails.tell(session, instant, requests.send(session, actor, instant, draft.id))

        return act

    def answer_by_link(self, title: str, answer: Answer) -> Act:
        """Return the act by which somebody answers without an account."""

        def act(instant: datetime) -> None:
            secret = links.make(self.story.session, instant, self._request(title))
            answering.by_link(self.story.session, instant, secret, answer)

        return act

    def answer_on_paper(self, title: str, answer: Answer) -> Act:
        """Return the act by which the team notes a letter."""

        def act(instant: datetime) -> None:
            request_id, on = self._request(title).id, day_of(instant)
            answering.on_paper(self.story.session, self.story.facilitator, instant, request_id, answer, on)

        return act

    def follow(self, title: str) -> Act:
        """Return the act that links the action which follows, and a day to look at it again."""

        def act(instant: datetime) -> None:
            session, request = self.story.session, self._request(title)
            query = sa.select(Action.id).where(Action.meeting_id == request.meeting_id, Action.who.is_not(None))
            action_id = session.scalars(query.limit(1)).one()
            requests.follow(session, self.story.facilitator, request.id, action_id, self._later())

        return act

    def _later(self) -> date:
        """Return the day of the meeting to come, else today."""
        query = sa.select(Meeting.starts_at).where(Meeting.body_id == self.story.councils[CODE].body_id)
        return day_of(self.story.session.scalars(query.order_by(Meeting.starts_at.desc()).limit(1)).one())

    def _institution(self, code: str) -> int:
        return self.story.session.scalars(sa.select(Institution.id).where(Institution.code == code)).one()

    def _request(self, title: str) -> CouncilRequest:
        return self.story.session.scalars(sa.select(CouncilRequest).where(CouncilRequest.title == title)).one()
