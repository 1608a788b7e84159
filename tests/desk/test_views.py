"""The desk: whose turn it is, long work, which councils an account works for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import CouncilAssignment
from participation.draws.models import Act
from participation.draws.services import approvals, lifecycle
from participation.kernel.jobs import Job, JobState
from participation.kernel.permissions import Role
from tests.support.draws import ANNOUNCED, make_case
from tests.support.factories import make_account, make_council, make_sign_up, sign_in
from tests.support.pages import PageClient

NewClient = Callable[[], PageClient]


def desk_of(client: PageClient, account: Account) -> str:
    sign_in(client, account)
    return client.get("/travail").get_data(as_text=True)


def tasks_in(page: str, heading: str = "") -> str:
    """Return the part of the desk under a heading, or before the first one."""
    main = page.split("<main")[1].split("</main>")[0]
    if not heading:
        return main.split("<h2")[0]
    found = [part for part in main.split("<h2")[1:] if heading in part.split("</h2>")[0]]
    return found[0] if found else ""


@pytest.mark.parametrize("role", list(Role))
def test_index_says_that_nothing_waits(session: Session, client: PageClient, role: Role) -> None:
    page = desk_of(client, make_account(session, role))
    assert "Rien à faire aujourd’hui" in page
    assert ("Comptes" in page) is (role is Role.ADMINISTRATOR)


def test_index_gives_each_their_turn(session: Session, client: PageClient, new_client: NewClient) -> None:
    case = make_case(session)
    first, second = case.facilitator, case.witness
    assert "Annoncer le tirage" in tasks_in(desk_of(client, first))
    act = Act.ANNOUNCE
    content = lifecycle.content_of_announcement(session, case.draw)
    approvals.keep(session, first.id, ANNOUNCED, case.draw, act, approvals.digest_of(act, content))
    session.commit()
    page = client.get("/travail").get_data(as_text=True)
    assert "Annoncer le tirage" in tasks_in(page, "En attente des autres")
    theirs = tasks_in(desk_of(new_client(), second))
    assert "Annoncer le tirage" in theirs
    assert "Le second accord manque" in theirs


@pytest.mark.parametrize(
    ("until", "shift", "heading", "words"),
    [
        ("announced", timedelta(), "Prochaines dates", "Fermer la liste"),
        ("announced", timedelta(days=12), "", "Fermer la liste"),
        ("closed", timedelta(days=1), "", "Signer"),
        ("signed", timedelta(days=1), "", "Sceller"),
        ("sealed", timedelta(days=1), "Prochaines dates", "Faire le tirage en public"),
        ("sealed", timedelta(days=15), "", "Faire le tirage en public"),
        ("drawn", timedelta(days=15), "", "installer les personnes tirées"),
    ],
)
def test_index_follows_the_draw(
    session: Session,
    client: PageClient,
    clock: time_machine.Traveller,
    until: str,
    shift: timedelta,
    heading: str,
    words: str,
) -> None:
    case = make_case(session, until=until)
    account = case.facilitator
    session.commit()
    clock.shift(shift)
    page = desk_of(client, account)
    assert words in tasks_in(page, heading)
    assert (
        sum(words in tasks_in(page, other) for other in ("", "En attente des autres", "Prochaines dates"))
        == 1
    )


def test_index_asks_for_the_envelope(session: Session, client: PageClient) -> None:
    case = make_case(session, until="announced")
    assert "enveloppe" in tasks_in(desk_of(client, case.facilitator))


def test_index_shows_no_draw_of_other_councils(session: Session, client: PageClient) -> None:
    make_case(session)
    elsewhere = make_council(session, "guerinière", name="La Guérinière")
    page = desk_of(client, make_account(session, Role.FACILITATOR, [elsewhere]))
    assert "Chemin Vert" not in page
    assert "La Guérinière" in page


def test_index_counts_likely_doubles_and_names_the_blocked_task(session: Session, client: PageClient) -> None:
    case = make_case(session, until="announced")
    for _ in range(2):
        make_sign_up(session, case.council, name="Dominique Fictive", birth_year=1950)
    session.flush()
    page = desk_of(client, case.facilitator)
    assert "Trancher 1\u00a0doublon probable" in tasks_in(page)


def test_index_links_each_role_to_what_it_may_open(session: Session, new_client: NewClient) -> None:
    council = make_council(session)
    for role in Role:
        client = new_client()
        page = desk_of(client, make_account(session, role, [council]))
        for path in {link.split('"')[0] for link in page.split("<main")[1].split('href="')[1:]}:
            if path.startswith("/travail") or path.startswith("/q/"):
                assert client.get(path).status_code == 200, (role, path)


@pytest.fixture
def make_job(session: Session, now: datetime) -> Callable[..., int]:
    """A maker of long work; it returns the number."""

    def make(account_id: int | None, **values: Any) -> int:
        defaults: dict[str, Any] = {
            "kind": "x",
            "payload": "{}",
            "state": JobState.RUNNING,
            "created_at": now,
        }
        job = Job(account_id=account_id, **(defaults | values))
        session.add(job)
        session.flush()
        number = job.id
        session.commit()
        return number

    return make


@pytest.mark.parametrize(
    ("values", "words", "refreshes"),
    [
        ({"state": JobState.QUEUED}, "Il attend son tour", True),
        ({"done": 25, "total": 100}, "25", True),
        ({"done": 250, "total": 100}, "250", True),
        ({"state": JobState.DONE}, "Il est terminé", False),
        ({"state": JobState.FAILED, "error": "ValueError"}, "Il a échoué", False),
    ],
)
def test_job_says_how_far_it_has_come_without_a_script(
    session: Session,
    client: PageClient,
    make_job: Callable[..., int],
    values: dict[str, Any],
    words: str,
    refreshes: bool,
) -> None:
    account = make_account(session)
    number = make_job(account.id, **values)
    sign_in(client, account)
    page = client.get(f"/travail/traitements/{number}").get_data(as_text=True)
    assert words in page
    assert ("Actualiser" in page) is refreshes
    assert "http-equiv" not in page


def test_job_is_shown_to_its_owner_and_to_administrators(
    session: Session, new_client: NewClient, make_job: Callable[..., int]
) -> None:
    owner, other = make_account(session), make_account(session)
    administrator = make_account(session, Role.ADMINISTRATOR)
    number = make_job(owner.id)
    for account, status in ((owner, 200), (other, 404), (administrator, 200)):
        client = new_client()
        sign_in(client, account)
        assert client.get(f"/travail/traitements/{number}").status_code == status
        assert client.get("/travail/traitements/99999999999").status_code == 404


def test_account_councils_gives_and_unassign_takes_away(
    session: Session, client: PageClient, new_client: NewClient
) -> None:
    council, person = make_council(session), make_account(session, Role.SECRETARY)
    sign_in(client, make_account(session, Role.ADMINISTRATOR))
    council_id, account_id = council.id, person.id
    session.commit()
    path = f"/travail/comptes/{account_id}/conseils"
    assert "Pas encore de conseil" in client.get(path).get_data(as_text=True)
    assert client.post(path, {"council": str(council_id)}).status_code == 303
    assert "Retirer Chemin Vert" in client.get(path).get_data(as_text=True)
    theirs = new_client()
    sign_in(theirs, person)
    assert theirs.get(f"/travail/inscriptions/{council_id}").status_code == 200
    assert client.post(f"{path}/{council_id}/retirer").status_code == 303
    assert theirs.get(f"/travail/inscriptions/{council_id}").status_code == 404


@pytest.mark.parametrize("council", ["", "0", "999999", "x", "-1", "1e3", "١"])
def test_account_councils_refuses_what_is_not_in_the_list(
    session: Session, client: PageClient, council: str
) -> None:
    make_council(session)
    person = make_account(session, Role.SECRETARY)
    number = person.id
    sign_in(client, make_account(session, Role.ADMINISTRATOR))
    client.get(f"/travail/comptes/{number}/conseils")
    response = client.post(f"/travail/comptes/{number}/conseils", {"council": council})
    assert response.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(CouncilAssignment)) == 0


def test_account_councils_has_nothing_to_give_an_administrator(session: Session, client: PageClient) -> None:
    council_id = make_council(session).id
    administrator = make_account(session, Role.ADMINISTRATOR)
    number = administrator.id
    sign_in(client, administrator)
    client.get(f"/travail/comptes/{number}/conseils")
    response = client.post(f"/travail/comptes/{number}/conseils", {"council": str(council_id)})
    assert response.status_code == 422
    assert "tous les conseils" in response.get_data(as_text=True)
