"""Requests: what a draft may hold, how it is sent under a number and a day, withdrawn, and what follows."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import AgendaItem, AgendaState, Proposer
from participation.meetings.services import actions, backlog, decisions
from participation.meetings.services.actions import NewAction
from participation.representation.models import (
    BodyMember,
    CouncilRequest,
    MemberRole,
    RequestKind,
    RequestState,
    SteeringBody,
)
from participation.representation.services import answer_rules, answering, ledger, requests
from participation.representation.services.answer_rules import NewRule
from participation.representation.services.answering import Answer
from tests.meetings.makers import make_item, make_meeting
from tests.representation.request_cases import (
    make_draft,
    make_institution,
    make_request_case,
    make_sent,
    make_steering_body,
    new_of,
)
from tests.support.factories import make_account


def kinds_of(session: Session) -> list[str]:
    """Return the kinds of the journal's acts about requests."""
    return list(session.scalars(sa.select(JournalEntry.kind).where(JournalEntry.subject.like("request:%"))))


def test_a_request_gets_its_number_its_day_and_its_line_in_the_journal(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    first, second = make_sent(session, case, now), make_sent(session, case, now, title="Autre chose")
    assert [(each.year, each.sequence) for each in (first, second)] == [(2026, 1), (2026, 2)]
    assert (first.answer_days, first.rule_source) == (answer_rules.USUAL_DAYS, "")
    assert first.due_on == date(2026, 11, 24) + timedelta(days=60)
    assert [(step.state, step.author, step.text) for step in first.steps] == [
        (RequestState.SENT, "Conseil citoyen chemin-vert", "")
    ]
    entry = session.scalars(sa.select(JournalEntry).where(JournalEntry.kind == "request.sent")).first()
    assert entry is not None
    assert hashlib.sha256(first.text.encode()).hexdigest() in entry.payload
    assert "bancs" not in entry.payload


def test_the_charter_s_delay_counts_as_it_stood_when_it_was_sent(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    rule = NewRule(30, "Charte locale (fictive), article 6", date(2026, 1, 5), date(2026, 1, 5))
    answer_rules.set_rule(session, case.facilitator, now, case.council.id, rule)
    sent = make_sent(session, case, now)
    answer_rules.set_rule(
        session, case.facilitator, now, case.council.id, NewRule(10, "Charte 2", date(2026, 11, 1), date(2026, 11, 1))
    )
    later = make_sent(session, case, now, title="Plus tard")
    assert (sent.answer_days, sent.rule_source) == (30, "Charte locale (fictive), article 6")
    assert (later.answer_days, later.due_on) == (10, date(2026, 12, 4))


def test_a_rule_that_cannot_be_is_refused(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    for days, code in ((0, "days"), (367, "days"), (20, "source_to_come")):
        rule = NewRule(days, "Charte", date(2026, 11, 25), now.date())
        with pytest.raises(RefusedError) as refused:
            answer_rules.set_rule(session, case.facilitator, now, case.council.id, rule)
        assert refused.value.code == code


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"title": ""}, "title"),
    ({"title": "x" * 121}, "title"),
    ({"text": ""}, "text"),
    ({"text": "x" * 4001}, "long"),
    ({"meeting_id": 999_999}, "meeting"),
    ({"decision_id": 999_999}, "decision"),
    ({"document_id": 999_999}, "document"),
    ({"institution_id": None}, "addressee"),
    ({"institution_id": 999_999}, "addressee"),
    ({"body_id": 999_999}, "addressee"),
    ({"institution_id": 2**40}, "addressee"),
]


