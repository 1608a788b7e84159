"""The code of six digits: when it passes, how a phone is added, how long its picture is good."""

from datetime import datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts import second_factor, services
from participation.accounts.models import (
    Account,
    AccountSession,
)
from participation.accounts.passwords import Passwords
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Role
from tests.support.factories import PASSWORD, make_account


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(is_cheap=True)


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def enrolled(session: Session) -> Account:
    return make_account(session, Role.WITNESS, is_demonstration=False, totp_secret=pyotp.random_base32())


def code_at(account: Account, instant: datetime) -> str:
    return pyotp.TOTP(account.totp_secret or account.totp_candidate or "").at(instant)


@pytest.mark.parametrize(
    ("seconds", "passes"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_a_code_of_about_now_passes(
    session: Session, now: datetime, enrolled: Account, seconds: int, passes: bool
) -> None:
    code = code_at(enrolled, now + timedelta(seconds=seconds))
    assert second_factor.check(session, enrolled, code, now) is passes


def test_a_code_works_once(session: Session, now: datetime, enrolled: Account) -> None:
    code = code_at(enrolled, now)
    assert second_factor.check(session, enrolled, code, now)
    assert not second_factor.check(session, enrolled, code, now)
    earlier = code_at(enrolled, now - timedelta(seconds=30))
    assert not second_factor.check(session, enrolled, earlier, now)
    assert second_factor.check(session, enrolled, code_at(enrolled, now + timedelta(seconds=30)), now)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "٣٤٥٦٧٨", "000000 000000"]
)
def test_what_is_no_code_is_refused(session: Session, now: datetime, enrolled: Account, code: str) -> None:
    assert not second_factor.check(session, enrolled, code, now)


def test_a_code_may_be_typed_with_a_space(session: Session, now: datetime, enrolled: Account) -> None:
    code = code_at(enrolled, now)
    assert second_factor.check(session, enrolled, f" {code[:3]} {code[3:]} ", now)


def test_the_first_right_code_enrols(session: Session, now: datetime) -> None:
    account = make_account(session, Role.WITNESS, is_demonstration=False)
    half = services.open_session(session, now, account)
    assert services.give_code(session, now, account, half, "000000") is None
    assert account.totp_secret is None
    token = services.give_code(session, now, account, half, code_at(account, now))
    assert token not in (None, half)
    assert account.totp_secret is not None
    assert account.totp_candidate is None
    rows = session.scalars(sa.select(AccountSession)).all()
    assert [(row.token_sha256, row.second_factor_at) for row in rows] == [(services.sha256(token or ""), now)]


def test_a_new_phone_replaces_the_old_one_only_when_confirmed(
    session: Session, now: datetime, passwords: Passwords, enrolled: Account
) -> None:
    old = enrolled.totp_secret
    with pytest.raises(RefusedError) as refusal:
        services.change_second_factor(session, enrolled, passwords, "wrong wrong wrong", now)
    assert refusal.value.code == "password_wrong"
    services.change_second_factor(session, enrolled, passwords, PASSWORD, now)
    candidate = enrolled.totp_candidate or ""
    assert enrolled.totp_secret == old
    assert second_factor.confirm(session, enrolled, pyotp.TOTP(candidate).at(now), now)
    assert enrolled.totp_secret == candidate


def test_forget_second_factor_asks_for_a_new_phone(
    session: Session, now: datetime, enrolled: Account
) -> None:
    services.open_session(session, now, enrolled)
    services.forget_second_factor(session, enrolled)
    assert (enrolled.totp_secret, enrolled.totp_last_step) == (None, None)
    assert count(session, AccountSession) == 0


@pytest.mark.parametrize(
    ("role", "asks"),
    [(role, role in (Role.ADMINISTRATOR, Role.FACILITATOR, Role.WITNESS)) for role in Role],
)
def test_who_owes_a_code(session: Session, now: datetime, role: Role, asks: bool) -> None:
    account = make_account(session, role, is_demonstration=False)
    assert account.needs_second_factor is asks
    assert not make_account(session, role, is_demonstration=True).needs_second_factor
    services.open_session(session, now, account)
    assert (account.totp_candidate is not None) is asks


def test_a_picture_is_good_for_a_quarter_of_an_hour(session: Session, now: datetime) -> None:
    account = make_account(session, Role.WITNESS, is_demonstration=False)
    second_factor.prepare(session, account, now)
    secret, end = account.totp_candidate or "", now + second_factor.CANDIDATE_LIFE
    assert second_factor.candidate(account, end - timedelta(seconds=1)) == secret
    assert second_factor.candidate(account, end) is None
    assert not second_factor.confirm(session, account, pyotp.TOTP(secret).at(end), end)
    assert account.totp_secret is None


def test_each_start_shows_a_new_picture(session: Session, now: datetime) -> None:
    account = make_account(session, Role.WITNESS, is_demonstration=False)
    secrets = []
    for _ in range(3):
        services.open_session(session, now, account)
        secrets.append(account.totp_candidate)
    assert len(set(secrets)) == 3
    first = pyotp.TOTP(secrets[0] or "").at(now)
    assert not second_factor.confirm(session, account, first, now)


def test_old_pictures_are_deleted(session: Session, now: datetime) -> None:
    old, fresh = make_account(session), make_account(session)
    second_factor.prepare(session, old, now - second_factor.CANDIDATE_LIFE)
    second_factor.prepare(session, fresh, now)
    services.purge(session, now)
    session.refresh(old)
    session.refresh(fresh)
    assert (old.totp_candidate, old.totp_candidate_at) == (None, None)
    assert fresh.totp_candidate is not None
