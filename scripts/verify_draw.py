#!/usr/bin/env python3
"""Check a public draw by lot made by the protocol conseil-draw/1, without the platform that made it.

    verify_draw.py TRANSCRIPT [RECEIPT…] [--announcement HEX] [--seal HEX] [--chance VALUE…]
                   [--witness FILE] [--rehearsal] [--lang fr|en]

Exit status: 0 the draw holds, 1 it is broken (the step and the first differing value are named),
2 a file or the command could not be read. Python 3.9 and its standard library are enough; no network is used.

The functions follow the numbered steps of the protocol. What a file cannot prove about itself (that the seal
was public before the dice were thrown, that every departure was recorded) is printed, to be compared with the
posters, the signed minutes and the public journal.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn

PROTOCOL = "conseil-draw/1"
LARGEST_INTEGER = 2**53 - 1
LARGEST_FILE_BYTES = 2**30
REASONS = ("declined", "no_answer", "ineligible", "left")

Profile = tuple[tuple[str, str], ...]  # (category, value) pairs, sorted by category


class StepError(Exception):
    """The draw breaks a rule: the step, the code of the sentence, where, and what was expected and found."""

    def __init__(self, step: int, code: str, *values: Any, at: str = "") -> None:
        super().__init__(step, code, values, at)
        self.step, self.code, self.values, self.at = step, code, values, at


class UnreadableError(Exception):
    """A file or the command cannot be read: the code of the sentence and the file or detail it names."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


# Step 0. Bytes


def tag(name: str) -> bytes:
    return f"{PROTOCOL}/{name}\n".encode("ascii")


