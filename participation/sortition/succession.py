"""The substitutions of a transcript, one after another (step 10).

Where profiles are closed the rule itself cannot be recomputed; what is left is that nobody is called twice,
that no two people of one household sit, and that instants and numbers go forward.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from participation.sortition.errors import VerificationError
from participation.sortition.pool import ALONE, CLOSED, Pool
from participation.sortition.quotas import QuotaTable
from participation.sortition.rows import IntArray
from participation.sortition.substitution import REASONS, substitute
from participation.sortition.texts import is_instant
from participation.sortition.transcript import Substitution

STEP = 10


@dataclass(slots=True)
class Succession:
    """Who sits, and who was ever called.

    Attributes:
        seated: Indexes, in the order they took a seat.
        called: Indexes.
        last_at: Instant of the last substitution, or None.
    """

    seated: list[int]
    called: set[int]
    last_at: str | None = None


def check_called(pool: Pool, selected: Sequence[int], seats: int, step: int) -> None:
    """Check what can be checked of a selection without profiles: known entries, each once, one a household.

    Raises:
        VerificationError: `selected`, with the first index that breaks it.
    """
    dwellings: set[int] = set()
    for position, index in enumerate(selected):
        known = 0 <= index < pool.size and index not in selected[:position] and position < seats
        if not known or int(pool.household_of[index]) in dwellings:
            raise VerificationError(step, "selected", position=position, found=index)
        dwellings |= {int(pool.household_of[index])} - {ALONE}


def check_succession(
    pool: Pool,
    order: IntArray,
    table: QuotaTable | None,
    selected: Sequence[int],
    substitutions: Sequence[Mapping[str, object]],
    earliest: str,
) -> Succession:
    """Return who sits after the last substitution.

    Args:
        pool: The pool read back.
        order: Indexes by rank.
        table: Quotas against the profiles, or None where some are closed: the rule is then not recomputed.
        selected: Indexes, checked.
        substitutions: Of the right shape.
        earliest: Instant before which there is none.

    Raises:
        VerificationError: `substitution`, with its `number`, the `field` that breaks, `expected` and `found`.

    Source:
        Protocol step 10.
    """
    state = Succession(list(selected), set(selected))
    for number, value in enumerate(substitutions, start=1):
        each = Substitution(**cast(dict[str, Any], value))
        _check_facts(each, number, state, state.last_at or earliest)
        state.seated.remove(each.left)
        if table is None:
            _check_free(each, number, state, pool)
        else:
            expected = substitute(pool, order, table, state.seated, state.called, each.left)
            if expected != each.replaced_by:
                raise _broken(number, "replaced_by", expected, each.replaced_by)
        if each.replaced_by is not None:
            state.seated.append(each.replaced_by)
            state.called.add(each.replaced_by)
        state.last_at = each.at
    return state


def _broken(number: int, field: str, expected: object, found: object) -> VerificationError:
    return VerificationError(STEP, "substitution", number=number, field=field, expected=expected, found=found)


def _check_facts(each: Substitution, number: int, state: Succession, earliest: str) -> None:
    if each.sequence != number:
        raise _broken(number, "sequence", number, each.sequence)
    if each.reason not in REASONS:
        raise _broken(number, "reason", list(REASONS), each.reason)
    if not is_instant(each.at) or each.at < earliest:
        raise _broken(number, "at", earliest, each.at)
    if each.left not in state.seated:
        raise _broken(number, "left", state.seated, each.left)


def _check_free(each: Substitution, number: int, state: Succession, pool: Pool) -> None:
    index = each.replaced_by
    if index is None:
        return
    dwellings = {int(pool.household_of[seated]) for seated in state.seated} - {ALONE}
    if (
        not 0 <= index < pool.size
        or index in state.called
        or int(pool.household_of[index]) in dwellings
        or int(pool.profile_of[index]) == CLOSED
    ):
        raise _broken(number, "replaced_by", None, index)
