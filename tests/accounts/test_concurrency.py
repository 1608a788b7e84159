"""Two requests at the same instant: a link and a code each serve one of them."""

import threading
from collections.abc import Callable
from datetime import datetime

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts import management, second_factor, services
from participation.accounts.models import Account, LinkPurpose
from participation.accounts.passwords import Passwords
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Role
from tests.support.factories import make_account

AT_ONCE = 8


def at_once(app: Flask, act: Callable[[Session, int], bool]) -> int:
    """Do an act in eight transactions that start together; return how many succeeded."""
    start, done = threading.Barrier(AT_ONCE), []

    def run(number: int) -> None:
        start.wait()
        with app.extensions["db"]["write"].begin() as session:
            done.append(act(session, number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == AT_ONCE
    return sum(done)


@pytest.mark.real_time
def test_a_link_sets_one_password(app: Flask, session: Session, now: datetime) -> None:
    token = services.make_link(session, now, make_account(session), LinkPurpose.RESET)
    session.commit()
    passwords = Passwords(is_cheap=True)
    chosen: list[str] = []

    def use(own: Session, number: int) -> bool:
        password = f"brouette lilas quarante {number}"
        try:
            services.use_link(own, token, LinkPurpose.RESET, now, passwords, password)
        except RefusedError:
            own.rollback()
            return False
        chosen.append(password)
        return True

    assert at_once(app, use) == 1
    session.expire_all()
    assert passwords.is_right(session.scalar(sa.select(Account.password_hash)), chosen[0])


@pytest.mark.real_time
def test_a_code_lets_one_in(app: Flask, session: Session, now: datetime) -> None:
    secret = pyotp.random_base32()
    account_id = make_account(session, Role.WITNESS, is_demonstration=False, totp_secret=secret).id
    session.commit()
    code = pyotp.TOTP(secret).at(now)

    def give(own: Session, _number: int) -> bool:
        return second_factor.check(own, services.get(own, account_id), code, now)

    assert at_once(app, give) == 1


@pytest.mark.real_time
@pytest.mark.parametrize("act", ["close", "demote"])
def test_one_administrator_remains_when_they_end_each_other(
    app: Flask, session: Session, now: datetime, act: str
) -> None:
    """Eight administrators in a ring, each ending the next one, at the same instant."""
    ids = [make_account(session, Role.ADMINISTRATOR).id for _ in range(AT_ONCE)]
    session.commit()

    def end_the_next(own: Session, number: int) -> bool:
        actor, target = services.get(own, ids[number]), services.get(own, ids[(number + 1) % AT_ONCE])
        try:
            if act == "close":
                management.close(own, actor, now, target)
            else:
                management.change(own, actor, now, target, target.name, Role.MEMBER)
        except RefusedError as refusal:
            codes.append(refusal.code)
            own.rollback()
            return False
        return True

    codes: list[str] = []
    assert at_once(app, end_the_next) == AT_ONCE - 1
    assert codes == ["last_administrator"]
    left = sa.select(sa.func.count()).where(
        Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None)
    )
    session.expire_all()
    assert session.scalar(left) == 1
