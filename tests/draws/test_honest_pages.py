"""No page says done what nobody did, and one number means one thing on each of them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from participation.draws.hooks import outcome_of
from participation.draws.models import LineKind, Quality, SecretShowing
from participation.draws.services import chance, minutes
from participation.draws.services.groups import Group
from participation.draws.views import wall_words
from participation.kernel.errors import RefusedError
from participation.volunteers import services as volunteers
from participation.volunteers.services import OutcomeKind
from participation.volunteers.views import sending
from participation.volunteers.views.words import outcome_sentence
from tests.support.draw_pages import NewClient, both, kept, page_of
from tests.support.draws import CHANCE, DICE, Case, make_case
from tests.support.lists import content, row, send


@pytest.fixture
def sealed(session: Session, clock: time_machine.Traveller) -> Case:
    """A sealed draw at its hour."""
    case = kept(session, make_case(session, until="sealed"))
    clock.move_to(CHANCE)
    return case


def said(page: Any) -> str:
    text = page if isinstance(page, str) else page.get_data(as_text=True)
    return " ".join(BeautifulSoup(text, "html.parser").get_text(" ").replace("\u00a0", " ").split())


def print_sheet(session: Session, case: Case) -> None:
    session.add(SecretShowing(draw_id=case.draw.id, account_id=case.witness.id, at=CHANCE))
    session.commit()


def give_words(session: Session, case: Case) -> None:
    chance.type_words(session, case.facilitator, CHANCE, case.draw.id, 0, 1, ["pluie"])
    session.commit()


def test_the_public_page_shows_the_envelopes_only_where_a_sheet_was_printed(
    session: Session, sealed: Case, client: Any
) -> None:
    address = f"/tirage/{sealed.draw.id}"
    give_words(session, sealed)
    page = said(client.get(address))
    assert "C’était avant la fermeture de la liste." in page
    assert "Les témoins se présentent (dans la salle, non noté ici)" in page
    assert "On lit la règle et on compare l’empreinte (dans la salle, non noté ici)" in page
    assert "enveloppes" not in page
    print_sheet(session, sealed)
    assert "Les témoins montrent les enveloppes fermées (dans la salle, non noté ici)" in said(client.get(address))


def test_the_public_page_shows_each_die_that_two_people_agree_on(
    session: Session, sealed: Case, client: Any, clock: time_machine.Traveller
) -> None:
    address = f"/tirage/{sealed.draw.id}"
    clock.move_to(CHANCE + timedelta(hours=13))
    assert "Heure passée, pas encore tiré" in said(client.get(address))
    give_words(session, sealed)
    chance.type_dice(session, sealed.facilitator, CHANCE, sealed.draw.id, 1, 1, DICE[:3])
    chance.type_dice(session, sealed.witness, CHANCE, sealed.draw.id, 1, 1, DICE[:2])
    session.commit()
    page = client.get(address).get_data(as_text=True)
    dice = [die.get_text(strip=True) for die in BeautifulSoup(page, "html.parser").select("ol.dice li")]
    assert [die for die in dice if die.isdigit()] == list(DICE[:2])
    for each in (page, client.get("/tirages").get_data(as_text=True)):
        assert "Heure passée, pas encore tiré" not in said(each)
        assert "En cours" in said(each)


def test_the_wall_shows_what_it_asks_to_read(session: Session, sealed: Case, new_client: NewClient) -> None:
    facilitator, _witness = both(sealed, new_client)
    wall = f"/travail/tirages/{sealed.draw.id}/seance?etape=2&partie="
    scenes = [said(page_of(facilitator, wall + str(part))) for part in range(1, 6)]
    together = " ".join(scenes)
    assert "Les sièges vont aux plus petits rangs" in together
    assert "à la fermeture" in together
    assert "Aucune feuille n’a été imprimée pour une enveloppe" in scenes[-1]
    print_sheet(session, sealed)
    assert "1 feuille a été imprimée pour une enveloppe fermée" in said(page_of(facilitator, wall + "9"))


def test_the_wall_warns_when_no_witness_is_written_down(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="drawn"))
    facilitator, _witness = both(case, new_client)
    last = f"/travail/tirages/{case.draw.id}/seance?partie=5"
    assert "Aucun témoin n’est noté" in said(page_of(facilitator, last))
    opened = said(page_of(facilitator, f"/travail/tirages/{case.draw.id}/seance"))
    assert "il n’y a pas d’enveloppe à comparer" in opened
    minutes.add_line(session, case.facilitator, CHANCE, case.draw.id, minutes.Line(LineKind.PRESENT, Quality.WITNESS))
    session.commit()
    page = said(page_of(facilitator, last))
    assert "Aucun témoin" not in page
    assert "Présences notées : témoin (1)" in page


def test_an_announcement_made_with_a_list_at_hand_says_so(session: Session, client: Any) -> None:
    case = kept(session, make_case(session, until="announced"))
    address = f"/tirage/{case.draw.id}"
    known = "L’organisateur avait déjà une liste de personnes."
    found = send(session, case, content(row(1)))
    assert case.draw.announced_at is not None
    found.sent_at = case.draw.announced_at + timedelta(hours=1)
    session.commit()
    assert known not in said(client.get(address))
    found.sent_at = case.draw.announced_at
    session.commit()
    assert known in said(client.get(address))


@pytest.mark.parametrize(
    ("area", "words"), [("inside", "Vérifiés, puis oubliés"), ("unknown", "Pas gardés. À vérifier avec vous")]
)
def test_a_street_that_no_list_knows_is_not_said_to_be_checked(app: Flask, area: str, words: str) -> None:
    with app.test_request_context("/"):
        assert sending._street_words(area).replace("\u00a0", " ").startswith(words)


def test_groups_share_the_walls_so_that_none_is_cut() -> None:
    groups = [Group(f"{at:02d}", "Femmes de 16 à 29 ans" if at % 2 else "x" * 80, 0, 2, 7) for at in range(11)]
    pages = wall_words.group_pages(groups)
    assert [group for page in pages for group in page] == groups
    for page in pages:
        assert sum(-(-len(group.label) // wall_words.LETTERS) for group in page) <= wall_words.LINES
    assert wall_words.group_pages([]) == []


def test_rank_and_place_are_the_same_on_each_page_and_nobody_comes_back_into_a_draw_that_is_done(
    session: Session,
) -> None:
    case = make_case(session, until="drawn", volunteers=12)
    waiting = [
        (found, sign_up)
        for sign_up in case.sign_ups
        if (found := outcome_of(session, sign_up)) is not None and found.kind is OutcomeKind.WAITING
    ]
    waiting.sort(key=lambda pair: pair[0].rank or 0)
    assert [found.place for found, _sign_up in waiting] == list(range(1, len(waiting) + 1))
    outcome, sign_up = waiting[-1]
    assert outcome.rank != outcome.place
    assert f"{outcome.rank}" in outcome_sentence(outcome)
    assert f"{outcome.place}" in outcome_sentence(outcome)
    volunteers.withdraw(session, CHANCE, sign_up)
    assert volunteers.rights(session, sign_up).is_drawn
    with pytest.raises(RefusedError, match="too_late"):
        volunteers.come_back(session, CHANCE, sign_up)


def test_a_line_of_the_minutes_leads_back_to_the_session(sealed: Case, new_client: NewClient) -> None:
    facilitator, _witness = both(sealed, new_client)
    own = f"/travail/tirages/{sealed.draw.id}/proces-verbal/presence"
    page_of(facilitator, own)
    page = facilitator.post(own, {"quality": "witness", "name": "", "corrects": ""}, follow=True).get_data(as_text=True)
    assert f'href="/travail/tirages/{sealed.draw.id}/seance"' in page
    assert "Revenir à la séance" in said(page)
