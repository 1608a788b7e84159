"""`flask accounts …`: the first administrator, invitations, lost phones. Each link is printed once."""

import click
from flask.cli import AppGroup

from participation.accounts import mails, services
from participation.accounts.models import LinkPurpose
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Role

group = AppGroup("accounts", help="People who log in.")


def _invite(email: str, name: str, role: Role) -> None:
    now = clock.now()
    try:
        account = services.create(db.session, now, email, name, role)
    except RefusedError:
        raise click.ClickException("Cette adresse a déjà un compte.") from None
    token = services.make_link(db.session, now, account, LinkPurpose.INVITATION)
    db.session.commit()
    click.echo("Lien d’invitation, valable une fois pendant 7 jours :")
    click.echo(mails.link_url(LinkPurpose.INVITATION, token))


@group.command("create-administrator")
@click.argument("email")
@click.argument("name")
def create_administrator(email: str, name: str) -> None:
    """Make an administrator and print the link to choose a password."""
    _invite(email, name, Role.ADMINISTRATOR)


@group.command("invite")
@click.argument("email")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
def invite(email: str, name: str, role: str) -> None:
    """Make an account and print the link to choose a password."""
    _invite(email, name, Role(role))


@group.command("forget-phone")
@click.argument("email")
def forget_phone(email: str) -> None:
    """Let somebody who lost their phone enrol another at the next log-in."""
    account = services.find(db.session, email)
    if account is None:
        raise click.ClickException("Aucun compte n’a cette adresse.")
    services.forget_second_factor(db.session, account)
    db.session.commit()
    click.echo("À la prochaine connexion, le site proposera d’enregistrer un nouveau téléphone.")
