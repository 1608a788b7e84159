"""The words of acts and refusals agree with what they count: one is no plural, nor is none in French."""

import re
from typing import Any

import pytest
from flask import Flask

from participation.draws.views import refusals
from participation.journal import sentences
from participation.kernel.i18n import Counted, speaking

COUNTED = {
    **{f"act {key}": value for key, value in sentences.SENTENCES.items()},
    **{f"refusal {key}": value for key, value in refusals.SENTENCES.items()},
}
PLURALS = re.compile(r"\b[01]\s(?:personnes|sièges|lignes|doutes|doublons|chiffres|people|seats|rows|doubts|digits)\b")
LIMITS = ("most", "limit", "expected")
"""Facts of ours that are never one."""
FACT = re.compile(r"%\((\w+)\)s")


def filled(message: Any, number: int) -> str:
    texts = (message.singular, message.plural) if isinstance(message, Counted) else (str(message),)
    return str(message % {name: 9 if name in LIMITS else number for text in texts for name in FACT.findall(text)})


@pytest.mark.parametrize("key", [key for key, message in COUNTED.items() if isinstance(message, Counted)])
def test_a_counted_sentence_agrees(app: Flask, key: str) -> None:
    with app.test_request_context():
        for locale, numbers in {"fr": (0, 1), "en": (1,)}.items():
            with speaking(locale):
                for number in numbers:
                    assert PLURALS.search(filled(COUNTED[key], number)) is None
                assert filled(COUNTED[key], 2).replace("2", "1") != filled(COUNTED[key], 1)


def test_no_sentence_counts_in_the_plural_alone(app: Flask) -> None:
    with app.test_request_context(), speaking("fr"):
        wrong = [key for key, message in COUNTED.items() if PLURALS.search(filled(message, 1))]
    assert wrong == []


def test_an_act_of_one_person_reads_well(app: Flask) -> None:
    with app.test_request_context(), speaking("fr"):
        said = sentences.sentence("list.purged", {"name": "Bailleur", "rows": 1})
        assert said == "La liste «\u00a0Bailleur\u00a0» est effacée\u00a0: 1\u00a0personne."
        assert sentences.sentence("list.purged", {"name": "Bailleur"}) == "list.purged"
        assert sentences.sentence("list.purged", {"name": "Bailleur", "rows": "x"}) == "list.purged"
