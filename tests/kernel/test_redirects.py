"""Where a post leads: with an anchor of its own, by one helper."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from participation.kernel.redirects import see_other, see_path

PACKAGE = Path(__file__).resolve().parents[2] / "participation"
READING = {
    "kernel/redirects.py", "kernel/permissions.py", "pages/views/neighbourhoods.py", "representation/views/year.py",
    "indicators/views/dashboard.py", "indicators/views/indicators.py",
}  # fmt: skip
"""The helper, and the redirects of pages that are only read."""


def own_redirects(source: str) -> list[int]:
    """Return the lines that redirect without the helper."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [node.lineno for node in calls if ast.unparse(node.func).rpartition(".")[2] == "redirect"]


@pytest.mark.parametrize(
    ("endpoint", "values", "where"),
    [
        ("pages.home", {}, "/#contenu"),
        ("pages.home", {"_anchor": "recu"}, "/#recu"),
        ("pages.search", {"q": "é"}, "/recherche?q=%C3%A9#contenu"),
    ],
)
def test_a_redirect_has_its_own_anchor(
    app: Flask, endpoint: str, values: dict[str, str], where: str
) -> None:
    with app.test_request_context():
        response = see_other(endpoint, **values)
    assert (response.status_code, response.headers["Location"]) == (303, where)


@pytest.mark.parametrize(("path", "where"), [("/a?b=1", "/a?b=1#contenu"), ("/a#b", "/a#b")])
def test_a_written_address_keeps_its_anchor(app: Flask, path: str, where: str) -> None:
    with app.test_request_context():
        assert see_path(path).headers["Location"] == where


def test_every_view_redirects_by_the_helper() -> None:
    found = {
        str(path.relative_to(PACKAGE)): own_redirects(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
    }
    assert {name for name, lines in found.items() if lines} == READING


@pytest.mark.parametrize("sample", ["return_ = redirect('/x', 303)", "x = flask.redirect(url_for('y'))"])
def test_the_guard_catches_a_redirect_of_its_own(sample: str) -> None:
    assert own_redirects(sample)
