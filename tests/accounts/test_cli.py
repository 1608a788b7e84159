"""`flask accounts …`."""


import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.config import Settings
from participation.kernel.permissions import Role
from tests.support.accounts import GOOD, kept, path_of, value
from tests.support.pages import PageClient


def test_create_administrator_prints_a_link_that_works_once(
    app: Flask, session: Session, client: PageClient, settings: Settings
) -> None:
    arguments = ["accounts", "create-administrator", "Ana@example.org", "Ana Fictive"]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    path = path_of(result.output.split()[-1], settings)
    client.get(path)
    assert client.post(path, {"password": GOOD}).status_code == 303
    assert client.get(path).status_code == 410
    assert value(session, sa.select(Account.role)) is Role.ADMINISTRATOR
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 1


def test_invite_command_makes_an_account_of_a_role(app: Flask, session: Session) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["accounts", "invite", "a@example.org", "Ana Fictive", "witness"]).exit_code == 0
    assert run(args=["accounts", "invite", "b@example.org", "Ana Fictive", "owner"]).exit_code == 2
    assert value(session, sa.select(Account.role)) is Role.WITNESS


def test_forget_phone_command(app: Flask, session: Session) -> None:
    email = kept(session, totp_secret="x").email
    assert app.test_cli_runner().invoke(args=["accounts", "forget-phone", email]).exit_code == 0
    assert value(session, sa.select(Account.totp_secret)) is None
    assert app.test_cli_runner().invoke(args=["accounts", "forget-phone", "no@example.org"]).exit_code == 1
