"""The receipt's code: what a resident keeps, and the digest that everybody may know.

Sixteen symbols of Crockford's alphabet, 80 bits. Ten symbols would be easier to read aloud, but the digest
stands in the public journal: 50 bits could be searched offline, by anyone, for the code that opens somebody's
record. 80 cannot.
"""

import hashlib
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are misread or misheard."""
LENGTH = 16
TAG = b"conseil-draw/1/code\n"
_MISREAD = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-‐‑‒–—_.·]+")


def new_code() -> str:
    """Return a fresh code of 16 symbols, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def parse_code(text: str | None, length: int = LENGTH) -> str | None:
    """Return the code somebody typed, or None where it cannot be one.

    Lower case, spaces and dashes of any kind are forgiven; O is read as 0, I and L as 1.
    """
    code = _BETWEEN.sub("", text or "").upper().translate(_MISREAD)
    return code if len(code) == length and set(code) <= set(ALPHABET) else None


def code_sha256(code: str) -> str:
    """Return the digest that stands in the journal, in hexadecimal.

    Args:
        code: 16 symbols without dashes.

    Source:
        Draw protocol, step 12: Hash(T(code) || code).
    """
    return hashlib.sha256(TAG + code.encode("ascii")).hexdigest()
