"""Limits from a GeoJSON file: what it would change, then taking it in. Nothing waits on the server in between."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer

from participation.indicators import perimeter_words as words
from participation.indicators.perimeter_forms import PerimetersForm, TakePerimetersForm
from participation.indicators.views.base import blueprint
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import can, requires
from participation.kernel.redirects import see_other
from participation.territory import geojson, outlines, shapes
from participation.territory.geojson import Shape, ShapesRefusedError

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LARGEST_CHECKED = 6 * MEGABYTE
"""What the page with the button may carry: the limits of some thousand perimeters, packed."""
ENVELOPE = MEGABYTE
SHOWN = 50
"""Perimeters that a page lists or draws."""
PROBLEMS_SHOWN = 20


@blueprint.url_value_preprocessor
def take_large_shapes(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who bring limits send a large file, here alone."""
    if request.method != "POST" or not can("perimeters.bring"):
        return
    if endpoint == "indicators.perimeters":
        request.max_content_length = LARGEST + ENVELOPE
    if endpoint == "indicators.take_perimeters":
        request.max_content_length = request.max_form_memory_size = LARGEST_CHECKED + ENVELOPE


@blueprint.route("/travail/quartiers/perimetres", methods=["GET", "POST"])
@requires("perimeters.bring")
def perimeters() -> Any:
    """Which limits are drawn; a file of limits, and what it would change."""
    form = PerimetersForm()
    if form.validate_on_submit():
        try:
            with form.file.data.stream as sent:
                found = geojson.read(sent.read())
            checked = shapes.check(db.session, found)
            known = {match.row.code.casefold() for match in checked.matches}
            kept = [each for each in found if each.code.casefold() in known]
            return _preview(checked, _packed(form.source.data or "", kept))
        except ShapesRefusedError as refusal:
            form.file.errors = [words.sentence(each) for each in refusal.problems[:PROBLEMS_SHOWN]]
    return _page(form)


def _page(form: PerimetersForm) -> tuple[str, int]:
    known = shapes.rows(db.session)
    undrawn = [row for row in known if row.geometry is None]
    page = render_template(
        "indicators/perimeters.html",
        form=form,
        words=words,
        count=len(known),
        drawn=len(known) - len(undrawn),
        undrawn=undrawn[:SHOWN],
        more=max(0, len(undrawn) - SHOWN),
    )
    return page, 200 if request.method == "GET" else 422


def _preview(checked: shapes.Checked, packed: str) -> str:
    shown = checked.matches[:SHOWN]
    counts = {change: sum(match.change is change for match in checked.matches) for change in shapes.Change}
    return render_template(
        "indicators/perimeters_preview.html",
        words=words,
        take=TakePerimetersForm(formdata=None, checked=packed),
        checked=checked,
        counts=counts,
        changes=counts[shapes.Change.ADDED] + counts[shapes.Change.REPLACED],
        matches=shown,
        former=[place for place, match in enumerate(shown) if match.row.ends_on],
        drawing=outlines.draw([match.geometry for match in shown]),
    )


@blueprint.post("/travail/quartiers/perimetres/reprendre")
@requires("perimeters.bring")
def take_perimeters() -> Any:
    """Take in the limits that were shown."""
    form = TakePerimetersForm()
    try:
        source, found = _unpacked(form.checked.data or "")
        checked = shapes.check(db.session, found)
    except (BadSignature, ShapesRefusedError):
        again = PerimetersForm(formdata=None)
        again.file.errors = [_("What was read is no longer there. Send the file again.")]
        return _page(again)
    shapes.take(db.session, clock.now(), checked, source)
    db.session.commit()
    return see_other("indicators.perimeters", _anchor="contenu")


def _packed(source: str, found: Sequence[Shape]) -> str:
    """Return the limits for the page's hidden field; signed, since they come back from outside.

    Raises:
        ShapesRefusedError: They are more than a form may bring back.
    """
    packed = _signer().dumps([source, [[each.code, each.geometry] for each in found]])
    if len(packed) > LARGEST_CHECKED:
        raise ShapesRefusedError([geojson.ShapeProblem(0, "", "too_wide")])
    return str(packed)


def _unpacked(text: str) -> tuple[str, list[Shape]]:
    source, found = _signer().loads(text)
    return source, [Shape(code, geometry) for code, geometry in found]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="perimeters")
