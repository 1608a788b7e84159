"""Text as it is shown: marks of French stay with their words."""

import pytest

from participation.kernel.text import unbroken

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Pas encore là : rien", f"Pas encore là{NBSP}: rien"),
        ("Vraiment ? Oui !", f"Vraiment{NBSP}? Oui{NBSP}!"),
        ("Il dit « oui » ; puis non.", f"Il dit «{NBSP}oui{NBSP}»{NBSP}; puis non."),
        ("27 % et 3 €", f"27{NBSP}% et 3{NBSP}€"),
        ("Quoi ?! Non !!", f"Quoi{NBSP}?! Non{NBSP}!!"),
        ("« oui »?", f"«{NBSP}oui{NBSP}»?"),
        ("Encore !…", f"Encore{NBSP}!…"),
        ("5 000 € au 06 39 98 12 34", f"5{NBSP}000{NBSP}€ au 06 39 98 12 34"),
        ("(vraiment ?)", f"(vraiment{NBSP}?)"),
        ("à 18:30 https://a.example/?b :-)", "à 18:30 https://a.example/?b :-)"),
        ("| :--- | ![vue](piece:1) |", "| :--- | ![vue](piece:1) |"),
    ],
)
def test_no_line_begins_with_a_mark(typed: str, shown: str) -> None:
    assert unbroken(typed) == shown
    assert unbroken(shown) == shown