def sha256(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def ordered(value: Any) -> Any:
    """The same value with the keys of its objects in the order of RFC 8785: by UTF-16 code units."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    return [ordered(item) for item in value] if isinstance(value, list) else value


def canonical(value: Any) -> bytes:
    return bytes(encode(ordered(value)), "utf-8")


def is_string(value: Any) -> bool:
    return type(value) is str


def is_boolean(value: Any) -> bool:
    return type(value) is bool


def is_integer(value: Any) -> bool:
    return type(value) is int  # a boolean is no integer


def is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def is_positive(value: Any) -> bool:
    return type(value) is int and value >= 1


def is_hex(value: Any) -> bool:
    return type(value) is str and re.fullmatch("[0-9a-f]{64}", value) is not None


def is_uuid(value: Any) -> bool:
    return type(value) is str and re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) is not None


def is_code(value: Any) -> bool:
    return type(value) is str and re.fullmatch("[A-Za-z0-9][A-Za-z0-9_+-]{0,39}", value) is not None


def is_text(value: Any) -> bool:
    return (
        type(value) is str
        and value != ""
        and value == value.strip(" ")
        and "  " not in value
        and not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for letter in value)
        and unicodedata.is_normalized("NFC", value)
    )


def is_instant(value: Any) -> bool:
    if type(value) is not str or not re.fullmatch("[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z", value):
        return False
    try:
        datetime.strptime(f"{value[:-1]}+0000", "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return False
    return True


def is_profile(value: Any) -> bool:
    return type(value) is dict and all(is_code(key) and is_code(value[key]) for key in value)


def is_identity(value: Any) -> bool:
    return type(value) is dict and all(is_text(key) and is_text(value[key]) for key in value)


def is_quotas(value: Any) -> bool:
    return type(value) is dict and all(
        is_code(category)
        and type(value[category]) is dict
        and all(
            is_code(name) and type(pair) is list and len(pair) == 2 and all(map(is_count, pair))
            for name, pair in value[category].items()
        )
        for category in value
    )


def is_plan_item(value: Any) -> bool:
    if type(value) is not dict or value.get("source") not in ("words", "dice"):
        return False
    if value["source"] == "words":
        return set(value) == {"source"}
    if set(value) != {"source", "dice", "sides"}:
        return False
    dice, sides = value["dice"], value["sides"]
    return is_integer(dice) and is_integer(sides) and bool(dice >= 20) and sides in (6, 10)


def is_protocol(value: Any) -> bool:
    return bool(value == PROTOCOL)


def is_disclosure(value: Any) -> bool:
    return value in ("open", "witnessed")


def is_method(value: Any) -> bool:
    return value in ("ranked", "lottery")


def is_entry(value: Any) -> bool:
    return type(value) is Entry


def is_anything(_: Any) -> bool:
    return True


# Shapes of the files (steps 4, 11 and 12): an object is a record with exactly these keys, [x] an array of x,
# (None, x) null or x, a function the test of one value.
PARAMETERS = {
    "protocol": is_protocol, "draw": is_uuid, "council": is_text, "sequence": is_positive,
    "previous_draw": (None, is_uuid), "rehearsal": is_boolean, "disclosure": is_disclosure, "title": is_text,
    "method": is_method, "seats": is_positive, "quotas": is_quotas,
    "announced": {"at": is_instant, "rule_sha256": is_hex, "secret_commitment": is_hex},
    "rule_change": (None, is_text),
    "pool": {
        "size": is_positive, "root": is_hex, "lists": [{"name": is_text, "entries": is_count}],
        "changes": {"at_close": is_count, "claims": is_count, "withdrawn": is_count, "doubles": is_count},
    },
    "portfolio": (None, {"panels": is_positive, "sha256": is_hex, "certificate_sha256": (None, is_hex)}),
    "entropy": {"for": is_instant, "place": is_text, "plan": [is_plan_item]},
    "journal_head": is_hex, "sealed_at": is_instant, "software": is_text,
}  # fmt: skip
PORTFOLIO = {"profiles": [is_profile], "panels": [[is_integer]]}
TRANSCRIPT = {
    "parameters": is_anything, "seal": is_hex, "entries": [is_entry], "secret": is_hex,
    "contributions": [{"source": is_string, "by": is_string, "value": is_string}], "seed": is_hex,
    "portfolio": (None, PORTFOLIO), "panel": (None, is_integer), "selected": [is_integer],
    "substitutions": [{
        "sequence": is_integer, "left": is_integer, "reason": is_string, "at": is_string,
        "replaced_by": (None, is_integer),
    }],
}  # fmt: skip
WITNESS = {
    "profiles": [{"index": is_integer, "profile": is_profile, "salt": is_hex}],
    "portfolio": (None, PORTFOLIO),
}
RECEIPT = {
    "draw": is_uuid, "salt": is_hex, "identity": is_identity, "profile": is_profile, "profile_salt": is_hex,
    "household": (None, is_code), "index": is_count, "size": is_positive, "path": [is_hex], "root": is_hex,
    "seal": is_hex,
}  # fmt: skip


def check_shape(value: Any, shape: Any, step: int, at: str) -> None:
    """Refuse a value whose keys or types are not those of the shape."""
    if isinstance(shape, tuple):
        if value is not None:
            check_shape(value, shape[1], step, at)
    elif isinstance(shape, list):
        if type(value) is not list:
            raise StepError(step, "shape", words("array"), value, at=at)
        for index, item in enumerate(value):
            check_shape(item, shape[0], step, f"{at}[{index}]")
    elif isinstance(shape, dict):
        if type(value) is not dict or value.keys() != shape.keys():
            found = ", ".join(sorted(value)) if type(value) is dict else value
            raise StepError(step, "shape", ", ".join(sorted(shape)), found, at=at)
        for key in shape:
            check_shape(value[key], shape[key], step, f"{at}.{key}")
    elif not shape(value):
        raise StepError(step, "shape", words(shape.__name__), value, at=at)


# Reading: strict JSON. An entry is packed as it is read, so that a million of them fit in memory.


class Entry(NamedTuple):
    household: str | None
    identity: bytes
    commitment: bytes
    profile: Profile | None
    salt: bytes | None


def pairs_of(profile: dict[str, str]) -> Profile:
    return tuple(sorted(profile.items()))


class Reader:
    """Read one JSON text, refusing at the given step duplicate keys, floats, exponents and large integers."""

    def __init__(self, step: int, name: str) -> None:
        self.step, self.name = step, name
        self.profiles: dict[Profile, Profile] = {}  # one copy of each distinct profile

    def read(self, text: str) -> Any:
        try:
            return json.loads(
                text,
                object_pairs_hook=self.read_object,
                parse_int=self.read_integer,
                parse_float=self.refuse_float,
                parse_constant=self.refuse_constant,
            )
        except RecursionError:
            raise UnreadableError("too deep", self.name) from None
        except MemoryError:
            raise UnreadableError("too big", self.name) from None
        except json.JSONDecodeError as error:
            raise UnreadableError("not JSON", f"{self.name}:{error.lineno}:{error.colno}") from None

    def read_object(self, pairs: list[tuple[str, Any]]) -> Any:
        value = dict(pairs)
        if len(value) != len(pairs):
            double = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
            raise StepError(self.step, "duplicate key", at=show(double))
        return self.pack(value) if value.keys() == set(Entry._fields) else value

    def pack(self, value: dict[str, Any]) -> Any:
        """An entry, or the object as it is when its types are wrong: the shape of step 11 then refuses it."""
        household, profile, salt = value["household"], value["profile"], value["salt"]
        if not (household is None or is_string(household)) or not (salt is None or is_hex(salt)):
            return value
        if not is_hex(value["identity"]) or not is_hex(value["commitment"]):
            return value
        if profile is not None:
            if type(profile) is not dict or not all(map(is_string, profile.values())):
                return value
            profile = pairs_of(profile)
            profile = self.profiles.setdefault(profile, profile)
        identity, commitment = bytes.fromhex(value["identity"]), bytes.fromhex(value["commitment"])
        return Entry(household, identity, commitment, profile, None if salt is None else bytes.fromhex(salt))

    def read_integer(self, digits: str) -> int:
        if len(digits) > 17 or abs(int(digits)) > LARGEST_INTEGER:
            raise StepError(self.step, "number", at=show(digits))
        return int(digits)

    def refuse_float(self, digits: str) -> NoReturn:
        raise StepError(self.step, "number", at=show(digits))

    def refuse_constant(self, name: str) -> NoReturn:
        raise UnreadableError("not JSON", f"{self.name}: {name}")


def read_text(path: str) -> str:
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST_FILE_BYTES:
                raise UnreadableError("too big", path)
            content = bytearray()
            while block := file.read(2**20):
                content += block
                if len(content) > LARGEST_FILE_BYTES:
                    raise UnreadableError("too big", path)
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableError("not UTF-8", path) from None
    except MemoryError:
        raise UnreadableError("too big", path) from None
    except (OSError, ValueError):
        raise UnreadableError("no file", path) from None


def read_file(path: str, step: int) -> Any:
    return Reader(step, path).read(read_text(path))


# The draw under examination


class Draw:
    """A transcript of the right shape, and what the steps have found so far."""

    def __init__(self, transcript: dict[str, Any], witness: dict[str, Any] | None) -> None:
        self.transcript, self.witness = transcript, witness
        self.parameters: dict[str, Any] = transcript["parameters"]
        self.quotas: dict[str, dict[str, list[int]]] = self.parameters["quotas"]
        self.entries: list[Entry] = transcript["entries"]
        self.size = len(self.entries)
        self.profiles: list[Profile | None] = [entry.profile for entry in self.entries]
        self.closed = sum(profile is None for profile in self.profiles)
        self.canonical_profiles: dict[Profile, bytes] = {}  # those found to fit the quotas
        self.portfolio: Any = transcript["portfolio"] or (witness["portfolio"] if witness else None)
        self.leaves: list[bytes] = []
        self.announcement = ""
        self.ranking: list[int] = []
        self.seating: Seating
        self.chances: tuple[Fraction, Fraction] | None = None

    @property
    def is_fully_known(self) -> bool:
        return None not in self.profiles


def step_11_shape(transcript: Any, witness: Any, accept_rehearsal: bool) -> Draw:
    """The shape of the files; that of the parameters belongs to step 4 and comes before anything else."""
    if type(transcript) is dict and "parameters" in transcript:
        check_shape(transcript["parameters"], PARAMETERS, 4, "parameters")
    check_shape(transcript, TRANSCRIPT, 11, "transcript")
    if transcript["parameters"]["rehearsal"] and not accept_rehearsal:
        raise StepError(14, "rehearsal")
    if witness is None:
        return Draw(transcript, None)
    check_shape(witness, WITNESS, 11, "witness")
    draw = Draw(transcript, witness)
    closed = [index for index, entry in enumerate(draw.entries) if entry.profile is None]
    listed = [item["index"] for item in witness["profiles"]]
    opened_since = set(listed) - set(closed)
    replacing = {item["replaced_by"] for item in transcript["substitutions"]}
    if opened_since and opened_since <= replacing and closed == [at for at in listed if at not in opened_since]:
        raise StepError(11, "witness stale", len(closed), len(listed))
    compare(11, "witness list", closed, listed)
    if (witness["portfolio"] is None) != (draw.parameters["portfolio"] is None or not is_witnessed(draw)):
        raise StepError(11, "witness portfolio")
    return draw


def is_witnessed(draw: Draw) -> bool:
    return bool(draw.parameters["disclosure"] == "witnessed")


def compare(step: int, code: str, expected: list[Any], found: list[Any]) -> None:
    """Name the first place where two lists differ."""
    for place in range(max(len(expected), len(found))):
        if expected[place : place + 1] != found[place : place + 1]:
            wanted = expected[place] if place < len(expected) else words("nothing")
            given = found[place] if place < len(found) else words("nothing")
            raise StepError(step, code, wanted, given, at=f"[{place}]")


# Step 1. Entry, leaf


def check_opening(draw: Draw, profile: Profile, salt: bytes, commitment: bytes, step: int, at: str) -> None:
    """The profile answers exactly the quotas' categories and, with its salt, opens its commitment."""
    if profile not in draw.canonical_profiles:
        if [category for category, _ in profile] != sorted(draw.quotas):
            raise StepError(step, "profile", ", ".join(sorted(draw.quotas)), show_profile(profile), at=at)
        for category, value in profile:
            if value not in draw.quotas[category]:
                raise StepError(step, "profile", ", ".join(draw.quotas[category]), show(value), at=at)
        draw.canonical_profiles[profile] = canonical(dict(profile))
    opened = mac(salt, tag("profile") + draw.canonical_profiles[profile])
    if opened != commitment:
        raise StepError(step, "opening", commitment.hex(), opened.hex(), at=at)


def leaf_of(household: str | None, identity: bytes, commitment: bytes) -> bytes:
    # The keys stand in canonical order, the values need no escape.
    record = {"household": household, "identity": identity.hex(), "profile": commitment.hex()}
    return sha256(b"\x00" + encode(record).encode("ascii"))


def step_1_entries(draw: Draw) -> None:
    previous = b""
    for index, entry in enumerate(draw.entries):
        at = f"entries[{index}]"
        if entry.household is not None and not is_code(entry.household):
            raise StepError(1, "household", words("is_code"), entry.household, at=at)
        if entry.profile is not None and entry.salt is not None:
            check_opening(draw, entry.profile, entry.salt, entry.commitment, 1, at)
        elif entry.profile is not None or entry.salt is not None or not is_witnessed(draw):
            raise StepError(1, "closed profile", at=at)
        leaf = leaf_of(entry.household, entry.identity, entry.commitment)
        if leaf <= previous:
            raise StepError(1, "ascending", f"> {previous.hex()}", leaf.hex(), at=at)
        draw.leaves.append(leaf)
        previous = leaf
    for item in draw.witness["profiles"] if draw.witness else ():
        profile, commitment = pairs_of(item["profile"]), draw.entries[item["index"]].commitment
        check_opening(draw, profile, bytes.fromhex(item["salt"]), commitment, 1, f"witness[{item['index']}]")
        draw.profiles[item["index"]] = profile
    substitutes = [event["replaced_by"] for event in draw.transcript["substitutions"]]
    for index in draw.transcript["selected"] + substitutes:
        if index is not None and 0 <= index < draw.size and draw.entries[index].profile is None:
            raise StepError(1, "called closed", at=f"entries[{index}]")
    if not draw.quotas:
        draw.profiles = [()] * draw.size  # without a category nobody's profile is in doubt


# Step 2. Root


def merkle_root(level: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, level by level: pairs are hashed, a node without a neighbour goes up as it is."""
    while len(level) > 1:
        even = len(level) - len(level) % 2
        above = [sha256(b"\x01" + level[node] + level[node + 1]) for node in range(0, even, 2)]
        level = above + level[even:]
    return level[0]


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """RFC 9162, 2.1.3.2; None when the path has not the length that this place in the tree needs."""
    first, last, root = index, size - 1, leaf
    for node in path:
        if last == 0:
            return None
        if first % 2 or first == last:
            root = sha256(b"\x01" + node + root)
            while first % 2 == 0 and first:
                first, last = first >> 1, last >> 1
        else:
            root = sha256(b"\x01" + root + node)
        first, last = first >> 1, last >> 1
    return root if last == 0 else None


def step_2_root(draw: Draw) -> None:
    if not draw.leaves:
        raise StepError(2, "empty pool")
    expected = merkle_root(draw.leaves).hex()
    if draw.parameters["pool"]["root"] != expected:
        raise StepError(2, "root", expected, draw.parameters["pool"]["root"])


# Step 3. Announcement, secret


def step_3_secret(draw: Draw, poster: str | None) -> None:
    identifier, announced = draw.parameters["draw"], draw.parameters["announced"]
    secret = bytes.fromhex(draw.transcript["secret"])
    commitment = sha256(tag("secret") + identifier.encode("ascii") + secret).hex()
    if commitment != announced["secret_commitment"]:
        raise StepError(3, "secret", announced["secret_commitment"], commitment)
    draw.announcement = sha256(
        tag("announcement") + canonical({"announced": announced, "draw": identifier})
    ).hex()
    if poster is not None and poster != draw.announcement:
        raise StepError(3, "poster", poster, draw.announcement)


# Step 4. Parameters, seal


def step_4_seal(draw: Draw, poster: str | None) -> None:
    check_pool(draw)
    check_quotas(draw)
    check_rule(draw)
    check_plan(draw)
    expected = sha256(tag("seal") + canonical(draw.parameters)).hex()
    if draw.transcript["seal"] != expected:
        raise StepError(4, "seal", expected, draw.transcript["seal"])
    if poster is not None and poster != expected:
        raise StepError(4, "poster", poster, expected)


def check_pool(draw: Draw) -> None:
    pool, changes = draw.parameters["pool"], draw.parameters["pool"]["changes"]
    if pool["size"] != draw.size:
        raise StepError(4, "size", draw.size, pool["size"])
    if draw.parameters["seats"] > draw.size:
        raise StepError(4, "seats", f"1–{draw.size}", draw.parameters["seats"])
    listed = sum(item["entries"] for item in pool["lists"])
    if listed != changes["at_close"]:
        raise StepError(4, "lists", changes["at_close"], listed)
    size = changes["at_close"] + changes["claims"] - changes["withdrawn"] - changes["doubles"]
    if size != pool["size"]:
        raise StepError(4, "changes", pool["size"], size)


def check_quotas(draw: Draw) -> None:
    seats = draw.parameters["seats"]
    for category, values in draw.quotas.items():
        for value, (least, most) in values.items():
            if not least <= most <= seats:
                at = f"quotas.{category}.{value}"
                raise StepError(4, "quota", f"0 ≤ min ≤ max ≤ {seats}", [least, most], at=at)
        sums = [sum(pair[0] for pair in values.values()), sum(pair[1] for pair in values.values())]
        if not sums[0] <= seats <= sums[1]:
            raise StepError(4, "quota sums", f"Σ min ≤ {seats} ≤ Σ max", sums, at=f"quotas.{category}")


def check_rule(draw: Draw) -> None:
    sealed, announced, portfolio = draw.parameters, draw.parameters["announced"], draw.parameters["portfolio"]
    if sealed["previous_draw"] == sealed["draw"]:
        raise StepError(4, "previous draw")
    rule = sha256(tag("rule") + canonical({key: sealed[key] for key in ("method", "quotas", "seats")})).hex()
    if (rule == announced["rule_sha256"]) != (sealed["rule_change"] is None):
        raise StepError(4, "rule change", announced["rule_sha256"], rule)
    if not announced["at"] < sealed["sealed_at"] < sealed["entropy"]["for"]:
        raise StepError(4, "instants", "announced.at < sealed_at < entropy.for",
                        f"{announced['at']}, {sealed['sealed_at']}, {sealed['entropy']['for']}")  # fmt: skip
    if (portfolio is None) != (sealed["method"] == "ranked"):
        raise StepError(4, "method portfolio")
    if len(draw.quotas) > 1 and sealed["method"] != "lottery":
        raise StepError(4, "method", "lottery", sealed["method"])


def check_plan(draw: Draw) -> None:
    plan = draw.parameters["entropy"]["plan"]
    if not draw.parameters["rehearsal"] and (not plan or plan[-1]["source"] != "dice"):
        raise StepError(4, "plan")


# Step 5. Public chance


def is_contribution(item: dict[str, Any], value: str) -> bool:
    if item["source"] == "dice":
        faces = "123456" if item["sides"] == 6 else "0123456789"
        return len(value) == item["dice"] and all(digit in faces for digit in value)
    given = value.split(" ") if value else []
    return len(given) <= 200 and all(re.fullmatch("[a-z]{1,20}", word) for word in given)


def fold(source: str, value: str) -> str:
    """A value as people write it in minutes, in the one spelling that the protocol hashes."""
    if source == "dice":
        return "".join(value.split())
    letters = unicodedata.normalize("NFKD", value).lower()
    given = ("".join(letter for letter in word if "a" <= letter <= "z") for word in letters.split())
    return " ".join(word for word in given if word)


def step_5_chance(draw: Draw, minutes: list[str] | None) -> None:
    plan, given = draw.parameters["entropy"]["plan"], draw.transcript["contributions"]
    compare(5, "order", [item["source"] for item in plan], [item["source"] for item in given])
    for number, item in enumerate(plan):
        at = f"contributions[{number}]"
        if not is_contribution(item, given[number]["value"]):
            raise StepError(5, "contribution", words(item["source"], **item), given[number]["value"], at=at)
        if not is_text(given[number]["by"]):
            raise StepError(5, "shape", words("is_text"), given[number]["by"], at=f"{at}.by")
    if minutes is not None:
        sources = [item["source"] for item in plan] + ["words"] * len(minutes)
        written = [fold(sources[number], value) for number, value in enumerate(minutes)]
        compare(5, "minutes", written, [item["value"] for item in given])


# Step 6. Seed


def step_6_seed(draw: Draw) -> None:
    values = [item["value"] for item in draw.transcript["contributions"]]
    message = tag("seed") + bytes.fromhex(draw.transcript["seal"]) + canonical(values)
    expected = mac(bytes.fromhex(draw.transcript["secret"]), message).hex()
    if draw.transcript["seed"] != expected:
        raise StepError(6, "seed", expected, draw.transcript["seed"])


# Step 7. Tickets, rank


def step_7_ranks(draw: Draw) -> None:
    seed, prefix = bytes.fromhex(draw.transcript["seed"]), tag("ticket")
    # Bytes of one length sort as the big-endian integers they write; equal tickets keep the leaves’ order.
    tickets = [mac(seed, prefix + leaf) for leaf in draw.leaves]
    draw.ranking = sorted(range(draw.size), key=tickets.__getitem__)


# Steps 8 to 10 share one account of who sits


class Seating:
    """Who was called, who sits, and the counts and households of those who sit."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.called: set[int] = set()
        self.seated: set[int] = set()
        self.households: set[str] = set()
        self.counts: Counter[tuple[str, str]] = Counter()
        self.holders: dict[Profile | None, list[int]] = {}
        for index in draw.ranking:
            self.holders.setdefault(draw.profiles[index], []).append(index)

    def seat(self, index: int) -> None:
        household = self.draw.entries[index].household
        self.called.add(index)
        self.seated.add(index)
        self.counts.update(self.draw.profiles[index] or ())
        if household is not None:
            self.households.add(household)

    def unseat(self, index: int) -> None:
        self.seated.remove(index)
        self.counts.subtract(self.draw.profiles[index] or ())
        self.households.discard(self.draw.entries[index].household or "")

    def is_free(self, index: int) -> bool:
        return index not in self.called and self.draw.entries[index].household not in self.households

    def is_below_maximums(self, index: int) -> bool:
        pairs = self.draw.profiles[index] or ()
        return all(self.counts[pair] < self.draw.quotas[pair[0]][pair[1]][1] for pair in pairs)

    def missing(self, category: str) -> dict[str, int]:
        """The values of a category that are below their minimum, and by how much."""
        values = self.draw.quotas[category]
        gaps = {value: pair[0] - self.counts[category, value] for value, pair in values.items()}
        return {value: gap for value, gap in gaps.items() if gap > 0}

    def rule_1(self, profile: Profile | None) -> int | None:
        return next((index for index in self.holders.get(profile, ()) if self.is_free(index)), None)

    def rule_2(self) -> int | None:
        needed = {category: gaps for category in self.draw.quotas if (gaps := self.missing(category))}
        first = None
        for index in self.draw.ranking:
            if not self.is_free(index) or not self.is_below_maximums(index):
                continue
            first = index if first is None else first
            if all(value in needed[category] for category, value in self.draw.profiles[index] or ()
                   if category in needed):  # fmt: skip
                return index
        return first

    def complete(self, chosen: list[int]) -> list[int]:
        """Fill each missing seat by rule 2, as long as somebody can take it."""
        while len(chosen) < self.draw.parameters["seats"] and (index := self.rule_2()) is not None:
            self.seat(index)
            chosen.append(index)
        return chosen


# Step 8. Method `ranked`


def walk_ranked(draw: Draw) -> list[int]:
    seating, seats = draw.seating, draw.parameters["seats"]
    chosen: list[int] = []
    for index in draw.ranking:
        if len(chosen) == seats:
            break
        if not seating.is_free(index) or not seating.is_below_maximums(index):
            continue
        own = dict(draw.profiles[index] or ())
        needed = 0
        for category in draw.quotas:
            gaps = seating.missing(category)
            needed += sum(gaps.values()) - (own[category] in gaps)
        if seats - len(chosen) - 1 < needed:
            continue
        seating.seat(index)
        chosen.append(index)
    return seating.complete(chosen)


def step_8_ranked(draw: Draw) -> None:
    if draw.transcript["portfolio"] is not None or draw.transcript["panel"] is not None:
        raise StepError(8, "not a lottery")
    if draw.is_fully_known:
        compare(8, "selected", walk_ranked(draw), draw.transcript["selected"])
    else:
        check_selected_in_part(draw, 8)


# Step 9. Method `lottery`


def step_9_lottery(draw: Draw) -> None:
    sealed = draw.parameters["portfolio"]
    if (draw.transcript["portfolio"] is None) != is_witnessed(draw):
        raise StepError(9, "portfolio place")
    if draw.portfolio is not None:
        found = sha256(tag("portfolio") + canonical(draw.portfolio)).hex()
        if found != sealed["sha256"]:
            raise StepError(9, "portfolio", sealed["sha256"], found)
        if len(draw.portfolio["panels"]) != sealed["panels"]:
            raise StepError(9, "panels", sealed["panels"], len(draw.portfolio["panels"]))
        check_portfolio(draw)
    number = panel_number(sealed["panels"], lambda block: panel_block(draw, block))
    if draw.transcript["panel"] != number:
        raise StepError(9, "panel number", number, draw.transcript["panel"])
    if draw.portfolio is not None and draw.is_fully_known:
        compare(9, "selected", walk_panel(draw, number), draw.transcript["selected"])
    else:
        check_selected_in_part(draw, 9)


def check_portfolio(draw: Draw) -> None:
    holders = Counter(draw.profiles)
    # check_opening put every profile of the pool, and no other, in canonical_profiles
    known = sorted(draw.canonical_profiles, key=draw.canonical_profiles.__getitem__)
    compare(9, "portfolio profiles", [dict(profile) for profile in known], draw.portfolio["profiles"])
    total: Counter[int] = Counter()
    for number, panel in enumerate(draw.portfolio["panels"]):
        check_panel(draw, panel, [holders[profile] for profile in known], known, f"panels[{number}]")
        total.update(panel)
    count = len(draw.portfolio["panels"])
    chances = [Fraction(total[place], count * holders[profile]) for place, profile in enumerate(known)]
    draw.chances = min(chances), max(chances)


def check_panel(draw: Draw, panel: list[int], holders: list[int], known: list[Profile], at: str) -> None:
    if len(panel) != draw.parameters["seats"]:
        raise StepError(9, "panel", draw.parameters["seats"], len(panel), at=at)
    if panel != sorted(panel) or panel[0] < 0 or panel[-1] >= len(known):
        raise StepError(9, "panel", f"0 ≤ … ≤ {len(known) - 1}, ↑", panel, at=at)
    seats = Counter(panel)
    counts: Counter[tuple[str, str]] = Counter()
    for place, wanted in seats.items():
        if wanted > holders[place]:
            raise StepError(9, "panel", f"≤ {holders[place]} × {show_profile(known[place])}", wanted, at=at)
        for pair in known[place]:
            counts[pair] += wanted
    for category, values in draw.quotas.items():
        for value, (least, most) in values.items():
            if not least <= counts[category, value] <= most:
                expected = f"{least}–{most} × {category} {value}"
                raise StepError(9, "panel", expected, counts[category, value], at=at)


def panel_block(draw: Draw, block: int) -> int:
    message = tag("panel") + block.to_bytes(4, "big")
    return int.from_bytes(mac(bytes.fromhex(draw.transcript["seed"]), message)[:8], "big")


def panel_number(panels: int, block_value: Callable[[int], int]) -> int:
    """The first value that favours no panel, modulo their number."""
    fair, block = 2**64 // panels * panels, 0
    while (value := block_value(block)) >= fair:
        block += 1
    return value % panels


def walk_panel(draw: Draw, number: int) -> list[int]:
    profiles = [pairs_of(profile) for profile in draw.portfolio["profiles"]]
    open_seats = Counter(profiles[place] for place in draw.portfolio["panels"][number])
    chosen = []
    for index in draw.ranking:
        profile = draw.profiles[index] or ()
        if open_seats[profile] > 0 and draw.seating.is_free(index):
            open_seats[profile] -= 1
            draw.seating.seat(index)
            chosen.append(index)
    return draw.seating.complete(chosen)


# Steps 8 to 10 where closed profiles keep the walk from being done again: what every correct walk respects


def check_selected_in_part(draw: Draw, step: int) -> None:
    selected, previous = draw.transcript["selected"], -1
    if len(selected) > draw.parameters["seats"]:
        raise StepError(step, "too many", draw.parameters["seats"], len(selected))
    for place, index in enumerate(selected):
        seat_in_part(draw, index, step, f"selected[{place}]")
    if step == 9 and all(entry.household is None for entry in draw.entries):
        # Without households the panel is filled in one walk: everybody, in the order of the ranks.
        if len(selected) < draw.parameters["seats"]:
            raise StepError(step, "selected", draw.parameters["seats"], len(selected))
        rank = {index: place for place, index in enumerate(draw.ranking)}
        for place, index in enumerate(selected):
            if rank[index] < previous:
                raise StepError(step, "order of ranks", at=f"selected[{place}]")
            previous = rank[index]


def seat_in_part(draw: Draw, index: int, step: int, at: str) -> None:
    if not 0 <= index < draw.size:
        raise StepError(step, "no such entry", f"0–{draw.size - 1}", index, at=at)
    if not draw.seating.is_free(index):
        raise StepError(step, "called twice", at=at)
    if not draw.seating.is_below_maximums(index):
        raise StepError(step, "above maximum", at=at)
    draw.seating.seat(index)


# Step 10. Substitution


def step_10_substitutions(draw: Draw) -> None:
    latest = draw.parameters["entropy"]["for"]
    for number, event in enumerate(draw.transcript["substitutions"], start=1):
        at = f"substitution {number}"
        if event["sequence"] != number:
            raise StepError(10, "sequence", number, event["sequence"], at=at)
        if event["reason"] not in REASONS:
            raise StepError(10, "reason", ", ".join(REASONS), event["reason"], at=at)
        if not is_instant(event["at"]) or event["at"] < latest:
            raise StepError(10, "instant", f"≥ {latest}", event["at"], at=at)
        if event["left"] not in draw.seating.seated:
            raise StepError(10, "not seated", at=at)
        latest = event["at"]
        draw.seating.unseat(event["left"])
        replace(draw, draw.profiles[event["left"]], event["replaced_by"], at)


def replace(draw: Draw, profile: Profile | None, found: int | None, at: str) -> None:
    if not draw.is_fully_known:
        if found is not None:
            seat_in_part(draw, found, 10, at)
        return
    expected = draw.seating.rule_1(profile)
    expected = draw.seating.rule_2() if expected is None else expected
    if found != expected:
        raise StepError(10, "substitute", expected, found, at=at)
    if expected is not None:
        draw.seating.seat(expected)


# Step 12. Receipt


def step_12_receipt(draw: Draw, receipt: Any) -> int:
    """The entry's index, when the receipt opens an entry of the sealed list."""
    check_shape(receipt, RECEIPT, 12, "receipt")
    sealed = draw.parameters
    for key, expected in (("draw", sealed["draw"]), ("seal", draw.transcript["seal"]),
                          ("root", sealed["pool"]["root"]), ("size", draw.size)):  # fmt: skip
        if receipt[key] != expected:
            raise StepError(12, "receipt", expected, receipt[key], at=key)
    index: int = receipt["index"]
    if index >= draw.size:
        raise StepError(12, "no such entry", f"0–{draw.size - 1}", index, at="index")
    identity = mac(bytes.fromhex(receipt["salt"]), tag("identity") + canonical(receipt["identity"]))
    profile, salt = pairs_of(receipt["profile"]), bytes.fromhex(receipt["profile_salt"])
    check_opening(draw, profile, salt, draw.entries[index].commitment, 12, "profile")
    leaf = leaf_of(receipt["household"], identity, draw.entries[index].commitment)
    if leaf != draw.leaves[index]:
        raise StepError(12, "receipt", draw.leaves[index].hex(), leaf.hex(), at="identity")
    root = root_from_path(leaf, index, draw.size, [bytes.fromhex(node) for node in receipt["path"]])
    if root is None or root.hex() != sealed["pool"]["root"]:
        found = words("nothing") if root is None else root.hex()
        raise StepError(12, "receipt", sealed["pool"]["root"], found, at="path")
    return index


# All the steps, in their order


class Posters(NamedTuple):
    """What people saw outside the file; None where it is not given."""

    announcement: str | None = None
    seal: str | None = None
    chance: list[str] | None = None


NO_POSTERS = Posters()


def verify(
    transcript: Any, witness: Any = None, posters: Posters = NO_POSTERS, accept_rehearsal: bool = False
) -> Draw:
    """Check everything that the transcript lets one check; raise StepError at the first broken step."""
    draw = step_11_shape(transcript, witness, accept_rehearsal)
    step_1_entries(draw)
    step_2_root(draw)
    step_3_secret(draw, posters.announcement)
    step_4_seal(draw, posters.seal)
    step_5_chance(draw, posters.chance)
    step_6_seed(draw)
    step_7_ranks(draw)
    draw.seating = Seating(draw)
    if draw.parameters["method"] == "ranked":
        step_8_ranked(draw)
    else:
        step_9_lottery(draw)
    step_10_substitutions(draw)
    return draw


# Sentences, in French and in English

KINDS = {
    "array": ("une liste", "an array"),
    "nothing": ("rien", "nothing"),
    "words": ("au plus 200 mots de 1 à 20 lettres a–z, séparés par une espace",
              "at most 200 words of 1 to 20 letters a–z"),
    "dice": ("{dice} chiffres de dés à {sides} faces", "{dice} digits of dice with {sides} sides"),
    "is_string": ("une chaîne", "a string"),
    "is_boolean": ("true ou false", "true or false"),
    "is_integer": ("un entier", "an integer"),
    "is_count": ("un entier positif ou nul", "an integer, 0 or more"),
    "is_positive": ("un entier, 1 ou plus", "an integer, 1 or more"),
    "is_hex": ("64 chiffres hexadécimaux minuscules", "64 lower-case hexadecimal digits"),
    "is_uuid": ("un UUID en minuscules", "a lower-case UUID"),
    "is_code": ("un code de 1 à 40 signes", "a code of 1 to 40 characters"),
    "is_text": ("un texte NFC, sans espace en trop ni signe caché",
                "an NFC text, no extra space, no hidden character"),
    "is_instant": ("un instant comme 2026-11-24T09:00:00Z", "an instant such as 2026-11-24T09:00:00Z"),
    "is_profile": ("un objet de code à code", "an object from code to code"),
    "is_identity": ("un objet de textes", "an object of texts"),
    "is_quotas": ("catégorie → valeur → [minimum, maximum]", "category → value → [minimum, maximum]"),
    "is_plan_item": ("des mots, ou au moins 20 dés à 6 ou 10 faces",
                     "words, or at least 20 dice with 6 or 10 sides"),
    "is_protocol": (PROTOCOL, PROTOCOL),
    "is_disclosure": ("open ou witnessed", "open or witnessed"),
    "is_method": ("ranked ou lottery", "ranked or lottery"),
    "is_entry": ("household, identity, commitment, profile et salt, chacun de sa forme",
                 "household, identity, commitment, profile and salt, each of its form"),
}  # fmt: skip

BROKEN = {
    "shape": ("la forme du fichier n’est pas celle du protocole",
              "the file has not the shape of the protocol"),
    "duplicate key": ("une clé est écrite deux fois dans le même objet",
                      "a key is written twice in one object"),
    "number": ("un nombre n’est pas un entier du protocole", "a number is not an integer of the protocol"),
    "rehearsal": ("c’est un essai, pas un tirage. Pour le vérifier comme essai, ajoutez --rehearsal",
                  "this is a rehearsal, not a draw. To check it as one, add --rehearsal"),
    "witness list": ("le fichier des témoins ne liste pas exactement les profils fermés",
                     "the witnesses’ file does not list exactly the closed profiles"),
    "witness stale": ("le fichier des témoins date d’avant un remplacement : demandez le fichier à jour",
                      "the witnesses’ file is older than a replacement: ask for the current file"),
    "witness portfolio": ("le fichier des témoins porte le portefeuille des loteries à profils fermés, "
                          "et de nul autre tirage",
                          "the witnesses’ file holds the portfolio of witnessed lotteries, and no other"),
    "household": ("le code du foyer n’a pas sa forme", "the household’s code has not its form"),
    "profile": ("le profil ne répond pas exactement aux quotas",
                "the profile does not answer exactly the quotas"),
    "opening": ("le profil et son sel n’ouvrent pas l’engagement",
                "profile and salt do not open the commitment"),
    "closed profile": ("le profil est fermé, ou à moitié fermé, sans en avoir le droit",
                       "the profile is closed, or half closed, without the right to be"),
    "called closed": ("une personne appelée garde un profil fermé", "somebody called has a closed profile"),
    "ascending": ("les entrées ne sont pas rangées par feuille, sans doublon",
                  "the entries are not in the order of their leaves, without doubles"),
    "empty pool": ("la liste est vide", "the pool is empty"),
    "root": ("la racine n’est pas celle des entrées", "the root is not that of the entries"),
    "secret": ("le secret n’ouvre pas l’engagement annoncé",
               "the secret does not open its announced commitment"),
    "poster": ("l’affiche dit autre chose que le fichier", "the poster and the file differ"),
    "size": ("la taille de la liste n’est pas le nombre des entrées",
             "the size is not the number of entries"),
    "seats": ("le nombre de sièges ne va pas avec la liste", "the number of seats does not suit the pool"),
    "lists": ("les listes ne donnent pas le compte à la clôture",
              "the lists do not add up to the count at closing"),
    "changes": ("les changements ne donnent pas la taille de la liste",
                "the changes do not add up to the size"),
    "quota": ("un quota n’est pas possible", "a quota is not possible"),
    "quota sums": ("les quotas d’une catégorie ne vont pas avec les sièges",
                   "a category’s quotas do not suit the seats"),
    "previous draw": ("le tirage se dit antérieur à lui-même", "the draw names itself as the earlier one"),
    "rule change": ("la règle a changé depuis l’annonce sans motif, ou un motif est donné sans changement",
                    "the rule changed since the announcement without a reason, or a reason stands alone"),
    "instants": ("annonce, sceau et hasard ne sont pas dans cet ordre",
                 "announcement, seal, chance: not in this order"),
    "method portfolio": ("un portefeuille va avec la méthode lottery, et avec elle seule",
                         "a portfolio goes with the method lottery, and with it alone"),
    "method": ("deux catégories ou plus demandent la méthode lottery",
               "two categories or more need the method lottery"),
    "plan": ("le plan du hasard doit finir par des dés", "the plan of the chance must end with dice"),
    "seal": ("le sceau n’est pas celui des paramètres", "the seal is not that of the parameters"),
    "order": ("les contributions ne suivent pas le plan", "the contributions do not follow the plan"),
    "contribution": ("une contribution n’a pas la forme prévue par le plan",
                     "a contribution has not the planned form"),
    "minutes": ("le procès-verbal dit autre chose que le fichier", "the minutes and the file differ"),
    "seed": ("la graine ne vient pas du secret, du sceau et du hasard",
             "the seed is not that of secret, seal and chance"),
    "not a lottery": ("la méthode ranked n’a ni portefeuille ni panel",
                      "the method ranked has no portfolio and no panel"),
    "selected": ("la sélection n’est pas celle de la règle", "the selection is not that of the rule"),
    "portfolio place": ("la transcription porte le portefeuille des tirages ouverts, et de nul autre",
                        "the portfolio is in the transcript of open draws, and of them alone"),
    "portfolio": ("le portefeuille n’est pas celui qui fut scellé", "the portfolio is not the sealed one"),
    "panels": ("le nombre de panels n’est pas celui qui fut scellé",
               "the number of panels is not the sealed one"),
    "portfolio profiles": ("les profils du portefeuille ne sont pas ceux de la liste",
                           "the portfolio’s profiles are not those of the pool"),
    "panel": ("un panel ne suit pas la règle", "a panel does not follow the rule"),
    "panel number": ("le panel n’est pas celui que la graine désigne",
                     "the panel is not the one the seed points at"),
    "too many": ("plus de personnes que de sièges", "more people than seats"),
    "no such entry": ("ce numéro n’est pas dans la liste", "this index is not in the list"),
    "called twice": ("une personne est appelée deux fois, ou deux personnes d’un foyer siègent",
                     "somebody is called twice, or two people of one household sit"),
    "above maximum": ("une valeur dépasse son maximum", "a value is above its maximum"),
    "order of ranks": ("la sélection ne suit pas l’ordre des rangs",
                       "the selection does not follow the ranks"),
    "sequence": ("les remplacements ne sont pas numérotés à partir de 1",
                 "substitutions are not numbered from 1"),
    "reason": ("ce motif de départ n’existe pas", "there is no such reason"),
    "instant": ("l’instant recule, ou n’en est pas un", "the instant goes back, or is none"),
    "not seated": ("la personne qui part ne siégeait pas", "the one who leaves had no seat"),
    "substitute": ("le remplacement n’est pas celui de la règle", "the substitution is not the rule’s"),
    "receipt": ("le reçu ne correspond pas à la liste scellée", "the receipt does not match the sealed list"),
}  # fmt: skip

UNREADABLE = {
    "no file": ("je n’ai pas pu lire ce fichier", "this file could not be read"),
    "too big": ("ce fichier dépasse la taille admise (1 Gio) ou la mémoire",
                "this file is too big (over 1 GiB, or memory)"),
    "too deep": ("ce fichier a trop de niveaux", "this file is nested too deeply"),
    "not UTF-8": ("ce fichier n’est pas en UTF-8", "this file is not UTF-8"),
    "not JSON": ("ce fichier n’est pas du JSON", "this file is not JSON"),
    "not a hash": ("donnez les 64 signes (0–9, a–f) de l’affiche",
                   "give the 64 digits (0–9, a–f) of the poster"),
    "usage": ("je n’ai pas compris la commande", "the command was not understood"),
}  # fmt: skip

REPORT = {
    "assurance A": ("Assurance A : hasard déclaré produit en public (dés), après le sceau.",
                    "Assurance A: chance declared as produced in public (dice), after the seal."),
    "assurance C": ("Assurance C. Essai : tirage reproductible, mais l’organisateur pouvait le répéter.",
                    "Assurance C. Rehearsal: a draw that can be redone, but the organiser could repeat it."),
    "draw": ("Tirage : {title} ({council}, n° {sequence}, {draw})",
             "Draw: {title} ({council}, no. {sequence}, {draw})"),
    "holds": ("LE TIRAGE TIENT : tout ce que les fichiers permettent de vérifier est exact.",
              "THE DRAW HOLDS: everything that the files let one check is right."),
    "rehearsal holds": ("L’ESSAI TIENT : tout ce que les fichiers permettent de vérifier est exact.",
                        "THE REHEARSAL HOLDS: everything that the files let one check is right."),
    "broken": ("ROMPU à l’étape {step} : {what}.", "BROKEN at step {step}: {what}."),
    "where": ("  où : {value}", "  where: {value}"),
    "expected": ("  attendu : {value}", "  expected: {value}"),
    "found": ("  trouvé : {value}", "  found: {value}"),
    "unreadable": ("ILLISIBLE : {what}.", "UNREADABLE: {what}."),
    "checked": ("Vérifié :", "Checked:"),
    "1": ("  1. {size} entrées, {open} profils ouverts : feuilles recalculées et rangées, sans doublon",
          "  1. {size} entries, {open} profiles opened: leaves computed again, in order, no double"),
    "2": ("  2. racine : {root}", "  2. root: {root}"),
    "3": ("  3. le secret est celui de l’annonce", "  3. the secret is that of the announcement"),
    "4": ("  4. paramètres, comptes, quotas, dates et sceau",
          "  4. parameters, counts, quotas, instants and seal"),
    "5": ("  5. le hasard suit le plan", "  5. the chance follows the plan"),
    "6": ("  6. graine : {seed}", "  6. seed: {seed}"),
    "7": ("  7. {size} tickets recalculés et classés", "  7. {size} tickets computed again and ranked"),
    "8": ("  8. sélection par rang, refaite : {selected}", "  8. selection by rank, done again: {selected}"),
    "9": ("  9. panel {panel} sur {panels}, sélection refaite : {selected}",
          "  9. panel {panel} of {panels}, selection done again: {selected}"),
    "8 in part": ("  8. sélection, vérifiée en partie : {selected}",
                  "  8. selection, checked in part: {selected}"),
    "9 in part": ("  9. panel {panel} sur {panels} ; sélection vérifiée en partie : {selected}",
                  "  9. panel {panel} of {panels}; selection checked in part: {selected}"),
    "10": (" 10. remplacements : {count} ; dernier instant : {latest}",
           " 10. substitutions: {count}; last instant: {latest}"),
    "11": (" 11. forme des fichiers", " 11. shape of the files"),
    "chances": ("     chances d’une personne : de {least} à {most}",
                "     one person’s chances: from {least} to {most}"),
    "chance of": ("{percent} % ({fraction})", "{percent}% ({fraction})"),
    "compare": ("À comparer avec ce que le public a vu :", "To compare with what the public saw:"),
    "announcement": ("  annonce : {value}", "  announcement: {value}"),
    "sealed": ("  sceau : {value}", "  seal: {value}"),
    "dice value": ("  hasard, dés : {value}", "  chance, dice: {value}"),
    "words value": ("  hasard, mots : « {value} »", "  chance, words: “{value}”"),
    "same": ("    identique à la valeur que vous avez donnée", "    same as the value you gave"),
    "poster": ("    cohérent en soi : comparez avec l’affiche",
               "    coherent in itself: compare with the poster"),
    "minutes": ("    cohérent en soi : comparez avec le procès-verbal",
                "    coherent in itself: compare with the minutes"),
    "unchecked": ("Ce que les fichiers ne disent pas :", "What the files do not tell:"),
    "closed": ("  {closed} profils sont fermés : sans le fichier des témoins (--witness), le choix et les\n"
               "  remplacements ne sont vérifiés qu’en partie : nul n’est appelé deux fois, ni au-dessus\n"
               "  d’un maximum, ni à deux d’un même foyer ;",
               "  {closed} profiles are closed: without the witnesses’ file (--witness) selection and\n"
               "  substitutions are checked in part: nobody is called twice, nor above a maximum, nor\n"
               "  two of one household;"),
    "order": ("  que l’affiche du sceau précédait les dés : demandez aux personnes présentes ;",
              "  that the seal was on the poster before the dice: ask those who were there;"),
    "tail": ("  que tous les départs y sont : comparez avec le journal public ;",
             "  that every departure is there: compare with the public journal;"),
    "people": ("  que chaque entrée est une vraie personne, et que nul n’a été oublié : les reçus le disent.",
               "  that every entry is a real person, and that nobody was left out: the receipts tell."),
    "included": ("Reçu {name} : inclus, numéro {index} de la liste scellée (le premier est 0), "
                 "rang {rank} sur {size}, {status}.",
                 "Receipt {name}: included, index {index} of the sealed list (the first is 0), "
                 "rank {rank} of {size}, {status}."),
    "not included": ("Reçu {name} : NON INCLUS, étape {step} : {what}.",
                     "Receipt {name}: NOT INCLUDED, step {step}: {what}."),
    "receipts": ("LE TIRAGE TIENT, MAIS UN REÇU N’Y EST PAS (étape 12).",
                 "THE DRAW HOLDS, BUT A RECEIPT IS NOT IN IT (step 12)."),
    "seated": ("siège", "seated"),
    "called": ("a été appelé, ne siège plus", "was called, no longer seated"),
    "not called": ("n’a pas été appelé", "was not called"),
}  # fmt: skip

USAGE = (
    """verify_draw.py TRANSCRIPTION [REÇU…] [--announcement HEX] [--seal HEX] [--chance VALEUR…]
               [--witness FICHIER] [--rehearsal] [--lang fr|en]

Vérifie un tirage au sort public (protocole conseil-draw/1), sans réseau et sans la plateforme.
  TRANSCRIPTION         le fichier JSON publié après le tirage
  REÇU                  le reçu d’une personne (JSON) : était-elle dans le chapeau, et à quel rang
  --announcement HEX    l’empreinte de l’affiche de l’annonce
  --seal HEX            le sceau de l’affiche
  --chance VALEUR…      les mots et les dés du procès-verbal, dans l’ordre du plan
  --witness FICHIER     le fichier remis aux témoins, quand les profils sont fermés
  --rehearsal           accepter un essai
Sortie : 0 le tirage tient, 1 il est rompu, 2 illisible.""",
    """verify_draw.py TRANSCRIPT [RECEIPT…] [--announcement HEX] [--seal HEX] [--chance VALUE…]
               [--witness FILE] [--rehearsal] [--lang fr|en]

Checks a public draw by lot (protocol conseil-draw/1), without a network and without the platform.
  TRANSCRIPT            the JSON file published after the draw
  RECEIPT               a person’s receipt (JSON): were they in the hat, and at which rank
  --announcement HEX    the fingerprint on the poster of the announcement
  --seal HEX            the seal on the poster
  --chance VALUE…       the words and the dice of the minutes, in the order of the plan
  --witness FILE        the file given to the witnesses, when profiles are closed
  --rehearsal           accept a rehearsal
Exit status: 0 the draw holds, 1 it is broken, 2 unreadable.""",
)

LANGUAGES = ("fr", "en")
language = "fr"


def typeset(sentence: str) -> str:
    """French no-break spaces, put in here because they cannot be seen in a source."""
    if language != "fr":
        return sentence
    return re.sub("(?<=«) | (?=[:;!?»%])", "\u00a0", sentence)


def say(pair: tuple[str, str], **values: Any) -> str:
    return typeset(pair[LANGUAGES.index(language)]).format(**values)


def words(kind: str, **values: Any) -> str:
    return say(KINDS[kind], **values)


def show(value: Any) -> str:
    """A value from a file, safe to print: no control or hidden character reaches the terminal."""
    if isinstance(value, (dict, list, Entry)) and not (type(value) is list and all(map(is_integer, value))):
        return f"{'[' if type(value) is list else '{'}… {len(value)}{']' if type(value) is list else '}'}"
    text = value if type(value) is str else json.dumps(value)
    text = text if len(text) <= 200 else f"{text[:200]}…"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def show_profile(profile: Profile) -> str:
    return show(", ".join(f"{category} {value}" for category, value in profile) or "{}")


# The report


def describe_break(error: StepError) -> list[str]:
    lines = [say(REPORT["where"], value=show(error.at))] if error.at else []
    for name, value in ((("expected", error.values[0]), ("found", error.values[1])) if error.values else ()):
        lines.append(say(REPORT[name], value=show(value)))
    return lines


def heading(transcript: Any) -> list[str]:
    """The assurance, and which draw; nothing when the parameters have not their shape."""
    try:
        check_shape(transcript["parameters"], PARAMETERS, 4, "parameters")
    except (StepError, KeyError, TypeError, IndexError):
        return []
    sealed = transcript["parameters"]
    named = {key: sealed[key] for key in ("title", "council", "sequence", "draw")}
    assurance = "assurance C" if sealed["rehearsal"] else "assurance A"
    return [say(REPORT[assurance]), say(REPORT["draw"], **named)]


def chance_of(share: Fraction) -> str:
    percent = f"{float(100 * share):.2f}".replace(".", "," if language == "fr" else ".")
    return say(REPORT["chance of"], percent=percent, fraction=share)


def describe_checks(draw: Draw) -> list[str]:
    transcript, sealed = draw.transcript, draw.parameters
    substitutions = transcript["substitutions"]
    step = "8" if sealed["method"] == "ranked" else "9"
    is_whole = draw.is_fully_known and (step == "8" or draw.portfolio is not None)
    values = {
        "size": draw.size, "open": draw.size - (draw.closed if draw.witness is None else 0),
        "root": sealed["pool"]["root"], "seed": transcript["seed"], "panel": transcript["panel"],
        "panels": sealed["portfolio"]["panels"] if sealed["portfolio"] else 0,
        "selected": ", ".join(map(str, transcript["selected"])), "count": len(substitutions),
        "latest": substitutions[-1]["at"] if substitutions else "–",
    }  # fmt: skip
    selection = step if is_whole else f"{step} in part"
    names = ["checked", "1", "2", "3", "4", "5", "6", "7", selection, "10", "11"]
    lines = [say(REPORT[name], **values) for name in names]
    if draw.chances is not None:
        least, most = map(chance_of, draw.chances)
        lines.insert(-2, say(REPORT["chances"], least=least, most=most))
    return lines


def describe_comparisons(draw: Draw, posters: Posters) -> list[str]:
    lines = [say(REPORT["compare"])]
    lines.append(say(REPORT["announcement"], value=draw.announcement))
    lines.append(say(REPORT["same" if posters.announcement else "poster"]))
    lines.append(say(REPORT["sealed"], value=draw.transcript["seal"]))
    lines.append(say(REPORT["same" if posters.seal else "poster"]))
    for item in draw.transcript["contributions"]:
        lines.append(say(REPORT[f"{item['source']} value"], value=item["value"]))
        lines.append(say(REPORT["same" if posters.chance is not None else "minutes"]))
    return lines


def describe_limits(draw: Draw) -> list[str]:
    names = ["unchecked", "order", "tail", "people"]
    if draw.closed and draw.witness is None:
        names.insert(1, "closed")
    return [say(REPORT[name], closed=draw.closed) for name in names]


def describe_receipts(draw: Draw, receipts: list[tuple[str, Any]]) -> tuple[bool, list[str]]:
    lines, are_included = [], True
    rank = {index: place for place, index in enumerate(draw.ranking, start=1)} if receipts else {}
    for name, receipt in receipts:
        try:
            if isinstance(receipt, StepError):
                raise receipt
            index = step_12_receipt(draw, receipt)
        except StepError as error:
            are_included = False
            what = say(BROKEN[error.code])
            lines.append(say(REPORT["not included"], name=show(name), step=error.step, what=what))
            lines += describe_break(error)
            continue
        status = "called" if index in draw.seating.called else "not called"
        status = say(REPORT["seated" if index in draw.seating.seated else status])
        place = {"index": index, "rank": rank[index], "size": draw.size}
        lines.append(say(REPORT["included"], name=show(name), status=status, **place))
    return are_included, lines


# The command


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UnreadableError("usage")


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("transcript")
    parser.add_argument("receipts", nargs="*")
    parser.add_argument("--announcement", type=read_hash)
    parser.add_argument("--seal", type=read_hash)
    parser.add_argument("--chance", action="extend", nargs="+")
    parser.add_argument("--witness")
    parser.add_argument("--rehearsal", action="store_true")
    parser.add_argument("--lang", choices=LANGUAGES)
    return parser.parse_intermixed_args(arguments)


def read_hash(value: str) -> str:
    """A hash as a poster shows it: in groups, in capitals or not."""
    digits = "".join(value.split()).lower()
    if not is_hex(digits):
        raise UnreadableError("not a hash", value)
    return digits


def read_receipt(path: str) -> Any:
    try:
        return read_file(path, 12)
    except StepError as error:
        return error  # told with the other receipts: it says nothing against the draw


def report(options: argparse.Namespace) -> tuple[int, list[str]]:
    receipts = [(os.path.basename(path), read_receipt(path)) for path in options.receipts]
    posters = Posters(options.announcement, options.seal, options.chance)
    lines: list[str] = []
    try:
        witness = read_file(options.witness, 11) if options.witness else None
        transcript = read_file(options.transcript, 11)
        lines += heading(transcript)
        draw = verify(transcript, witness, posters, options.rehearsal)
    except StepError as error:
        lines.append(say(REPORT["broken"], step=error.step, what=say(BROKEN[error.code])))
        return 1, lines + describe_break(error)
    are_included, told = describe_receipts(draw, receipts)
    verdict = "rehearsal holds" if draw.parameters["rehearsal"] else "holds"
    lines.append(say(REPORT[verdict if are_included else "receipts"]))
    lines += told + describe_checks(draw) + describe_comparisons(draw, posters) + describe_limits(draw)
    return (0 if are_included else 1), lines


def main(arguments: list[str]) -> int:
    global language
    language = "en" if "--lang=en" in arguments or ("--lang", "en") in set(pairwise(arguments)) else "fr"
    if not arguments or {"-h", "--help"} & set(arguments):
        print(say(USAGE))
        return 0 if arguments else 2
    try:
        try:
            status, lines = report(read_options(arguments))
        except MemoryError:
            raise UnreadableError("too big") from None
        print("\n".join(lines))
    except UnreadableError as error:
        print(say(REPORT["unreadable"], what=say(UNREADABLE[error.code])), file=sys.stderr)
        print(show(error.detail) or say(USAGE), file=sys.stderr)
        return 2
    return status


def pairwise(items: list[str]) -> list[tuple[str, str]]:
    return [(items[place], items[place + 1]) for place in range(len(items) - 1)]


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads the report stopped reading; without this Python complains again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 2
    sys.exit(status)
