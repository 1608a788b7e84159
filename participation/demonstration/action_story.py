"""Flagship actions of the demonstration: who leads the teams, five years of actions, and how they are judged.

The teams are those that somebody published; who leads them, what they do and how it is judged is fictitious. As
everything of the story, each act is a call of the product's services, queued with its instant.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import chain, product

import sqlalchemy as sa

from participation.demonstration.action_texts import ACTIONS, CONTACT, COUNCILS_SAY, LEADS, SCALE, STOPPED_FOR, Told
from participation.demonstration.steering_story import body_id
from participation.demonstration.story import Story
from participation.indicators.models import ActionState, FlagshipAction
from participation.indicators.services import action_writing, actions, assessments
from participation.indicators.services.action_writing import ActionPlan, StepPlan
from participation.indicators.services.assessments import Judgement
from participation.kernel.clock import day_of
from participation.representation.models import MemberRole
from participation.representation.reference import TEAMS
from participation.representation.services import bodies
from participation.territory.models import Institution, Neighbourhood

Act = Callable[[datetime], None]
YEARS = 5
ROADMAP = "Feuille de route de l’équipe projet (fictive)"
AGREED = "Comité de pilotage, relevé de décisions (fictif)"
OF_THIS_YEAR = {
    (1, 3): ActionState.PLANNED,
    (2, 2): ActionState.DONE,
    (3, 3): ActionState.STOPPED,
}
"""By orientation and number; the others are under way."""
JUDGED_THIS_YEAR = {(1, 1): 2, (2, 2): 3}
UNTOLD = (2, 3)
"""The action of last year that its team has never judged: a blank stays a blank."""
COUNCILS = ("chemin-vert", "pierre-heuze", "gueriniere")


def tell(story: Story) -> None:
    """Queue who leads, the scale, the actions of five years, what teams and councils say of them."""
    told = Actions(story)
    story.at(23, told.lead)
    story.at(20, told.agree)
    this_year = day_of(story.now).year
    years = range(this_year - YEARS + 1, this_year + 1)
    story.at(17, told.write(years))
    story.at(16, told.judge(years[:-1]))
    story.at(9, told.judge(years[-1:]))
    story.at(8, told.hear(this_year - 1))
    story.at(5, told.hear(this_year))


class Actions:
    """The acts of this story, on what earlier ones made."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def lead(self, instant: datetime) -> None:
        """Let two institutions lead each team."""
        story = self.story
        for team in TEAMS:
            for code in LEADS[team.orientation or 0]:
                lead_id = self._institution(code)
                where = body_id(story, team.name)
                bodies.compose(story.session, story.facilitator, instant, where, lead_id, MemberRole.LEAD, None)

    def agree(self, _instant: datetime) -> None:
        """Write down the scale."""
        for level, (name, meaning) in enumerate(SCALE):
            assessments.set_level(self.story.session, self.story.facilitator, level, name, meaning, AGREED)

    def write(self, years: range) -> Act:
        """Return the act that writes the nine actions of each year."""

        def act(instant: datetime) -> None:
            for year, team in product(years, TEAMS):
                offered = ACTIONS[team.orientation or 0]
                for number in range(1, actions.EACH_YEAR + 1):
                    told = offered[(year + number) % len(offered)]
                    self._write(instant, body_id(self.story, team.name), year, (team.orientation or 0, number), told)

        return act

    def _write(self, instant: datetime, where: int, year: int, which: tuple[int, int], told: Told) -> None:
        session, actor, today = self.story.session, self.story.facilitator, day_of(self.story.now)
        state = OF_THIS_YEAR.get(which, ActionState.UNDERWAY) if year == today.year else ActionState.DONE
        plan = ActionPlan(
            title=told.title,
            text=told.text,
            state=state,
            source=ROADMAP,
            reason=STOPPED_FOR if state is ActionState.STOPPED else "",
            contact=CONTACT,
            neighbourhood_ids=tuple(self._ids(Neighbourhood, told.places)),
            institution_ids=tuple(self._ids(Institution, told.partners)),
        )
        made = action_writing.create(session, actor, instant, where, year, plan)
        for step in _steps(state, year, today, sum(which)):
            action_writing.add_step(session, actor, instant, made.id, step)

    def judge(self, years: range) -> Act:
        """Return the act by which teams judge their actions of some years."""

        def act(instant: datetime) -> None:
            this_year = day_of(self.story.now).year
            for action in chain.from_iterable(actions.of_year(self.story.session, year) for year in years):
                level = self._level(action, this_year)
                if level is not None:
                    shown = self._told(action).shows
                    said = Judgement(level, _why(level), shown, "")
                    assessments.assess_as_team(self.story.session, self.story.facilitator, instant, action.id, said)

        return act

    def _level(self, action: FlagshipAction, this_year: int) -> int | None:
        number = action.body.orientation.number if action.body.orientation else 0
        if action.year == this_year:
            return JUDGED_THIS_YEAR.get((number, action.number))
        if action.year == this_year - 1 and (number, action.number) == UNTOLD:
            return None
        return 2 + (action.year + number * action.number) % 3

    def hear(self, year: int) -> Act:
        """Return the act by which councils say what they think of actions in their neighbourhood."""

        def act(instant: datetime) -> None:
            session, actor = self.story.session, self.story.facilitator
            found = actions.of_year(session, year)
            for rank, code in enumerate(COUNCILS):
                council = self.story.councils[code]
                near = [action for action in found if action.neighbourhoods and assessments.concerns(action, council)]
                for action in near[:2]:
                    said = Judgement(1 + rank, COUNCILS_SAY[rank], "", "")
                    assessments.assess_as_council(session, actor, instant, action.id, council.id, said)

        return act

    def _told(self, action: FlagshipAction) -> Told:
        return next(told for offered in ACTIONS.values() for told in offered if told.title == action.title)

    def _ids(self, model: type[Institution] | type[Neighbourhood], codes: tuple[str, ...]) -> list[int]:
        query = sa.select(model.id).where(model.code.in_(codes)).order_by(model.id)
        return list(self.story.session.scalars(query))

    def _institution(self, code: str) -> int:
        return self.story.session.scalars(sa.select(Institution.id).where(Institution.code == code)).one()


