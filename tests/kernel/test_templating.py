"""The addresses that templates write."""

import pytest
from flask import Flask, url_for

from participation.kernel.templating import LONGEST_REMEMBERED, address_maker

CASES: list[tuple[str, dict[str, object]]] = [
    ("pages.home", {}),
    ("draws.index", {"page": 2}),
    ("draws.index", {"page": "2"}),
    ("draws.show", {"draw_id": 7, "_anchor": "resultat"}),
    ("councils.show", {"code": "chemin-vert"}),
    ("pages.search", {"q": "é" * (LONGEST_REMEMBERED + 1)}),
    ("pages.home", {"_external": True}),
    ("pages.home", {"_external": True, "_scheme": "https"}),
    ("pages.home", {"page": None}),
]


@pytest.fixture
def seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The endpoints that were built, and not remembered."""
    built: list[str] = []
    build = app.url_for

    def noted(endpoint: str, **values: object) -> str:
        built.append(endpoint)
        return build(endpoint, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(app, "url_for", noted)
    return built


@pytest.mark.parametrize("base", ["http://localhost/", "https://other.example/", "http://localhost/en"])
def test_a_remembered_address_is_the_one_that_would_be_built(app: Flask, base: str) -> None:
    address = address_maker(app)
    for other in ("http://localhost/", "http://elsewhere.example/", "http://localhost/en"):
        with app.test_request_context(base_url=other):
            for endpoint, values in CASES:
                address(endpoint, **values)
    with app.test_request_context(base_url=base):
        for endpoint, values in CASES:
            assert address(endpoint, **values) == url_for(endpoint, **values), (endpoint, values)  # type: ignore[arg-type]


def test_only_short_addresses_of_our_own_host_are_remembered(app: Flask, seen: list[str]) -> None:
    address = address_maker(app)
    with app.test_request_context():
        for _ in range(3):
            address("draws.index", page=2)
        assert seen == ["draws.index"]
        for _ in range(2):
            address("pages.search", q="a" * (LONGEST_REMEMBERED + 1))
            address("pages.home", _external=True)
        assert len(seen) == 5
