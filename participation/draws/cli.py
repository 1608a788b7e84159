"""`flask draws …`: verifying a draw of this platform, or a transcript kept elsewhere."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from participation.draws import verdicts
from participation.draws.models import Draw
from participation.draws.services import checking, files
from participation.kernel.db import db
from participation.kernel.errors import MissingError, RefusedError
from participation.sortition.canonical import parse
from participation.sortition.errors import SortitionError, VerificationError

BROKEN, UNREADABLE = 1, 2

group = AppGroup("draws", help="Draws by lot.")


class UnreadableError(click.ClickException):
    """There is nothing to verify."""

    exit_code = UNREADABLE


class BrokenError(click.ClickException):
    """The draw does not hold."""

    exit_code = BROKEN


@group.command("verify")
@click.argument("draw")
@click.option(
    "--witness", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The witnesses' file."
)
@click.option("--rehearsal", is_flag=True, help="Accept a rehearsal.")
def verify(draw: str, witness: Path | None, rehearsal: bool) -> None:
    """Verify a draw by its number, or a transcript FILE, and compare it with the journal.

    Exits with 0 when it holds, 1 when it is broken, 2 when it cannot be read.
    """
    transcript, private = _transcript(draw), _parsed(witness) if witness else None
    try:
        found = checking.check(db.session, transcript, private, rehearsal)
    except VerificationError as error:
        raise BrokenError(verdicts.broken(error.step, error.code, error.params)) from error
    report = found.report
    click.echo(verdicts.assurance(report.assurance))
    click.echo(f"Le tirage tient : {report.pool.size} entrées, {len(report.selected)} tirées au sort.")
    click.echo(f"Empreinte de la liste scellée : {report.seal}")
    click.echo(f"Remplacements : {report.substitutions} (dernier : {report.last_substitution_at or 'aucun'})")
    if found.is_known:
        click.echo("L’empreinte et les remplacements sont ceux du journal.")
    else:
        click.echo("Tirage inconnu ici : rien n’a été comparé avec le journal.")
    for name in report.unchecked:
        click.echo(verdicts.unchecked(name))


def _transcript(draw: str) -> dict[str, object]:
    if not draw.isdigit():
        found = _parsed(Path(draw))
        if not isinstance(found, dict):
            raise UnreadableError("Ce fichier n’est pas une transcription.")
        return found
    row = db.session.scalars(sa.select(Draw).where(Draw.id == int(draw))).one_or_none()
    if row is None:
        raise UnreadableError("Ce tirage n’existe pas.")
    try:
        return files.transcript(db.session, row)
    except MissingError as error:
        raise UnreadableError("Ce tirage n’a pas encore de résultat.") from error
    except RefusedError as error:
        raise BrokenError(verdicts.broken(None, error.code, error.params)) from error


def _parsed(path: Path) -> object:
    try:
        return parse(path.read_bytes())
    except (OSError, SortitionError) as error:
        raise UnreadableError("Ce fichier ne se lit pas. Il faut la transcription, en JSON.") from error