def _steps(state: ActionState, year: int, today: date, apart: int) -> list[StepPlan]:
    """Return the steps of an action: those of an earlier year were done in it."""
    texts = ("Réunir les partenaires et les conseils citoyens", "Ouvrir l’action aux habitants", "Faire le point")
    if year < today.year:
        days = (date(year, 2, 10), date(year, 5, 15), date(year, 12, 1))
        return [StepPlan(text, day, day) for text, day in zip(texts, days, strict=True)]
    started, ahead = _working(today - timedelta(days=75 + apart)), (18 + 5 * apart, 54 + 5 * apart)
    if state is ActionState.PLANNED:
        return [StepPlan(text, _working(today + timedelta(days=30 * at))) for at, text in enumerate(texts, start=1)]
    first, opened = StepPlan(texts[0], started, started), _working(today - timedelta(days=30 + apart))
    if state is ActionState.DONE:
        over = _working(opened + timedelta(days=9))
        return [first, StepPlan(texts[1], opened, opened), StepPlan(texts[2], over, over)]
    return [
        first,
        *(StepPlan(text, _working(today + timedelta(days=at))) for text, at in zip(texts[1:], ahead, strict=True)),
    ]


def _working(day: date) -> date:
    """Return a day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _why(level: int) -> str:
    """Return what a team says of a level."""
    return (
        "Rien n’a pu commencer cette année (texte fictif).",
        "Tout est prêt, l’ouverture vient ensuite (texte fictif).",
        "L’action a commencé. Elle touche encore peu de monde (texte fictif).",
        "Ce qui était prévu est fait. Des habitants en parlent autour d’eux (texte fictif).",
        "L’action continue sans l’équipe, portée par une association (texte fictif).",
    )[level]
