"""Commitments, posters and seed (steps 3, 4 and 6). The secret comes in as 32 bytes, made elsewhere."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from hmac import digest as mac

from participation.sortition.canonical import canonical
from participation.sortition.rules import Announced
from participation.sortition.tags import tag


def secret_commitment(draw: str, secret: bytes) -> str:
    """Return the commitment to the secret of a draw, hexadecimal.

    Args:
        draw: UUID of the draw, lower case.
        secret: 32 bytes.

    Source:
        Protocol step 3.
    """
    return sha256(tag("secret") + draw.encode("ascii") + secret).hexdigest()


def announcement(draw: str, announced: Announced) -> str:
    """Return the value on the poster of the announcement, hexadecimal. Protocol step 3."""
    value = {"announced": announced.as_json(), "draw": draw}
    return sha256(tag("announcement") + canonical(value)).hexdigest()


def seal(parameters: Mapping[str, object]) -> str:
    """Return the seal of the parameters, hexadecimal. Protocol step 4."""
    return sha256(tag("seal") + canonical(dict(parameters))).hexdigest()


def draw_seed(secret: bytes, sealed: str, values: Sequence[str]) -> bytes:
    """Return the seed.

    Args:
        secret: 32 bytes.
        sealed: The seal, hexadecimal.
        values: The contributions' normalised values, in the order of the plan.

    Returns:
        32 bytes.

    Source:
        Protocol step 6.
    """
    return mac(secret, tag("seed") + bytes.fromhex(sealed) + canonical(list(values)), "sha256")