def test_a_draft_that_cannot_stand_is_refused(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    for values, code in REFUSED:
        with pytest.raises(RefusedError) as refused:
            make_draft(session, case, now, **values)
        assert refused.value.code == code


def test_a_meeting_of_another_council_adopts_nothing_here(session: Session, now: datetime) -> None:
    case, other = make_request_case(session, now), make_request_case(session, now, "pierre-heuze")
    with pytest.raises(RefusedError, match="meeting"):
        make_draft(session, case, now, meeting_id=other.meeting.id, decision_id=None)
    with pytest.raises(RefusedError, match="decision"):
        make_draft(session, case, now, decision_id=other.decision.id)


def test_a_withdrawn_or_confidential_decision_stands_behind_nothing(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    case.decision.item.is_confidential, case.decision.item.confidential_reason = True, "Vie privée"
    with pytest.raises(RefusedError, match="decision"):
        make_draft(session, case, now)
    case.decision.item.is_confidential, case.decision.item.confidential_reason = False, None
    draft = make_draft(session, case, now)
    decisions.withdraw(session, case.facilitator, now, case.decision.id, "Une erreur")
    with pytest.raises(RefusedError, match="decision"):
        requests.send(session, case.facilitator, now, draft.id)


def test_a_body_that_ended_is_asked_nothing(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    body = make_steering_body(session)
    draft = make_draft(session, case, now, body_id=body.body_id)
    body.dissolved_on = date(2026, 11, 24)
    session.flush()
    with pytest.raises(RefusedError, match="dissolved"):
        requests.send(session, case.facilitator, now, draft.id)


def test_a_question_to_a_body_waits_for_its_agenda(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    body = make_steering_body(session)
    sent = make_sent(session, case, now, kind=RequestKind.QUESTION, body_id=body.body_id)
    other = make_sent(session, case, now, title="Un avis", kind=RequestKind.OPINION, body_id=body.body_id)
    item = session.get_one(AgendaItem, sent.item_id)
    assert (item.body_id, item.proposed_by, item.text) == (body.body_id, Proposer.TEAM, sent.text)
    assert item.title == "2026-01 · Des bancs au square (Conseil citoyen chemin-vert)"
    assert other.item_id is None


def test_a_draft_saved_by_somebody_else_meanwhile_is_not_overwritten(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    draft = make_draft(session, case, now)
    requests.edit(session, case.facilitator, now, draft.id, 0, new_of(case, title="Deux bancs"))
    with pytest.raises(RefusedError, match="changed"):
        requests.edit(session, case.facilitator, now, draft.id, 0, new_of(case, title="Quatre bancs"))
    assert draft.title == "Deux bancs"


def test_the_same_draft_pressed_twice_is_one(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    assert make_draft(session, case, now).id == make_draft(session, case, now).id


def test_the_same_words_to_somebody_else_are_another_draft(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    others = [make_institution(session, name).id for name in ("Bailleur fictif", "Département fictif")]
    bodies = [make_steering_body(session).body_id for _ in range(2)]
    asked: list[dict[str, object]] = [
        {}, *({"institution_id": each} for each in others), *({"body_id": each} for each in bodies),
        {"kind": RequestKind.OPINION},
    ]  # fmt: skip
    made = [make_draft(session, case, now, **values) for values in asked]
    assert len({each.id for each in made}) == len(asked)
    assert [each.institution_id for each in made[1:3]] == others
    assert [make_draft(session, case, now, **values).id for values in asked] == [each.id for each in made]


def test_a_body_dissolved_after_it_was_read_is_asked_nothing(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    body = make_steering_body(session)
    draft = make_draft(session, case, now, body_id=body.body_id)
    # As somebody else's transaction does: what this one read before does not know it.
    gone = sa.update(SteeringBody).where(SteeringBody.body_id == body.body_id).values(dissolved_on=now.date())
    session.execute(gone.execution_options(synchronize_session=False))
    assert body.dissolved_on is None
    with pytest.raises(RefusedError, match="dissolved"):
        requests.send(session, case.facilitator, now, draft.id)


def test_a_withdrawn_question_waits_for_no_agenda(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    body = make_steering_body(session)
    sent = make_sent(session, case, now, kind=RequestKind.QUESTION, body_id=body.body_id)
    requests.withdraw(session, case.facilitator, now, sent.id, "Les bancs\nsont là. " * 30)
    item = session.get_one(AgendaItem, sent.item_id)
    assert (item.state, item.answered_at) == (AgendaState.REFUSED, now)
    assert item.refusal is not None
    assert item.refusal.startswith("Les bancs sont là. Les bancs")
    assert len(item.refusal) <= 200
    assert backlog.queue(session, body.body_id).count == 0


def test_a_withdrawn_question_stays_on_an_agenda_that_is_written(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    sent = make_sent(session, case, now, kind=RequestKind.QUESTION, body_id=make_steering_body(session).body_id)
    item, meeting = session.get_one(AgendaItem, sent.item_id), make_meeting(session, case.council, case.facilitator)
    item.state, item.meeting_id, item.position = AgendaState.PLANNED, meeting.id, 9
    session.flush()
    requests.withdraw(session, case.facilitator, now, sent.id, "Les bancs sont là.")
    assert (item.state, item.refusal) == (AgendaState.PLANNED, None)


def test_what_is_sent_is_neither_sent_again_nor_changed_nor_thrown_away(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    sent = make_sent(session, case, now)
    for act in (
        lambda: requests.send(session, case.facilitator, now, sent.id),
        lambda: requests.edit(session, case.facilitator, now, sent.id, sent.version, new_of(case)),
        lambda: requests.discard(session, case.facilitator, sent.id),
    ):
        with pytest.raises(RefusedError, match="state"):
            act()


def test_a_draft_thrown_away_is_gone(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    draft_id = make_draft(session, case, now).id
    assert requests.discard(session, case.facilitator, draft_id) == case.council.id
    assert session.get(CouncilRequest, draft_id) is None


def test_another_council_s_team_finds_no_request(session: Session, now: datetime) -> None:
    case, other = make_request_case(session, now), make_request_case(session, now, "pierre-heuze")
    sent = make_sent(session, case, now)
    for act in (
        lambda: requests.withdraw(session, other.facilitator, now, sent.id, "Non"),
        lambda: answering.for_team(session, other.facilitator, 2**40),
        lambda: requests.create(session, other.facilitator, now, case.council.id, new_of(case)),
    ):
        with pytest.raises(MissingError):
            act()


def test_a_council_withdraws_with_a_reason_and_only_what_waits(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    sent = make_sent(session, case, now)
    with pytest.raises(RefusedError, match="text"):
        requests.withdraw(session, case.facilitator, now, sent.id, " ")
    requests.withdraw(session, case.facilitator, now, sent.id, "Les bancs sont là.")
    assert sent.state is RequestState.WITHDRAWN
    assert sent.steps[-1].text == "Les bancs sont là."
    assert kinds_of(session) == ["request.sent", "request.withdrawn"]
    with pytest.raises(RefusedError, match="state"):
        requests.withdraw(session, case.facilitator, now, sent.id, "Encore")


def test_an_action_of_the_council_follows_from_an_answer(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    meeting = make_meeting(session, case.council, case.facilitator)
    item = make_item(session, meeting)
    action = actions.record(
        session, case.facilitator, now, meeting.id, NewAction(item_id=item.id, text="Poser", who="La ville")
    )
    draft = make_draft(session, case, now)
    with pytest.raises(RefusedError, match="draft"):
        requests.follow(session, case.facilitator, draft.id, None, None)
    sent = requests.send(session, case.facilitator, now, draft.id)
    requests.follow(session, case.facilitator, sent.id, action.id, date(2027, 3, 3))
    assert (sent.action_id, sent.review_on) == (action.id, date(2027, 3, 3))
    other = make_request_case(session, now, "pierre-heuze")
    theirs = make_sent(session, other, now)
    for number in (action.id, 999_999):
        with pytest.raises(RefusedError, match="action"):
            requests.follow(session, other.facilitator, theirs.id, number, None)


def test_the_ledger_counts_what_is_overdue_and_tells_who_owes_it(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    other = make_institution(session, "Bailleur fictif")
    body = make_steering_body(session, other)
    early = make_sent(session, case, now - timedelta(days=61))
    to_body = make_sent(session, case, now, title="À l’instance", body_id=body.body_id)
    answered = make_sent(session, case, now, title="Répondue")
    answering.by_account(
        session, case.official, now, answered.id, Answer(RequestState.ACCEPTED, "D’accord.")
    )
    make_draft(session, case, now, title="Brouillon")
    today = date(2026, 11, 24)
    assert ledger.counts(session, case.council.id, today).overdue == 1
    assert ledger.counts(session, case.council.id, today - timedelta(days=2)).overdue == 0
    assert [row.id for row in ledger.owed_by(session, [case.institution.id], now)] == [early.id]
    assert [row.id for row in ledger.owed_by(session, [other.id], now)] == [to_body.id]
    assert ledger.owed_by(session, [], now) == []
    year = ledger.of_year(session, case.council.id, 2026)
    assert [row.label for row in year] == ["2026-01", "2026-02", "2026-03"]
    assert [row.days_taken for row in year] == [None, None, 0]
    assert year[0].is_overdue(today)
    assert ledger.counts(session, None, today) == ledger.Counts(3, 2, 1, 1, 0)
    late = ledger.listed(session, ledger.Wanted(stage="late"), today)
    assert ([row.id for row in late.rows], late.next) == ([early.id], None)


@pytest.mark.parametrize(("due_on", "late"), [(date(2026, 11, 23), 1), (date(2026, 11, 24), 0)])
def test_an_answer_after_its_day_stays_late(session: Session, now: datetime, due_on: date, late: int) -> None:
    case = make_request_case(session, now)
    asked = make_sent(session, case, now - timedelta(days=10))
    asked.due_on = due_on
    # Past midnight in Caen, still the day before in UTC.
    answered_at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    answering.by_account(session, case.official, answered_at, asked.id, Answer(RequestState.PARTLY, "En partie."))
    (row,) = ledger.listed(session, ledger.Wanted(), date(2026, 11, 24)).rows
    assert (row.days_taken, row.days_late) == (10, late)
    assert ledger.counts(session, None, now.date()).answered_late == late
    assert ledger.counts(session, case.council.id, now.date()).answered_late == late


def test_what_is_asked_of_a_body_is_read_last_first(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "SIZE", 2)
    case = make_request_case(session, now)
    body, other = make_steering_body(session), make_steering_body(session)
    for number in range(3):
        make_sent(session, case, now, title=f"Demande {number}", body_id=body.body_id)
    make_sent(session, case, now, title="À une autre", body_id=other.body_id)
    make_draft(session, case, now, title="Brouillon", body_id=body.body_id)
    assert [row.title for row in ledger.of_body(session, body.body_id)] == ["Demande 2", "Demande 1"]


def test_the_ledger_is_read_by_key_without_losing_a_row(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "SIZE", 2)
    case = make_request_case(session, now)
    for number in range(5):
        make_sent(session, case, now, title=f"Demande {number}")
    seen, before = [], None
    while True:
        part = ledger.listed(session, ledger.Wanted(before=before), now.date())
        seen += [row.label for row in part.rows]
        if part.next is None:
            break
        year, number = part.next.split("-")
        before = (int(year), int(number))
    assert seen == [f"2026-0{number}" for number in range(5, 0, -1)]


def test_a_member_answers_for_a_body_only_while_nobody_is_known_to_lead_it(session: Session, now: datetime) -> None:
    case = make_request_case(session, now)
    body = make_steering_body(session)
    sent = make_sent(session, case, now, body_id=body.body_id)
    yes = Answer(RequestState.ACCEPTED, "Oui.")
    assert ledger.owed_by(session, [case.institution.id], now) == []
    member = BodyMember(body_id=body.body_id, institution_id=case.institution.id, role=MemberRole.MEMBER)
    session.add(member)
    session.flush()
    assert [row.id for row in ledger.owed_by(session, [case.institution.id], now)] == [sent.id]
    member.role = MemberRole.POOL
    session.flush()
    with pytest.raises(MissingError):
        answering.by_account(session, case.official, now, sent.id, yes)
    member.role = MemberRole.MEMBER
    lead = make_institution(session, "Préfecture fictive")
    session.add(BodyMember(body_id=body.body_id, institution_id=lead.id, role=MemberRole.CHAIR))
    session.flush()
    assert ledger.owed_by(session, [case.institution.id], now) == []
    with pytest.raises(MissingError):
        answering.by_account(session, case.official, now, sent.id, yes)
    with pytest.raises(MissingError):
        answering.institution_of(session, make_account(session, "official"))
