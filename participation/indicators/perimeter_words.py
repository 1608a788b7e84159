"""What is wrong with a file of limits, in a sentence that says what to do; what a file would change."""

from typing import Any

from flask_babel import lazy_gettext as _l

from participation.kernel.i18n import format_number
from participation.kernel.i18n import gettext as _
from participation.territory.geojson import ShapeProblem
from participation.territory.outlines import Drawing
from participation.territory.shapes import Change, PerimeterRow

PROBLEMS: dict[str, Any] = {
    "not_utf8": _l("The letters of this file cannot be read. Export it again as GeoJSON in UTF-8."),
    "not_json": _l("This is no GeoJSON, or it was cut. Export it again, and send the file that ends in .geojson."),
    "not_geojson": _l("This file holds no list of shapes. Export the layer as a GeoJSON FeatureCollection."),
    "crs": _l("This file is in another system of coordinates (%(value)s). Export it again in EPSG:4326."),
    "empty": _l("There is no shape in this file. Choose the layer that holds the limits, and export it again."),
    "too_large": _l("There are more than two million points in this file. Keep your own territory, and send it again."),
    "too_wide": _l("There are more limits of ours in this file than one page can carry. Send it in parts."),
    "none_known": _l("None of its codes is a perimeter of ours (%(value)s). The codes that we know stand below."),
    "no_code": _l("no code. Give it an attribute code_qp with the code of the perimeter."),
    "code_twice": _l("this code is there twice. Join the two shapes into one, or take one away."),
    "no_geometry": _l("it has no shape. Draw it, or take the line away."),
    "geometry_type": _l("it is a %(value)s. Limits must be a Polygon or a MultiPolygon."),
    "position": _l("a point is not two numbers. Export the file again."),
    "projected": _l("%(value)s are no degrees. Export the file again in EPSG:4326 (longitude and latitude)."),
    "elsewhere": _l("%(value)s is not in France. Check that the longitude comes first, then the latitude."),
    "ring_short": _l("one of its lines has %(value)s points. A line that goes around has four at least."),
    "ring_open": _l("one of its lines does not come back to its first point. Close it."),
}
CHANGES = {
    Change.ADDED: (_l("New"), "ok"),
    Change.REPLACED: (_l("Takes the place of other limits"), "warn"),
    Change.SAME: (_l("The same as before"), ""),
}


def sentence(problem: ShapeProblem) -> str:
    """Return a problem in words, with the shape that it is about."""
    words = str(PROBLEMS[problem.problem]) % {"value": problem.value}
    if not problem.feature:
        return words
    if problem.code:
        return _("Shape %(number)s (%(code)s): %(words)s", number=problem.feature, code=problem.code, words=words)
    return _("Shape %(number)s: %(words)s", number=problem.feature, words=words)


def years(row: PerimeterRow) -> str:
    """Return when the limits hold."""
    if row.ends_on is None:
        return _("since %(year)s", year=row.starts_on.year)
    return _("from %(first)s to %(last)s", first=row.starts_on.year, last=row.ends_on.year)


def scale(drawing: Drawing) -> str:
    """Return the distance that the line under a drawing stands for."""
    metres = drawing.scale_metres
    if metres < 1000:
        return _("%(number)s m", number=metres)
    return _("%(number)s km", number=format_number(metres // 1000))
