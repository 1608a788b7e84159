"""A rehearsal runs on invented people and touches nothing of the council: seats, sign-ups, register, members."""

import dataclasses
import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws import hooks
from participation.draws.models import EntrySecret
from participation.draws.services import candidates, checking, drafting, files, seating
from participation.journal import sentences
from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from participation.sortition.errors import VerificationError
from tests.support.draws import ANNOUNCED, TERM, Case, announce, carry, draft_of, make_case, seat_everybody


@pytest.fixture
def case(session: Session) -> Case:
    """A rehearsal, drawn, in a council where people have signed up."""
    made = make_case(session)
    rehearsed = dataclasses.replace(draft_of(session, made, claims_days=0), is_rehearsal=True)
    drafting.update_draft(session, made.facilitator, ANNOUNCED, made.draw.id, rehearsed)
    made.council.sign_up_open = True
    carry(session, made, "drawn")
    return made


def test_its_people_are_invented(session: Session, case: Case) -> None:
    assert not session.scalars(sa.select(EntrySecret).where(EntrySecret.sign_up_id.is_not(None))).all()
    (named,) = json.loads(case.draw.parameters or "")["pool"]["lists"]
    assert named == {"name": "Personnes inventées pour l’essai", "entries": 40}
    with pytest.raises(VerificationError):
        checking.check(session, files.transcript(session, case.draw))
    assert checking.check(session, files.transcript(session, case.draw), rehearsal=True).is_known


def test_it_changes_nothing_for_those_who_signed_up(session: Session, case: Case) -> None:
    assert case.council.sign_up_open
    assert candidates.busy_sign_ups(session, case.council.id) == set()
    assert not session.scalars(candidates.listed_before(case.council.id)).all()
    assert all(hooks.outcome_of(session, each) is None for each in case.sign_ups)
    assert hooks.lock_of(session, case.sign_ups[0]) is None
    assert hooks.dates_of(session, case.council.id) == []


def test_its_seats_stay_free_for_a_real_draw_beside_it(session: Session, case: Case) -> None:
    real = drafting.create_draft(
        session, case.facilitator, ANNOUNCED, case.council.id, draft_of(session, case, claims_days=0)
    )
    practised, case.draw = case.draw, real
    announce(session, case)
    assert practised.state == "drawn"


def test_nobody_takes_a_seat_from_it(session: Session, case: Case) -> None:
    with pytest.raises(RefusedError, match="rehearsal_seats"):
        seat_everybody(session, case)
    with pytest.raises(RefusedError, match="rehearsal_seats"):
        seating.seat_accepted(session, case.facilitator, ANNOUNCED, case.draw.id, TERM)
    assert not session.scalars(sa.select(Mandate)).all()


def test_the_journal_says_of_each_act_that_it_is_a_rehearsal(session: Session, case: Case) -> None:
    acts = journal.entries_for(session, f"draw:{case.draw.uuid}")
    assert all(json.loads(act.payload)["rehearsal"] is True for act in acts)
    told = sentences.sentence(acts[-1].kind, json.loads(acts[-1].payload))
    assert told.startswith(("Rehearsal: ", "Essai"))
