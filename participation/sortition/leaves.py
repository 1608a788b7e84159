"""From people to sealed entries (step 1): commitments, leaves, the sorted pool.

Salts come in, fresh for each person and each draw; nothing here makes one. Neither identities nor their
salts stay in the pool: they live with the caller until the draw is archived.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hmac import digest as mac
from unicodedata import is_normalized

from participation.sortition.canonical import canonical, print_sorted
from participation.sortition.columns import PROFILE, Columns, profile_bytes
from participation.sortition.errors import PoolError
from participation.sortition.pool import Pool
from participation.sortition.rows import WIDTH, first_not_ascending, rows_from, sort_rows
from participation.sortition.tags import tag
from participation.sortition.texts import is_text

_IDENTITY = tag("identity")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the pool, with the two salts of this draw.

    Attributes:
        identity: Private texts that say who it is.
        identity_salt: 32 bytes.
        profile: Code to code, exactly the quota categories of the draw.
        profile_salt: 32 bytes, another than the first.
        household: Code shared by one dwelling when at most one of it may sit, else None.
    """

    identity: dict[str, str]
    identity_salt: bytes
    profile: dict[str, str]
    profile_salt: bytes
    household: str | None = None


def identity_commitment(salt: bytes, identity: dict[str, str]) -> bytes:
    """Return *c*, the commitment to who somebody is. 32 bytes; errors of `identity_bytes`."""
    return mac(salt, _IDENTITY + identity_bytes(identity), "sha256")


def profile_commitment(salt: bytes, profile: dict[str, str]) -> bytes:
    """Return *d*, the commitment to a whole profile. 32 bytes; errors of `profile_bytes`."""
    return mac(salt, PROFILE + profile_bytes(profile), "sha256")


def identity_bytes(identity: dict[str, str]) -> bytes:
    """Return the canonical JSON of an identity.

    Raises:
        PoolError: It is empty, or a key or a value is not a text.
    """
    printed = print_sorted(identity)
    has_plain_keys = "".join(identity).isascii()
    # One look at the whole print settles nearly every identity; what it suspects is looked at value by value.
    if not (has_plain_keys and _is_plain(printed, len(identity))):
        for key, value in identity.items():
            if not is_text(key) or not is_text(value):
                raise PoolError("identity_text", key=key)
        if not identity:
            raise PoolError("identity_empty")
    return printed.encode("utf-8") if has_plain_keys else canonical(identity)


def _is_plain(printed: str, pairs: int) -> bool:
    """Tell that an object of strings holds texts only; a part of an NFC print is NFC too."""
    return (
        printed.isprintable()
        and is_normalized("NFC", printed)
        and "\\" not in printed
        and "  " not in printed
        and '" ' not in printed
        and ' "' not in printed
        and '""' not in printed
        and printed.count('":"') == pairs != 0
        and printed.count('"') == 4 * pairs
    )


def seal_pool(people: Iterable[Person]) -> Pool:
    """Return the pool of these people, sorted by leaf.

    Args:
        people: Everyone in the pool, in any order; read once, so a generator will do.

    Raises:
        PoolError: Nobody; an identity, code or salt out of format; twice the same leaf. `position` names
        the person.

    Source:
        Protocol steps 1 and 2.
    """
    columns = Columns()
    for position, person in enumerate(people):
        try:
            _add(columns, person)
        except PoolError as error:
            error.params["position"] = position
            raise
    if not columns.leaves:
        raise PoolError("empty_pool")
    leaves = rows_from(columns.leaves)
    order = sort_rows(leaves)
    double = first_not_ascending(leaves[order])
    if double is not None:
        raise PoolError("same_leaf_twice", position=int(order[double]), other=int(order[double - 1]))
    return columns.close(order)


def _add(columns: Columns, person: Person) -> None:
    if len(person.identity_salt) != WIDTH or len(person.profile_salt) != WIDTH:
        raise PoolError("salt_length", expected=WIDTH)
    message, profile = columns.profile(person.profile)
    identity = mac(person.identity_salt, _IDENTITY + identity_bytes(person.identity), "sha256")
    commitment = mac(person.profile_salt, message, "sha256")
    columns.add(person.household, identity, commitment, person.profile_salt, profile)
