"""The demonstration's councils sit in the steering bodies: held, left, absent, never held; the committee met once."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, Person
from participation.journal.models import JournalEntry
from participation.meetings.models import Meeting, MeetingState
from participation.representation.models import Designation
from participation.representation.reference import POLITICAL, RENEWAL, TEAMS
from participation.representation.services import matrix
from participation.representation.services.matrix import AtLast, Cell, Standing

COMMITTEE, EDUCATION = POLITICAL.name, TEAMS[1].name


@pytest.fixture
def cells(session: Session, now: datetime) -> dict[tuple[str, str], Cell]:
    """What each council has in each body, by code and name."""
    found = matrix.table(session, now)
    codes = {council.id: council.code for council in found.councils}
    names = {body.body_id: body.body.name for body in found.bodies}
    return {(codes[council], names[body]): cell for (council, body), cell in found.cells.items()}


def test_every_council_shows_its_seats_in_the_committee_and_the_three_teams(cells: dict[tuple[str, str], Cell]) -> None:
    shown = [cell for (_code, name), cell in cells.items() if name in {COMMITTEE, *(team.name for team in TEAMS)}]
    assert len(shown) == 7 * 4
    assert {cell.standing for cell in shown} == {Standing.FILLED, Standing.VACANT}
    assert all(cell.seats == 1 for cell in shown)
    assert cells["chemin-vert", RENEWAL.name].standing is Standing.FILLED
    assert cells["gueriniere", RENEWAL.name].standing is Standing.ELSEWHERE


def test_one_left_one_stayed_away_and_one_came_after(cells: dict[tuple[str, str], Cell], now: datetime) -> None:
    left = cells["pierre-heuze", EDUCATION]
    assert left.standing is Standing.VACANT
    assert left.vacant_since is not None
    assert (now.date() - left.vacant_since).days == 89
    assert [cells[code, COMMITTEE].at_last for code in ("pierre-heuze", "chemin-vert", "gueriniere")] == [
        AtLast.SAT, AtLast.SAT, AtLast.AWAY
    ]  # fmt: skip
    # Took office after the meeting: it does not count as an absence.
    assert (cells["calvaire-saint-pierre", COMMITTEE].told, cells["gueriniere", COMMITTEE].told) == (0, 1)


def test_the_committee_s_meeting_is_fictitious_and_no_name_is_in_the_journal(
    cells: dict[tuple[str, str], Cell], session: Session
) -> None:
    assert cells
    meeting = session.scalars(sa.select(Meeting).join(Meeting.body).where(Meeting.body.has(name=COMMITTEE))).one()
    assert (meeting.state, meeting.is_fictitious) == (MeetingState.CLOSED, True)
    query = sa.select(Person.name).join(Mandate, Mandate.person_id == Person.id)
    names = session.scalars(query.join(Designation, Designation.mandate_id == Mandate.id)).all()
    told = "".join(session.scalars(sa.select(JournalEntry.payload)))
    assert len(set(names)) > 8
    assert [name for name in names if name and name in told] == []
