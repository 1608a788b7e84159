"""The demonstration: whole, marked, made once, and each draw in the state it should show."""

from collections import Counter
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.passwords import Passwords
from participation.bodies.models import Body, BodyKind, Person
from participation.councils.models import Council
from participation.demonstration import services
from participation.demonstration.people import fictitious
from participation.draws.models import Draw, DrawState
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.meetings.models import AgendaItem, ItemKind, Meeting, Minutes, MinutesState
from participation.meetings.services.standing import Standing, standing
from participation.volunteers.models import SignUp
from participation.volunteers.services import find_record


def test_seven_councils_and_a_draw_in_each_state_shown(loaded: Session) -> None:
    assert loaded.scalar(sa.select(sa.func.count(Council.id))) == 7
    states = Counter(loaded.scalars(sa.select(Draw.state)))
    assert states == {DrawState.COMPLETED: 1, DrawState.SEALED: 1, DrawState.CLOSED: 1, DrawState.ANNOUNCED: 1}


def test_the_hour_of_the_waiting_draw_has_just_come(loaded: Session, now: datetime) -> None:
    waiting = loaded.scalars(sa.select(Draw).where(Draw.state == DrawState.SEALED)).one()
    assert now - timedelta(minutes=services.QUARTER) < waiting.session_at <= now


def test_everybody_in_it_is_marked_fictitious(loaded: Session) -> None:
    for model in (Person, SignUp, Council):
        assert set(loaded.scalars(sa.select(model.is_fictitious))) == {True}


def test_the_journal_reads_in_order_of_time_and_holds(loaded: Session) -> None:
    instants = loaded.scalars(sa.select(JournalEntry.at).order_by(JournalEntry.sequence)).all()
    assert list(instants) == sorted(instants)
    loaded.commit()
    assert journal.verify(loaded).broken is None


def test_three_meetings_of_one_council_each_at_its_stage(loaded: Session, now: datetime) -> None:
    of_councils = sa.select(Meeting).join(Meeting.body).where(Body.kind == BodyKind.COUNCIL)
    found = loaded.scalars(of_councils.order_by(Meeting.starts_at)).all()
    assert len({meeting.body_id for meeting in found}) == 1
    assert [standing(meeting, now) for meeting in found] == [Standing.PAST, Standing.PAST, Standing.NEXT]
    states = [loaded.get(Minutes, meeting.id) for meeting in found]
    assert [minutes.state if minutes else None for minutes in states] == [
        MinutesState.PUBLISHED, MinutesState.CIRCULATED, None,
    ]  # fmt: skip
    assert [meeting.late_days for meeting in found] == [0, 0, 0]
    assert {meeting.is_fictitious for meeting in found} == {True}
    agenda = loaded.scalars(sa.select(AgendaItem).where(AgendaItem.meeting_id == found[2].id)).all()
    # The minutes to approve and what stayed open came by themselves.
    assert [item.approves_meeting_id for item in agenda if item.kind is ItemKind.APPROVAL] == [found[1].id]
    assert [item.title for item in agenda if item.carried_from_id] == ["Le budget du contrat de ville"]


def test_it_is_made_once(loaded: Session, now: datetime) -> None:
    assert services.load(loaded, now, "key", Passwords(True)) is False


def test_the_printed_receipt_opens_a_sign_up_of_the_completed_draw(loaded: Session) -> None:
    code, birth_year = services.shown_receipt(loaded, "key")
    found = find_record(loaded, code, str(birth_year))
    draw = loaded.scalars(sa.select(Draw).where(Draw.state == DrawState.COMPLETED)).one()
    assert found.council_id == draw.council_id
    assert found.registered_at < draw.closed_at


def test_fictitious_people_have_names_of_their_own() -> None:
    assert len({fictitious(number).name for number in range(1, 300)}) == 299
