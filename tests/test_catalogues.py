"""The French catalogue: complete, without doubt, with the same placeholders and tags, and typeset as French is."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = {pattern: {"trimmed": "true", "encoding": "utf-8", "silent": "false"} for pattern in ("**.html", "**.txt")}
KEYWORDS = {
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "_": None,
    "_l": None,
}
BANNED = re.compile(r"\b(veuillez|invalides?|obligatoires?|incorrecte?s?|désolée?s?)\b", re.IGNORECASE)
NBSP = "\u00a0"


def sources() -> Catalog:
    """Return every message of the templates and of the code."""
    catalog = Catalog(fuzzy=False)
    folders = (("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]), ("participation", [("**.py", "python")]))
    for folder, methods in folders:
        for name, line, message, _comments, context in extract_from_dir(
            str(ROOT / folder), methods, OPTIONS, keywords=KEYWORDS
        ):
            catalog.add(message, None, [(f"{folder}/{name}", line)], context=context)
    return catalog


def french() -> Catalog:
    with (ROOT / "translations/fr/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="fr")


def strings(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(text) for text in value or ()]  # type: ignore[attr-defined]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"</?\w+", text))


def typography(text: str) -> list[str]:
    """Return what a French reader would stumble on: breakable spaces, straight apostrophes, banned words."""
    plain = re.sub(r"%\(\w+\)[sd]|<[^>]*>|https?:\S+", "x", text)
    found = re.findall(r"[^\s\u00a0][?!;»]| [?!:;»]|« |«[^\u00a0]|\w'\w", plain)
    found += BANNED.findall(plain)
    return found


def test_every_message_is_translated_and_nothing_else_is() -> None:
    wanted = {message.id for message in sources() if message.id}
    have = {message.id: message for message in french() if message.id}
    assert {i for i in wanted if i not in have} == set(), "run the extraction again"
    assert set(have) - wanted == set(), "messages that no source uses any more"
    assert [m.id for m in have.values() if m.fuzzy or not all(strings(m.string))] == []


def test_placeholders_and_tags_are_the_same() -> None:
    for message in french():
        if not message.id:
            continue
        for original, translated in zip(strings(message.id), strings(message.string), strict=True):
            wanted = placeholders(original) | (placeholders(strings(message.id)[-1]) if not isinstance(message.id, str) else set())
            assert placeholders(translated) <= wanted, message.id
            if isinstance(message.id, str):
                assert placeholders(translated) == wanted, message.id
            assert tags(translated) == tags(original), message.id


def test_french_is_typeset_as_french() -> None:
    wrong = {
        text: found for message in french() if message.id for text in strings(message.string) if (found := typography(text))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "sample", ["Vraiment ?", "Non!", "« ici »", "l'eau", "Veuillez répondre.", "Champ obligatoire", "ainsi : cela"]
)
def test_the_guard_catches(sample: str) -> None:
    assert typography(sample)


@pytest.mark.parametrize(
    "sample", [f"Vraiment{NBSP}?", f"«{NBSP}ici{NBSP}»", "l’eau", "18:30", "https://a.example/?b=1", f"ainsi{NBSP}: cela"]
)
def test_the_guard_lets_good_french_through(sample: str) -> None:
    assert typography(sample) == []
