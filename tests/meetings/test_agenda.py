"""Agendas: order, hours, what comes back by itself, and what people propose."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.meetings.models import (
    AgendaItem,
    AgendaState,
    ItemKind,
    MeetingState,
    MinutesState,
    Outcome,
    Proposer,
)
from participation.meetings.services import agenda, backlog, closing, items
from participation.meetings.services.items import ItemText
from tests.meetings.makers import STARTS, make_item, make_meeting, make_minutes
from tests.support.factories import make_account, make_council

LATER = STARTS + timedelta(days=60)


@pytest.fixture
def council(session: Session):
    return make_council(session)


@pytest.fixture
def account(session: Session, council):
    return make_account(session, councils=[council])


def draft(session, council, account, **values):
    return make_meeting(session, council, account, state=MeetingState.DRAFT, convened_at=None, **values)


def titles(session, meeting):
    return [(item.position, item.title) for item in agenda.items_of(session, meeting.id)]


def text(title="Le square", minutes=20, **values):
    return ItemText(ItemKind.DEBATE, title, "", minutes, **values)


def test_items_keep_their_order_and_move_one_place(session, now, council, account):
    meeting = draft(session, council, account)
    for title in ("un", "deux", "trois"):
        items.add_item(session, account, now, meeting.id, text(title))
    third = agenda.items_of(session, meeting.id)[2]
    items.move_item(session, account, meeting.id, third.id, up=True)
    assert titles(session, meeting) == [(1, "un"), (2, "trois"), (3, "deux")]
    items.move_item(session, account, meeting.id, third.id, up=True)
    items.move_item(session, account, meeting.id, third.id, up=True)
    assert titles(session, meeting) == [(1, "trois"), (2, "un"), (3, "deux")]
    items.move_item(session, account, meeting.id, third.id, up=False)
    assert titles(session, meeting)[1] == (2, "trois")


def test_hours_add_up_and_an_overrun_is_told(session, now, council, account):
    meeting = draft(session, council, account)
    for minutes in (70, 65):
        items.add_item(session, account, now, meeting.id, text(minutes=minutes))
    found = agenda.timetable(meeting, agenda.items_of(session, meeting.id))
    assert (found.minutes, found.overrun) == (135, 15)
    assert found.slots[1].starts_at == STARTS + timedelta(minutes=70)
    assert found.ends_at == STARTS + timedelta(minutes=135)
    items.change_item(session, account, meeting.id, found.slots[1].item.id, text(minutes=30))
    assert agenda.timetable(meeting, agenda.items_of(session, meeting.id)).overrun == 0


def test_a_confidential_item_has_a_public_reason(session, now, council, account):
    meeting = draft(session, council, account)
    item = items.add_item(session, account, now, meeting.id, text(confidential_reason="Situation d’une famille"))
    assert (item.is_confidential, item.confidential_reason) == (True, "Situation d’une famille")
    items.change_item(session, account, meeting.id, item.id, text())
    assert (item.is_confidential, item.confidential_reason) == (False, None)


def test_removing_gives_back_what_residents_proposed_and_deletes_what_the_team_wrote(session, now, council, account):
    meeting = draft(session, council, account)
    own = items.add_item(session, account, now, meeting.id, text())
    topic = backlog.propose(session, now, council.body_id, backlog.Proposal("Les bancs", "Il en manque."))
    backlog.plan(session, account, now, topic.id, topic.title, topic.text, meeting.id)
    assert titles(session, meeting) == [(1, "Le square"), (2, "Les bancs")]
    items.remove_item(session, account, meeting.id, own.id)
    items.remove_item(session, account, meeting.id, topic.id)
    assert titles(session, meeting) == []
    assert (topic.state, topic.position) == (AgendaState.KEPT, None)
    assert session.scalar(sa.select(sa.func.count()).select_from(AgendaItem)) == 1


def test_a_closed_agenda_and_another_councils_are_refused(session, now, council, account):
    meeting = make_meeting(session, council, account, state=MeetingState.CLOSED)
    item = make_item(session, meeting)
    with pytest.raises(RefusedError, match="state"):
        items.add_item(session, account, now, meeting.id, text())
    with pytest.raises(RefusedError, match="state"):
        items.move_item(session, account, meeting.id, item.id, up=True)
    stranger = make_account(session, councils=[make_council(session, "guerini", name="Guérinière")])
    with pytest.raises(MissingError):
        items.add_item(session, stranger, now, meeting.id, text())


def test_an_agenda_has_an_end(session, now, council, account):
    meeting = draft(session, council, account)
    for _ in range(agenda.LONGEST_AGENDA):
        items.add_item(session, account, now, meeting.id, text())
    with pytest.raises(RefusedError, match="agenda_full"):
        items.add_item(session, account, now, meeting.id, text())


def close(session, account, now, meeting, **outcomes):
    found = {item.id: Outcome(outcomes.get(item.title, "done")) for item in agenda.items_of(session, meeting.id)}
    return closing.close_meeting(session, account, now, meeting.id, found)


def test_what_stays_open_comes_back_once_to_the_next_agenda_with_the_minutes_first(session, now, council, account):
    meeting = make_meeting(session, council, account)
    for title in ("square", "bancs"):
        make_item(session, meeting, title)
    following = draft(session, council, account, starts_at=LATER)
    make_item(session, following, "déjà là")
    close(session, account, now, meeting, square="open")
    expected = [(1, "Approbation du compte rendu du 20 novembre 2026"), (2, "square"), (3, "déjà là")]
    assert titles(session, following) == expected
    first = agenda.items_of(session, following.id)[0]
    assert (first.kind, first.approves_meeting_id) == (ItemKind.APPROVAL, meeting.id)
    assert agenda.fill(session, account, now, following) == 0
    assert titles(session, following) == expected


def test_without_a_next_meeting_the_one_created_later_takes_it(session, now, council, account):
    meeting = make_meeting(session, council, account)
    make_item(session, meeting, "square")
    close(session, account, now, meeting, square="open")
    following = draft(session, council, account, starts_at=LATER)
    assert agenda.fill(session, account, now, following) == 2
    assert [title for _at, title in titles(session, following)][1] == "square"


def test_an_item_open_twice_goes_on_and_approved_minutes_are_not_asked_again(session, now, council, account):
    first = make_meeting(session, council, account)
    make_item(session, first, "square")
    make_minutes(session, first, MinutesState.APPROVED, approved_at=now)
    close(session, account, now, first, square="open")
    second = make_meeting(session, council, account, starts_at=LATER)
    agenda.fill(session, account, now, second)
    assert [title for _at, title in titles(session, second)] == ["square"]
    close(session, account, now, second, square="open")
    third = draft(session, council, account, starts_at=LATER + timedelta(days=60))
    agenda.fill(session, account, now, third)
    assert [title for _at, title in titles(session, third)] == [
        "Approbation du compte rendu du 19 janvier 2027",
        "square",
    ]


def test_minutes_whose_approval_stayed_open_are_asked_again_once(session, now, council, account):
    first = make_meeting(session, council, account)
    close(session, account, now, first)
    second = make_meeting(session, council, account, starts_at=LATER)
    agenda.fill(session, account, now, second)
    approval = agenda.items_of(session, second.id)[0]
    closing.close_meeting(session, account, now, second.id, {approval.id: Outcome.OPEN})
    third = draft(session, council, account, starts_at=LATER + timedelta(days=60))
    agenda.fill(session, account, now, third)
    assert sorted(item.approves_meeting_id for item in agenda.items_of(session, third.id)) == [first.id, second.id]


def test_a_cancelled_meeting_gives_its_items_to_the_next(session, now, council, account):
    cancelled = make_meeting(
        session, council, account, state=MeetingState.CANCELLED, cancelled_at=now, cancel_reason="Salle fermée"
    )
    make_item(session, cancelled, "square")
    following = draft(session, council, account, starts_at=LATER)
    assert closing.hand_on(session, account, now, cancelled) == following
    assert titles(session, following) == [(1, "square")]


def test_another_bodys_items_stay_there(session, now, council, account):
    meeting = make_meeting(session, council, account)
    make_item(session, meeting, "square")
    close(session, account, now, meeting, square="open")
    elsewhere = make_council(session, "guerini", name="Guérinière")
    assert agenda.fill(session, account, now, draft(session, elsewhere, account, starts_at=LATER)) == 0


def test_closing_asks_each_items_outcome(session, now, council, account):
    meeting = make_meeting(session, council, account)
    make_item(session, meeting, "square")
    with pytest.raises(RefusedError, match="outcome_missing"):
        closing.close_meeting(session, account, now, meeting.id, {})
    assert meeting.state is MeetingState.HELD


def test_topics_are_answered_in_public(session, now, council, account):
    first, second, third = (
        backlog.propose(session, now, council.body_id, backlog.Proposal(title, "")) for title in ("a", "b", "c")
    )
    assert backlog.queue(session, council.body_id) == backlog.Queue(3, now)
    assert backlog.answered(session, council.body_id, 1).total == 0
    backlog.keep(session, account, now, first.id, "a", "")
    backlog.refuse(session, account, now, second.id, "b", "", "C’est l’affaire du bailleur.")
    with pytest.raises(RefusedError, match="no_reason"):
        backlog.refuse(session, account, now, third.id, "c", "", " ")
    found = backlog.answered(session, council.body_id, 1).rows
    assert [(topic.title, topic.state, topic.refusal) for topic in found] == [
        ("b", AgendaState.REFUSED, "C’est l’affaire du bailleur."),
        ("a", AgendaState.KEPT, None),
    ]
    assert backlog.queue(session, council.body_id).count == 1


def test_a_topic_names_its_meeting_once_that_is_convened(session, now, council, account):
    meeting = draft(session, council, account)
    topic = backlog.propose(session, now, council.body_id, backlog.Proposal("bancs", ""))
    backlog.plan(session, account, now, topic.id, "bancs", "", meeting.id)
    assert backlog.answered(session, council.body_id, 1).rows[0].meeting_id is None
    meeting.state, meeting.convened_at = MeetingState.CONVENED, now
    session.flush()
    assert backlog.answered(session, council.body_id, 1).rows[0].meeting_id == meeting.id


def test_the_same_topic_sent_twice_is_one_and_says_who_brought_it(session, now, council, account):
    proposal = backlog.Proposal("bancs", "", "Camille Fictive", "06 39 98 00 00")
    first = backlog.propose(session, now, council.body_id, proposal)
    assert backlog.propose(session, now, council.body_id, proposal) is first
    member = make_account(session, Role.MEMBER)
    assert backlog.propose(session, now, council.body_id, backlog.Proposal("x", ""), member).proposed_by is Proposer.MEMBER
    assert first.proposed_by is Proposer.RESIDENT


def test_others_cannot_answer_and_an_answered_topic_cannot_be_planned_elsewhere(session, now, council, account):
    topic = backlog.propose(session, now, council.body_id, backlog.Proposal("bancs", ""))
    other = make_council(session, "guerini", name="Guérinière")
    stranger = make_account(session, councils=[other])
    with pytest.raises(MissingError):
        backlog.keep(session, stranger, now, topic.id, "bancs", "")
    both = make_account(session, councils=[council, other])
    with pytest.raises(MissingError):
        backlog.plan(session, both, now, topic.id, "bancs", "", draft(session, other, both).id)


def test_name_and_contact_go_a_year_after_the_answer(session, now, council, account):
    proposal = backlog.Proposal("bancs", "", "Camille Fictive", "06 39 98 00 00")
    topic = backlog.propose(session, now, council.body_id, proposal)
    backlog.keep(session, account, now, topic.id, "bancs", "")
    assert backlog.forget_contacts(session, now + timedelta(days=365)) == 0
    assert backlog.forget_contacts(session, now + timedelta(days=366)) == 1
    session.refresh(topic)
    assert (topic.proposer_name, topic.proposer_contact) == (None, None)


def test_a_meeting_put_before_a_draft_takes_what_came_to_it_by_itself(session, now, council, account):
    past = make_meeting(session, council, account, state=MeetingState.CLOSED)
    make_item(session, past, "Resté ouvert", outcome=Outcome.OPEN)
    later = draft(session, council, account, starts_at=LATER)
    agenda.fill(session, account, now, later)
    items.add_item(session, account, now, later.id, text("Écrit pour celle-ci"))
    earlier = draft(session, council, account, starts_at=LATER - timedelta(days=10))
    assert agenda.fill(session, account, now, earlier) == 2
    assert [title for _, title in titles(session, earlier)][1] == "Resté ouvert"
    assert agenda.items_of(session, earlier.id)[0].approves_meeting_id == past.id
    assert titles(session, later) == [(1, "Écrit pour celle-ci")]
    assert agenda.fill(session, account, now, earlier) == 0


def test_what_people_were_sent_stays_and_the_earlier_agenda_says_where(session, now, council, account):
    past = make_meeting(session, council, account, state=MeetingState.CLOSED)
    make_item(session, past, "Resté ouvert", outcome=Outcome.OPEN)
    later = make_meeting(session, council, account, state=MeetingState.CONVENED, starts_at=LATER)
    agenda.fill(session, account, now, later)
    earlier = draft(session, council, account, starts_at=LATER - timedelta(days=10))
    assert agenda.fill(session, account, now, earlier) == 0
    held = agenda.held_later(session, earlier)
    assert [(item.meeting_id, item.title) for item in held][1] == (later.id, "Resté ouvert")
    assert len(held) == 2
