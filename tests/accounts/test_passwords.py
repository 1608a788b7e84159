"""Hashing, and the passwords that are refused."""

import pytest

from participation.accounts.passwords import Passwords, Weakness, weakness

GOOD = "brouette lilas quarante"


def test_a_password_is_recognised_and_another_is_not() -> None:
    passwords = Passwords(is_cheap=True)
    kept = passwords.hash(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert passwords.is_right(kept, GOOD)
    assert not passwords.is_right(kept, GOOD + "s")


def test_accents_typed_in_two_ways_are_one_password() -> None:
    passwords = Passwords(is_cheap=True)
    assert passwords.is_right(passwords.hash("e\u0301te\u0301 brouette lilas"), "été brouette lilas")


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$broken"])
def test_without_a_usable_hash_nothing_is_right(kept: str | None) -> None:
    passwords = Passwords(is_cheap=True)
    assert not passwords.is_right(kept, "nobody has this password")


def test_real_hashing_costs_what_owasp_asks() -> None:
    kept = Passwords().hash(GOOD)
    assert "m=19456,t=2,p=1" in kept
    assert not Passwords().is_outdated(kept)
    assert Passwords().is_outdated(Passwords(is_cheap=True).hash(GOOD))


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "Tr0ubl4nt-hibou",
        "été pluvieux à Ouistreham",
        "correct horse battery",
        "7kQ!zP2@vX9#mL",
        "  espaces gardés  ",
    ],
)
def test_good_passwords_pass(password: str) -> None:
    assert weakness(password, "Ana Durand", "ana.durand@example.org") is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", Weakness.SHORT),
        ("elevenchars", Weakness.SHORT),
        ("x" * 201, Weakness.LONG),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("abababababab", Weakness.COMMON),
        ("123456789012", Weakness.COMMON),
        ("motdepasse123", Weakness.COMMON),
        ("MotDePasse!2026", Weakness.COMMON),
        ("azertyuiop!!", Weakness.COMMON),
        ("Azerty123456", Weakness.COMMON),
        ("PasswordPassword", Weakness.COMMON),
        ("Été2026!Été2026!", Weakness.COMMON),
        ("CaenLaMer2026", Weakness.COMMON),
        ("durand brouette lilas", Weakness.PERSONAL),
        ("DURAND-hibou-9472", Weakness.PERSONAL),
        ("ana.durand lilas 94", Weakness.PERSONAL),
    ],
)
def test_guessable_passwords_are_refused(password: str, reason: Weakness) -> None:
    assert weakness(password, "Ana Durand", "ana.durand@example.org") == reason


def test_a_short_name_forbids_nothing() -> None:
    assert weakness("banane brouette lilas", "Ana Li", "a@example.org") is None
