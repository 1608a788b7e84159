"""`flask journal verify`."""

import click
from flask.cli import AppGroup

from participation.journal import services
from participation.kernel.db import db

group = AppGroup("journal", help="The public journal.")


@group.command("verify")
def verify() -> None:
    """Recompute the whole chain: exit 0 when it holds, 1 with the number of the first entry that does not."""
    report = services.verify(db.session)
    if report.holds:
        click.echo(f"Le journal est intact : {report.count} actes. Empreinte : {report.head}")
        return
    click.echo(
        f"Journal rompu à l’acte {report.broken} ({report.flaw}) ; les {report.count} premiers tiennent."
    )
    raise SystemExit(1)
