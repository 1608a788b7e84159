"""The calculation of a draw written out for its first entries, as lines of Python that anyone can run
elsewhere.

Each line prints the value that stands beside it; none needs more than the standard library.
"""

import hmac
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawSecret, Entry
from participation.draws.services import sealed_list
from participation.kernel.errors import MissingError
from participation.sortition.canonical import canonical
from participation.sortition.columns import leaf_of
from participation.sortition.receipt import Receipt
from participation.sortition.rows import rows_from
from participation.sortition.tags import tag
from participation.sortition.tickets import tickets_of

FIRST = 3


@dataclass(frozen=True)
class Calculation:
    """One step: its name, the line to run, and what it prints."""

    name: str
    source: str
    value: str


@dataclass(frozen=True)
class EntrySteps:
    """The two steps of one entry."""

    index: int
    rank: int
    leaf: Calculation
    ticket: Calculation


@dataclass(frozen=True)
class ByHand:
    """All the steps shown."""

    shared: tuple[Calculation, ...]
    """`secret`, `seal` and `seed`, in this order."""
    entries: tuple[EntrySteps, ...]


def steps(session: Session, draw: Draw) -> ByHand:
    """Return the calculation for the shared values and the first entries by rank.

    Raises:
        MissingError: There is no result yet.
    """
    if draw.seed is None or draw.seal is None or draw.secret_commitment is None:
        raise MissingError
    secret = session.get_one(DrawSecret, draw.id).secret.hex()
    values = canonical([each.value for each in sealed_list.contributions_of(session, draw)]).decode("ascii")
    query = sa.select(Entry).where(Entry.draw_id == draw.id, Entry.rank <= FIRST).order_by(Entry.rank)
    shared = (
        Calculation(
            "secret", _hashed(f'{_tag("secret")} + b"{draw.uuid}" + {_hex(secret)}'), draw.secret_commitment
        ),
        Calculation("seal", _hashed(f'{_tag("seal")} + open("parametres.json", "rb").read()'), draw.seal),
        Calculation("seed", _keyed(secret, f"{_tag('seed')} + {_hex(draw.seal)} + b'{values}'"), draw.seed),
    )
    return ByHand(shared, tuple(_entry(draw.seed, entry) for entry in session.scalars(query)))


def _entry(seed: str, entry: Entry) -> EntrySteps:
    (ticket,) = tickets_of(bytes.fromhex(seed), rows_from(bytes.fromhex(entry.leaf)))
    assert entry.rank is not None
    return EntrySteps(
        entry.index,
        entry.rank,
        _leaf(entry.household, entry.identity, entry.commitment),
        Calculation("ticket", _keyed(seed, f"{_tag('ticket')} + {_hex(entry.leaf)}"), ticket.tobytes().hex()),
    )


def _tag(name: str) -> str:
    return f'b"conseil-draw/1/{name}\\n"'


def _hex(digits: str) -> str:
    return f'bytes.fromhex("{digits}")'


def _hashed(message: str) -> str:
    return f"import hashlib; print(hashlib.sha256({message}).hexdigest())"


def _keyed(key: str, message: str) -> str:
    return f'import hmac; print(hmac.new({_hex(key)}, {message}, "sha256").hexdigest())'


def receipt_steps(receipt: Receipt) -> tuple[Calculation, ...]:
    """Return the calculation of a receipt: `identity`, `profile`, `leaf` and `root`."""
    identity = _committed("identity", receipt["salt"], receipt["identity"])
    profile = _committed("profile", receipt["profile_salt"], receipt["profile"])
    leaf = _leaf(receipt["household"], identity.value, profile.value)
    return identity, profile, leaf, Calculation("root", _climb(leaf.value, receipt), receipt["root"])


def _committed(name: str, salt: str, opened: dict[str, str]) -> Calculation:
    printed = canonical(opened).decode("utf-8")
    message = f"{_tag(name)} + {printed!r}.encode()"
    value = hmac.digest(bytes.fromhex(salt), tag(name) + printed.encode("utf-8"), "sha256").hex()
    return Calculation(name, _keyed(salt, message), value)


def _leaf(household: str | None, identity: str, profile: str) -> Calculation:
    printed = canonical({"household": household, "identity": identity, "profile": profile}).decode("ascii")
    value = leaf_of(household, identity, profile).hex()
    return Calculation("leaf", _hashed(f"b'\\x00{printed}'"), value)


def _climb(leaf: str, receipt: Receipt) -> str:
    """Return the lines that climb from a leaf to the root; each neighbour with its side, 1 for before."""
    steps = zip(_sides(receipt), receipt["path"], strict=True)
    path = ", ".join(f'({side}, "{sibling}")' for side, sibling in steps)
    return "\n".join(
        [
            "import hashlib",
            f"node = {_hex(leaf)}",
            f"for before, digits in [{path}]:",
            "    other = bytes.fromhex(digits)",
            '    node = hashlib.sha256(b"\\x01" + (other + node if before else node + other)).digest()',
            "print(node.hex())",
        ]
    )


def _sides(receipt: Receipt) -> list[int]:
    """Return, for each level where the entry has a neighbour, whether that one comes before it (step 2)."""
    index, width, sides = receipt["index"], receipt["size"], []
    while width > 1:
        if index ^ 1 < width:
            sides.append(index & 1)
        index, width = index >> 1, (width + 1) >> 1
    return sides
