"""Once somebody is noted as there, only seats noted as taken can have voted."""

import pytest
from sqlalchemy.orm import Session

from participation.kernel.errors import RefusedError
from participation.meetings.models import Attendance, Presence
from participation.meetings.services import decisions
from participation.meetings.services.decisions import NewDecision, Votes
from tests.conftest import NOW
from tests.meetings.makers import make_item, make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of


def test_votes_are_at_most_those_noted_as_there(session: Session) -> None:
    council = make_council(session)
    account = make_account(session, councils=[council])
    meeting = make_meeting(session, council, account)
    item = make_item(session, meeting)
    seats = [seat for seat in seats_of(session, council) if seat.college == "residents"][:2]
    for seat in seats:
        mandate = make_mandate(session, seat, make_person(session))
        session.add(
            Attendance(
                meeting_id=meeting.id, seat_id=seat.id, mandate_id=mandate.id, presence=Presence.PRESENT, noted_at=NOW
            )
        )
    session.flush()
    decisions.record(session, account, NOW, meeting.id, NewDecision(item.id, "Oui.", votes={"residents": Votes(2, 0, 0)}))
    new = NewDecision(item.id, "Non.", votes={"residents": Votes(2, 1, 0)})
    with pytest.raises(RefusedError) as refused:
        decisions.record(session, account, NOW, meeting.id, new)
    assert (refused.value.code, refused.value.params["most"]) == ("too_many", 2)
