"""What is fixed when a draw is announced: the rule, and the announcement's public values (step 3)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal

from participation.sortition.canonical import canonical
from participation.sortition.tags import tag

Method = Literal["ranked", "lottery"]
Quotas = Mapping[str, Mapping[str, tuple[int, int]]]
"""Category to value to (minimum, maximum), seats."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many seats, by which method, within which quotas."""

    method: Method
    quotas: Quotas
    seats: int

    def as_json(self) -> dict[str, object]:
        """Return the object that is hashed and sealed."""
        quotas = {
            category: {value: [bounds[0], bounds[1]] for value, bounds in values.items()}
            for category, values in self.quotas.items()
        }
        return {"method": self.method, "quotas": quotas, "seats": self.seats}


@dataclass(frozen=True, slots=True)
class Announced:
    """What stands in the journal and on the poster before the pool is known.

    Attributes:
        at: Instant of the announcement.
        rule_sha256: Hash of the rule, hexadecimal.
        secret_commitment: Commitment to the secret, hexadecimal.
    """

    at: str
    rule_sha256: str
    secret_commitment: str

    def as_json(self) -> dict[str, object]:
        """Return the object that is hashed and sealed."""
        return dict(asdict(self))


def rule_sha256(rule: Rule) -> str:
    """Return the hash of a rule, hexadecimal. Protocol step 3."""
    return sha256(tag("rule") + canonical(rule.as_json())).hexdigest()
