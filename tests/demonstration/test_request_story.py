"""The demonstration shows two answered requests, one late in public, and one that waits for its official."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.kernel import clock
from participation.kernel.permissions import Role
from participation.meetings.models import Minutes, MinutesState
from participation.representation.models import CouncilRequest, RequestState, RequestStep
from participation.representation.services import institutions, ledger


def test_two_requests_of_published_minutes_are_answered_one_by_a_link(loaded: Session) -> None:
    query = sa.select(CouncilRequest).where(CouncilRequest.answered_at.is_not(None)).order_by(CouncilRequest.id)
    answered = loaded.scalars(query).all()
    assert [each.state for each in answered] == [RequestState.ACCEPTED, RequestState.PARTLY]
    for each in answered:
        assert each.is_fictitious
        assert loaded.get_one(Minutes, each.meeting_id).state is MinutesState.PUBLISHED
        assert "réponse fictive" in each.steps[-1].text
    assert answered[0].action_id is not None
    by_link = loaded.scalars(sa.select(RequestStep).where(RequestStep.link_id.is_not(None))).all()
    assert [step.request_id for step in by_link] == [answered[0].id]


def test_one_answer_is_late_and_one_waits_and_the_official_owes_both(loaded: Session, now: datetime) -> None:
    official = loaded.scalars(sa.select(Account).where(Account.role == Role.OFFICIAL)).one()
    owed = ledger.owed_by(loaded, institutions.ids_of(loaded, official), now)
    today = clock.day_of(now)
    assert [row.is_overdue(today) for row in owed] == [True, False]
    assert ledger.counts(loaded, owed[0].council_id, today).overdue == 1
    late = loaded.get_one(CouncilRequest, owed[0].id)
    assert late.item is not None
    assert late.item.body_id == late.body_id
