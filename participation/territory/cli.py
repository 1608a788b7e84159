"""`flask territory …`: the sourced facts and the list of streets."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.table_words import unreadable_sentence
from participation.kernel.tables import UnreadableError
from participation.territory import services
from participation.territory.imports import Problem, StreetsRefusedError, import_streets

SHOWN = 50

group = AppGroup("territory", help="The contract's facts and the list of streets.")


@group.command("load-reference")
def load_reference() -> None:
    """Write the sourced facts of the contract; a second run changes nothing."""
    changes = services.load_reference(db.session)
    db.session.commit()
    click.echo(ngettext("%(num)s fact written or mended.", "%(num)s facts written or mended.", changes))


@group.command("import-streets")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", multiple=True, metavar="CODE", help="Remove this neighbourhood's streets first.")
def import_file(file: Path, replace: tuple[str, ...]) -> None:
    """Add a CSV or XLSX file of streets (street, from, to, side, neighbourhood) to the list: all of it or nothing."""
    try:
        done = import_streets(db.session, clock.now(), file.read_bytes(), replace)
    except UnreadableError as error:
        raise click.ClickException(_unreadable(error)) from error
    except StreetsRefusedError as error:
        raise click.ClickException(_refused(error.problems)) from error
    db.session.commit()
    click.echo(
        _(
            "Streets: %(added)s added, %(unchanged)s unchanged, %(removed)s removed.",
            added=done.added,
            unchanged=done.unchanged,
            removed=done.removed,
        )
    )


def _unreadable(error: UnreadableError) -> str:
    if error.code == "empty":
        return str(_("The file is empty. Its first line must name the columns: rue, de, à, côté, quartier."))
    return unreadable_sentence(error)


def _refused(problems: list[Problem]) -> str:
    lines = [_("Nothing was imported. Mend the file, then run the command again.")]
    lines += [_worded(problem) for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(_("There are more: these are the first %(shown)s.", shown=SHOWN))
    return "\n".join(lines)


def _worded(problem: Problem) -> str:
    sentence = _sentences(problem)[problem.code]
    if not problem.line:
        return sentence
    if problem.column:
        where = _("Line %(line)s, column « %(column)s »:", line=problem.line, column=problem.column)
    else:
        where = _("Line %(line)s:", line=problem.line)
    return f"{where} {sentence}"


def _sentences(problem: Problem) -> dict[str, str]:
    value = problem.value
    return {
        "column_twice": _("this column is there twice. Keep one."),
        "column_missing": _("add this column to the first line."),
        "cells": _("give this line %(count)s cells, like the first one.", count=value),
        "street": _("write the name of the street, in 200 letters at most."),
        "number": _("« %(value)s » is no house number. Write a number such as 12, or nothing.", value=value),
        "order": _("the last number must not come before the first one."),
        "side": _("« %(value)s » is not known. Write pair, impair or tous.", value=value),
        "neighbourhood": _("« %(value)s » is not a neighbourhood. Write its code or its name.", value=value),
        "municipality": _(
            "« %(value)s » is not a town of the contract. Write its name or Insee code.", value=value
        ),
        "contradicts_line": _(
            "« %(street)s »: line %(other)s gives the same numbers another neighbourhood. Keep one line.",
            street=value,
            other=problem.other_line,
        ),
        "contradicts_list": _(
            "« %(street)s »: the list already has these numbers in another neighbourhood. "
            "Correct the line, or replace the streets of that neighbourhood (--replace).",
            street=value,
        ),
        "replaced_unknown": _("--replace: « %(value)s » is not the code of a neighbourhood.", value=value),
    }
