"""What a verification is given besides the files, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from participation.sortition.parameters import Parameters
from participation.sortition.pool import Pool
from participation.sortition.rows import IntArray

Assurance = Literal["A", "C"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What people saw outside the file; None where nobody says it.

    Attributes:
        announcement: Value on the poster of the announcement; spaces and case are free.
        seal: Value on the poster of the seal; spaces and case are free.
        chance: Values of the signed minutes, in order: words as they were given, digits of the dice.
    """

    announcement: str | None = None
    seal: str | None = None
    chance: Sequence[str] | None = None

    @property
    def compared(self) -> tuple[str, ...]:
        """Names of what is given."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)

    @property
    def to_compare(self) -> tuple[str, ...]:
        """Names of what is not."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is None)


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A transcript that holds, and how far.

    Attributes:
        assurance: `A`, chance in public after the seal; `C`, a rehearsal, which its organiser could repeat.
        compared: Of `announcement`, `seal` and `chance`, those compared with what people saw.
        to_compare: The others: coherent in themselves, to be compared with the posters and the minutes.
        unchecked: What closed profiles keep from being checked, of UNCHECKED; empty when all was.
        closed: Number of closed profiles.
        parameters: The sealed parameters.
        announcement: Hexadecimal.
        seal: Hexadecimal.
        chance: Values of the contributions.
        seed: Hexadecimal.
        pool: The pool read back.
        order: Indexes by rank. Shape (n,).
        rank: Rank of each entry, from 1. Shape (n,).
        panel: Number of the panel drawn; None for `ranked`.
        smallest_chance: Of a holder of any profile, 0 to 1; None without a portfolio at hand.
        largest_chance: Likewise.
        selected: Indexes, in the order chosen.
        seated: Indexes of those who sit after the last substitution.
        substitutions: Their number, which the file cannot prove: compare with the journal.
        last_substitution_at: Instant of the last, or None.
    """

    assurance: Assurance
    compared: tuple[str, ...]
    to_compare: tuple[str, ...]
    unchecked: tuple[str, ...]
    closed: int
    parameters: Parameters
    announcement: str
    seal: str
    chance: tuple[str, ...]
    seed: str
    pool: Pool
    order: IntArray
    rank: IntArray
    panel: int | None
    smallest_chance: Fraction | None
    largest_chance: Fraction | None
    selected: tuple[int, ...]
    seated: tuple[int, ...]
    substitutions: int
    last_substitution_at: str | None


UNCHECKED = ("profiles", "portfolio", "selected", "substitutions")
"""What `Report.unchecked` may name."""
