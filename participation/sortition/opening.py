"""From the entries of a transcript back to a pool (step 1): formats, opened profiles, leaves in order.

The witnesses' file opens what the transcript leaves closed; without it those profiles stay closed.
"""

from collections.abc import Collection, Mapping, Sequence
from hmac import compare_digest
from hmac import digest as mac

import numpy as np

from participation.sortition.columns import Columns
from participation.sortition.errors import PoolError
from participation.sortition.pool import CLOSED, Pool
from participation.sortition.quotas import check_profile
from participation.sortition.rows import WIDTH, first_not_ascending, rows_from
from participation.sortition.texts import is_hex
from participation.sortition.transcript import EntryJson, OpeningJson, WitnessFile

_NO_SALT = bytes(WIDTH)
_Quotas = Mapping[str, Mapping[str, Sequence[int]]]


def open_pool(entries: Sequence[EntryJson], quotas: _Quotas, openings: Mapping[int, OpeningJson]) -> Pool:
    """Return the pool that the entries of a transcript say.

    Args:
        entries: At least one, of the right keys and types.
        quotas: Sealed quotas, that every open profile must follow.
        openings: Closed profiles known otherwise, by index.

    Raises:
        PoolError: `hex`, `household_code`, `profile_code`, `salt_without_profile`, `commitment` (a profile
            does not open it), `not_ascending`; `index` names the entry.
        QuotaError: A profile is not one that the quotas name.

    Source:
        Protocol step 1.
    """
    columns = Columns()
    for index, entry in enumerate(entries):
        try:
            _read(columns, entry, openings.get(index))
        except PoolError as error:
            error.params["index"] = index
            raise
    broken = first_not_ascending(rows_from(columns.leaves))
    if broken is not None:
        raise PoolError("not_ascending", index=broken)
    pool = columns.close(np.arange(len(entries), dtype=np.int64))
    for profile in pool.profiles:
        check_profile(quotas, profile)
    return pool


def _read(columns: Columns, entry: EntryJson, opening: OpeningJson | None) -> None:
    if not is_hex(entry["identity"]) or not is_hex(entry["commitment"]):
        raise PoolError("hex")
    identity, commitment = bytes.fromhex(entry["identity"]), bytes.fromhex(entry["commitment"])
    profile, salt = entry["profile"], entry["salt"]
    if profile is None and salt is not None:
        raise PoolError("salt_without_profile")
    if profile is None and opening is not None:
        profile, salt = opening["profile"], opening["salt"]
    if profile is None:
        columns.add(entry["household"], identity, commitment, _NO_SALT, CLOSED)
        return
    if not is_hex(salt):
        raise PoolError("hex")
    message, number = columns.profile(profile)
    opened = bytes.fromhex(salt)
    found = mac(opened, message, "sha256")
    if not compare_digest(found, commitment):
        raise PoolError("commitment", expected=commitment.hex(), found=found.hex())
    columns.add(entry["household"], identity, commitment, opened, number)


def openings_of(
    entries: Sequence[EntryJson], witness: WitnessFile | None, replacing: Collection[int] = ()
) -> dict[int, OpeningJson]:
    """Return the profiles that a witnesses' file opens, by index.

    Args:
        entries: Of the transcript.
        witness: The witnesses' file, or None.
        replacing: Indexes called by a substitution, whose profiles were still closed in an earlier file.

    Raises:
        PoolError: `witness_entries`: the file does not list exactly the closed entries, by index; `witness_stale`: it
            did so before a substitution.

    Source:
        Protocol step 11.
    """
    if witness is None:
        return {}
    closed = [index for index, entry in enumerate(entries) if entry["profile"] is None]
    listed = [opening["index"] for opening in witness["profiles"]]
    if listed != closed:
        since = set(listed) - set(closed)
        rest = [index for index in listed if index not in since]
        is_stale = bool(since) and since <= set(replacing) and rest == closed
        code = "witness_stale" if is_stale else "witness_entries"
        raise PoolError(code, expected=len(closed), found=len(listed))
    return {opening["index"]: opening for opening in witness["profiles"]}
