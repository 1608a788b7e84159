"""What one team may do to a body of every council, whose names it reads, and what an ended body no longer takes."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session

from participation.bodies.models import Body, Seat
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.meetings.models import Meeting
from participation.meetings.services import meetings, series
from participation.representation.models import BodyMember, MemberRole, SeatSharing
from participation.representation.services import access, bodies, delegates, matrix, protocol, seats
from participation.representation.services.matrix import Standing
from tests.meetings.cases import plan_of as meeting_plan
from tests.representation.body_cases import STARTS, BodyCase, designate, make_body_case, make_team, plan_of
from tests.representation.test_bodies import make_institutions, waiting
from tests.representation.test_body_pages import said, send
from tests.support.factories import make_account, make_council, sign_in
from tests.support.pages import PageClient

LATER = date(2027, 3, 1)


def acts(case: BodyCase, now: datetime, institution_id: int) -> list[Callable[[Session, Any], object]]:
    """Return everything that changes the body itself."""
    number = case.body_id
    return [
        lambda session, who: bodies.change(session, who, now, number, plan_of(name="Autre nom (fictif)")),
        lambda session, who: bodies.compose(session, who, now, number, institution_id, MemberRole.MEMBER, None),
        lambda session, who: bodies.remove_member(session, who, now, number, 1),
        lambda session, who: protocol.add_step(session, who, number, "Préparer.", False, "Protocole (fictif)"),
        lambda session, who: bodies.dissolve(session, who, now, number, now.date()),
    ]


def test_one_council_s_team_neither_changes_nor_ends_a_body_of_all(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    council, other, *_rest = make_team(session, "gueriniere")
    (institution,) = make_institutions(session, 1)
    for act in acts(case, now, institution):
        for who in (other, case.account):
            with pytest.raises(MissingError):
                act(session, who)
    assert access.mine(session, other, case.body_id).dissolved_on is None
    with pytest.raises(RefusedError, match="whole_contract"):
        bodies.create(session, other, now, plan_of(name="De tous (fictif)"))
    own = plan_of(name="Projet (fictif)", sharing=SeatSharing.ONE, neighbourhood_id=council.neighbourhood_id)
    assert access.may_change(session, other, bodies.create(session, other, now, own).body_id)


def test_an_administrator_and_a_team_of_every_council_change_a_body_of_all(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    council = make_council(session, "gueriniere", name="Guérinière")
    everywhere = make_account(session, Role.FACILITATOR, [case.council, council])
    official = make_account(session, Role.OFFICIAL, [case.council, council])
    bodies.change(session, everywhere, now, case.body_id, plan_of(name="Autre nom (fictif)"))
    assert case.body.body.name == "Autre nom (fictif)"
    assert not access.may_change(session, official, case.body_id)
    bodies.dissolve(session, make_account(session, Role.ADMINISTRATOR), now, case.body_id, now.date())
    assert case.body.dissolved_on == now.date()


def test_a_team_reads_the_names_of_its_own_delegates_alone(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    designate(session, case, now, who=1)
    _council, other, *_rest = make_team(session, "gueriniere")
    administrator = make_account(session, Role.ADMINISTRATOR)

    def named(actor: Any) -> tuple[str | None, str | None]:
        place = seats.places(session, case.body_id, now.date(), actor)[0]
        return place.full, delegates.of_seat(session, actor, case.body_id, 1)[0].name

    assert named(case.account) == named(administrator) == ("Roland Fictif", "Roland Fictif")
    assert named(other) == ("–", None)


def test_manage_body_offers_and_opens_nothing_that_another_team_may_not_do(
    session: Session, client: PageClient, now: datetime
) -> None:
    session.expire_on_commit = False
    case = make_body_case(session, now)
    designate(session, case, now, who=1)
    _council, other, *_rest = make_team(session, "gueriniere")
    session.commit()
    sign_in(client, other)
    address = f"/travail/instances/{case.body_id}"
    page = client.get(address).text
    for tail in ("modifier", "dissoudre", "institutions", "etapes"):
        assert f"{address}/{tail}" not in page
        assert client.get(f"{address}/{tail}").status_code == 404
    assert "Roland Fictif" not in page
    refused = send(client, "/travail/instances/nouvelle", said())
    assert "Seule l’administration crée une instance de tous les conseils." in refused.text


def test_a_body_that_ended_takes_no_new_meeting(session: Session, client: PageClient, now: datetime) -> None:
    session.expire_on_commit = False
    case = make_body_case(session, now)
    meetings.create(session, case.account, now, case.council.body_id, meeting_plan())
    bodies.dissolve(session, case.account, now, case.body_id, now.date())
    with pytest.raises(RefusedError, match="body_dissolved"):
        meetings.create(session, case.account, now, case.body_id, meeting_plan())
    with pytest.raises(RefusedError, match="body_dissolved"):
        series.create(session, case.account, now, case.body_id, meeting_plan(), series.Rhythm.WEEK, 2)
    session.rollback()
    case = make_body_case(session, now)
    bodies.dissolve(session, case.account, now, case.body_id, now.date())
    body_id = case.body_id
    session.commit()
    sign_in(client, case.account)
    plan = meeting_plan()
    fields = {
        "title": plan.title, "day": "10/12/2026", "hour": "18:30", "end_hour": "20:30", "place": plan.place,
        "address": plan.address, "access": plan.access, "rhythm": "once",
    }  # fmt: skip
    page = send(client, f"/travail/reunions/nouvelle/{body_id}", fields)
    assert "Cette instance a pris fin le" in page.text
    assert session.scalar(sa.select(sa.func.count()).where(Meeting.body_id == body_id)) == 0


def test_a_seat_in_turn_that_nobody_holds_is_counted_once_with_its_day(
    session: Session, client: PageClient, now: datetime
) -> None:
    session.expire_on_commit = False
    case = make_body_case(session, now, sharing=SeatSharing.TURN)
    other, *_rest = make_team(session, "gueriniere")
    found = matrix.table(session, now)
    cells = [found.cells[council.id, case.body_id] for council in (case.council, other)]
    assert {(cell.standing, cell.vacant_since) for cell in cells} == {(Standing.TURN, STARTS)}
    assert (found.filled, found.owed) == (0, 1)
    session.commit()
    assert client.get("/instances").text.count("Personne ne tient ce siège depuis le ") == 2
    session.rollback()
    designate(session, case, now)
    held = matrix.table(session, now)
    assert (held.filled, held.owed, dict(held.unheld)) == (1, 1, {})
    assert held.cells[other.id, case.body_id].vacant_since is None


@pytest.mark.parametrize("act", ["create", "change"])
def test_bodies_are_locked_before_the_journal(
    session: Session, now: datetime, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_body_case(session, now)
    order: list[str] = []
    write = journal.append

    def told(*args: Any) -> JournalEntry:
        order.append("journal")
        return write(*args)

    def asked(state: ORMExecuteState) -> None:
        statement: Any = state.statement
        if state.is_select and statement._for_update_arg is not None and Body.__table__ in statement.get_final_froms():
            order.append("body")

    monkeypatch.setattr(journal, "append", told)
    sa.event.listen(session, "do_orm_execute", asked)
    administrator = make_account(session, Role.ADMINISTRATOR)
    if act == "create":
        bodies.create(session, administrator, now, plan_of(name="Comité technique (fictif)"))
    else:
        bodies.change(session, administrator, now, case.body_id, plan_of(seats=2))
    assert seats.open_missing(session, now) == 1
    sa.event.remove(session, "do_orm_execute", asked)
    assert order[:2] == ["body", "journal"]


def test_a_body_ends_though_a_mandate_has_not_begun(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    later = designate(session, case, now, starts_on=LATER)
    bodies.dissolve(session, case.account, now, case.body_id, now.date())
    assert later.left_on == LATER
    assert case.body.dissolved_on == now.date()
    assert session.scalars(sa.select(Seat.closed_on).where(Seat.body_id == case.body_id)).all() == [now.date()]


def test_who_is_in_a_body_is_in_the_journal(session: Session, now: datetime) -> None:
    case = make_body_case(session, now)
    (only,) = make_institutions(session, 1)
    member = bodies.compose(session, case.account, now, case.body_id, only, MemberRole.CHAIR, None)
    bodies.remove_member(session, case.account, now, case.body_id, member.id)
    entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc()).limit(2)).all()
    assert [entry.kind for entry in entries] == ["steering.member_removed", "steering.member_added"]
    assert all("Institution 0" in entry.payload for entry in entries)


def test_the_last_who_answers_stays_while_requests_wait(session: Session, client: PageClient, now: datetime) -> None:
    session.expire_on_commit = False
    case = make_body_case(session, now)
    chair, partner, second = make_institutions(session, 3)
    member = bodies.compose(session, case.account, now, case.body_id, chair, MemberRole.CHAIR, None)
    pool = bodies.compose(session, case.account, now, case.body_id, partner, MemberRole.POOL, None)
    request = waiting(case, now)
    session.add(request)
    session.flush()
    bodies.remove_member(session, case.account, now, case.body_id, pool.id)
    with pytest.raises(RefusedError, match="last_to_answer"):
        bodies.remove_member(session, case.account, now, case.body_id, member.id)
    member_id, body_id = member.id, case.body_id
    session.commit()
    sign_in(client, case.account)
    address = f"/travail/instances/{body_id}/institutions"
    client.get(address)
    page = client.post(f"{address}/{member_id}/retirer", {})
    assert page.status_code == 422
    assert "plus personne n’y répondrait" in page.text
    session.rollback()
    bodies.compose(session, case.account, now, body_id, second, MemberRole.MEMBER, None)
    bodies.remove_member(session, case.account, now, body_id, member_id)
    left = session.scalars(sa.select(BodyMember.institution_id).where(BodyMember.body_id == body_id)).all()
    assert list(left) == [second]
