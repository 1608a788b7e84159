"""What delegates tell after the committee of the demonstration, and a referral that waits for the prefect.

One delegate told the team, which wrote it down; another one, who has a log-in, is awaited in public.
"""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from participation.demonstration.steering_story import PIERRE_HEUZE
from participation.demonstration.story import Story
from participation.kernel.clock import day_of
from participation.meetings.models import Meeting, MeetingState
from participation.representation.models import Referral, ReferralStepKind
from participation.representation.services import referrals, reports
from participation.representation.services.referrals import NewReferral, NewStep

Act = Callable[[datetime], None]
CODE = "chemin-vert"
REPORT = (
    "Les trois équipes projet ont présenté leurs actions. "
    "Celle de l’emploi ouvre une permanence (fictive) le mardi.\n\n"
    "J’ai dit que les abribus manquent. La communauté urbaine répond avant la fin de l’hiver.\n\n"
    "À faire : dire avant la prochaine séance quels arrêts passent d’abord."
)
TITLE = "Des ascenseurs en panne depuis six mois"
TEXT = (
    "Dans trois immeubles (fictifs), les ascenseurs sont en panne depuis six mois. "
    "Des personnes âgées ne sortent plus.\n\n"
    "Le bailleur (fictif) a reçu trois lettres du conseil. Aucune n’a eu de réponse datée.\n\n"
    "Le conseil demande que les signataires disent qui répare, et quand."
)
STEPS = (
    (24, ReferralStepKind.SENT, "Lettre remise en préfecture (fictif)."),
    (18, ReferralStepKind.RECEIVED, ""),
    (11, ReferralStepKind.TRANSMITTED, "Transmise au maire, au président et aux signataires (fictif)."),
)
"""Days ago, step, what was said."""


def tell(story: Story) -> None:
    """Queue one report and a referral."""
    story.at(12, _report(story))
    made: list[int] = []
    story.at(25, _write(story, made))
    for days_ago, kind, text in STEPS:
        story.at(days_ago, _follow(story, made, kind, text))


def _report(story: Story) -> Act:
    """Return the act by which the team writes down what the delegate of Pierre Heuzé tells."""

    def act(instant: datetime) -> None:
        session, actor = story.session, story.facilitator
        (duty,) = reports.of_councils(session, [story.councils[PIERRE_HEUZE].id])
        found = reports.find(session, actor, duty.meeting_id, duty.council_id)
        reports.send(session, actor, instant, found, REPORT)

    return act


def _write(story: Story, made: list[int]) -> Act:
    def act(instant: datetime) -> None:
        session, council = story.session, story.councils[CODE]
        query = sa.select(Meeting.id).where(Meeting.body_id == council.body_id, Meeting.state == MeetingState.CLOSED)
        meeting_id = session.scalars(query.order_by(Meeting.starts_at.desc()).limit(1)).one()
        new = NewReferral(TITLE, TEXT, meeting_id)
        made.append(referrals.write(session, story.facilitator, instant, council.id, new).id)

    return act


def _follow(story: Story, made: list[int], kind: ReferralStepKind, text: str) -> Act:
    def act(instant: datetime) -> None:
        session, actor = story.session, story.facilitator
        referral = session.get_one(Referral, made[0])
        step = NewStep(kind, day_of(instant), text)
        referrals.note(session, actor, instant, referral.council_id, referral.id, step)

    return act
