"""The `flask …` commands: the database, the due work, and one group for each slice that has some."""

import signal
import threading
import time
from typing import Any

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup

from participation.accounts.cli import group as accounts_group
from participation.config import RESOURCES
from participation.demonstration.cli import group as demonstration_group
from participation.draws.cli import group as draws_group
from participation.indicators.cli import group as indicators_group
from participation.journal.cli import group as journal_group
from participation.kernel import clock, jobs, mail
from participation.kernel.db import db
from participation.territory.cli import group as territory_group

IDLE_SECONDS = 2.0
ROUND_SECONDS = 20.0
"""Mail and jobs do not wait; what falls due may wait that long."""

db_group = AppGroup("db", help="Migrations of the database.")
jobs_group = AppGroup("jobs", help="Due work and long work.")


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(RESOURCES / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = db.engine
    return config


@db_group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to a revision, the latest by default."""
    command.upgrade(_alembic(), revision)


@db_group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to a revision."""
    command.downgrade(_alembic(), revision)


@db_group.command("revision")
@click.option("-m", "--message", required=True)
def revision(message: str) -> None:
    """Write a new revision from the difference between the models and the database."""
    command.revision(_alembic(), message=message, autogenerate=True)


@db_group.command("check")
def check() -> None:
    """Fail when the models and the database differ."""
    command.check(_alembic())


def _round() -> dict[str, int]:
    """Do all that is due now, mail included."""
    maker = current_app.extensions["db"]["write"]
    done = jobs.run_due(maker, clock.now())
    done["mail"] = _deliver()
    return done


def _deliver() -> int:
    return mail.deliver(current_app.extensions["db"]["write"], clock.now(), current_app.extensions["settings"])


@jobs_group.command("run")
def run_jobs() -> None:
    """Do what is due, once, and say what was done."""
    done = _round()
    for name, count in sorted(done.items()):
        click.echo(f"{name}: {count}")
    if any(count < 0 for count in done.values()):
        raise SystemExit(1)


@jobs_group.command("work")
def work() -> None:
    """Do due work and long work until stopped; the round in hand is finished first."""
    maker = current_app.extensions["db"]["write"]
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    next_round = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() >= next_round:
                _round()
                next_round = time.monotonic() + ROUND_SECONDS
            _deliver()
            while not stop.is_set() and jobs.work_one(maker, clock.now):
                pass
        except sa.exc.OperationalError as error:
            # The database restarts or is locked for a while: the worker outlives it.
            current_app.logger.warning("database not available: %s", type(error.orig).__name__)
        stop.wait(IDLE_SECONDS)


def init_app(app: Flask) -> None:
    """Register the commands."""
    groups: tuple[Any, ...] = (
        db_group,
        jobs_group,
        journal_group,
        draws_group,
        accounts_group,
        territory_group,
        indicators_group,
        demonstration_group,
    )
    for group in groups:
        app.cli.add_command(group)
