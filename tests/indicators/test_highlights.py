"""Highlights: three a year, a picture made small and shown by consent, public only once published."""

import io
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from participation.indicators import pictures
from participation.indicators.models import Highlight, HighlightPicture
from participation.indicators.services import highlights
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from tests.indicators.action_cases import YEAR
from tests.indicators.dashboard_cases import make_highlight, new_highlight, new_picture, photograph
from tests.support.factories import make_contract, make_contract_and_neighbourhood


def kinds(session: Session) -> list[str]:
    return list(session.scalars(sa.select(JournalEntry.kind).order_by(JournalEntry.sequence)))


def test_a_year_has_three_places_and_a_free_one_is_given_again(session: Session, now: datetime) -> None:
    made = [make_highlight(session, now, public=False, title=f"Temps {number}") for number in range(3)]
    assert [each.position for each in made] == [1, 2, 3]
    with pytest.raises(RefusedError, match="full"):
        highlights.create(session, now, YEAR, new_highlight(title="Quatrième"))
    highlights.discard(session, made[1].id)
    assert make_highlight(session, now, title="Deuxième").position == 2


def test_the_same_words_twice_are_one(session: Session, now: datetime) -> None:
    first = make_highlight(session, now, public=False)
    assert highlights.create(session, now, YEAR, new_highlight()).id == first.id


@pytest.mark.parametrize("year", [2014, 2027, 0])
def test_only_a_year_of_the_contract_that_has_begun_is_told(session: Session, now: datetime, year: int) -> None:
    make_contract(session)
    with pytest.raises(MissingError):
        highlights.create(session, now, year, new_highlight())


def test_a_draft_is_nobodys_to_read(session: Session, now: datetime) -> None:
    place = make_contract_and_neighbourhood(session)
    draft = make_highlight(session, now, public=False, neighbourhood_id=place.id)
    assert highlights.published(session) == highlights.of_neighbourhood(session, place.id, 3) == []
    with pytest.raises(MissingError):
        highlights.find_public(session, draft.id)
    highlights.publish(session, now, draft.id, draft.version)
    assert [each.id for each in highlights.of_neighbourhood(session, place.id, 3)] == [draft.id]
    assert highlights.of_year(session, YEAR) == highlights.published(session) == [draft]


def test_the_journal_tells_what_is_public_without_its_words(session: Session, now: datetime) -> None:
    made = make_highlight(session, now)
    highlights.publish(session, now, made.id, made.version)
    highlights.edit(session, now, made.id, made.version, new_highlight(story="Quarante voisins."))
    highlights.withdraw(session, now, made.id)
    highlights.edit(session, now, made.id, made.version, new_highlight(story="Cinquante voisins."))
    assert kinds(session) == ["highlight.published", "highlight.corrected", "highlight.withdrawn"]
    payloads = session.scalars(sa.select(JournalEntry.payload)).all()
    assert not any("voisins" in payload or "square" in payload.casefold() for payload in payloads)
    assert payloads[0] != payloads[1]


def test_nobody_saves_over_what_they_have_not_read(session: Session, now: datetime) -> None:
    made = make_highlight(session, now, public=False)
    seen = made.version
    highlights.edit(session, now, made.id, seen, new_highlight(title="Autre"))
    with pytest.raises(RefusedError, match="changed"):
        highlights.edit(session, now, made.id, seen, new_highlight(title="Encore autre"))
    with pytest.raises(RefusedError, match="changed"):
        highlights.publish(session, now, made.id, seen)
    assert highlights.find(session, made.id).title == "Autre"


def test_a_public_one_is_not_thrown_away(session: Session, now: datetime) -> None:
    made = make_highlight(session, now)
    with pytest.raises(RefusedError, match="published"):
        highlights.discard(session, made.id)


def test_a_neighbourhood_that_is_not_there_is_refused(session: Session, now: datetime) -> None:
    make_contract(session)
    with pytest.raises(RefusedError, match="neighbourhood"):
        highlights.create(session, now, YEAR, new_highlight(neighbourhood_id=999))


def exif_of(camera: str) -> Any:
    exif = Image.Exif()
    exif[0x010F] = camera
    exif[0x0112] = 6
    return exif


