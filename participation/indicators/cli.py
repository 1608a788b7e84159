"""`flask indicators …`: files of values that are too large for a page."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from participation.indicators.import_words import fault_sentence, plan_sentence, refusal_sentence
from participation.indicators.imports.checking import Findings
from participation.indicators.imports.fields import PlanError
from participation.indicators.services import value_files
from participation.indicators.services.value_files import FaultsError, NewSource
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import RefusedError
from participation.kernel.table_words import unreadable_sentence
from participation.kernel.tables import UnreadableError

LONGEST = 200

group = AppGroup("indicators", help="Indicators and their values.")


@group.command("import-values")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Who publishes these values, such as: Insee, Filosofi.")
@click.option("--vintage", required=True, help="Such as 2021; the year of columns that name none.")
@click.option("--published-on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the publication.")
@click.option("--licence", help="Such as Licence Ouverte 2.0.")
@click.option("--fictitious", is_flag=True, help="The values are invented.")
def import_values(
    file: Path, source: str, vintage: str, published_on: datetime | None, licence: str | None, fictitious: bool
) -> None:
    """Take in a CSV or XLSX file of values: all of it or nothing."""
    day = published_on.date() if published_on else None
    about = NewSource(source[:LONGEST], vintage[:LONGEST], day, licence[:LONGEST] if licence else None)
    try:
        made = value_files.bring(db.session, clock.now(), file, about, fictitious)
    except UnreadableError as error:
        raise click.ClickException(unreadable_sentence(error)) from error
    except PlanError as error:
        raise click.ClickException(plan_sentence(error)) from error
    except FaultsError as error:
        raise click.ClickException(_to_mend(error.findings)) from error
    except RefusedError as error:
        raise click.ClickException(refusal_sentence(error)) from error
    db.session.commit()
    click.echo(
        _(
            "New: %(added)s. Replaced: %(changed)s. As they were: %(unchanged)s.",
            added=made.added,
            changed=made.changed,
            unchanged=made.unchanged,
        )
    )


def _to_mend(findings: Findings) -> str:
    lines = [_("Nothing was imported. Mend the file, then run the command again.")]
    for fault in findings.kept:
        if fault.column:
            where = _("Line %(line)s, column « %(column)s »:", line=fault.line, column=fault.column)
        else:
            where = _("Line %(line)s:", line=fault.line)
        lines.append(f"{where} {fault_sentence(fault)}")
    return "\n".join(lines)
