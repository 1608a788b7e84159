"""The two files of a draw (step 11): the public transcript and the witnesses' file, built and checked for
shape.

What a file says is checked by `verify`; here, only that it has the keys and types of one.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict, cast

from participation.sortition import shapes
from participation.sortition.contributions import Contribution, check_contributions_shape
from participation.sortition.draw import Outcome
from participation.sortition.errors import ShapeError
from participation.sortition.lottery import Portfolio, check_portfolio_shape
from participation.sortition.parameters import Parameters
from participation.sortition.pool import Pool
from participation.sortition.rows import hex_of
from participation.sortition.seed import seal
from participation.sortition.texts import is_hex


@dataclass(frozen=True, slots=True)
class Substitution:
    """One departure and who took the seat.

    Attributes:
        sequence: From 1.
        left: Index of the one who leaves.
        reason: One of `substitution.REASONS`.
        at: Instant.
        replaced_by: Index, or None: the seat stays vacant.
    """

    sequence: int
    left: int
    reason: str
    at: str
    replaced_by: int | None

    def as_json(self) -> dict[str, object]:
        """Return the object of the transcript."""
        return dict(asdict(self))


class EntryJson(TypedDict):
    """One entry of the transcript."""

    household: str | None
    identity: str
    commitment: str
    profile: dict[str, str] | None
    salt: str | None


class Transcript(TypedDict):
    """The public file of a draw. `parameters` has its own check."""

    parameters: object
    seal: str
    entries: list[EntryJson]
    secret: str
    contributions: list[dict[str, str]]
    seed: str
    portfolio: Portfolio | None
    panel: int | None
    selected: list[int]
    substitutions: list[dict[str, object]]


class OpeningJson(TypedDict):
    """One closed profile, opened to the witnesses."""

    index: int
    profile: dict[str, str]
    salt: str


class WitnessFile(TypedDict):
    """What witnesses hold and the public does not."""

    profiles: list[OpeningJson]
    portfolio: Portfolio | None


def called_of(selected: Sequence[int], substitutions: Sequence[Substitution]) -> set[int]:
    """Return the indexes of all ever called: selected, or named in a substitution."""
    return {*selected, *(each.replaced_by for each in substitutions if each.replaced_by is not None)}


def build_transcript(
    pool: Pool,
    parameters: Parameters,
    secret: bytes,
    contributions: Sequence[Contribution],
    outcome: Outcome,
    substitutions: Sequence[Substitution] = (),
    portfolio: Portfolio | None = None,
) -> dict[str, object]:
    """Return the public transcript; in a `witnessed` draw, with the profiles of those called alone.

    Args:
        pool: The sealed pool, no profile closed.
        parameters: The sealed parameters.
        secret: 32 bytes.
        contributions: In the order of the plan.
        outcome: The draw's.
        substitutions: In their order.
        portfolio: The sealed one; None for `ranked`.

    Source:
        Protocol step 11.
    """
    is_open = parameters["disclosure"] == "open"
    opened = range(pool.size) if is_open else called_of(outcome.selected, substitutions)
    return {
        "parameters": parameters,
        "seal": seal(parameters),
        "entries": _entries(pool, opened),
        "secret": secret.hex(),
        "contributions": [each.as_json() for each in contributions],
        "seed": outcome.seed.hex(),
        "portfolio": portfolio if is_open else None,
        "panel": outcome.panel,
        "selected": outcome.selected,
        "substitutions": [each.as_json() for each in substitutions],
    }


def _entries(pool: Pool, opened: Collection[int]) -> list[dict[str, object]]:
    salts = hex_of(pool.profile_salts)
    columns = zip(hex_of(pool.identities), hex_of(pool.commitments), strict=True)
    return [
        {
            "household": pool.household(index),
            "identity": identity,
            "commitment": commitment,
            "profile": pool.profile(index) if index in opened else None,
            "salt": salts[index] if index in opened else None,
        }
        for index, (identity, commitment) in enumerate(columns)
    ]


def build_witness_file(
    pool: Pool, parameters: Parameters, called: Collection[int], portfolio: Portfolio | None = None
) -> dict[str, object]:
    """Return the witnesses' file that completes the transcript with these people called. Protocol step 11."""
    if parameters["disclosure"] == "open":
        return {"profiles": [], "portfolio": None}
    salts = hex_of(pool.profile_salts)
    closed = [index for index in range(pool.size) if index not in called]
    openings = [{"index": index, "profile": pool.profile(index), "salt": salts[index]} for index in closed]
    return {"profiles": openings, "portfolio": portfolio}


def _anything(value: object, path: str) -> None:
    """Parameters have their own step."""


def _entry(value: object, path: str) -> None:
    # Written out: a million of them are looked at.
    if not isinstance(value, dict) or value.keys() != _ENTRY_KEYS:
        raise ShapeError("keys", path=path)
    profile, salt, household = value["profile"], value["salt"], value["household"]
    if not (
        is_hex(value["identity"])
        and is_hex(value["commitment"])
        and (salt is None or is_hex(salt))
        and (household is None or isinstance(household, str))
        and (profile is None or _is_object_of_strings(profile))
    ):
        raise ShapeError("entry", path=path)


def _is_object_of_strings(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(inner, str) for inner in value.values())


def _profile(value: object, path: str) -> None:
    if not _is_object_of_strings(value):
        raise ShapeError("profile", path=path)


_ENTRY_KEYS = frozenset({"household", "identity", "commitment", "profile", "salt"})
_SUBSTITUTION = shapes.obj(
    {
        "sequence": shapes.integer,
        "left": shapes.integer,
        "reason": shapes.string,
        "at": shapes.string,
        "replaced_by": shapes.nullable(shapes.integer),
    }
)
_TRANSCRIPT = shapes.obj(
    {
        "parameters": _anything,
        "seal": shapes.hex32,
        "entries": shapes.array(_entry),
        "secret": shapes.hex32,
        "contributions": check_contributions_shape,
        "seed": shapes.hex32,
        "portfolio": shapes.nullable(check_portfolio_shape),
        "panel": shapes.nullable(shapes.integer),
        "selected": shapes.array(shapes.integer),
        "substitutions": shapes.array(_SUBSTITUTION),
    }
)
_OPENING = shapes.obj({"index": shapes.integer, "profile": _profile, "salt": shapes.hex32})
_WITNESS_FILE = shapes.obj(
    {"profiles": shapes.array(_OPENING), "portfolio": shapes.nullable(check_portfolio_shape)}
)


def check_transcript_shape(value: object) -> Transcript:
    """Return `value` once it has the keys and types of a transcript, parameters apart.

    Raises:
        ShapeError: With the path of the first that has not.
    """
    _TRANSCRIPT(value, "")
    return cast(Transcript, value)


def check_witness_file_shape(value: object) -> WitnessFile:
    """Return `value` once it has the keys and types of a witnesses' file.

    Raises:
        ShapeError: With the path of the first that has not.
    """
    _WITNESS_FILE(value, "witness")
    return cast(WitnessFile, value)
