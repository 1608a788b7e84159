"""Fictitious draws, whole and repeatable: every salt is the hash of a label."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import settings

from participation.sortition.contributions import Contribution
from participation.sortition.draw import Outcome, draw, replacement
from participation.sortition.leaves import Person, seal_pool
from participation.sortition.lottery import Portfolio, portfolio_sha256
from participation.sortition.parameters import Parameters, build_parameters
from participation.sortition.pool import Pool
from participation.sortition.quotas import holders_of, quota_table
from participation.sortition.rules import Announced, Rule, rule_sha256
from participation.sortition.seed import secret_commitment
from participation.sortition.transcript import Substitution, build_transcript, build_witness_file, called_of

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "draw_vectors.json").read_bytes())
DRAW = "00000000-0000-4000-8000-00000000c0de"
SECRET = sha256(b"fictitious secret").digest()
PARITY: dict[str, dict[str, tuple[int, int]]] = {"gender": {"F": (3, 4), "M": (3, 4), "X": (0, 1)}}
TWO_CATEGORIES = {"gender": {"F": (1, 3), "M": (1, 3)}, "age": {"16-29": (1, 2), "30+": (2, 3)}}
PLAN: list[dict[str, str | int]] = [{"source": "words"}, {"source": "dice", "dice": 20, "sides": 6}]
CHANCE = (
    Contribution("words", "Public fictif", "ete gueriniere phare"),
    Contribution("dice", "Témoin fictif", "24535645265352425436"),
)

steady = settings(database=None, derandomize=True, deadline=None, max_examples=60)
"""Hypothesis without memory: the same examples on every machine."""


def salt(label: str) -> bytes:
    """Return 32 bytes that depend on nothing but the label."""
    return sha256(label.encode()).digest()


def person(number: int, profile: Mapping[str, str], household: str | None = None) -> Person:
    """Return a fictitious person."""
    identity = {
        "family_name": f"Fictif {number}",
        "given_name": "Éloïse",
        "birth_year": str(1940 + number % 60),
    }
    return Person(identity, salt(f"identity {number}"), dict(profile), salt(f"profile {number}"), household)


def crowd(
    size: int, quotas: Mapping[str, Mapping[str, tuple[int, int]]], dwellings: int | None = None
) -> list[Person]:
    """Return people whose values go round, and their dwellings too where there are some."""
    return [
        person(
            number,
            {
                category: sorted(values)[(number // (place + 1)) % len(values)]
                for place, (category, values) in enumerate(sorted(quotas.items()))
            },
            None if dwellings is None else f"h{number % dwellings}",
        )
        for number in range(size)
    ]


@dataclass(frozen=True)
class Case:
    """A whole draw."""

    people: list[Person]
    pool: Pool
    parameters: Parameters
    outcome: Outcome
    portfolio: Portfolio | None
    substitutions: tuple[Substitution, ...] = ()

    @property
    def transcript(self) -> dict[str, Any]:
        """The public file, free to be changed."""
        built = build_transcript(
            self.pool, self.parameters, SECRET, CHANCE, self.outcome, self.substitutions, self.portfolio
        )
        return deepcopy(built)

    @property
    def witness(self) -> dict[str, Any]:
        """The witnesses' file, free to be changed."""
        called = called_of(self.outcome.selected, self.substitutions)
        return deepcopy(build_witness_file(self.pool, self.parameters, called, self.portfolio))

    def with_departures(self, places: tuple[int, ...]) -> "Case":
        """Return the draw after those at these places of the seats have left, one after another."""
        seated, called = list(self.outcome.selected), set(self.outcome.selected)
        substitutions = []
        for sequence, place in enumerate(places, start=1):
            left = seated.pop(place)
            found = replacement(self.outcome, self.parameters, self.pool, seated, called, left)
            at = f"2026-12-{sequence + 1:02}T10:00:00Z"
            substitutions.append(Substitution(sequence, left, "declined", at, found))
            if found is not None:
                seated.append(found)
                called.add(found)
        return replace(self, substitutions=tuple(substitutions))


def every_panel(pool: Pool, quotas: Mapping[str, Mapping[str, tuple[int, int]]], seats: int) -> Portfolio:
    """Return the portfolio of all panels, found by trying them."""
    table, holders = quota_table(quotas, pool.profiles), holders_of(pool)
    panels = []
    for panel in combinations_with_replacement(range(len(pool.profiles)), seats):
        counts = table.counts(panel)
        asked = np.bincount(panel, minlength=len(holders))
        if (counts >= table.minimum).all() and (counts <= table.maximum).all() and (asked <= holders).all():
            panels.append(list(panel))
    return {"profiles": [dict(profile) for profile in pool.profiles], "panels": panels}


def make_parameters(pool: Pool, rule: Rule, portfolio: Portfolio | None = None, **changes: Any) -> Parameters:
    """Return sealed parameters for a pool, with some values set."""
    announced = Announced("2026-11-02T08:00:00Z", rule_sha256(rule), secret_commitment(DRAW, SECRET))
    sealed = None
    if portfolio is not None:
        digest = portfolio_sha256(portfolio)
        sealed = {"panels": len(portfolio["panels"]), "sha256": digest, "certificate_sha256": None}
    values: dict[str, Any] = {
        "draw": DRAW,
        "council": "Quartier fictif",
        "sequence": 1,
        "previous_draw": None,
        "rehearsal": False,
        "disclosure": "open",
        "title": "Tirage fictif",
        "rule_change": None,
        "portfolio": sealed,
        "entropy": {"for": "2026-12-01T17:00:00Z", "place": "Salle fictive", "plan": PLAN},
        "journal_head": "0" * 64,
        "sealed_at": "2026-11-24T09:00:00Z",
        "software": "participation",
        "lists": [{"name": "Candidatures fictives", "entries": pool.size}],
        "changes": {"at_close": pool.size, "claims": 0, "withdrawn": 0, "doubles": 0},
    }
    return build_parameters(pool, rule, announced, **{**values, **changes})


def make_case(
    size: int = 24,
    quotas: Mapping[str, Mapping[str, tuple[int, int]]] = PARITY,
    seats: int = 8,
    dwellings: int | None = None,
    **changes: Any,
) -> Case:
    """Return a drawn case; the method follows from the number of categories."""
    people = crowd(size, quotas, dwellings)
    pool = seal_pool(people)
    portfolio = every_panel(pool, quotas, seats) if len(quotas) > 1 else None
    rule = Rule("ranked" if portfolio is None else "lottery", quotas, seats)
    parameters = make_parameters(pool, rule, portfolio, **changes)
    outcome = draw(pool, parameters, SECRET, CHANCE, portfolio)
    return Case(people, pool, parameters, outcome, portfolio)
