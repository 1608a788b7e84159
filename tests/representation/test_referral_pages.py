"""Pages of referrals: the team writes and follows, everybody reads whose turn it is."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council
from participation.meetings.models import Meeting
from participation.representation.models import Referral, ReferralStep, ReferralStepKind
from participation.representation.services import referrals
from tests.representation.referral_cases import DECIDED_ON, follow, make_referral_case, write
from tests.support.factories import make_account, make_council, sign_in
from tests.support.pages import PageClient

Case = tuple[Council, Account, Meeting]
Kind = ReferralStepKind
TITLE, TEXT = "Les ascenseurs sont en panne", "Deux ascenseurs sont en panne depuis six mois."


@pytest.fixture
def case(session: Session) -> Case:
    made = make_referral_case(session)
    session.commit()
    return made


def page(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True).replace("\u00a0", " ")


def post(client: PageClient, path: str, **fields: str) -> str:
    """Open a page, send its form, and return the page to which that leads."""
    page(client, path)
    return client.post(path, fields, follow=True).get_data(as_text=True).replace("\u00a0", " ")


def post_to(client: PageClient, path: str, shown_on: str) -> str:
    """Press a button of a page, and return the page to which that leads."""
    page(client, shown_on)
    return client.post(path, {}, follow=True).get_data(as_text=True).replace("\u00a0", " ")


def under_way(session: Session, case: Case, now: datetime, last: Kind | None = None) -> tuple[str, str]:
    """Return the team's and the public address of a referral that went as far as a step."""
    made = write(session, case, now)
    for kind in referrals.ORDER[: referrals.ORDER.index(last) + 1] if last else ():
        follow(session, case, now, made, kind, DECIDED_ON)
    session.commit()
    addresses = f"/travail/saisines/{case[0].id}/{made.id}", f"/saisines/{made.id}"
    session.rollback()
    return addresses


def test_new_referral_is_public_once_it_is_sent(client: PageClient, session: Session, case: Case) -> None:
    base, meeting_id = f"/travail/saisines/{case[0].id}", str(case[2].id)
    sign_in(client, case[1])
    assert "Aucune saisine pour le moment." in page(client, base)
    shown = post(client, f"{base}/nouvelle", title=TITLE, text=TEXT, meeting=meeting_id)
    assert TITLE in shown
    number = session.scalars(sa.select(Referral.id)).one()
    session.rollback()
    assert client.get(f"/saisines/{number}").status_code == 404
    shown = post(client, f"{base}/{number}", kind="sent", done_on="21/11/2026", text="")
    assert "Le préfet dit qu’il l’a reçue" in shown
    public = page(client, f"/saisines/{number}")
    assert TEXT in public
    assert "À faire par : le préfet." in public
    assert "Elle attend depuis 3 jours." in public
    assert f"/saisines/{number}" in page(client, "/saisines")
    assert TITLE in page(client, "/q/chemin-vert/conseil")


def test_new_referral_says_what_is_missing(client: PageClient, session: Session, case: Case) -> None:
    path = f"/travail/saisines/{case[0].id}/nouvelle"
    sign_in(client, case[1])
    shown = post(client, path, title="", text="", meeting="")
    for sentence in ("Écrivez en quelques mots", "Écrivez les difficultés", "Choisissez la réunion"):
        assert sentence in shown
    assert session.scalars(sa.select(Referral)).all() == []


def test_new_referral_without_a_meeting_says_why(client: PageClient, session: Session) -> None:
    council = make_council(session)
    account = make_account(session, councils=[council])
    path = f"/travail/saisines/{council.id}/nouvelle"
    sign_in(client, account)
    assert "tenez-en une d’abord" in page(client, path)


