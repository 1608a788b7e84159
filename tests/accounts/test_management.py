"""What administrators do to accounts, and the trace it leaves."""

from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts import management, services
from participation.accounts.models import (
    Account,
    AccountLink,
    AccountSession,
    ChangeKind,
    LinkPurpose,
)
from participation.accounts.passwords import Passwords
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Role
from tests.support.factories import PASSWORD, make_account

RESET = LinkPurpose.RESET


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(is_cheap=True)


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_disable_ends_sessions_and_links_and_enable_gives_back(
    session: Session, now: datetime, passwords: Passwords
) -> None:
    account, administrator = make_account(session), make_account(session, Role.ADMINISTRATOR)
    services.open_session(session, now, account)
    services.make_link(session, now, account, RESET)
    management.close(session, administrator, now, account)
    assert (count(session, AccountSession), count(session, AccountLink)) == (0, 0)
    assert services.authenticate(session, passwords, account.email, PASSWORD) is None
    management.reopen(session, administrator, now, account)
    assert services.authenticate(session, passwords, account.email, PASSWORD) is account


def test_nobody_disables_themselves(session: Session, now: datetime) -> None:
    administrator = make_account(session, Role.ADMINISTRATOR)
    with pytest.raises(RefusedError) as refusal:
        management.close(session, administrator, now, administrator)
    assert refusal.value.code == "own_account"
    assert administrator.is_active


@pytest.fixture
def administrator(session: Session) -> Account:
    return make_account(session, Role.ADMINISTRATOR, name="Zoé Fictive")


def told(session: Session, account: Account) -> list[tuple[str, str | None, str | None]]:
    """Return what was kept of an account, the first act first."""
    return [(each.kind, each.before, each.after) for each in reversed(management.changes_of(session, account))]


def test_a_new_role_ends_the_open_sessions_of_that_account(
    session: Session, now: datetime, administrator: Account
) -> None:
    account = make_account(session, Role.FACILITATOR)
    services.open_session(session, now, account)
    services.open_session(session, now, administrator)
    assert management.change(session, administrator, now, account, account.name, Role.WITNESS)
    assert account.role is Role.WITNESS
    assert [row.account_id for row in session.scalars(sa.select(AccountSession))] == [administrator.id]
    assert told(session, account) == [(ChangeKind.ROLE, "facilitator", "witness")]


def test_a_new_name_keeps_the_sessions_and_not_the_former_name(
    session: Session, now: datetime, administrator: Account
) -> None:
    account = make_account(session, name="Ancienne Fictive")
    services.open_session(session, now, account)
    assert management.change(session, administrator, now, account, "Nouvelle Fictive", account.role)
    assert count(session, AccountSession) == 1
    assert told(session, account) == [(ChangeKind.NAME, None, None)]
    assert not management.change(session, administrator, now, account, "Nouvelle Fictive", account.role)
    assert len(told(session, account)) == 1


def test_nobody_changes_their_own_role(session: Session, now: datetime, administrator: Account) -> None:
    make_account(session, Role.ADMINISTRATOR)
    with pytest.raises(RefusedError) as refusal:
        management.change(session, administrator, now, administrator, "Zoé Fictive", Role.MEMBER)
    assert refusal.value.code == "own_role"
    assert management.change(session, administrator, now, administrator, "Zoé Autre", Role.ADMINISTRATOR)


@pytest.mark.parametrize("act", ["close", "demote"])
@pytest.mark.parametrize(
    "other", [{"disabled_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"password_hash": None}], ids=str
)
def test_the_last_administrator_who_can_sign_in_stays(
    session: Session, now: datetime, administrator: Account, act: str, other: dict[str, Any]
) -> None:
    """Who acts has just been closed, or was never able to sign in: they do not count."""
    actor = make_account(session, Role.ADMINISTRATOR)
    for field, value in other.items():
        setattr(actor, field, value)
    session.flush()
    name = administrator.name
    acts = {
        "close": lambda: management.close(session, actor, now, administrator),
        "demote": lambda: management.change(session, actor, now, administrator, name, Role.MEMBER),
    }
    with pytest.raises(RefusedError) as refusal:
        acts[act]()
    assert refusal.value.code == "last_administrator"
    assert (administrator.role, administrator.disabled_at) == (Role.ADMINISTRATOR, None)


def test_each_act_is_kept_once_with_who_did_it(session: Session, now: datetime, administrator: Account) -> None:
    account = make_account(session, totp_secret=pyotp.random_base32())
    for _ in range(2):
        management.close(session, administrator, now, account)
    for _ in range(2):
        management.reopen(session, administrator, now, account)
    management.forget_phone(session, administrator, now, account)
    assert [kind for kind, _, _ in told(session, account)] == [
        ChangeKind.CLOSED, ChangeKind.REOPENED, ChangeKind.PHONE,
    ]  # fmt: skip
    assert {each.by.name for each in management.changes_of(session, account)} == {"Zoé Fictive"}
    assert account.totp_secret is None
