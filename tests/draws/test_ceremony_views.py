"""The session: words, dice, two readers, the wall that shows nothing before two agree."""

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from participation.draws.models import DrawState, Reading
from tests.support.draw_pages import NewClient, both, kept, page_of, state_of
from tests.support.draws import CHANCE, DICE, Case, make_case, read_all


@pytest.fixture
def sealed(session: Session, clock: time_machine.Traveller) -> Case:
    """A sealed draw at its hour."""
    case = kept(session, make_case(session, until="sealed"))
    clock.move_to(CHANCE)
    return case


def test_ceremony_words_and_dice_say_what_to_mend(sealed: Case, new_client: NewClient) -> None:
    facilitator, _witness = both(sealed, new_client)
    wall = f"/en/travail/tirages/{sealed.draw.id}/seance"
    page_of(facilitator, wall + "?etape=3")
    refused = facilitator.post(wall, {"item": 0, "attempt": 1, "words": "soleil 123"})
    assert refused.status_code == 422
    assert "has no letter" in refused.get_data(as_text=True)
    for said, folded in (("œuvre", "uvre"), ("Łódź", "odz"), ("covid19", "covid")):
        text = facilitator.post(wall, {"item": 0, "attempt": 1, "words": f"Noël {said}"}, follow=True).get_data(as_text=True)
        assert f"“{said}” would become “{folded}”" in text
    assert facilitator.post(wall, {"item": 0, "attempt": 1, "words": ""}).status_code == 303
    refused = facilitator.post(wall, {"item": 1, "attempt": 1, "dice": "7" + DICE[1:]})
    assert refused.status_code == 422
    assert "Type digits from 1 to 6" in refused.get_data(as_text=True)


def test_ceremony_shows_no_reading_before_two_agree(sealed: Case, new_client: NewClient) -> None:
    facilitator, witness = both(sealed, new_client)
    wall, own = (f"/travail/tirages/{sealed.draw.id}/{name}" for name in ("seance", "lecture"))
    page_of(facilitator, wall + "?etape=3")
    facilitator.post(wall, {"item": 0, "attempt": 1, "words": "pluie"})
    facilitator.post(wall, {"item": 1, "attempt": 1, "dice": DICE})
    for browser, path in ((facilitator, wall), (witness, own)):
        assert DICE not in page_of(browser, path)
    other = DICE[::-1]
    assert witness.post(own, {"item": 1, "attempt": 1, "dice": other}).status_code == 303
    for browser, path in ((facilitator, wall), (witness, own)):
        text = page_of(browser, path)
        assert DICE not in text
        assert other not in text
    assert "relancez pas" in page_of(facilitator, wall).replace("\u00a0", " ")


def test_ceremony_waits_for_its_hour(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="sealed"))
    facilitator, _witness = both(case, new_client)
    wall = f"/travail/tirages/{case.draw.id}/seance"
    assert "<textarea" not in page_of(facilitator, wall + "?etape=3")
    facilitator.get(f"/travail/tirages/{case.draw.id}")
    refused = facilitator.post(wall, {"item": 0, "attempt": 1, "words": "pluie"})
    assert refused.status_code == 422


def test_finish_writes_a_result_that_a_crash_left_out(
    session: Session, sealed: Case, new_client: NewClient
) -> None:
    read_all(session, sealed)
    session.commit()
    facilitator, _witness = both(sealed, new_client)
    wall = f"/travail/tirages/{sealed.draw.id}/seance"
    assert "/resultat" in page_of(facilitator, wall)
    for _press in range(2):
        assert facilitator.post(f"/travail/tirages/{sealed.draw.id}/resultat").status_code == 303
    assert state_of(session, sealed) == DrawState.DRAWN
    page_of(facilitator, f"/travail/tirages/{sealed.draw.id}/proces-verbal")


def test_ceremony_words_are_corrected_in_the_log_until_the_dice(
    session: Session, sealed: Case, new_client: NewClient
) -> None:
    facilitator, _witness = both(sealed, new_client)
    wall = f"/travail/tirages/{sealed.draw.id}/seance"
    page_of(facilitator, wall + "?etape=3")
    facilitator.post(wall, {"item": 0, "attempt": 1, "words": "pluie"})
    assert "etape=mots" in page_of(facilitator, wall)
    assert 'name="attempt" value="2"' in page_of(facilitator, wall + "?etape=mots")
    assert facilitator.post(wall, {"item": 0, "attempt": 2, "words": "123"}).status_code == 422
    assert facilitator.post(wall, {"item": 0, "attempt": 2, "words": "soleil"}).status_code == 303
    assert "soleil" in page_of(facilitator, wall)
    assert "The words were corrected 1 time." in page_of(facilitator, "/en" + wall)
    facilitator.post(wall, {"item": 1, "attempt": 1, "dice": DICE})
    assert "etape=mots" not in page_of(facilitator, wall)
    assert facilitator.post(wall, {"item": 0, "attempt": 3, "words": "lune"}).status_code == 422
    values = session.scalars(
        sa.select(Reading.value).where(Reading.item == 0).order_by(Reading.attempt)
    ).all()
    assert values == ["pluie", "soleil"]


def test_ceremony_dice_before_the_words_are_refused_in_words(sealed: Case, new_client: NewClient) -> None:
    facilitator, _witness = both(sealed, new_client)
    wall = f"/travail/tirages/{sealed.draw.id}/seance"
    page_of(facilitator, wall + "?etape=3")
    for fields in ({"item": 1, "attempt": 1, "dice": DICE}, {"item": 1, "attempt": 1, "dice": ""}, {}):
        refused = facilitator.post(wall, fields)
        assert refused.status_code == 422
        assert "<textarea" in refused.get_data(as_text=True)
