"""Doubtful rows, one by one or all of a kind; and the file of everything the check found."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_babel import force_locale, get_locale
from flask_login import current_user

from participation.draws.models import ListState, RowVerdict
from participation.draws.services import access
from participation.draws.services.lists import showing, verdicts
from participation.draws.services.lists.finding import find
from participation.draws.views import list_pages, list_words
from participation.draws.views.base import blueprint
from participation.draws.views.lists import act
from participation.kernel.csv_files import to_csv
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.headers import as_download
from participation.kernel.i18n import gettext as _
from participation.kernel.pagination import page_number
from participation.kernel.permissions import requires
from participation.kernel.redirects import see_other

WORDS: dict[str, RowVerdict | None] = {
    "accepter": RowVerdict.ACCEPTED,
    "echanger": RowVerdict.ACCEPTED,
    "ecarter": RowVerdict.REJECTED,
    "reprendre": None,
}
SWAPS = "echanger"
"""Accepted with family name and given name the other way round."""
BOM = "\ufeff"
"""Without it Excel takes accents for something else."""


@blueprint.get("/travail/tirages/<int:draw_id>/listes/<int:list_id>/doutes/<string(maxlength=40):fault>")
@requires("lists.bring")
def list_rows(draw_id: int, list_id: int, fault: str) -> str:
    """The rows with one kind of doubt, in pages of fifty."""
    found = find(db.session, current_user, draw_id, list_id)
    draw = access.find(db.session, current_user, draw_id)
    page = showing.doubtful_rows(db.session, found, fault, page_number(request.args.get("page")))
    if found.state != ListState.CHECKED or not page.rows:
        raise MissingError

    def address(number: int | None) -> str:
        if number is None:
            return ""
        return url_for("draws.list_rows", draw_id=draw_id, list_id=list_id, fault=fault, page=number)

    return render_template(
        "draws/list_rows.html",
        draw=draw,
        found=found,
        fault=fault,
        page=page,
        rows=[
            {
                "line": each.line,
                "words": list_pages.fault(each),
                "verdict": list_pages.verdict(each),
            }
            for (each,) in page.rows
        ],
        previous_url=address(page.previous),
        next_url=address(page.next),
        fictitious=draw.council.is_fictitious,
    )


@blueprint.post(
    "/travail/tirages/<int:draw_id>/listes/<int:list_id>/lignes/<int:line>"
    "/<any(accepter,echanger,ecarter,reprendre):verdict>"
)
@requires("lists.bring")
def decide_row(draw_id: int, list_id: int, line: int, verdict: str) -> Any:
    """Accept a doubtful row, or leave it out; lead back to the page from which it came."""
    find(db.session, current_user, draw_id, list_id)
    answer = act(
        draw_id,
        list_id,
        lambda: verdicts.decide_row(
            db.session, current_user, draw_id, list_id, line, WORDS[verdict], swaps=verdict == SWAPS
        ),
        "draws.show_list",
    )
    fault, page = request.form.get("fault", "")[:40], page_number(request.form.get("page"))
    if fault and getattr(answer, "status_code", 0) == 303:
        anchor = f"ligne-{line}"
        return see_other(
            "draws.list_rows", draw_id=draw_id, list_id=list_id, fault=fault, page=page, _anchor=anchor
        )
    return answer


@blueprint.post(
    "/travail/tirages/<int:draw_id>/listes/<int:list_id>/doutes/<string(maxlength=40):fault>"
    "/<any(accepter,echanger,ecarter,reprendre):verdict>"
)
@requires("lists.bring")
def decide_kind(draw_id: int, list_id: int, fault: str, verdict: str) -> Any:
    """Accept all rows of one kind of doubt, or leave them out."""
    return act(
        draw_id,
        list_id,
        lambda: verdicts.decide_kind(
            db.session, current_user, draw_id, list_id, fault, WORDS[verdict], swaps=verdict == SWAPS
        ),
        "draws.show_list",
        "doutes",
    )


@blueprint.get("/travail/tirages/<int:draw_id>/listes/<int:list_id>/erreurs.csv")
@requires("lists.bring")
def list_faults(draw_id: int, list_id: int) -> Response:
    """Everything the check found, to mend the file or to send to whoever made it."""
    found = find(db.session, current_user, draw_id, list_id)
    batches, locale = showing.all_faults(db.session, found), get_locale()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    header = to_csv([_("Line"), _("Column"), _("Kind"), _("What to do")], (), ";")

    def pieces() -> Iterator[str]:
        yield BOM + header
        for batch in batches:
            # The language holds for one piece at a time: nothing of this request outlives it in another's.
            with app.app_context(), force_locale(locale):
                text = _rows(batch)
            yield text

    return as_download(Response(pieces(), mimetype="text/csv"), f"erreurs-liste-{found.id}.csv")


def _rows(batch: Sequence[Sequence[Any]]) -> str:
    """Return rows of the file, without its header."""
    kinds = {True: _("doubt"), False: _("refused")}
    rows = [
        (line, column, kinds[is_doubt], list_words.advice(code, params))
        for line, column, code, is_doubt, params in batch
    ]
    return to_csv((), rows, ";").split("\n", 1)[1]
