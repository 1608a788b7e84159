"""Dashboards of the demonstration: four years analysed, the present one being filled, three highlights a year.

As everything of the story, each act is a call of the product's services, queued with its instant. The oldest
were brought over: nobody worked here yet.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from participation.demonstration.dashboard_texts import ANALYSES, CONSENT, CREDIT, HIGHLIGHTS, SCENES, Told
from participation.demonstration.story import Story
from participation.indicators import pictures
from participation.indicators.services import analysis, highlights
from participation.indicators.services.analysis import Change, Written
from participation.indicators.services.highlights import NewHighlight, NewPicture
from participation.kernel.clock import day_of
from participation.territory.models import Neighbourhood, Orientation

Act = Callable[[datetime], None]
ANALYSED = 6
"""Days since the last analysis was published; the earlier ones, about half a year after their year's end."""
LEFT = timedelta(days=30)
"""Until the last day of the present year's dashboard."""


def tell(story: Story) -> None:
    """Queue the highlights of four years, the analyses of four, and the year that is being filled."""
    for place, told in enumerate(HIGHLIGHTS):
        story.at(365 * told.back + 11.5 - place / 100, _honour(story, told, place))
    for back in ANALYSES:
        story.at(ANALYSED if back == 1 else 365 * back - 200, _analyse(story, back))
    story.at(ANALYSED - 0.5, _open_present(story))


def _year(story: Story, back: int) -> int:
    return day_of(story.now).year - back


def _honour(story: Story, told: Told, look: int) -> Act:
    """Return the act by which the team writes a highlight, gives it a picture and publishes it."""

    def act(instant: datetime) -> None:
        session = story.session
        code = sa.select(Neighbourhood.id).where(Neighbourhood.code == told.code)
        new = NewHighlight(told.kind, told.title, told.story, told.place, session.scalar(code) if told.code else None)
        # The year is the present one by the day on which the demonstration is loaded, even on the 1st of January.
        made = highlights.create(session, story.now, _year(story, told.back), new, is_fictitious=True)
        draw, alternative = SCENES[told.kind]
        picture = NewPicture(pictures.small(draw(look)), alternative, CREDIT, day_of(instant), CONSENT)
        highlights.show_picture(session, instant, made.id, made.version, picture)
        if told.is_public:
            highlights.publish(session, instant, made.id, made.version)

    return act


def _analyse(story: Story, back: int) -> Act:
    """Return the act by which a year is opened, analysed and published."""

    def act(instant: datetime) -> None:
        session, year = story.session, _year(story, back)
        text, changed = ANALYSES[back]
        ids = dict(session.execute(sa.select(Orientation.number, Orientation.id)).all())
        changes = [Change(ids[number] if number else None, said) for number, said in sorted(changed.items())]
        held = analysis.meetings(session, instant) if back == 1 else []
        analysis.open_year(session, story.now, year, date(year + 1, 3, 31), is_fictitious=True)
        written = Written(text, held[0].id if held else None, changes)
        found = analysis.write(session, instant, year, 1, written)
        analysis.publish(session, instant, year, found.version)

    return act


def _open_present(story: Story) -> Act:
    def act(_instant: datetime) -> None:
        today = day_of(story.now)
        analysis.open_year(story.session, story.now, today.year, today + LEFT, is_fictitious=True)

    return act