def test_edit_referral_is_over_once_it_is_sent(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    sent, _ = under_way(session, case, now, Kind.SENT)
    draft, _ = under_way(session, case, now)
    meeting_id = str(case[2].id)
    sign_in(client, case[1])
    shown = post(client, f"{draft}/modifier", title="Un autre titre", text=TEXT, meeting=meeting_id)
    assert "Un autre titre" in shown
    assert client.get(f"{sent}/modifier").status_code == 404


def test_staff_referral_words_each_refusal(client: PageClient, session: Session, case: Case, now: datetime) -> None:
    path, _ = under_way(session, case, now, Kind.TRANSMITTED)
    sign_in(client, case[1])
    sent = {"kind": "judged", "answer": "no", "done_on": "21/11/2026", "text": "Un élu s’en charge."}
    for change, sentence in (
        ({"answer": ""}, "Choisissez une réponse."),
        ({"done_on": ""}, "Écrivez le jour où cela a été fait."),
        ({"done_on": "1/11/2026"}, "Écrivez un jour à partir du 20 novembre 2026"),
        ({"done_on": "30/11/2026"}, "Ce jour n’est pas encore là."),
        ({"text": ""}, "Écrivez ce qui a été dit ou décidé."),
        ({"kind": "transmitted"}, "Cette étape est déjà notée"),
    ):
        assert sentence in post(client, path, **(sent | change)), change
    kinds = set(session.scalars(sa.select(ReferralStep.kind)))
    session.rollback()
    assert Kind.JUDGED not in kinds
    shown = post(client, path, **sent)
    assert "sans objet" in shown


def test_staff_referral_sent_twice_notes_one_step(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    path, _ = under_way(session, case, now)
    sign_in(client, case[1])
    for _ in range(2):
        post(client, path, kind="sent", done_on="21/11/2026", text="")
    assert session.scalars(sa.select(ReferralStep.kind)).all() == [Kind.SENT]


def test_referral_that_the_prefect_dismissed_says_what_is_without_object(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    made = write(session, case, now)
    for kind in referrals.ORDER[:3]:
        follow(session, case, now, made, kind, DECIDED_ON)
    follow(session, case, now, made, Kind.JUDGED, DECIDED_ON, concerns=False, text="La ville répare déjà.")
    session.commit()
    path = f"/saisines/{made.id}"
    session.rollback()
    shown = page(client, path)
    assert shown.count("(sans objet)") == 3
    assert "La ville répare déjà." in shown
    assert "À faire par : le conseil citoyen." in shown
    assert client.get(path).headers.get("Set-Cookie") is None


def test_referral_that_is_closed_says_so(client: PageClient, session: Session, case: Case, now: datetime) -> None:
    _, path = under_way(session, case, now, Kind.CLOSED)
    shown = page(client, path)
    assert "La saisine est close" in shown
    assert "À faire par" not in shown


def test_close_referral_that_the_prefect_ignores_says_what_was_not_done(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    path, public = under_way(session, case, now, Kind.RECEIVED)
    sign_in(client, case[1])
    assert f"{path}/clore" in page(client, path)
    closing = {"kind": "closed", "done_on": "21/11/2026"}
    assert "Écrivez ce qui a été dit ou décidé." in post(client, f"{path}/clore", **closing, text="")
    for at in (f"{path}/clore", path):
        # Sent twice from the same page, it is closed once.
        page(client, at)
        answer = client.post(f"{path}/clore", {**closing, "text": "Le préfet n’a pas répondu."}, follow=True)
        shown = answer.get_data(as_text=True).replace("\u00a0", " ")
        assert "Le conseil a clos la saisine. 5 étapes n’ont pas été faites." in shown
        assert "/clore" not in shown
    shown = page(client, public)
    assert shown.count("(pas fait)") == 5
    assert "Le préfet n’a pas répondu." in shown
    assert session.scalars(sa.select(ReferralStep.kind)).all().count(Kind.CLOSED) == 1
    session.rollback()
    client.get(f"/en{public}")


def test_close_referral_waits_until_it_is_sent(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    path, _ = under_way(session, case, now)
    sign_in(client, case[1])
    assert "/clore" not in page(client, path)
    assert client.get(f"{path}/clore").status_code == 404


def test_discard_referral_throws_a_draft_away_alone(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    sent, _ = under_way(session, case, now, Kind.SENT)
    draft, _ = under_way(session, case, now)
    sign_in(client, case[1])
    assert "/supprimer" not in page(client, sent)
    refused = client.post(f"{sent}/supprimer", {})
    assert refused.status_code == 422
    assert "La saisine est envoyée" in refused.get_data(as_text=True)
    shown = post_to(client, f"{draft}/supprimer", draft)
    assert shown.count(TITLE) == 1
    assert client.get(draft).status_code == 404


def test_referral_list_without_any_says_so_and_shows_the_path(
    new_client: Callable[[], PageClient], session: Session
) -> None:
    shown = page(new_client(), "/saisines")
    assert "Aucun conseil n’a encore saisi le préfet." in shown
    assert "article 155" in shown
    assert shown.count("le préfet)") == 4


def test_staff_referrals_of_others_are_missing(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    path, _ = under_way(session, case, now, Kind.SENT)
    sign_in(client, make_account(session, councils=[make_council(session, "gueriniere", name="Guérinière")]))
    for address in (path, path.rpartition("/")[0], f"{path.rpartition('/')[0]}/nouvelle", f"{path}/modifier"):
        assert client.get(address).status_code == 404, address
    assert client.get("/saisines/99999999999").status_code == 404


def test_a_sent_referral_stands_in_the_journal_with_its_title(
    client: PageClient, session: Session, case: Case, now: datetime
) -> None:
    under_way(session, case, now, Kind.SENT)
    shown = page(client, "/journal")
    assert TITLE in shown
    assert "Le conseil saisit le préfet" in shown
