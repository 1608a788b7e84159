"""The demonstration's dashboards: four years analysed, one being filled, three highlights a year with a picture."""

import io
from datetime import datetime

import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from participation.demonstration.dashboard_texts import ANALYSES, HIGHLIGHTS
from participation.indicators.models import AnalysisChange, DashboardYear, Highlight, HighlightPicture
from participation.indicators.pictures import MOST_BYTES
from participation.indicators.services import analysis, filling, highlights
from participation.indicators.services.filling import Chapter


def test_four_years_are_analysed_and_the_present_one_is_being_filled(loaded: Session, now: datetime) -> None:
    found = analysis.every(loaded)
    assert [each.year for each in found] == [now.year - back for back in range(5)]
    assert [each.published_at is not None for each in found] == [False, True, True, True, True]
    assert [each.year for each in analysis.being_filled(loaded, now)] == [now.year]
    assert analysis.latest(loaded) == now.year - 1
    assert analysis.find(loaded, now.year - 1).meeting is not None
    count = loaded.scalar(sa.select(sa.func.count(AnalysisChange.id)))
    assert count == sum(len(said) for _text, said in ANALYSES.values())


def test_all_five_families_are_told_of_the_years_that_have_values(loaded: Session, now: datetime) -> None:
    for back in (3, 4):
        chapters = filling.of_year(loaded, now.year - back).chapters
        assert all(chapters[chapter].filled for chapter in set(Chapter) - {Chapter.HIGHLIGHTS})
    state = filling.of_year(loaded, now.year)
    assert {debt.chapter for debt in state.debts} == set(Chapter)


def test_each_highlight_has_a_light_picture_with_its_words(loaded: Session, now: datetime) -> None:
    found = highlights.every(loaded)
    assert len(found) == len(HIGHLIGHTS)
    for back in (1, 2, 3):
        assert len(highlights.of_year(loaded, now.year - back)) == highlights.A_YEAR
    pictures = loaded.scalars(sa.select(HighlightPicture)).all()
    assert len(pictures) == len(found)
    for each in pictures:
        assert each.alternative
        assert len(each.content) <= MOST_BYTES
        with Image.open(io.BytesIO(each.content)) as picture:
            assert picture.size == (each.width, each.height)


def test_everything_says_that_it_is_fictitious(loaded: Session) -> None:
    for model in (DashboardYear, Highlight):
        assert all(loaded.scalars(sa.select(model.is_fictitious)))
    assert all("fictif" in told.story for told in HIGHLIGHTS)
    assert all("fictive" in text for text, _said in ANALYSES.values())
