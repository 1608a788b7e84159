"""The code of an invitation: ten symbols that follow from the application's key, printed again at will, kept nowhere.

Fifty bits. Nobody can try them out over the network, and the hash stands in the database alone, never in the journal:
a receipt's code, whose hash is public, has eighty.
"""

import hashlib
import hmac
from collections.abc import Sequence

from participation.draws.models import Draw, Invitation
from participation.kernel.errors import MissingError
from participation.volunteers.codes import ALPHABET, parse_code

LENGTH = 10
TAG = b"conseil/invitation\n"
NOBODY = "0" * LENGTH
Keys = Sequence[str]
"""The application's key, then the earlier ones that still count."""


def make_code(key: str, draw: Draw, index: int, issue: int) -> str:
    """Return the code of one issue of an entry's invitation, without dashes."""
    message = TAG + f"{draw.uuid}\n{index}\n{issue}".encode()
    digest = hmac.digest(key.encode(), message, "sha256")
    # 256 is a multiple of 32: each symbol is as likely as any other.
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def code_of(keys: Keys, draw: Draw, invitation: Invitation) -> str:
    """Return an invitation's code, to print it.

    Raises:
        MissingError: It was made under a key that is gone. Only a new code helps.
    """
    for key in keys:
        code = make_code(key, draw, invitation.index, invitation.issue)
        if hmac.compare_digest(code_sha256(code), invitation.code_sha256):
            return code
    raise MissingError


def code_sha256(code: str) -> str:
    """Return the hash that is kept."""
    return hashlib.sha256(TAG + code.encode("ascii")).hexdigest()


def parse(text: str | None) -> str | None:
    """Return the code somebody typed, as forgiving as for a receipt; None where it cannot be one."""
    return parse_code(text, LENGTH)
