"""The list of streets from a spreadsheet: all of the file, or nothing of it.

A file adds to the list; the streets that a neighbourhood already has are removed only where `replace` names
it. The same file again changes nothing. Two rows, or a row and the list, that put the same houses in two
neighbourhoods are refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.tables import Row, open_table
from participation.kernel.text import clean
from participation.territory.models import Municipality, Neighbourhood, Side, StreetSegment
from participation.territory.names import house_number, name_key, street_key
from participation.territory.services import LAST_NUMBER

COLUMNS = {
    "street": ("street", "rue", "voie", "nom de la voie", "nom de la rue"),
    "from": ("from", "de", "du", "debut"),
    "to": ("to", "a", "au", "fin"),
    "side": ("side", "cote"),
    "neighbourhood": ("neighbourhood", "quartier", "code quartier", "code du quartier"),
    "municipality": ("municipality", "commune", "code insee", "insee"),
}
NEEDED = {"street": "rue", "from": "de", "to": "à", "side": "côté", "neighbourhood": "quartier"}
"""Columns that every file has, with the heading to suggest."""
SIDES = {
    Side.EVEN: ("even", "pair", "pairs", "p"),
    Side.ODD: ("odd", "impair", "impairs", "i"),
    Side.BOTH: ("", "both", "tous", "toutes", "les deux", "2", "deux", "pair et impair", "pairs et impairs"),
}
MOST_PROBLEMS = 200
LONGEST_STREET = 200


@dataclass(frozen=True)
class Problem:
    """Something to mend in the file: where, what (`code`), and the words that fill its sentence."""

    line: int
    column: str
    """The heading as the file writes it; empty where the whole line is meant."""
    code: str
    value: str = ""
    other_line: int | None = None


class StreetsRefusedError(Exception):
    """Nothing was imported: the problems say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: int
    unchanged: int
    removed: int


@dataclass(frozen=True)
class _Segment:
    line: int | None
    """Line of the file; None for what is in the list already."""
    street: str
    key: str
    first: int
    last: int
    side: Side
    neighbourhood_id: int
    municipality_id: int

    @property
    def identity(self) -> tuple[str, int, int, Side, int]:
        return (self.key, self.first, self.last, self.side, self.municipality_id)


@dataclass(frozen=True)
class _Places:
    """Keys of names and codes → identifiers."""

    neighbourhoods: dict[str, tuple[int, int]]
    municipalities: dict[str, int]


def import_streets(session: Session, now: datetime, content: bytes, replace: Iterable[str] = ()) -> Imported:
    """Add the file's streets to the list, after removing those of the neighbourhoods named by `replace`.

    Raises:
        UnreadableError: It is no table.
        StreetsRefusedError: It has problems; nothing was written.
    """
    table = open_table(content)
    heading = Row(table.header_line, table.header)
    header = _header(heading)
    places = _places(session)
    problems: list[Problem] = []
    segments = [found for row in table.rows() if (found := _segment(row, heading, header, places, problems))]
    replaced = _replaced(places, replace, problems)
    kept = [segment for segment in _stored(session) if segment.neighbourhood_id not in replaced]
    problems += _contradictions([*kept, *segments])
    if problems:
        raise StreetsRefusedError(sorted(problems, key=lambda problem: problem.line)[:MOST_PROBLEMS])
    removed = 0
    if replaced:
        gone = session.execute(sa.delete(StreetSegment).where(StreetSegment.neighbourhood_id.in_(replaced)))
        removed = gone.rowcount  # type: ignore[attr-defined]
    known = {segment.identity for segment in kept}
    new = {segment.identity: segment for segment in segments if segment.identity not in known}
    session.add_all(_row(segment, now) for segment in new.values())
    session.flush()
    return Imported(added=len(new), unchanged=len(segments) - len(new), removed=removed)


def _row(segment: _Segment, now: datetime) -> StreetSegment:
    return StreetSegment(
        street=segment.street,
        street_key=segment.key,
        number_from=segment.first,
        number_to=segment.last,
        side=segment.side,
        neighbourhood_id=segment.neighbourhood_id,
        municipality_id=segment.municipality_id,
        imported_at=now,
    )


def _header(row: Row) -> dict[str, int]:
    """Return the position of each column we know; others are left aside."""
    found: dict[str, int] = {}
    problems = []
    for position, heading in enumerate(row.cells):
        key = name_key(heading)
        name = next((name for name, aliases in COLUMNS.items() if key in aliases), None)
        if name in found:
            problems.append(Problem(row.line, heading, "column_twice"))
        elif name:
            found[name] = position
    problems += [
        Problem(row.line, heading, "column_missing") for name, heading in NEEDED.items() if name not in found
    ]
    if problems:
        raise StreetsRefusedError(problems)
    return found


