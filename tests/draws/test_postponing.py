"""Another hour or place for an announced draw: what is refused, what the public sees, what is sealed in the end."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from participation.draws import mails
from participation.draws.models import Act, Postponement
from participation.draws.services import chance, checking, drafting, files, lifecycle, postponing, sealing
from participation.draws.services.drafting import Draft, read
from participation.draws.views import refusals
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from participation.sortition import seed as seeds
from participation.sortition.errors import VerificationError
from participation.volunteers.models import SignUpState
from tests.support.draw_pages import NewClient, kept, page_of
from tests.support.draw_pages import both as pair
from tests.support.draws import (
    CHANCE,
    DICE,
    LATER,
    Case,
    announce,
    carry,
    close,
    draft_of,
    make_case,
    make_list,
    record,
    seal,
    shown,
    sign,
)
from tests.support.factories import make_account
from tests.support.pages import PageClient

AFTER = CHANCE + timedelta(days=14)
WHY = "La salle est inondée."


def postpone(session: Session, case: Case, to: datetime = AFTER, at: datetime = LATER, **more: str) -> Postponement:
    """Postpone as the facilitator."""
    place = more.get("place", case.draw.place)
    return postponing.postpone(session, case.facilitator, at, case.draw.id, to, place, more.get("reason", WHY))


def text(page: str) -> str:
    """Return what a page says, its spaces made plain."""
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("until", ["announced", "closed", "signed"])
def test_a_draw_is_postponed_in_public_and_keeps_its_announcement(session: Session, until: str) -> None:
    case = make_case(session, until=until)
    announcement = case.draw.announcement
    made = postpone(session, case, place="Gymnase fictif")
    assert (case.draw.entropy_for, case.draw.place, case.draw.postponed_at) == (AFTER, "Gymnase fictif", LATER)
    assert (made.former_entropy_for, made.former_place) == (CHANCE, "Maison de quartier fictive")
    assert case.draw.announcement == announcement
    assert announcement == seeds.announcement(case.draw.uuid, lifecycle.announced_of(case.draw))
    act = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert act.kind == "draw.postponed"
    assert read(act.payload)["former_entropy_for"] == "2026-12-08T17:30:00Z"
    assert read(act.payload)["reason"] == WHY
    again = postpone(session, case, AFTER + timedelta(days=1), LATER + timedelta(minutes=1), place="Gymnase fictif")
    assert postponing.of(session, case.draw) == [made, again]


@pytest.mark.parametrize("until", ["announced", "closed"])
def test_volunteers_with_an_address_are_told_once_of_each_change(app: Flask, session: Session, until: str) -> None:
    case = make_case(session, until=until)
    reached, english, gone, _silent = case.sign_ups[:4]
    reached.email, english.email, gone.email = "ici@example.org", "here@example.org", "parti@example.org"
    english.locale, gone.state, gone.withdrawn_at = "en", SignUpState.WITHDRAWN, LATER
    with app.app_context():
        assert mails.tell_postponed(session, LATER) == 0
        postpone(session, case, place="Gymnase fictif")
        assert [mails.tell_postponed(session, LATER) for _ in range(2)] == [2, 0]
        first, second = session.scalars(sa.select(Mail).order_by(Mail.id)).all()
        assert (first.recipient, second.recipient) == ("ici@example.org", "here@example.org")
        assert all(words in first.body for words in ("Gymnase fictif", WHY, case.draw.place, "22 décembre 2026"))
        assert f"/en/tirage/{case.draw.id}" in second.body
        postpone(session, case, AFTER + timedelta(days=1), LATER + timedelta(minutes=1), place="Gymnase fictif")
        assert mails.tell_postponed(session, AFTER + timedelta(days=2)) == 0
        assert mails.tell_postponed(session, LATER) == 2


def test_nobody_is_told_of_a_rehearsal_that_moves(app: Flask, session: Session) -> None:
    case = make_case(session)
    rehearsed = replace(draft_of(session, case), is_rehearsal=True)
    drafting.update_draft(session, case.facilitator, LATER, case.draw.id, rehearsed)
    announce(session, case)
    case.sign_ups[0].email = "ici@example.org"
    postpone(session, case)
    with app.app_context():
        assert mails.tell_postponed(session, LATER) == 0


@pytest.mark.parametrize("state", ["draft", "drawn"])
def test_only_an_announced_draw_is_postponed_and_only_before_its_result(session: Session, state: str) -> None:
    case = make_case(session, until=state)
    with pytest.raises(RefusedError, match="state"):
        postpone(session, case)


def test_only_who_works_for_the_council_postpones(session: Session) -> None:
    case = make_case(session, until="announced")
    with pytest.raises(MissingError):
        postponing.postpone(
            session, make_account(session, Role.FACILITATOR), LATER, case.draw.id, AFTER, "Ailleurs", WHY
        )


@pytest.mark.parametrize(
    ("to", "place", "reason", "code"),
    [
        (LATER, "Ailleurs", WHY, "entropy_past"),
        (AFTER + timedelta(microseconds=1), "Ailleurs", WHY, "entropy_past"),
        (CHANCE - timedelta(hours=1), "Ailleurs", WHY, "not_later"),
        (CHANCE, "Maison de quartier fictive", WHY, "nothing_changes"),
        (AFTER, "Ailleurs", "", "no_reason_given"),
    ],
)
def test_a_postponement_that_changes_nothing_for_the_better_is_refused(
    app: Flask, session: Session, to: datetime, place: str, reason: str, code: str
) -> None:
    case = make_case(session, until="announced")
    with pytest.raises(RefusedError, match=code) as refusal:
        postpone(session, case, to, place=place, reason=reason)
    with app.test_request_context():
        assert "%" not in refusals.sentence(refusal.value)
    assert case.draw.postponed_at is None


@pytest.mark.parametrize("until", ["draft", "announced", "closed"])
def test_no_new_hour_falls_on_or_after_the_day_a_list_is_erased(app: Flask, session: Session, until: str) -> None:
    case = make_case(session, until="draft")
    found = make_list(session, case)
    found.purge_on = AFTER.date()
    session.flush()
    carry(session, case, until)
    draft = Draft("Essai", [seat.seat_id for seat in case.draw.draw_seats], "Ailleurs", AFTER, claims_days=0)

    def move(to: datetime) -> None:
        if until == "draft":
            there = replace(draft, entropy_for=to)
            drafting.update_draft(session, case.facilitator, LATER, case.draw.id, there)
        else:
            postpone(session, case, to)

    with pytest.raises(RefusedError, match="list_erased") as refusal:
        move(AFTER)
    assert refusal.value.params["day"] == AFTER.date()
    with app.test_request_context():
        assert "22 décembre 2026" in refusals.sentence(refusal.value).replace("\u00a0", " ")
    earlier = AFTER - timedelta(days=1)
    move(earlier)
    assert case.draw.entropy_for == earlier


def test_people_get_ten_clear_days_to_learn_of_it(app: Flask, session: Session) -> None:
    """Neither the day of the act nor the new day counts; the place alone asks for as much."""
    case = make_case(session, until="announced", is_fictitious=False)
    at = CHANCE - timedelta(days=9)
    for to, place in ((at + timedelta(days=10), "Maison de quartier fictive"), (CHANCE, "Ailleurs")):
        with pytest.raises(RefusedError, match="notice") as refusal:
            postpone(session, case, to, at, place=place)
        with app.test_request_context():
            assert "10 décembre 2026" in refusals.sentence(refusal.value).replace("\u00a0", " ")
    assert postpone(session, case, at + timedelta(days=11), at).entropy_for == at + timedelta(days=11)


def test_the_claims_window_fits_before_the_new_hour(session: Session) -> None:
    """Of an open list: if it closed now. Of a closed one: the window that runs."""
    case = make_case(session, is_fictitious=False)
    case.draw.claims_days = 30
    announce(session, case)
    with pytest.raises(RefusedError, match="window_runs") as refusal:
        postpone(session, case, LATER + timedelta(days=30))
    assert refusal.value.params["until"] == LATER + timedelta(days=30)
    postpone(session, case, LATER + timedelta(days=31))
    close(session, case)
    assert case.draw.claims_end_at == LATER + timedelta(days=30)
    late = LATER + timedelta(days=25)
    postpone(session, case, late + timedelta(days=12), late)


def test_a_draw_whose_hour_passed_goes_on_after_a_postponement_and_verifies(session: Session) -> None:
    """What is sealed is what the public was told last; an approval given before no longer counts."""
    case = make_case(session, until="signed")
    before = shown(Act.SEAL, sealing.content_of_sealing(session, case.draw))
    assert not sealing.seal(session, case.facilitator, LATER, case.draw.id, before)
    passed = CHANCE + timedelta(hours=1)
    with pytest.raises(RefusedError, match="entropy_past"):
        sealing.seal(session, case.witness, passed, case.draw.id, before)
    postpone(session, case, AFTER, passed)
    with pytest.raises(RefusedError, match="content_changed"):
        sealing.seal(session, case.witness, passed, case.draw.id, before)
    after = shown(Act.SEAL, sealing.content_of_sealing(session, case.draw))
    assert not sealing.seal(session, case.facilitator, passed, case.draw.id, after)
    assert sealing.seal(session, case.witness, passed, case.draw.id, after)
    assert read(case.draw.parameters or "")["entropy"]["for"] == "2026-12-22T17:30:00Z"
    hold_session(session, case)
    transcript = files.transcript(session, case.draw)
    assert checking.check(session, transcript).is_known


def hold_session(session: Session, case: Case) -> None:
    """Hold the ceremony at the new hour."""
    chance.type_words(session, case.facilitator, AFTER, case.draw.id, 0, 1, [])
    for reader in (case.facilitator, case.witness):
        chance.type_dice(session, reader, AFTER, case.draw.id, 1, 1, DICE)
    assert chance.finish(session, AFTER, case.draw.id)


def test_a_sealed_hour_that_nobody_was_told_is_found_in_the_journal(session: Session) -> None:
    case = make_case(session, until="announced")
    facts = {"entropy_for": "2026-12-09T17:30:00Z", "place": case.draw.place, "reason": WHY}
    journal.append(session, LATER, "draw.postponed", f"draw:{case.draw.uuid}", facts)
    for step in (close, sign, seal, record):
        step(session, case)
    with pytest.raises(VerificationError, match="journal_session") as broken:
        checking.check(session, files.transcript(session, case.draw))
    assert broken.value.step == 4


REFUSED = {
    "announced": ["UPDATE draw SET entropy_for = '2030-01-01 00:00:00'", "UPDATE draw SET place = 'Ailleurs'"],
    "closed": ["UPDATE postponement SET reason = 'Autre'", "DELETE FROM postponement"],
    "sealed": [
        "UPDATE draw SET postponed_at = '2030-01-01 00:00:00'",
        "UPDATE draw SET later_at = '2030-01-01 00:00:00'",
        "UPDATE draw SET entropy_for = '2030-01-01 00:00:00', postponed_at = '2030-01-01 00:00:00'",
    ],
    "drawn": [
        "UPDATE draw SET later_at = '2030-01-01 00:00:00', postponed_at = '2030-01-01 00:00:00'",
        "INSERT INTO postponement (draw_id, account_id, at, former_entropy_for, former_place, entropy_for, place,"
        " reason) SELECT draw_id, account_id, at, former_entropy_for, former_place, entropy_for, place, reason"
        " FROM postponement",
    ],
}


@pytest.mark.parametrize(("state", "statement"), [(state, each) for state, found in REFUSED.items() for each in found])
def test_the_databases_refuse_a_silent_change(session: Session, state: str, statement: str) -> None:
    case = make_case(session, until="announced")
    postpone(session, case, place="Gymnase fictif")
    for step in (close, sign, seal)[: {"announced": 0, "closed": 1, "sealed": 3, "drawn": 3}[state]]:
        step(session, case)
    if state == "drawn":
        hold_session(session, case)
    session.commit()
    with pytest.raises(sa.exc.DBAPIError):
        session.execute(sa.text(statement))
    session.rollback()


def typed(place: str = "Gymnase fictif", day: str = "22/12/2026", reason: str = WHY) -> dict[str, str]:
    """Return what a facilitator types."""
    return {"day": day, "hour": "18:30", "place": place, "reason": reason}


def test_postpone_shows_the_public_the_old_date_struck_the_new_one_and_why(
    session: Session, new_client: NewClient, client: PageClient, clock: time_machine.Traveller
) -> None:
    case = kept(session, make_case(session, until="announced"))
    number, (facilitator, witness) = case.draw.id, pair(case, new_client)
    assert "Reporté" not in page_of(client, "/tirages")
    address = f"/travail/tirages/{number}/report"
    assert address in page_of(facilitator, f"/travail/tirages/{number}")
    assert 'value="18:30"' in page_of(facilitator, address)
    assert witness.get(address).status_code == 403
    assert facilitator.post(address, typed()).status_code == 303
    page = client.get(f"/tirage/{number}").get_data(as_text=True)
    soup = BeautifulSoup(page, "html.parser")
    assert [found.get_text().replace("\u00a0", " ") for found in soup.find_all("s")] == [
        "mardi 8 décembre 2026 à 18 h 30",
        "Maison de quartier fictive",
    ]
    words = text(page)
    assert "mardi 22 décembre 2026 à 18 h 30, Gymnase fictif Raison : La salle est inondée." in words
    assert "Reporté du mardi 8 décembre 2026 à 18 h 30 au mardi 22 décembre 2026 à 18 h 30 : La salle" in words
    english = client.get(f"/en/tirage/{number}").get_data(as_text=True)
    assert '<span lang="fr">La salle est inondée.</span>' in english
    listed = text(page_of(client, "/tirages"))
    assert "Reporté" in listed
    assert "22 décembre" in listed
    calendar = client.get(f"/tirage/{number}/tirage.ics").get_data(as_text=True)
    assert "SEQUENCE:1" in calendar
    assert "DTSTART:20261222T173000Z" in calendar
    assert "remplace les précédentes" in text(page_of(client, f"/tirage/{number}/affiche"))
    assert "22 décembre" in text(page_of(client, "/"))
    assert "Le tirage est reporté : La salle est inondée." in text(page_of(client, "/journal"))
    assert "Reporté du" in text(page_of(facilitator, f"/travail/tirages/{number}"))


def test_postpone_says_beside_the_form_what_to_change_and_keeps_what_was_typed(
    session: Session, new_client: NewClient
) -> None:
    case = kept(session, make_case(session, until="announced"))
    facilitator, _witness = pair(case, new_client)
    address = f"/travail/tirages/{case.draw.id}/report"
    for fields, words in (
        (typed(reason=""), "Écrivez le motif"),
        (typed(day="7/12/2026"), "Choisissez cette heure ou une heure plus tardive"),
    ):
        page_of(facilitator, address)
        refused = facilitator.post(address, fields)
        assert refused.status_code == 422
        assert words in text(refused.get_data(as_text=True))
        assert 'value="Gymnase fictif"' in refused.get_data(as_text=True)
    assert session.scalar(sa.select(sa.func.count()).select_from(Postponement)) == 0
    session.commit()


def test_postpone_is_missing_once_there_is_a_result(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="drawn"))
    facilitator, _witness = pair(case, new_client)
    assert facilitator.get(f"/travail/tirages/{case.draw.id}/report").status_code == 404
    assert "/report" not in page_of(facilitator, f"/travail/tirages/{case.draw.id}")


def test_a_sealed_draw_whose_session_cannot_be_held_takes_place_later_under_the_same_seal(session: Session) -> None:
    case = make_case(session, until="sealed")
    seal_before, missed, later = case.draw.seal, CHANCE + timedelta(hours=1), CHANCE + timedelta(days=1)
    with pytest.raises(RefusedError, match="entropy_past"):
        postpone(session, case, CHANCE, missed)
    made = postpone(session, case, later, missed, place="Gymnase fictif")
    assert (made.former_entropy_for, made.former_place) == (CHANCE, "Maison de quartier fictive")
    assert (case.draw.entropy_for, case.draw.session_at, case.draw.session_place) == (CHANCE, later, "Gymnase fictif")
    assert case.draw.seal == seal_before
    act = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert (act.kind, read(act.payload)["entropy_for"]) == ("draw.session_later", "2026-12-09T17:30:00Z")
    with pytest.raises(RefusedError, match="before_time"):
        chance.type_words(session, case.facilitator, missed, case.draw.id, 0, 1, [])
    with pytest.raises(RefusedError, match="not_later"):
        postpone(session, case, later - timedelta(minutes=1), missed)
    postpone(session, case, AFTER, missed + timedelta(minutes=1), place="Gymnase fictif")
    hold_session(session, case)
    assert checking.check(session, files.transcript(session, case.draw)).is_known


def test_a_later_session_is_told_to_the_public_with_the_sealed_list_standing(
    session: Session, new_client: NewClient, client: PageClient, clock: time_machine.Traveller
) -> None:
    case = kept(session, make_case(session, until="sealed"))
    clock.move_to(CHANCE + timedelta(hours=1))
    number, (facilitator, _witness) = case.draw.id, pair(case, new_client)
    address = f"/travail/tirages/{number}/report"
    assert "La liste reste scellée et ne change pas" in text(page_of(facilitator, address))
    assert facilitator.post(address, typed(day="10/12/2026")).status_code == 303
    words = text(page_of(client, f"/tirage/{number}"))
    assert "Ce tirage est reporté" in words
    assert "jeudi 10 décembre 2026 à 18 h 30, Gymnase fictif" in words
    assert "La liste scellée reste la même" in words
    assert "DTSTART:20261210T173000Z" in client.get(f"/tirage/{number}/tirage.ics").get_data(as_text=True)
    assert "10 décembre" in text(page_of(client, "/tirages"))
    assert "La séance a lieu plus tard, sous le même scellé" in text(page_of(client, "/journal"))


def test_a_place_alone_can_change(session: Session, client: PageClient) -> None:
    case = make_case(session, until="announced")
    made = postpone(session, case, CHANCE, place="Gymnase fictif")
    assert made.entropy_for == made.former_entropy_for
    session.commit()
    page = text(page_of(client, f"/tirage/{case.draw.id}"))
    assert "Ce tirage a lieu ailleurs" in page
    assert "Autre lieu, de « Maison de quartier fictive » à « Gymnase fictif » : La salle est inondée." in page
    assert "Le tirage change de lieu : La salle est inondée." in text(page_of(client, "/journal"))


@pytest.mark.parametrize("state", ["announced", "closed", "sealed"])
def test_a_draw_whose_hour_passed_is_not_said_to_go_on(
    session: Session, client: PageClient, new_client: NewClient, clock: time_machine.Traveller, state: str
) -> None:
    """At once where nothing can be drawn; half a day after the hour where nobody came to throw the dice."""
    case = kept(session, make_case(session, until=state))
    pages = ("/tirages", f"/tirage/{case.draw.id}")
    clock.move_to(CHANCE - timedelta(minutes=1))
    assert all("Heure passée" not in page_of(client, page) for page in pages)
    clock.move_to(CHANCE + timedelta(hours=13))
    for page in pages:
        words = text(page_of(client, page))
        assert "Heure passée, pas encore tiré" in words
        assert "En cours" not in words
    facilitator, _witness = pair(case, new_client)
    for page in ("/travail/tirages", f"/travail/tirages/{case.draw.id}"):
        assert "Heure passée, pas encore tiré" in text(page_of(facilitator, page))
    assert "Reporter le tirage" in text(page_of(facilitator, f"/travail/tirages/{case.draw.id}"))
