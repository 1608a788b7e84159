"""Forty people sign in at the same instant: on real processes and on a real server, on both databases, nothing is lost."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.meetings.models import Attendance, Presence
from participation.meetings.services import attendance, presence_codes
from participation.meetings.services.attendance import Tick
from scripts.benchmarks.applicants import Browser
from scripts.benchmarks.servers import server
from tests.meetings.makers import make_meeting
from tests.support.draws import CHANCE
from tests.support.factories import make_account, make_council, make_mandate, seats_of
from tests.support.processes import crowd, in_session

pytestmark = pytest.mark.real_time
PEOPLE = 40
TEAM = 4
"""People of whom the team says something at the same instant, each from a page of its own."""
CODE = "K7M4P2XR"


def prepare(session: Session) -> tuple[int, int, list[int]]:
    """Return a meeting under way, an account of its team, and the seats of forty-four people."""
    council = make_council(session, residents_drawn=PEOPLE, residents_volunteer=0, local_actors=TEAM)
    account = make_account(session, councils=[council])
    seats = [seat.id for seat in seats_of(session, council)]
    for seat in seats_of(session, council):
        make_mandate(session, seat)
    meeting = make_meeting(session, council, account, room_code=CODE, starts_at=CHANCE)
    session.commit()
    return meeting.id, account.id, seats


def rows(url: str) -> dict[int, tuple[Presence, bool]]:
    """Return what the database holds of each seat; a seat noted twice fails."""

    def read(session: Session) -> dict[int, tuple[Presence, bool]]:
        found = session.scalars(sa.select(Attendance)).all()
        assert len({row.seat_id for row in found}) == len(found)
        return {row.seat_id or 0: (row.presence, row.by_phone) for row in found}

    result: dict[int, tuple[Presence, bool]] = in_session(url, read)
    return result


def phone(meeting_id: int, seat_id: int):
    def sign_in(session: Session) -> bool:
        presence_codes.sign_in(session, CHANCE, meeting_id, CODE, seat_id, False)
        session.commit()
        return True

    return sign_in


def team(meeting_id: int, account_id: int, seat_id: int):
    def tick(session: Session) -> bool:
        actor = session.get_one(Account, account_id)
        attendance.tick(session, actor, CHANCE, meeting_id, {seat_id: Tick(Presence.EXCUSED, None)})
        session.commit()
        return True

    return tick


def test_forty_phones_and_the_team_at_the_same_instant(database_url: str) -> None:
    meeting_id, account_id, seats = in_session(database_url, prepare)
    jobs = [phone(meeting_id, seat) for seat in seats[:PEOPLE]]
    jobs += [team(meeting_id, account_id, seat) for seat in seats[PEOPLE:]]
    assert crowd(database_url, jobs) == ["done"] * (PEOPLE + TEAM)
    found = rows(database_url)
    assert [found[seat] for seat in seats[:PEOPLE]] == [(Presence.PRESENT, True)] * PEOPLE
    assert [found[seat] for seat in seats[PEOPLE:]] == [(Presence.EXCUSED, False)] * TEAM


def test_forty_phones_of_one_address_on_a_real_server_each_pressed_twice(database_url: str, tmp_path: Path) -> None:
    meeting_id, _account_id, seats = in_session(database_url, prepare)
    environ = os.environ | {"DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "test"}
    together = Barrier(PEOPLE)
    with server("tests.support.at_the_session:app", environ, Path.cwd()) as address:
        port = int(address.rpartition(":")[2])

        def press(seat_id: int) -> list[int]:
            together.wait(60)
            path, fields = f"/reunions/{meeting_id}/presence", {"code": CODE, "seat": str(seat_id)}
            return [Browser(port, "192.0.2.7").post(path, fields).status for _ in range(2)]

        with ThreadPoolExecutor(PEOPLE) as pool:
            statuses = list(pool.map(press, seats[:PEOPLE]))
    assert statuses == [[303, 303]] * PEOPLE
    assert rows(database_url) == dict.fromkeys(seats[:PEOPLE], (Presence.PRESENT, True))
