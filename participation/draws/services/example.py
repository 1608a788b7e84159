"""Six people who do not exist, drawn by the real engine, with every calculation laid out to be done by hand.

Nothing here is left to chance: salts, secret, words and dice are fixed, so that the page can be checked by anybody and
says the same for ever. The draw is a rehearsal, so that no program takes it for a real one.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from participation.sortition import leaves
from participation.sortition import seed as seeds
from participation.sortition.canonical import canonical
from participation.sortition.contributions import Contribution
from participation.sortition.draw import Outcome, draw
from participation.sortition.parameters import Parameters, build_parameters
from participation.sortition.pool import Pool
from participation.sortition.rows import hex_of
from participation.sortition.rules import Announced, Rule, rule_sha256
from participation.sortition.tags import tag
from participation.sortition.transcript import build_transcript

NAMES = ("Ana", "Bilal", "Chloé", "Driss", "Emma", "Farid")
SEATS = 2
UUID = "00000000-0000-4000-8000-000000000006"
WORDS, DICE = "soleil pain velo", "26415533612442651346"
ANNOUNCED_AT, SEALED_AT, CHANCE_AT = "2026-09-01T16:00:00Z", "2026-09-20T16:00:00Z", "2026-09-25T16:30:00Z"
BLOCK = 64
"""Bytes of one block of SHA-256: a key fills it, with zeros at its end."""
INNER, OUTER = 0x36, 0x5C
"""What a key is mixed with, once for each of the two hashes of a MAC (RFC 2104)."""


@dataclass(frozen=True)
class Hashing:
    """One calculation: these pieces one after the other, hashed, give this value; all hexadecimal."""

    parts: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class One:
    """One of the six."""

    name: str
    index: int
    leaf: Hashing
    inner: Hashing
    ticket: Hashing
    rank: int
    is_selected: bool


@dataclass(frozen=True)
class Example:
    """The whole draw."""

    people: tuple[One, ...]
    """By index."""
    pairs: tuple[Hashing, ...]
    """The five steps from the six leaves to the root."""
    commitment: Hashing
    """Of the secret."""
    seal: str
    seed: tuple[Hashing, Hashing]
    """Inner, then outer."""
    sealed_bytes: bytes
    """What is hashed to give the seal."""
    transcript: bytes
    """The file that the stand-alone program takes."""

    @property
    def by_rank(self) -> tuple[One, ...]:
        """The six in the order that came out."""
        return tuple(sorted(self.people, key=lambda one: one.rank))


@lru_cache(maxsize=1)
def made() -> Example:
    """Return the example, as the engine makes it; protocol steps 1 to 8."""
    secret = _fixed("secret")
    persons = [
        leaves.Person({"given_name": name}, _fixed(f"salt {name}"), {}, _fixed(f"profile {name}")) for name in NAMES
    ]
    pool = leaves.seal_pool(persons)
    parameters = _parameters(pool, secret)
    given = [Contribution("words", "La salle", WORDS), Contribution("dice", "Dés lus par deux personnes", DICE)]
    outcome = draw(pool, parameters, secret, given)
    values = canonical([each.value for each in given])
    sealed = seeds.seal(parameters)
    return Example(
        people=tuple(_people(pool, outcome, [persons[at] for at in pool.order.tolist()])),
        pairs=tuple(_pairs(hex_of(pool.leaves))),
        commitment=_hashed(tag("secret").hex(), UUID.encode("ascii").hex(), secret.hex()),
        seal=sealed,
        seed=_keyed(secret, tag("seed").hex(), sealed, values.hex()),
        sealed_bytes=tag("seal") + canonical(dict(parameters)),
        transcript=canonical(build_transcript(pool, parameters, secret, given, outcome)),
    )


def _fixed(what: str) -> bytes:
    return hashlib.sha256(f"exemple {what}".encode()).digest()


def _parameters(pool: Pool, secret: bytes) -> Parameters:
    rule = Rule("ranked", {}, SEATS)
    changes: Any = {"at_close": len(NAMES), "claims": 0, "withdrawn": 0, "doubles": 0}
    plan: list[dict[str, str | int]] = [{"source": "words"}, {"source": "dice", "dice": len(DICE), "sides": 6}]
    return build_parameters(
        draw=UUID,
        council="Conseil d’exemple",
        title="Deux sièges pour six personnes",
        sequence=1,
        previous_draw=None,
        rehearsal=True,
        disclosure="open",
        rule=rule,
        announced=Announced(ANNOUNCED_AT, rule_sha256(rule), seeds.secret_commitment(UUID, secret)),
        rule_change=None,
        pool=pool,
        lists=[{"name": "Exemple", "entries": len(NAMES)}],
        changes=changes,
        portfolio=None,
        entropy={"for": CHANCE_AT, "place": "Sur une feuille", "plan": plan},
        journal_head="0" * 64,
        sealed_at=SEALED_AT,
        software="participation, exemple",
    )


def _people(pool: Pool, outcome: Outcome, persons: Sequence[leaves.Person]) -> Iterator[One]:
    columns = zip(persons, hex_of(pool.leaves), hex_of(pool.identities), hex_of(pool.commitments), strict=True)
    for index, (person, leaf, identity, profile) in enumerate(columns):
        printed = canonical({"household": None, "identity": identity, "profile": profile})
        inner, ticket = _keyed(outcome.seed, tag("ticket").hex(), leaf)
        yield One(
            name=person.identity["given_name"],
            index=index,
            leaf=_hashed("00", printed.hex()),
            inner=inner,
            ticket=ticket,
            rank=int(outcome.rank[index]),
            is_selected=index in outcome.selected,
        )


def _pairs(digests: Sequence[str]) -> Iterator[Hashing]:
    """Give the five hashes of a tree of six leaves (RFC 9162): three pairs, then the first two, then the rest."""
    first, second, third = (_hashed("01", digests[at], digests[at + 1]) for at in (0, 2, 4))
    half = _hashed("01", first.value, second.value)
    yield from (first, second, third, half, _hashed("01", half.value, third.value))


def _hashed(*parts: str) -> Hashing:
    return Hashing(parts, hashlib.sha256(bytes.fromhex("".join(parts))).hexdigest())


def _keyed(key: bytes, *message: str) -> tuple[Hashing, Hashing]:
    """Return a MAC as two plain hashes, so that a page without keys is enough."""
    inner = _hashed(_padded(key, INNER), *message)
    return inner, _hashed(_padded(key, OUTER), inner.value)


def _padded(key: bytes, mixed: int) -> str:
    return bytes(byte ^ mixed for byte in key.ljust(BLOCK, b"\0")).hex()
