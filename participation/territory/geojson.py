"""Limits from a GeoJSON file (RFC 7946), in degrees of longitude and latitude: all that is wrong is told at once.

Pure: bytes in, shapes or problems out. A file of a whole country is read too; whoever calls picks what it knows.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CODES = ("code_qp", "code_qpv", "codgeo", "national_code", "code_national", "code")
"""Attributes that hold the code, in the order in which they are looked for, whatever their case."""
DIGITS = 6
"""Decimals of a degree that are kept: a tenth of a metre."""
LONGEST_CODE = 60
MOST_POSITIONS = 2_000_000
MOST_PROBLEMS = 100
SHORTEST_RING = 4
IN_DEGREES = ("crs84", "4326")
FRANCE = (
    (-5.5, 41.0, 10.0, 51.5), (-63.5, 14.0, -60.5, 18.5), (-55.0, 1.5, -51.0, 6.5), (55.0, -21.7, 56.2, -20.5),
    (44.5, -13.5, 45.7, -12.3), (-57.0, 46.5, -55.5, 47.5), (-155.5, -28.5, -134.0, -7.0), (156.0, -23.5, 173.0, -17.0),
)  # fmt: skip
"""West, south, east, north: France in Europe, then overseas. A shape elsewhere has its two numbers swapped."""

Position = tuple[float, float]
Ring = list[Position]


@dataclass(frozen=True)
class ShapeProblem:
    """Something to mend: in which feature (from 1; 0 is the file), of which code, what, and the value it is about."""

    feature: int
    code: str
    problem: str
    value: str = ""


class ShapesRefusedError(Exception):
    """Nothing of the file can be taken: the problems say why."""

    def __init__(self, problems: list[ShapeProblem]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class Shape:
    """The limits that one feature of the file draws."""

    code: str
    geometry: str
    """A GeoJSON Polygon or MultiPolygon, always written the same way."""


@dataclass
class _Reading:
    problems: list[ShapeProblem] = field(default_factory=list)
    positions: int = 0


class _FaultError(Exception):
    """What is wrong with one feature."""

    def __init__(self, problem: str, value: object = "") -> None:
        super().__init__(problem)
        self.problem, self.value = problem, str(value)[:80]


def read(content: bytes) -> list[Shape]:
    """Return the shapes of a file, one for each code.

    Raises:
        ShapesRefusedError: Something is wrong; every feature was looked at.
    """
    reading = _Reading()
    shapes: dict[str, Shape] = {}
    for number, feature in enumerate(_features(_document(content)), start=1):
        code = _code(feature)
        try:
            if not code:
                raise _FaultError("no_code")
            if code in shapes:
                raise _FaultError("code_twice")
            shapes[code] = Shape(code, _geometry(feature, reading))
        except _FaultError as fault:
            reading.problems.append(ShapeProblem(number, code, fault.problem, fault.value))
        if len(reading.problems) >= MOST_PROBLEMS:
            break
    if reading.problems:
        raise ShapesRefusedError(reading.problems)
    return list(shapes.values())


def _refuse_file(problem: str, value: object = "") -> ShapesRefusedError:
    return ShapesRefusedError([ShapeProblem(0, "", problem, str(value)[:80])])


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _refuse_file("not_utf8") from None
    except json.JSONDecodeError as error:
        raise _refuse_file("not_json", error.lineno) from None
    except (ValueError, RecursionError):
        raise _refuse_file("not_json") from None
    if not isinstance(document, dict):
        raise _refuse_file("not_geojson")
    named = document.get("crs")
    told = named.get("properties") if isinstance(named, dict) else None
    name = told.get("name", "") if isinstance(told, dict) else ""
    if named is not None and not any(part in str(name).lower() for part in IN_DEGREES):
        raise _refuse_file("crs", name)
    return document


def _features(document: dict[str, Any]) -> list[Any]:
    kind = document.get("type")
    if kind == "Feature":
        return [document]
    found = document.get("features")
    if kind != "FeatureCollection" or not isinstance(found, list):
        raise _refuse_file("not_geojson", kind or "")
    if not found:
        raise _refuse_file("empty")
    return found


def _code(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return ""
    known = {str(name).lower(): value for name, value in properties.items()}
    found = next((known[name] for name in CODES if isinstance(known.get(name), str) and known[name].strip()), "")
    return str(found).strip()[:LONGEST_CODE]


def _geometry(feature: dict[str, Any], reading: _Reading) -> str:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        raise _FaultError("no_geometry")
    kind, given = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _FaultError("geometry_type", kind)
    parts = [given] if kind == "Polygon" else given
    polygons = [_polygon(part, reading) for part in _several(parts)]
    if not polygons:
        raise _FaultError("no_geometry")
    positions = [position for rings in polygons for ring in rings for position in ring]
    _locate(positions)
    coordinates: Any = polygons[0] if kind == "Polygon" else polygons
    return json.dumps({"type": kind, "coordinates": coordinates}, separators=(",", ":"))


def _several(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise _FaultError("position", given)
    return given


def _polygon(given: Any, reading: _Reading) -> list[Ring]:
    rings = [_ring(each, reading) for each in _several(given)]
    if not rings:
        raise _FaultError("no_geometry")
    return rings


def _ring(given: Any, reading: _Reading) -> Ring:
    ring = list(_positions(_several(given)))
    reading.positions += len(ring)
    if reading.positions > MOST_POSITIONS:
        raise _refuse_file("too_large")
    if len(ring) < SHORTEST_RING:
        raise _FaultError("ring_short", len(ring))
    if ring[0] != ring[-1]:
        raise _FaultError("ring_open")
    return ring


def _positions(given: list[Any]) -> Iterator[Position]:
    for each in given:
        numbers = each[:2] if isinstance(each, list) else []
        if len(numbers) != 2 or not all(type(number) in (int, float) for number in numbers):
            raise _FaultError("position", each)
        east, north = numbers
        # Also false for what is no number at all (NaN).
        if not (-180 <= east <= 180 and -90 <= north <= 90):
            raise _FaultError("projected", f"{east}, {north}")
        yield round(float(east), DIGITS), round(float(north), DIGITS)


def _locate(positions: list[Position]) -> None:
    """Refuse a shape that does not lie in one part of France."""
    west, east = min(x for x, _ in positions), max(x for x, _ in positions)
    south, north = min(y for _, y in positions), max(y for _, y in positions)
    if not any(a <= west and b <= south and east <= c and north <= d for a, b, c, d in FRANCE):
        raise _FaultError("elsewhere", f"{positions[0][0]}, {positions[0][1]}")