def _places(session: Session) -> _Places:
    neighbourhoods: dict[str, tuple[int, int]] = {}
    for row in session.execute(
        sa.select(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name_key, Neighbourhood.municipality_id)
    ):
        for key in (row.code, name_key(row.code), row.name_key):
            neighbourhoods[key] = (row.id, row.municipality_id)
    municipalities = {}
    for town in session.execute(sa.select(Municipality.id, Municipality.insee_code, Municipality.name)):
        municipalities[town.insee_code] = municipalities[name_key(town.name)] = town.id
    return _Places(neighbourhoods, municipalities)


def _replaced(places: _Places, replace: Iterable[str], problems: list[Problem]) -> set[int]:
    ids = set()
    for code in replace:
        if found := places.neighbourhoods.get(name_key(code)):
            ids.add(found[0])
        else:
            problems.append(Problem(0, "", "replaced_unknown", code))
    return ids


def _segment(
    row: Row, heading: Row, header: dict[str, int], places: _Places, problems: list[Problem]
) -> _Segment | None:
    """Return the row as a segment; None and a problem for each cell to mend."""
    before = len(problems)
    if len(row.cells) != len(heading.cells):
        problems.append(Problem(row.line, "", "cells", str(len(heading.cells))))
        return None

    def cell(name: str) -> str:
        return clean(row.cells[header[name]]) if name in header else ""

    def refuse(name: str, code: str) -> None:
        problems.append(Problem(row.line, heading.cells[header[name]], code, cell(name)[:60]))

    street, key = cell("street"), street_key(cell("street"))
    if not key or len(street) > LONGEST_STREET:
        refuse("street", "street")
    first = _number(cell("from"), 1)
    last = _number(cell("to"), LAST_NUMBER)
    for name, number in (("from", first), ("to", last)):
        if number is None:
            refuse(name, "number")
    if first is not None and last is not None and first > last:
        refuse("to", "order")
    side = next((side for side, words in SIDES.items() if name_key(cell("side")) in words), None)
    if side is None:
        refuse("side", "side")
    neighbourhood = places.neighbourhoods.get(name_key(cell("neighbourhood")))
    if neighbourhood is None:
        refuse("neighbourhood", "neighbourhood")
    town = cell("municipality")
    municipality_id = (
        places.municipalities.get(name_key(town)) if town else neighbourhood and neighbourhood[1]
    )
    if town and municipality_id is None:
        refuse("municipality", "municipality")
    if (
        len(problems) > before
        or first is None
        or last is None
        or not (side and neighbourhood and municipality_id)
    ):
        return None
    return _Segment(row.line, street, key, first, last, side, neighbourhood[0], municipality_id)


def _number(text: str, default: int) -> int | None:
    return house_number(text) if text else default


def _stored(session: Session) -> Iterator[_Segment]:
    query = sa.select(
        StreetSegment.street,
        StreetSegment.street_key,
        StreetSegment.number_from,
        StreetSegment.number_to,
        StreetSegment.side,
        StreetSegment.neighbourhood_id,
        StreetSegment.municipality_id,
    )
    for row in session.execute(query):
        yield _Segment(None, *row)


def _contradictions(segments: list[_Segment]) -> list[Problem]:
    """Return a problem for each line that gives houses of another neighbourhood to its own.

    Along one side of a street, in order of first numbers, it is enough to compare each segment with the one
    that reaches furthest so far: as long as no contradiction was met, all that overlap are of one
    neighbourhood.
    """
    streets: dict[tuple[str, int, int], list[_Segment]] = {}
    for segment in segments:
        for parity, side in ((0, Side.ODD), (1, Side.EVEN)):
            if segment.side is not side:
                streets.setdefault((segment.key, segment.municipality_id, parity), []).append(segment)
    problems: dict[tuple[int, int | None], Problem] = {}
    for group in streets.values():
        furthest: _Segment | None = None
        for segment in sorted(group, key=lambda one: (one.first, one.last, one.line or 0)):
            if furthest is None or furthest.last < segment.first:
                furthest = segment
                continue
            if furthest.neighbourhood_id != segment.neighbourhood_id:
                problem = _contradiction(segment, furthest)
                problems.setdefault((problem.line, problem.other_line), problem)
            if segment.last > furthest.last:
                furthest = segment
    return list(problems.values())


def _contradiction(one: _Segment, other: _Segment) -> Problem:
    """Name the line of the file; of two, the later one."""
    lines = sorted(line for line in (one.line, other.line) if line is not None)
    street = one.street[:60]
    if len(lines) == 2:
        return Problem(lines[1], "", "contradicts_line", street, lines[0])
    return Problem(lines[0] if lines else 0, "", "contradicts_list", street)
