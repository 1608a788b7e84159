"""Finding a neighbourhood from what somebody types: its name, its municipality, or a street.

Names are compared as keys in memory, never by a pattern of the database: no wildcard means anything, and
every query is the same whatever is typed.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.territory.models import Municipality, Neighbourhood, Perimeter, PerimeterMunicipality
from participation.territory.names import likeness, street_key
from participation.territory.reading import NeighbourhoodRow
from participation.territory.services import Place, locate

LONGEST_QUERY = 200
MOST_RESULTS = 50
NEAREST = 5
IDLE_WORDS = frozenset({"quartier", "quartiers", "commune", "ville", "mairie"})


class Outcome(StrEnum):
    """What a search leads to."""

    ONE = "one"
    SEVERAL = "several"
    PARTLY = "partly"
    """A municipality of which only some streets lie in a neighbourhood of another."""
    NUMBER_NEEDED = "number_needed"
    """A street that lies partly in these neighbourhoods."""
    OUTSIDE = "outside"
    NOTHING = "nothing"
    """Not found; the rows are the nearest names."""


@dataclass(frozen=True)
class Found:
    """The outcome of a search and its neighbourhoods."""

    outcome: Outcome
    rows: tuple[NeighbourhoodRow, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    row: NeighbourhoodRow
    key: str
    keys: frozenset[str]
    """Its own name, its code and its perimeters' labels and codes."""
    town: str
    reaches: frozenset[str]

    def has_words(self, words: list[str]) -> bool:
        known = " ".join((*self.keys, self.town)).split()
        return all(any(other.startswith(word) for other in known) for word in words)


def find(session: Session, typed: str) -> Found:
    """Return what the typed words lead to."""
    text = typed[:LONGEST_QUERY]
    key = _key(text)
    candidates = _candidates(session)
    if not key:
        return Found(Outcome.NOTHING)
    by_name = [c for c in candidates if key in c.keys]
    by_town = [c for c in candidates if c.town == key]
    by_words = [c for c in candidates if c.has_words(key.split())]
    for found in (by_name, by_town):
        if found:
            return _one_or_several(found)
    if found := [c for c in candidates if key in c.reaches]:
        return Found(Outcome.PARTLY, tuple(c.row for c in found[:MOST_RESULTS]))
    if _is_town(session, key):
        return Found(Outcome.OUTSIDE)
    if by_words:
        return _one_or_several(by_words)
    return _by_street(session, text, key, candidates)


def _by_street(session: Session, text: str, key: str, candidates: list[_Candidate]) -> Found:
    location = locate(session, text)
    wanted = [location.neighbourhood] if location.neighbourhood else list(location.candidates)
    ids = {named.id for named in wanted}
    rows = tuple(c.row for c in candidates if c.row.id in ids)
    if location.place is Place.INSIDE:
        return Found(Outcome.ONE, rows)
    if location.place is Place.OUTSIDE:
        return Found(Outcome.OUTSIDE)
    if rows:
        return Found(Outcome.NUMBER_NEEDED, rows[:MOST_RESULTS])
    nearest = sorted(candidates, key=lambda c: (-likeness(key, c.key), c.key))
    return Found(Outcome.NOTHING, tuple(c.row for c in nearest[:NEAREST]))


def _one_or_several(found: list[_Candidate]) -> Found:
    rows = tuple(c.row for c in found[:MOST_RESULTS])
    return Found(Outcome.ONE if len(rows) == 1 else Outcome.SEVERAL, rows)


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    words = [word for word in street_key(text).split() if word not in IDLE_WORDS]
    return " ".join(words)


def _candidates(session: Session) -> list[_Candidate]:
    """Return every neighbourhood with the keys that lead to it, A to Z, in two queries."""
    query = (
        sa.select(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name, Municipality.name)
        .join(Municipality, Municipality.id == Neighbourhood.municipality_id)
        .order_by(Neighbourhood.name_key, Neighbourhood.id)
    )
    labels, reaches = _perimeter_keys(session)
    candidates = []
    for values in session.execute(query):
        row = NeighbourhoodRow(*values)
        key, town = _key(row.name), _key(row.municipality)
        keys = frozenset({key, _key(row.code), *labels.get(row.id, ())})
        candidates.append(_Candidate(row, key, keys, town, frozenset(reaches.get(row.id, ()))))
    return candidates


def _perimeter_keys(session: Session) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Return, per neighbourhood, its perimeters' labels and codes, and where the present one reaches."""
    query = (
        sa.select(
            Perimeter.neighbourhood_id,
            Perimeter.name,
            Perimeter.national_code,
            Perimeter.ends_on,
            Municipality.name,
        )
        .outerjoin(PerimeterMunicipality, PerimeterMunicipality.perimeter_id == Perimeter.id)
        .outerjoin(Municipality, Municipality.id == PerimeterMunicipality.municipality_id)
    )
    labels: dict[int, set[str]] = {}
    reaches: dict[int, set[str]] = {}
    for neighbourhood_id, label, code, ends_on, town in session.execute(query):
        labels.setdefault(neighbourhood_id, set()).update(_key(text) for text in (label, code) if text)
        if town and ends_on is None:
            reaches.setdefault(neighbourhood_id, set()).add(_key(town))
    return labels, reaches


def _is_town(session: Session, key: str) -> bool:
    return any(_key(name) == key for name in session.scalars(sa.select(Municipality.name)))
