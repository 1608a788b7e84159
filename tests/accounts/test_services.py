"""Accounts, links, sessions, codes."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts import management, services
from participation.accounts.models import (
    AccountLink,
    AccountSession,
    LinkPurpose,
)
from participation.accounts.passwords import Passwords, Weakness
from participation.kernel import jobs
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from tests.support.factories import PASSWORD, make_account

GOOD = "brouette lilas quarante"
INVITATION, RESET = LinkPurpose.INVITATION, LinkPurpose.RESET


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(is_cheap=True)


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_create_keeps_one_account_an_address_whatever_the_case(session: Session, now: datetime) -> None:
    account = services.create(session, now, " Ana@Example.ORG ", "Ana Fictive", Role.PARTNER)
    assert account.email == "ana@example.org"
    with pytest.raises(RefusedError) as refusal:
        services.create(session, now, "ANA@example.org", "Autre Fictive", Role.MEMBER)
    assert refusal.value.code == "email_taken"


@pytest.mark.parametrize("number", [0, 10**6, 2**40])
def test_get_an_account_that_does_not_exist(session: Session, number: int) -> None:
    with pytest.raises(MissingError):
        services.get(session, number)


@pytest.mark.parametrize(("purpose", "life"), [(INVITATION, timedelta(days=7)), (RESET, timedelta(hours=1))])
def test_a_link_lives_its_time_and_works_once(
    session: Session, now: datetime, passwords: Passwords, purpose: LinkPurpose, life: timedelta
) -> None:
    account = make_account(session)
    token = services.make_link(session, now, account, purpose)
    just_before, at_the_end = now + life - timedelta(seconds=1), now + life
    assert services.link_owner(session, token, purpose, just_before) is account
    assert services.link_owner(session, token, purpose, at_the_end) is None
    assert services.use_link(session, token, purpose, just_before, passwords, GOOD) is account
    assert passwords.is_right(account.password_hash, GOOD)
    with pytest.raises(RefusedError) as refusal:
        services.use_link(session, token, purpose, just_before, passwords, GOOD)
    assert refusal.value.code == "link_spent"


def test_the_database_does_not_hold_the_token(session: Session, now: datetime) -> None:
    token = services.make_link(session, now, make_account(session), RESET)
    kept = session.scalars(sa.select(AccountLink)).one()
    assert token not in kept.token_sha256
    assert kept.token_sha256 == services.sha256(token)


def test_a_link_of_one_purpose_does_not_serve_another(session: Session, now: datetime) -> None:
    token = services.make_link(session, now, make_account(session), RESET)
    assert services.link_owner(session, token, INVITATION, now) is None


def test_a_new_link_ends_the_earlier_one(session: Session, now: datetime) -> None:
    account = make_account(session)
    first = services.make_link(session, now, account, RESET)
    services.make_link(session, now, account, RESET)
    assert services.link_owner(session, first, RESET, now) is None


def test_a_refused_password_does_not_use_the_link_up(
    session: Session, now: datetime, passwords: Passwords
) -> None:
    account = make_account(session)
    token = services.make_link(session, now, account, RESET)
    with pytest.raises(RefusedError) as refusal:
        services.use_link(session, token, RESET, now, passwords, "short")
    assert refusal.value.code == Weakness.SHORT
    assert services.link_owner(session, token, RESET, now) is account


def test_a_link_ends_every_open_session(session: Session, now: datetime, passwords: Passwords) -> None:
    account = make_account(session)
    services.open_session(session, now, account)
    token = services.make_link(session, now, account, RESET)
    services.use_link(session, token, RESET, now, passwords, GOOD)
    assert count(session, AccountSession) == 0


def test_a_disabled_account_has_no_live_link(session: Session, now: datetime) -> None:
    account, administrator = make_account(session), make_account(session, Role.ADMINISTRATOR)
    management.close(session, administrator, now, account)
    token = services.make_link(session, now, account, INVITATION)
    assert services.link_owner(session, token, INVITATION, now) is None


def test_an_expired_invitation_is_not_revived_by_a_reset(session: Session, now: datetime) -> None:
    """Named after CVE-2023-48220, where a reset went round the expiry of an invitation."""
    invited = services.create(session, now, "ana@example.org", "Ana Fictive", Role.MEMBER)
    assert not services.can_reset(invited)
    assert not services.can_reset(None)
    assert services.can_reset(make_account(session))
    assert not services.can_reset(make_account(session, disabled_at=now))


def test_authenticate(session: Session, now: datetime, passwords: Passwords) -> None:
    account = make_account(session, email="ana@example.org")
    assert services.authenticate(session, passwords, "ANA@example.org ", PASSWORD) is account
    assert services.authenticate(session, passwords, "ana@example.org", PASSWORD + "x") is None
    assert services.authenticate(session, passwords, "nobody@example.org", PASSWORD) is None
    account.disabled_at = now
    assert services.authenticate(session, passwords, "ana@example.org", PASSWORD) is None


def test_an_invited_account_has_no_password_to_guess(
    session: Session, now: datetime, passwords: Passwords
) -> None:
    services.create(session, now, "ana@example.org", "Ana Fictive", Role.MEMBER)
    for guess in ("", "None", "nobody has this password"):
        assert services.authenticate(session, passwords, "ana@example.org", guess) is None


def test_an_unknown_address_costs_one_hash_like_a_known_one(
    session: Session, now: datetime, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(session, email="ana@example.org")
    checked: list[str] = []
    real = passwords._hasher.verify

    class Counting:
        check_needs_rehash = passwords._hasher.check_needs_rehash

        def verify(self, kept: str, password: str) -> bool:
            checked.append(password)
            return real(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for email in ("ana@example.org", "nobody@example.org"):
        services.authenticate(session, passwords, email, "wrong wrong wrong")
    assert len(checked) == 2


def test_a_hash_of_other_cost_is_made_again_at_login(session: Session, passwords: Passwords) -> None:
    account = make_account(session, email="ana@example.org")
    before = account.password_hash
    assert passwords.is_outdated(before or "")
    services.authenticate(session, passwords, "ana@example.org", PASSWORD)
    assert account.password_hash != before
    assert not passwords.is_outdated(account.password_hash or "")
    assert passwords.is_right(account.password_hash, PASSWORD)


def test_change_password_ends_the_other_sessions(
    session: Session, now: datetime, passwords: Passwords
) -> None:
    account, other = make_account(session), make_account(session)
    mine = services.open_session(session, now, account)
    services.open_session(session, now, account)
    services.open_session(session, now, other)
    services.change_password(session, account, passwords, PASSWORD, GOOD, mine)
    assert [device.is_this_one for device in services.devices(session, account, mine)] == [True]
    assert count(session, AccountSession) == 2
    assert passwords.is_right(account.password_hash, GOOD)


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [("wrong wrong wrong", GOOD, "password_wrong"), (PASSWORD, "short", Weakness.SHORT)],
)
def test_change_password_refuses(
    session: Session, now: datetime, passwords: Passwords, current: str, new: str, code: str
) -> None:
    account = make_account(session)
    token = services.open_session(session, now, account)
    before = account.password_hash
    with pytest.raises(RefusedError) as refusal:
        services.change_password(session, account, passwords, current, new, token)
    assert refusal.value.code == code
    assert account.password_hash == before


def test_purge_is_due_work_that_forgets_what_is_over(app, session: Session, now: datetime) -> None:
    account = make_account(session)
    long_ago = now - timedelta(days=30)
    services.open_session(session, long_ago, account)
    services.open_session(session, now, account)
    services.make_link(session, long_ago, account, INVITATION)
    services.make_link(session, now, account, RESET)
    for finished_at in (long_ago, now, None):
        session.add(
            jobs.Job(
                kind=services.RESET_JOB,
                payload="{}",
                state=jobs.JobState.DONE,
                created_at=long_ago,
                finished_at=finished_at,
            )
        )
    session.commit()
    assert jobs.run_due(app.extensions["db"]["write"], now)["accounts.purge"] == 2
    assert jobs.run_due(app.extensions["db"]["write"], now)["accounts.purge"] == 0
    assert (count(session, AccountSession), count(session, AccountLink)) == (1, 1)
    assert count(session, jobs.Job) == 2
