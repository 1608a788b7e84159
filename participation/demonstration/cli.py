"""`flask demonstration …`: load the fictitious councils, print their log-ins."""

import click
from flask import current_app
from flask.cli import AppGroup

from participation.accounts.passwords import Passwords
from participation.config import Settings
from participation.demonstration import services
from participation.demonstration.accounts import LOG_INS, password_of
from participation.kernel import clock

group = AppGroup("demonstration", help="Fictitious councils to look at.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_demonstration:
        raise click.ClickException("This is not a demonstration: set DEMONSTRATION=1 to load fictitious people.")
    return settings


@group.command("load")
def load() -> None:
    """Make the demonstration, once."""
    settings = _settings()
    with current_app.extensions["db"]["write"].begin() as session:
        is_new = services.load(session, clock.now(), settings.secret_key, Passwords(settings.testing))
    click.echo("Demonstration loaded." if is_new else "Demonstration already there.")


@group.command("log-ins")
def log_ins() -> None:
    """Print the log-ins and one receipt code."""
    settings = _settings()
    for log_in in LOG_INS:
        click.echo(f"{log_in.title + ':':<15} {log_in.email:<30} {password_of(log_in, settings.secret_key)}")
    with current_app.extensions["db"]["read"]() as session:
        code, birth_year = services.shown_receipt(session, settings.secret_key)
    grouped = "-".join(code[start : start + 4] for start in range(0, len(code), 4))
    click.echo(f"{'Receipt code:':<15} {grouped} born in {birth_year}")
