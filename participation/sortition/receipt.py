"""The receipt (step 12): what one person keeps to show that they were in the hat, offline."""

from collections.abc import Sequence
from typing import TypedDict, cast

from participation.sortition import shapes
from participation.sortition.columns import leaf_of
from participation.sortition.errors import ShapeError, SortitionError, VerificationError
from participation.sortition.leaves import Person, identity_commitment, profile_commitment
from participation.sortition.merkle import inclusion_proof, root_from_proof
from participation.sortition.parameters import Parameters
from participation.sortition.pool import Pool
from participation.sortition.rows import hex_of
from participation.sortition.seed import seal
from participation.sortition.texts import is_text

STEP = 12


class Receipt(TypedDict):
    """The file of one person. Private: it holds who they are."""

    draw: str
    salt: str
    identity: dict[str, str]
    profile: dict[str, str]
    profile_salt: str
    household: str | None
    index: int
    size: int
    path: list[str]
    root: str
    seal: str


def _identity(value: object, path: str) -> None:
    if not isinstance(value, dict) or not all(is_text(each) for pair in value.items() for each in pair):
        raise ShapeError("identity", path=path)


_RECEIPT = shapes.obj(
    {
        "draw": shapes.uuid,
        "salt": shapes.hex32,
        "identity": _identity,
        "profile": shapes.mapping(shapes.code),
        "profile_salt": shapes.hex32,
        "household": shapes.nullable(shapes.code),
        "index": shapes.count,
        "size": shapes.count,
        "path": shapes.array(shapes.hex32),
        "root": shapes.hex32,
        "seal": shapes.hex32,
    }
)


def leaf_of_person(person: Person) -> bytes:
    """Return the leaf of somebody, 32 bytes. Protocol step 1.

    Raises:
        PoolError: An identity or a profile out of format.
    """
    identity = identity_commitment(person.identity_salt, person.identity).hex()
    profile = profile_commitment(person.profile_salt, person.profile).hex()
    return leaf_of(person.household, identity, profile)


def build_receipt(
    pool: Pool, levels: Sequence[bytes], index: int, person: Person, parameters: Parameters
) -> Receipt:
    """Return the receipt of one person of a sealed pool.

    Args:
        pool: The sealed pool.
        levels: `merkle.tree_levels(pool.leaves.tobytes())`, made once for all receipts.
        index: Of the person's entry.
        person: As sealed.
        parameters: The sealed parameters.

    Raises:
        ProofError: No entry has this index.
        VerificationError: The entry at this index is somebody else's.

    Source:
        Protocol step 12.
    """
    path = [sibling.hex() for sibling in inclusion_proof(levels, index)]
    found = leaf_of_person(person).hex()
    if hex_of(pool.leaves[index]) != [found]:
        raise VerificationError(STEP, "leaf", index=index, found=found)
    return {
        "draw": parameters["draw"],
        "salt": person.identity_salt.hex(),
        "identity": dict(person.identity),
        "profile": dict(person.profile),
        "profile_salt": person.profile_salt.hex(),
        "household": person.household,
        "index": index,
        "size": pool.size,
        "path": path,
        "root": pool.root.hex(),
        "seal": seal(parameters),
    }


def check_receipt(value: object, parameters: Parameters) -> int:
    """Return the index of the entry that a receipt proves to be in the sealed pool.

    Args:
        value: The receipt, as parsed.
        parameters: The sealed parameters, whose seal is on the poster.

    Raises:
        VerificationError: Step 12: a wrong shape; another draw, seal, root or size (code: the key); a path
            that leads to another root (`inclusion`), or has not the height of the tree.

    Source:
        Protocol step 12.
    """
    try:
        _RECEIPT(value, "receipt")
        receipt = cast(Receipt, value)
        _compare(receipt, parameters)
        person = Person(
            receipt["identity"],
            bytes.fromhex(receipt["salt"]),
            receipt["profile"],
            bytes.fromhex(receipt["profile_salt"]),
            receipt["household"],
        )
        path = [bytes.fromhex(sibling) for sibling in receipt["path"]]
        found = root_from_proof(leaf_of_person(person), receipt["index"], receipt["size"], path).hex()
    except VerificationError:
        raise
    except SortitionError as error:
        raise VerificationError(STEP, error.code, **error.params) from error
    if found != receipt["root"]:
        raise VerificationError(STEP, "inclusion", expected=receipt["root"], found=found)
    return receipt["index"]


def _compare(receipt: Receipt, parameters: Parameters) -> None:
    pairs: list[tuple[str, object, object]] = [
        ("draw", parameters["draw"], receipt["draw"]),
        ("seal", seal(parameters), receipt["seal"]),
        ("root", parameters["pool"]["root"], receipt["root"]),
        ("size", parameters["pool"]["size"], receipt["size"]),
    ]
    for key, expected, found in pairs:
        if expected != found:
            raise VerificationError(STEP, key, expected=expected, found=found)