def test_a_picture_becomes_small_upright_and_forgets_its_camera(session: Session, now: datetime) -> None:
    made = make_highlight(session, now)
    data = photograph(1600, 1200, quality=95, exif=exif_of("Appareil Fictif"))
    assert b"Appareil Fictif" in data
    shown = highlights.show_picture(session, now, made.id, made.version, new_picture(data=data))
    session.commit()
    content, media_type = highlights.content_of(session, highlights.find_public(session, made.id))
    assert media_type == "image/jpeg"
    assert 0 < len(content) <= pictures.MOST_BYTES < len(data)
    assert b"Fictif" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (shown.width, shown.height)
        assert picture.width < picture.height
        assert not picture.getexif()


def test_what_is_clear_becomes_white() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(target, format="PNG")
    made = pictures.small(target.getvalue())
    with Image.open(io.BytesIO(made.content)) as picture:
        assert min(picture.getpixel((20, 15))) > 250


def test_noise_fits_too() -> None:
    # The most that a picture can hold: no dot follows from another.
    size = 1200
    dots = bytes((n * 1_103_515_245 + (n >> 3) * 12_345 + (n * n >> 7)) >> 5 & 255 for n in range(size * size * 3))
    target = io.BytesIO()
    Image.frombytes("RGB", (size, size), dots).save(target, format="PNG")
    made = pictures.small(target.getvalue())
    assert 0 < len(made.content) <= pictures.MOST_BYTES


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a picture", "type"),
        (b"words", "type"),
        (photograph(160, 120)[:400], "damaged"),
        (b"\xff\xd8\xff" + bytes(pictures.LARGEST), "large"),
    ],
)
def test_other_files_are_refused_with_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        pictures.small(data)


def test_nobody_agrees_tomorrow(session: Session, now: datetime) -> None:
    made = make_highlight(session, now)
    with pytest.raises(RefusedError, match="consent_on"):
        highlights.show_picture(session, now, made.id, made.version, new_picture(consent_on=date(2026, 11, 25)))


def test_another_picture_takes_its_place_and_erasing_leaves_nothing(session: Session, now: datetime) -> None:
    made = make_highlight(session, now)
    highlights.show_picture(session, now, made.id, made.version, new_picture())
    highlights.show_picture(session, now, made.id, made.version, new_picture(data=photograph(160, 120), alternative="Autre"))
    session.commit()
    assert session.scalars(sa.select(HighlightPicture.alternative)).all() == ["Autre"]
    highlights.take_picture_off(session, now, made.id)
    session.commit()
    assert session.scalars(sa.select(HighlightPicture.highlight_id)).all() == []
    with pytest.raises(MissingError):
        highlights.content_of(session, session.get_one(Highlight, made.id))


def test_the_picture_of_a_public_one_is_told_and_nobody_replaces_what_they_have_not_seen(
    session: Session, now: datetime
) -> None:
    made = make_highlight(session, now, public=False)
    highlights.show_picture(session, now, made.id, made.version, new_picture())
    assert kinds(session) == []
    highlights.publish(session, now, made.id, made.version)
    seen = made.version
    highlights.show_picture(session, now, made.id, seen, new_picture(alternative="Autre"))
    with pytest.raises(RefusedError, match="changed"):
        highlights.show_picture(session, now, made.id, seen, new_picture(alternative="Encore autre"))
    highlights.take_picture_off(session, now, made.id)
    highlights.take_picture_off(session, now, made.id)
    assert kinds(session) == ["highlight.published", "highlight.picture_shown", "highlight.picture_erased"]


def test_lists_never_read_the_bytes_of_pictures(
    session: Session, now: datetime, count_queries: list[str]
) -> None:
    for year in (2024, 2025, 2026):
        made = make_highlight(session, now, year, title=f"Temps {year}")
        highlights.show_picture(session, now, made.id, made.version, new_picture())
    session.commit()
    session.expire_all()
    count_queries.clear()
    found = highlights.published(session)
    assert [each.picture.alternative for each in found if each.picture] == ["Des voisins plantent un arbre"] * 3
    (asked,) = [statement for statement in count_queries if statement.startswith("SELECT")]
    assert ".alternative" in asked
    assert ".content" not in asked
