"""Hashing passwords, and refusing those that are guessed first."""

import re
import secrets
import unicodedata
from enum import StrEnum

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
"""Beyond it, hashing would cost the server more than the password is worth."""
FEWEST_DIFFERENT = 5
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""OWASP's first profile for argon2id: fits a small server, about 60 ms."""
COMMON = """
motdepasse azerty azertyuiop qsdfghjklm wxcvbn qwerty qwertyuiop asdfghjkl zxcvbnm password passw0rd
passwd bonjour soleil doudou loulou chouchou marseille chocolat jetaime iloveyou monamour bienvenue
welcome letmein changeme changezmoi secret admin administrateur administrator utilisateur user test
temporaire provisoire caen caenlamer calvados normandie conseil citoyen conseilcitoyen mairie ville
quartier france football princesse nicolas camille monkey dragon master superman abc abcdef
abcdefghijkl janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
printemps ete automne hiver
""".split()  # noqa: SIM905 - seventy quoted lines would be no clearer
_only_common = re.compile(f"(?:{'|'.join(sorted(COMMON, key=len, reverse=True))})*")


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = "password_short"
    LONG = "password_long"
    COMMON = "password_common"
    PERSONAL = "password_personal"


class Passwords:
    """One way of hashing, and a decoy that makes an unknown account cost what a known one does."""

    def __init__(self, is_cheap: bool = False) -> None:
        if is_cheap:
            self._hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)
        else:
            self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._decoy = self._hasher.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """Return the argon2id hash to keep."""
        return self._hasher.hash(_normal(password))

    def is_right(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one kept; without one, answer no after the same work."""
        try:
            self._hasher.verify(kept or self._decoy, _normal(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
        return bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a kept hash should be made again with today's cost."""
        return self._hasher.check_needs_rehash(kept)


def weakness(password: str, name: str, email: str) -> Weakness | None:
    """Return why a password would be guessed, if it would."""
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    folded = _folded(password)
    letters = re.sub(r"[^a-z]", "", folded)
    if len(set(folded)) < FEWEST_DIFFERENT or _only_common.fullmatch(letters):
        return Weakness.COMMON
    address = email.partition("@")[0]
    parts = [_folded(part) for part in [address, *re.split(r"[\s'’-]+", name), *re.split(r"[._+-]", address)]]
    if any(len(part) >= 4 and part in folded for part in parts):
        return Weakness.PERSONAL
    return None


def _normal(password: str) -> str:
    """Give one form to what keyboards type in two (an accent in one character or in two)."""
    return unicodedata.normalize("NFKC", password)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
