"""What those called by the demonstration's draw were asked and said: invitations, calls, answers, needs, checks."""

from datetime import datetime, timedelta

from participation.demonstration.story import Story
from participation.draws.models import AttemptOutcome, Draw, Route
from participation.draws.services import answers, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.invitations import attempts, codes, eligibility, inviting, replying, sheet
from participation.draws.services.invitations.replying import Needs
from participation.kernel.clock import day_of

NEEDS = (
    Needs(childcare=True, access=False, interpreter=False, language=None),
    Needs(childcare=False, access=False, interpreter=False, language=None),
    Needs(childcare=False, access=True, interpreter=True, language="Türkçe"),
)


def invite(story: Story, days_ago: float, code: str, days: int) -> None:
    """Queue the invitations of all who are called, with as many days to answer."""

    def act(instant: datetime) -> None:
        answer_by = day_of(instant + timedelta(days=days))
        inviting.invite(
            story.session, story.facilitator, instant, story.draws[code], answer_by, (story.secret_key,)
        )

    story.at(days_ago, act)


def call(story: Story, days_ago: float, code: str, outcome: AttemptOutcome) -> None:
    """Queue one call to each person whose answer is missing."""

    def act(instant: datetime) -> None:
        session, draw_id = story.session, story.draws[code]
        for line in sheet.lines(session, session.get_one(Draw, draw_id)):
            if line.is_awaited and line.invitation is not None:
                attempts.record(
                    session, story.facilitator, instant, draw_id, line.index, Route.PHONE, outcome, day_of(instant)
                )

    story.at(days_ago, act)


def answer(story: Story, days_ago: float, code: str, declining: int) -> None:
    """Queue the answers of all who are called: the first few decline, by paper read by two people; the others accept,
    with the code of their invitation where they have one, and say what they need."""

    def act(instant: datetime) -> None:
        session, draw_id = story.session, story.draws[code]
        draw = session.get_one(Draw, draw_id)
        first = [held.index for held in seating.holdings(session, draw)][:declining]
        for index in first:
            _record(story, instant, draw_id, index, AnswerKind.DECLINED)
        for position, line in enumerate(sheet.lines(session, draw)):
            if line.invitation is None:
                _record(story, instant, draw_id, line.index, AnswerKind.ACCEPTED)
                continue
            own = codes.code_of((story.secret_key,), draw, line.invitation)
            replying.answer(session, instant, own, AnswerKind.ACCEPTED)
            replying.say_needs(session, instant, own, NEEDS[position % len(NEEDS)])

    story.at(days_ago, act)


def check(story: Story, days_ago: float, code: str) -> None:
    """Queue the check that those who accepted may sit."""

    def act(instant: datetime) -> None:
        session, draw_id = story.session, story.draws[code]
        for held in seating.holdings(session, session.get_one(Draw, draw_id)):
            if held.is_accepted and held.index is not None:
                eligibility.check(
                    session,
                    story.facilitator,
                    instant,
                    draw_id,
                    held.index,
                    is_in_perimeter=True,
                    is_excluded=False,
                )

    story.at(days_ago, act)


def _record(story: Story, instant: datetime, draw_id: int, index: int | None, kind: AnswerKind) -> None:
    if index is None:
        return
    for actor in (story.facilitator, story.witness):
        answers.answer_on_paper(story.session, actor, instant, draw_id, index, kind)
