"""Answers: what may follow what, by whom, and links that answer once and are changed by no reading."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.mail import Mail
from participation.representation import request_mails
from participation.representation.models import (
    AnswerLink,
    CouncilRequest,
    InstitutionContact,
    RequestState,
    RequestStep,
)
from participation.representation.services import answering, links
from participation.representation.services.answering import TRANSITIONS, Answer
from participation.representation.services.links import LinkState
from tests.representation.request_cases import (
    RequestCase,
    mailed_secret,
    make_institution,
    make_official,
    make_request_case,
    make_sent,
    make_steering_body,
    secrets_of,
)

YES = Answer(RequestState.ACCEPTED, "Les bancs seront posés.", "adjointe au cadre de vie")
NO = Answer(RequestState.REFUSED, "Le square appartient au bailleur.")


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    """Let mails be written as in a request."""
    with app.app_context():
        yield


@pytest.fixture
def case(session: Session, now: datetime) -> RequestCase:
    return make_request_case(session, now)


@pytest.fixture
def sent(session: Session, now: datetime, case: RequestCase) -> CouncilRequest:
    return make_sent(session, case, now)


def test_only_the_states_of_the_table_follow(session: Session, now: datetime, sent: CouncilRequest) -> None:
    for before, after in product(RequestState, RequestState):
        sent.state = before
        session.flush()
        if after in TRANSITIONS[before]:
            answering.add_step(session, now, sent, after, "Ville fictive", "Voilà.")
            assert sent.state is after
        else:
            with pytest.raises(RefusedError, match="state"):
                answering.add_step(session, now, sent, after, "Ville fictive", "Voilà.")
            assert sent.state is before
    assert TRANSITIONS[RequestState.DONE] == TRANSITIONS[RequestState.WITHDRAWN] == ()


def test_nothing_closes_without_author_and_text(session: Session, now: datetime, sent: CouncilRequest) -> None:
    closing = (*answering.ANSWERS, RequestState.DONE)
    for state, (author, text) in product(closing, (("", "Voilà."), (" ", "Voilà."), ("Ville", ""), ("Ville", " \n"))):
        sent.state = RequestState.ACCEPTED if state is RequestState.DONE else RequestState.SENT
        session.flush()
        with pytest.raises(RefusedError) as refused:
            answering.add_step(session, now, sent, state, author, text)
        wanted = "reasons" if state is RequestState.REFUSED else "text"
        assert refused.value.code == (wanted if author.strip() else "author")
    assert sent.answered_at is None


def test_an_account_answers_for_its_institution_and_its_function(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    step = answering.by_account(session, case.official, now, sent.id, YES)
    assert step.author == "Ville fictive (adjointe au cadre de vie)"
    assert (sent.state, sent.answered_at) == (RequestState.ACCEPTED, now)
    entry = session.scalars(sa.select(JournalEntry).where(JournalEntry.kind == "request.answered")).one()
    assert answering.text_digest(YES.text) in entry.payload
    assert YES.text not in entry.payload


def test_an_official_of_another_institution_finds_nothing(
    session: Session, now: datetime, sent: CouncilRequest
) -> None:
    foreign = make_official(session, make_institution(session, "Bailleur fictif"))
    nobody = make_official(session, None)
    for account in (foreign, nobody):
        with pytest.raises(MissingError):
            answering.by_account(session, account, now, sent.id, YES)
    assert sent.state is RequestState.SENT


def test_who_leads_a_body_answers_for_it(session: Session, now: datetime, case: RequestCase) -> None:
    body = make_steering_body(session, case.institution)
    asked = make_sent(session, case, now, body_id=body.body_id)
    answering.by_account(session, case.official, now, asked.id, YES)
    assert asked.state is RequestState.ACCEPTED


def test_the_council_s_own_states_are_not_the_addressee_s(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    with pytest.raises(RefusedError, match="not_theirs"):
        answering.by_account(session, case.official, now, sent.id, Answer(RequestState.WITHDRAWN, "Non."))


def test_a_function_too_long_for_its_place_is_refused(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    with pytest.raises(RefusedError, match="author"):
        answering.by_account(session, case.official, now, sent.id, Answer(RequestState.ACCEPTED, "Oui.", "x" * 190))


def test_an_answer_on_paper_counts_from_the_day_it_came(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    later = now + timedelta(days=9)
    answering.on_paper(session, case.facilitator, later, sent.id, NO, date(2026, 11, 30))
    assert sent.answered_at is not None
    assert sent.answered_at.date() == date(2026, 11, 30)
    entry = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert entry is not None
    assert entry.at == later


def test_an_answer_on_paper_came_neither_later_nor_before_the_request(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    for on, code in ((date(2026, 11, 25), "on_to_come"), (date(2026, 11, 23), "on_before")):
        with pytest.raises(RefusedError) as refused:
            answering.on_paper(session, case.facilitator, now, sent.id, YES, on)
        assert refused.value.code == code


def test_the_secret_stands_in_the_mail_alone(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    secret = mailed_secret(session, case, now, sent)
    link = session.scalars(sa.select(AnswerLink)).one()
    mail = session.scalars(sa.select(Mail)).one()
    assert len(secret) >= 22
    assert secret in (mail.body or "")
    assert secret not in mail.key + mail.subject
    assert link.secret_sha256 == links.digest(secret)
    facts = "".join(session.scalars(sa.select(JournalEntry.payload)))
    assert secret not in facts
    assert (mail.recipient or "").endswith("@example.org")
    assert (mail.recipient or "") not in facts


def test_reading_a_link_changes_nothing(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    secret = mailed_secret(session, case, now, sent)
    for _ in range(3):
        assert links.find(session, now, secret).state is LinkState.OPEN
    assert not session.dirty
    assert sent.state is RequestState.SENT


def test_a_link_answers_once(session: Session, now: datetime, case: RequestCase, sent: CouncilRequest) -> None:
    secret = mailed_secret(session, case, now, sent)
    answering.by_link(session, now, secret, YES)
    assert links.find(session, now, secret).state is LinkState.USED
    with pytest.raises(RefusedError) as refused:
        answering.by_link(session, now, secret, NO)
    assert refused.value.params == {"state": LinkState.USED}
    steps = session.scalars(sa.select(RequestStep).where(RequestStep.request_id == sent.id)).all()
    assert [step.state for step in steps] == [RequestState.SENT, RequestState.ACCEPTED]


def test_a_link_ends_a_month_after_the_answer_was_due(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    sent.due_on = date(2027, 11, 24)
    secret = mailed_secret(session, case, now, sent)
    end = datetime(2027, 12, 24, 22, 59, tzinfo=UTC)
    assert "24 décembre 2027" in (session.scalars(sa.select(Mail)).one().body or "")
    assert links.find(session, end - timedelta(seconds=1), secret).state is LinkState.OPEN
    with pytest.raises(RefusedError) as refused:
        answering.by_link(session, end, secret, YES)
    assert refused.value.params == {"state": LinkState.EXPIRED}


def test_a_link_sent_late_still_answers_for_sixty_days(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    sent.due_on = date(2026, 10, 1)
    secret = mailed_secret(session, case, now, sent)
    end = now + timedelta(days=60)
    assert links.find(session, end - timedelta(seconds=1), secret).state is LinkState.OPEN
    assert links.find(session, end, secret).state is LinkState.EXPIRED


def test_a_newer_link_ends_the_one_before(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    first = mailed_secret(session, case, now, sent)
    second = mailed_secret(session, case, now + timedelta(days=1), sent)
    assert links.find(session, now, first).state is LinkState.REVOKED
    assert links.find(session, now, second).state is LinkState.OPEN


def test_an_answer_by_account_ends_the_links(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    secret = mailed_secret(session, case, now, sent)
    answering.by_account(session, case.official, now, sent.id, YES)
    assert links.find(session, now, secret).state is LinkState.ANSWERED
    with pytest.raises(RefusedError, match="link"):
        answering.by_link(session, now, secret, NO)


def test_a_secret_that_nobody_made_opens_nothing(session: Session, now: datetime, sent: CouncilRequest) -> None:
    for secret in ("x" * 32, "", "é" * 20):
        with pytest.raises(MissingError):
            answering.by_link(session, now, secret, YES)


def test_each_of_those_who_lead_a_body_gets_a_link_and_one_answer_ends_the_other(
    session: Session, now: datetime, case: RequestCase
) -> None:
    other = make_institution(session, "Département fictif", email="departement@example.org")
    body = make_steering_body(session, case.institution, other)
    asked = make_sent(session, case, now, body_id=body.body_id)
    assert request_mails.tell(session, now, asked) == 2
    session.flush()
    first, second = secrets_of(session)
    answering.by_link(session, now, first, YES)
    assert links.find(session, now, second).state is LinkState.ANSWERED


def test_without_an_address_nobody_is_told_and_no_link_ends(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    secret = mailed_secret(session, case, now, sent)
    session.execute(sa.delete(InstitutionContact))
    assert request_mails.tell(session, now, sent) == 0
    assert links.find(session, now, secret).state is LinkState.OPEN
    with pytest.raises(RefusedError, match="nobody"):
        request_mails.tell_again(session, now, sent)


def test_what_was_answered_is_mailed_no_more(
    session: Session, now: datetime, case: RequestCase, sent: CouncilRequest
) -> None:
    answering.by_account(session, case.official, now, sent.id, YES)
    with pytest.raises(RefusedError, match="state"):
        request_mails.tell_again(session, now, sent)
    assert session.scalars(sa.select(Mail)).all() == []
