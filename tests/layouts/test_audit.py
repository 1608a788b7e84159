"""The audit that every page of a test passes: it lets a good page through and finds each fault."""

import pytest

from tests.support.pages import audit

GOOD = (
    '<!doctype html><html lang="fr"><head><title>Réunion : le conseil</title></head><body><h1>Réunion</h1>'
    '<h2 id="a">Un</h2><p><a href="#a">Un</a></p><form><label for="b">Nom</label><input id="b" name="b" type="text">'
    '<label>Date <input name="c" type="date"></label><input name="d" type="hidden"></form>'
    '<table><caption>Des nombres</caption><tr><td>1</td></tr></table>'
    '<svg viewBox="0 0 1 1" role="img" aria-label="Un"><path d="M0 0"/></svg></body></html>'
)
BROKEN = [
    ("invalid HTML", "</h1>", "</h3>"),
    ("no lang on html", ' lang="fr"', ""),
    ("0 h1", "h1>", "h2>"),
    ("empty h1", "<h1>Réunion</h1>", "<h1> </h1>"),
    ("2 h1", '<h2 id="a">Un</h2>', '<h1 id="a">Un</h1>'),
    ("does not open with the h1", "<title>Réunion", "<title>Conseil"),
    ("jumps from h1 to h3", '<h2 id="a">Un</h2>', '<h3 id="a">Un</h3>'),
    ("id 'a' used 2 times", "<p>", '<p id="a">'),
    ("for names the missing id 'x'", 'for="b"', 'for="x"'),
    ("aria-describedby names the missing id 'x'", "<p>", '<p aria-describedby="x">'),
    ("link to the missing anchor #x", 'href="#a"', 'href="#x"'),
    ("unlabelled input 'b'", '<label for="b">Nom</label>', ""),
    ("unlabelled input 'd'", ' type="hidden"', ' type="text"><label for="">Rien</label><input type="hidden"'),
    ("unlabelled input 'c'", "<label>Date ", "<p>Date "),
    ("table without caption", "<caption>Des nombres</caption>", ""),
    ("inline style on p", "<p>", '<p style="color: red">'),
    ("inline onclick on p", "<p>", '<p onclick="x()">'),
    ("inline style element", "</head>", "<style>p {}</style></head>"),
    ("inline script", '<path d="M0 0"/>', "<script>x()</script>"),
    ("inline style element", '<path d="M0 0"/>', "<style>p {}</style>"),
    ("inline style on path", '<path d="M0 0"/>', '<path style="fill: red" d="M0 0"/>'),
    ("link to the missing anchor #y", '<path d="M0 0"/>', '<a href="#y"><path d="M0 0"/></a>'),
    ("inline script", "</head>", "<script>x()</script></head>"),
    ("third-party address //x.example/y.js", "</head>", '<script src="//x.example/y.js"></script></head>'),
    (
        "third-party address https://x.example/y.css", "</head>",
        '<link rel="stylesheet" href="https://x.example/y.css"></head>',
    ),
    ("third-party address http://x.example/y.jpg", "<p>", '<p><img src="http://x.example/y.jpg" alt="">'),
]  # fmt: skip


def test_a_good_page_passes() -> None:
    assert audit(GOOD) == []


@pytest.mark.parametrize(("fault", "before", "after"), BROKEN)
def test_each_fault_is_found(fault: str, before: str, after: str) -> None:
    assert before in GOOD
    assert any(fault in found for found in audit(GOOD.replace(before, after)))
