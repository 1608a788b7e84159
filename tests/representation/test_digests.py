"""Digests come at the rhythm somebody chose, never empty, and tell nothing twice, whatever fails or runs beside."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.kernel import mail
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from participation.meetings.models import MemberAccount
from participation.representation import digest_mails
from participation.representation.models import Digest, DigestRhythm, InstitutionAccount
from participation.representation.services import digests
from tests.conftest import NOW
from tests.representation.desk_cases import DeskCase, days_ago, make_desk_case, make_institution
from tests.representation.year_cases import meet
from tests.support.factories import make_account

MONDAY = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
"""Seven in the morning in Caen, the first Monday after the tests' day."""


@pytest.fixture
def case(session: Session) -> DeskCase:
    """An official whose institution is asked; the round of the tests' day has made their row."""
    return make_desk_case(session)


def told(app: Flask, session: Session, now: datetime, to: str) -> list[tuple[str, str]]:
    """Return what one round of an instant wrote to an address."""
    session.commit()
    before = set(session.scalars(sa.select(Mail.id)))
    session.commit()
    with app.test_request_context():
        digest_mails.send(app.extensions["db"]["write"], now)
    found = session.execute(sa.select(Mail.id, Mail.recipient, Mail.subject, Mail.body).order_by(Mail.id)).all()
    session.commit()
    return [(row[2], str(row[3])) for row in found if row[0] not in before and row[1] == to]


def test_the_first_round_writes_nothing_and_says_when_the_first_digest_leaves(
    app: Flask, session: Session, case: DeskCase
) -> None:
    email, number = case.official.email, case.official.id
    case.ask(session, days_ago(2), date(2026, 12, 20), 1)
    assert told(app, session, NOW, email) == []
    row = session.get_one(Digest, number)
    assert (row.rhythm, row.next_at) == (DigestRhythm.WEEKLY, MONDAY)


def test_a_digest_tells_what_is_owed_and_new_once(app: Flask, session: Session, case: DeskCase) -> None:
    email = case.official.email
    request = case.ask(session, days_ago(2), date(2026, 12, 20), 7)
    number = request.id
    told(app, session, NOW, email)
    assert told(app, session, MONDAY - timedelta(minutes=1), email) == []
    ((subject, body),) = told(app, session, MONDAY, email)
    assert subject.replace("\u00a0", " ").startswith("Conseils citoyens : 1 réponse à donner, ")
    for words in ("Demande fictive 7", f"/elu/demandes/{number}", "/elu/resume", "/elu\n", "Données fictives"):
        assert words in body
    assert told(app, session, MONDAY, email) == []
    assert told(app, session, MONDAY + timedelta(days=1), email) == []


def test_a_digest_is_never_empty(app: Flask, session: Session, case: DeskCase) -> None:
    email = case.official.email
    case.ask(session, days_ago(2), date(2027, 1, 31), 1)
    told(app, session, NOW, email)
    assert len(told(app, session, MONDAY, email)) == 1
    # The answer is still owed, but that was told: nothing new, no message.
    assert told(app, session, MONDAY + timedelta(days=7), email) == []
    assert session.get_one(Digest, case.official.id).next_at == MONDAY + timedelta(days=14)


def test_an_answer_is_told_again_in_its_last_week_and_once_it_is_late(
    app: Flask, session: Session, case: DeskCase
) -> None:
    email = case.official.email
    case.ask(session, days_ago(2), date(2026, 12, 23), 1)
    told(app, session, NOW, email)
    mondays = [MONDAY + timedelta(days=7 * week) for week in range(8)]
    written = [monday.date() for monday in mondays if told(app, session, monday, email)]
    assert written == [date(2026, 11, 30), date(2026, 12, 21), date(2026, 12, 28)]


def test_weeks_without_a_worker_are_one_message(app: Flask, session: Session, case: DeskCase) -> None:
    email = case.official.email
    case.ask(session, days_ago(2), date(2026, 12, 20), 1)
    told(app, session, NOW, email)
    assert len(told(app, session, MONDAY + timedelta(days=35, hours=5), email)) == 1
    assert told(app, session, MONDAY + timedelta(days=35, hours=6), email) == []


