"""Sign-ups as rows: once for each code, in the journal, corrected, left, and settled when they are double."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.volunteers import services
from participation.volunteers.codes import code_sha256, new_code
from participation.volunteers.models import (
    Channel,
    Consent,
    ConsentKind,
    DoubleReview,
    SignUp,
    SignUpKind,
    SignUpState,
    Verdict,
)
from participation.volunteers.services import Answers, Lock, Milestone, MilestoneKind, Outcome, OutcomeKind
from tests.support.factories import make_account, make_council, make_sign_up

ANSWERS = Answers(
    kind=SignUpKind.RESIDENT,
    name="Camille Fictive",
    birth_year=1987,
    gender=None,
    channel=Channel.EMAIL,
    contact="camille@example.org",
    consents={ConsentKind.PROCESSING: "J’accepte.", ConsentKind.NEXT_DRAWS: "Aussi après."},
    consents_on=date(2026, 11, 23),
)


@pytest.fixture
def council(session: Session) -> Council:
    return make_council(session)


@pytest.fixture
def locked() -> Iterator[Callable[[Lock | None], None]]:
    """Say of every sign-up that it is in a closed list, or in none."""

    def say(lock: Lock | None) -> None:
        services.locks[:] = [lambda _session, _sign_up: lock]

    kept = list(services.locks)
    yield say
    services.locks[:] = kept


def kinds(session: Session) -> list[str]:
    return list(session.scalars(sa.select(JournalEntry.kind).order_by(JournalEntry.sequence)))


def test_register_keeps_consents_and_writes_only_the_digest_into_the_journal(
    session: Session, council: Council, now: datetime
) -> None:
    code = new_code()
    made = services.register(session, now, council, code, ANSWERS)
    assert made.is_new
    entry = session.scalars(sa.select(JournalEntry)).one()
    assert (entry.kind, entry.subject) == ("sign_up.registered", "council:chemin-vert")
    assert json.loads(entry.payload) == {"code_sha256": code_sha256(code)}
    assert [(consent.kind, consent.text) for consent in made.sign_up.consents] == list(
        ANSWERS.consents.items()
    )
    assert (made.sign_up.email, made.sign_up.phone, made.sign_up.name_key) == (
        "camille@example.org",
        None,
        "camillefictive",
    )


def test_register_twice_is_one_sign_up(session: Session, council: Council, now: datetime) -> None:
    code = new_code()
    first = services.register(session, now, council, code, ANSWERS)
    council.sign_up_open = False
    second = services.register(session, now, council, code, replace(ANSWERS, name="Other"))
    assert (second.sign_up, second.is_new) == (first.sign_up, False)
    assert len(kinds(session)) == session.scalar(sa.select(sa.func.count()).select_from(Consent)) - 1 == 1


@pytest.mark.parametrize(
    ("answers", "is_open", "code"),
    [
        (replace(ANSWERS, consents={ConsentKind.NEXT_DRAWS: "…"}), True, "consent_needed"),
        (ANSWERS, False, "closed"),
    ],
)
def test_register_refuses(
    session: Session, council: Council, now: datetime, answers: Answers, is_open: bool, code: str
) -> None:
    council.sign_up_open = is_open
    session.flush()
    with pytest.raises(RefusedError) as refusal:
        services.register(session, now, council, new_code(), answers)
    assert refusal.value.code == code
    assert session.scalars(sa.select(SignUp)).all() == []


def test_register_twenty_times_at_once_is_one_sign_up(
    app: Flask, session: Session, council: Council, now: datetime
) -> None:
    session.commit()
    code, found, failures = new_code(), [], []
    barrier = threading.Barrier(20)

    def post() -> None:
        barrier.wait()
        try:
            with app.extensions["db"]["write"].begin() as own:
                place = own.get_one(Council, council_id)
                made = services.register(own, now, place, code, ANSWERS)
                found.append((made.sign_up.id, made.is_new))
        except Exception as error:  # every failure of a thread must reach the test
            failures.append(error)

    council_id = council.id
    session.commit()
    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({number for number, _is_new in found}) == 1
    assert sum(is_new for _number, is_new in found) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(SignUp)) == 1
    assert kinds(session) == ["sign_up.registered"]


def test_find_record_takes_the_code_and_the_year_together(
    session: Session, council: Council, now: datetime
) -> None:
    code = new_code()
    made = services.register(session, now, council, code, ANSWERS).sign_up
    assert services.find_record(session, code.lower(), " 1987 ") is made
    for given, year in ((code, "1986"), (new_code(), "1987"), ("", ""), (code, ""), (code, "٠")):
        with pytest.raises(RefusedError) as refusal:
            services.find_record(session, given, year)
        assert refusal.value.code == "unknown"


def test_correct_draw_fields_only_until_the_list_is_closed(
    session: Session, council: Council, now: datetime, locked: Callable[[Lock | None], None]
) -> None:
    sign_up = make_sign_up(session, council)
    services.correct_name(session, now, sign_up, "Élodie Fictive")
    assert (sign_up.name, sign_up.name_key) == ("Élodie Fictive", "elodiefictive")
    locked(Lock(now, is_sealed=False))
    for correct, value in ((services.correct_name, "Other"), (services.correct_gender, None)):
        with pytest.raises(RefusedError) as refusal:
            correct(session, now, sign_up, value)  # type: ignore[operator]
        assert refusal.value.code == "list_closed"
    services.correct_contact(session, now, sign_up, Channel.LETTER, "1 rue fictive")
    assert (sign_up.postal_address, sign_up.phone) == ("1 rue fictive", None)


def test_correct_refuses_a_withdrawn_sign_up(session: Session, council: Council, now: datetime) -> None:
    sign_up = make_sign_up(session, council)
    services.withdraw(session, now, sign_up)
    for act in (
        lambda: services.correct_contact(session, now, sign_up, Channel.PHONE, "1"),
        lambda: services.correct_consents(session, now, sign_up, {}, now.date()),
        lambda: services.correct_name(session, now, sign_up, "Other"),
    ):
        with pytest.raises(RefusedError) as refusal:
            act()
        assert refusal.value.code == "not_registered"


@pytest.mark.parametrize(
    ("is_open", "lock", "left_after", "may_return"),
    [
        (True, None, True, True),
        (False, None, True, False),
        (False, False, True, True),
        (False, False, False, False),
        (False, True, True, False),
    ],
)
def test_come_back_as_long_as_the_list_can_change(
    session: Session,
    council: Council,
    now: datetime,
    locked: Callable[[Lock | None], None],
    is_open: bool,
    lock: bool | None,
    left_after: bool,
    may_return: bool,
) -> None:
    sign_up = make_sign_up(session, council)
    services.withdraw(session, now, sign_up)
    services.withdraw(session, now, sign_up)
    assert kinds(session) == ["sign_up.withdrawn"]
    council.sign_up_open = is_open
    closed_at = now - timedelta(hours=1) if left_after else now + timedelta(hours=1)
    locked(None if lock is None else Lock(closed_at, is_sealed=lock))
    session.flush()
    assert services.rights(session, sign_up).may_return is may_return
    if may_return:
        services.come_back(session, now, sign_up)
        assert sign_up.state is SignUpState.REGISTERED
    else:
        with pytest.raises(RefusedError) as refusal:
            services.come_back(session, now, sign_up)
        assert refusal.value.code == "too_late"


def test_erase_old_forgets_the_person_and_keeps_the_digest(
    session: Session, council: Council, now: datetime
) -> None:
    code = new_code()
    gone = services.register(session, now, council, code, replace(ANSWERS, helper_name="Alix")).sign_up
    stays = make_sign_up(session, council, "Dominique Fictive")
    services.withdraw(session, now, gone)
    assert services.erase_old(session, now + timedelta(days=29)) == 0
    assert services.erase_old(session, now + timedelta(days=31)) == 1
    assert services.erase_old(session, now + timedelta(days=31)) == 0
    session.flush()
    row = session.execute(sa.select(SignUp.__table__).where(SignUp.id == gone.id)).one()
    assert "camille" not in str(row).casefold()
    assert "Alix" not in str(row)
    assert gone.code_sha256 == code_sha256(code)
    assert stays.name == "Dominique Fictive"
    for year in ("1987", "0000", "0"):
        with pytest.raises(RefusedError):
            services.find_record(session, code, year)
    with pytest.raises(MissingError):
        services.record_of(session, gone.id)


def agree(session: Session, now: datetime, sign_up: SignUp, *agreed: ConsentKind) -> SignUp:
    session.add_all(
        Consent(sign_up_id=sign_up.id, kind=kind, text="…", text_on=now.date(), given_at=now)
        for kind in agreed
    )
    session.flush()
    return sign_up


def test_pool_holds_residents_who_agree_and_were_there_at_the_closing(
    session: Session, council: Council, now: datetime
) -> None:
    both = (ConsentKind.PROCESSING, ConsentKind.NEXT_DRAWS)
    stays = agree(session, now, make_sign_up(session, council, "Un"), *both)
    once = agree(session, now, make_sign_up(session, council, "Deux"), ConsentKind.PROCESSING)
    left = agree(session, now, make_sign_up(session, council, "Trois"), ConsentKind.PROCESSING)
    services.withdraw(session, now, left)
    make_sign_up(session, council, "Quatre")
    late = make_sign_up(session, council, "Cinq", registered_at=now + timedelta(seconds=1))
    agree(session, now, late, ConsentKind.PROCESSING)
    made = replace(ANSWERS, kind=SignUpKind.ASSOCIATION, association_name="Les Fictifs")
    services.register(session, now, council, new_code(), made)
    other = make_council(session, "guerin", name="Guérinière")
    agree(session, now, make_sign_up(session, other, "Six"), ConsentKind.PROCESSING)
    assert list(services.pool(session, council, now)) == [stays, once]
    assert list(services.pool(session, council, now, listed_before=sa.select(SignUp.id).where(SignUp.id.in_([stays.id, once.id])))) == [stays]


def test_changes_since_the_closing_add_up(session: Session, council: Council, now: datetime) -> None:
    closed_at = now
    people = [
        services.register(session, now, council, code, replace(ANSWERS, name=name)).sign_up
        for code, name in [(new_code(), name) for name in ("Un", "Deux", "Trois", "Quatre")]
    ]
    early_code = new_code()
    early = services.register(session, now, council, early_code, replace(ANSWERS, name="Cinq")).sign_up
    early.state, early.refusal, early.refused_at = (
        SignUpState.REFUSED,
        "not_eligible",
        now - timedelta(hours=1),
    )
    session.flush()
    at_close = len(services.pool(session, council, closed_at))
    council.sign_up_open = False
    later = now + timedelta(days=1)
    services.withdraw(session, later, people[0])
    people[1].state, people[1].refusal, people[1].refused_at = SignUpState.REFUSED, "double", later
    session.flush()
    actor = make_account(session, Role.FACILITATOR)
    services.repair_omission(session, actor, later, council, early_code, None, closed_at)
    changes = services.changes_since(session, council, closed_at)
    assert (at_close, changes.claims, changes.withdrawn, changes.doubles) == (4, 1, 1, 1)
    size = len(services.pool(session, council, closed_at))
    assert at_close + changes.claims - changes.withdrawn - changes.doubles == size == 3


def test_repair_omission_of_a_lost_row_and_of_one_wrongly_refused(
    session: Session, council: Council, now: datetime
) -> None:
    actor = make_account(session, Role.FACILITATOR)
    lost_code, refused_code = new_code(), new_code()
    lost = services.register(session, now, council, lost_code, ANSWERS).sign_up
    refused = services.register(session, now, council, refused_code, replace(ANSWERS, name="Deux")).sign_up
    session.execute(sa.delete(Consent).where(Consent.sign_up_id == lost.id))
    session.delete(lost)
    closed_at = now + timedelta(hours=1)
    at_close = [row.id for row in services.pool(session, council, closed_at)]
    refused.state, refused.refusal, refused.refused_at = (
        SignUpState.REFUSED,
        "double",
        now + timedelta(hours=2),
    )
    session.flush()
    later = now + timedelta(days=1)
    with pytest.raises(RefusedError, match="answers_needed"):
        services.repair_omission(session, actor, later, council, lost_code, None, closed_at)
    made = services.repair_omission(session, actor, later, council, lost_code, ANSWERS, closed_at)
    services.repair_omission(session, actor, later, council, refused_code, None, closed_at)
    changes = services.changes_since(session, council, closed_at)
    size = len(services.pool(session, council, closed_at))
    assert made.entered_by_id == actor.id
    assert len(at_close) + changes.claims - changes.withdrawn - changes.doubles == size == 2
    assert kinds(session)[-2:] == ["sign_up.repaired"] * 2


@pytest.mark.parametrize("case", ["not_in_journal", "after", "already_in", "withdrawn", "other_council"])
def test_repair_omission_refuses(session: Session, council: Council, now: datetime, case: str) -> None:
    actor = make_account(session, Role.FACILITATOR)
    code, closed_at, place = new_code(), now + timedelta(hours=1), council
    if case != "not_in_journal":
        made = services.register(session, now, council, code, ANSWERS).sign_up
        if case == "withdrawn":
            services.withdraw(session, now, made)
        if case == "after":
            closed_at = now - timedelta(hours=1)
        if case == "other_council":
            place = make_council(session, "guerin", name="Guérinière")
    with pytest.raises(RefusedError) as refusal:
        services.repair_omission(session, actor, now + timedelta(days=1), place, code, ANSWERS, closed_at)
    assert refusal.value.code == (case if case in ("already_in", "withdrawn") else "not_in_journal")


def test_review_needs_two_people_who_agree(session: Session, council: Council, now: datetime) -> None:
    first = make_sign_up(session, council, "Camille Fictive", registered_at=now)
    second = make_sign_up(session, council, "Camille  Fictivé", registered_at=now - timedelta(days=1))
    one, two, three = (make_account(session, Role.FACILITATOR) for _ in range(3))
    assert services.open_doubles(session, council.id) == 1
    say = services.review_pair
    assert not say(session, one, now, council.id, second.id, first.id, Verdict.SAME)
    assert not say(session, one, now, council.id, first.id, second.id, Verdict.SAME)
    assert (services.open_doubles(session, council.id), services.undecided_doubles(session, council.id)) == (1, 0)
    assert not say(session, two, now, council.id, first.id, second.id, Verdict.UNKNOWN)
    assert (services.open_doubles(session, council.id), services.undecided_doubles(session, council.id)) == (0, 1)
    assert say(session, three, now, council.id, first.id, second.id, Verdict.SAME)
    assert (first.state, first.refusal, first.refused_at) == (SignUpState.REFUSED, "double", now)
    assert second.state is SignUpState.REGISTERED
    assert services.open_doubles(session, council.id) == 0
    entry = session.scalars(sa.select(JournalEntry)).one()
    assert (entry.kind, json.loads(entry.payload)) == ("sign_up.double_refused", {"count": 1})
    with pytest.raises(RefusedError, match="settled"):
        say(session, two, now, council.id, first.id, second.id, Verdict.TWO_PEOPLE)


def test_review_of_two_people_closes_the_pair(session: Session, council: Council, now: datetime) -> None:
    first, second = (make_sign_up(session, council) for _ in range(2))
    for _ in range(2):
        actor = make_account(session, Role.FACILITATOR)
        services.review_pair(session, actor, now, council.id, first.id, second.id, Verdict.TWO_PEOPLE)
    assert services.open_pairs(session, council.id) == []
    assert first.state is second.state is SignUpState.REGISTERED


def test_review_refuses_foreign_sign_ups_and_sealed_lists(
    session: Session, council: Council, now: datetime, locked: Callable[[Lock | None], None]
) -> None:
    first, second = (make_sign_up(session, council) for _ in range(2))
    foreign = make_sign_up(session, make_council(session, "guerin", name="Guérinière"))
    one, two = (make_account(session, Role.FACILITATOR) for _ in range(2))
    for other in (foreign.id, 999_999, first.id):
        with pytest.raises(MissingError):
            services.review_pair(session, one, now, council.id, first.id, other, Verdict.SAME)
    services.review_pair(session, one, now, council.id, first.id, second.id, Verdict.SAME)
    locked(Lock(now, is_sealed=True))
    with pytest.raises(RefusedError, match="sealed"):
        services.review_pair(session, two, now, council.id, first.id, second.id, Verdict.SAME)


def test_review_by_two_people_at_once_settles_the_pair(
    app: Flask, session: Session, council: Council, now: datetime
) -> None:
    first, second = (make_sign_up(session, council) for _ in range(2))
    actors = [make_account(session, Role.FACILITATOR) for _ in range(2)]
    numbers = (council.id, first.id, second.id)
    account_ids = [actor.id for actor in actors]
    session.commit()
    barrier, failures = threading.Barrier(2), []

    def say(account_id: int) -> None:
        actor = type("Someone", (), {"id": account_id, "role": Role.FACILITATOR})()
        barrier.wait()
        try:
            with app.extensions["db"]["write"].begin() as own:
                services.review_pair(own, actor, now, *numbers, Verdict.SAME)
        except Exception as error:  # every failure of a thread must reach the test
            failures.append(error)

    threads = [threading.Thread(target=say, args=(number,)) for number in account_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    states = session.scalars(sa.select(SignUp.state).order_by(SignUp.id)).all()
    assert states == [SignUpState.REGISTERED, SignUpState.REFUSED]
    assert session.scalar(sa.select(sa.func.count()).select_from(DoubleReview)) == 2


def test_doubles_of_associations_are_found_by_their_own_name(
    session: Session, council: Council, now: datetime
) -> None:
    made = replace(ANSWERS, kind=SignUpKind.ASSOCIATION, association_name="Les Fictifs")
    services.register(session, now, council, new_code(), made)
    again = replace(made, name="Dominique Autre", birth_year=1950, association_name="les  fictifs")
    assert len(services.doubles_of(session, council.id, again)) == 1
    assert services.doubles_of(session, council.id, replace(again, association_name="Les Inventés")) == []
    services.register(session, now, council, new_code(), again)
    assert len(services.open_pairs(session, council.id)) == 1
    assert services.open_doubles(session, council.id) == 0


@pytest.fixture
def asked() -> Iterator[None]:
    """Leave the registries of the later slices as they were."""
    kept = list(services.outcomes), list(services.milestones)
    yield
    services.outcomes[:], services.milestones[:] = kept


def test_hooks_answer_in_the_order_of_their_registration(
    session: Session, council: Council, now: datetime, asked: None
) -> None:
    sign_up = make_sign_up(session, council)
    outcome = Outcome(OutcomeKind.WAITING, draw_id=1, rank=4)
    services.outcomes[:] = [lambda _s, _u: None, lambda _s, _u: outcome, lambda _s, _u: None]
    assert services.outcome_of(session, sign_up) is outcome
    services.milestones[:] = []
    assert [step.at for step in services.milestones_of(session, council.id)] == [None] * 3
    dated: list[Any] = [Milestone(MilestoneKind.CLOSING, now)]
    services.milestones[:] = [lambda _s, _c: [], lambda _s, _c: dated]
    assert services.milestones_of(session, council.id) == dated