def test_what_was_seen_on_the_desk_is_not_told(app: Flask, session: Session, case: DeskCase) -> None:
    email = case.official.email
    case.ask(session, days_ago(2), date(2027, 1, 31), 1)
    told(app, session, NOW, email)
    digests.see(session, case.official, NOW, NOW)
    assert told(app, session, MONDAY, email) == []


def test_a_failure_after_the_claim_tells_it_at_the_next_round(
    app: Flask, session: Session, case: DeskCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = case.official.email
    case.ask(session, days_ago(2), date(2026, 12, 20), 1)
    told(app, session, NOW, email)

    def fail(*_arguments: object) -> bool:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(mail, "post", fail)
        with pytest.raises(OSError):  # noqa: PT011 - any failure at this place
            told(app, session, MONDAY, email)
    assert len(told(app, session, MONDAY, email)) == 1


def test_two_workers_at_once_write_one_message(app: Flask, session: Session, case: DeskCase) -> None:
    email = case.official.email
    case.ask(session, days_ago(2), date(2026, 12, 20), 1)
    told(app, session, NOW, email)
    start, done = threading.Barrier(2), []

    def work() -> None:
        with app.test_request_context():
            start.wait()
            done.append(digest_mails.send(app.extensions["db"]["write"], MONDAY))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Mail).where(Mail.recipient == email)) == 1


@pytest.mark.parametrize(
    ("rhythm", "next_at"),
    [
        (DigestRhythm.DAILY, datetime(2026, 11, 25, 6, 0, tzinfo=UTC)),
        (DigestRhythm.WEEKLY, MONDAY),
        (DigestRhythm.MONTHLY, datetime(2026, 12, 1, 6, 0, tzinfo=UTC)),
        (DigestRhythm.NEVER, None),
    ],
)
def test_each_rhythm_has_its_next_morning(rhythm: DigestRhythm, next_at: datetime | None) -> None:
    assert digests.next_at(rhythm, NOW) == next_at


def test_a_morning_is_one_of_summer_time_in_summer_and_a_year_has_its_end() -> None:
    assert digests.next_at(DigestRhythm.DAILY, datetime(2027, 3, 27, 12, 0, tzinfo=UTC)) == datetime(
        2027, 3, 28, 5, 0, tzinfo=UTC
    )
    assert digests.next_at(DigestRhythm.MONTHLY, datetime(2026, 12, 31, 12, 0, tzinfo=UTC)) == datetime(
        2027, 1, 1, 6, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("why", ["never", "closed account", "never signed in", "facilitator"])
def test_nobody_else_is_written_to(app: Flask, session: Session, case: DeskCase, why: str) -> None:
    case.ask(session, days_ago(2), date(2026, 12, 20), 1)
    email = case.year.account.email if why == "facilitator" else case.official.email
    told(app, session, NOW, email)
    if why == "never":
        digests.choose(session, case.official, NOW, DigestRhythm.NEVER)
    elif why == "closed account":
        case.official.disabled_at = NOW
    elif why == "never signed in":
        case.official.password_hash = None
    assert told(app, session, MONDAY, email) == []


def test_an_institution_is_not_told_of_another(app: Flask, session: Session, case: DeskCase) -> None:
    other = make_account(session, Role.PARTNER)
    session.add(InstitutionAccount(account_id=other.id, institution_id=make_institution(session, "Bailleur fictif").id))
    case.ask(session, days_ago(2), date(2026, 12, 20), 1)
    session.flush()
    assert digests.tell(session, case.official, NOW, days_ago(20)) is not None
    found = digests.tell(session, other, NOW, days_ago(20))
    assert found is None
    assert digests.rhythm_of(session, other) is DigestRhythm.WEEKLY


def test_a_member_is_told_of_the_answers_and_minutes_of_their_council(
    app: Flask, session: Session, case: DeskCase
) -> None:
    member = make_account(session, Role.MEMBER)
    session.add(MemberAccount(account_id=member.id, person_id=case.year.mandates[0].person_id))
    email = member.email
    told(app, session, NOW, email)
    meet(session, case.year, days_ago(-1))
    ((_subject, body),) = told(app, session, MONDAY, email)
    assert "Compte rendu publié" in body
    assert "/travail\n" in body
