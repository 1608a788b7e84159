"""The one sanitiser: what gets through, what does not, and that nh3 can take its place."""

from urllib.parse import urlsplit

import nh3
import pytest
from bs4 import BeautifulSoup

from participation.kernel import sanitize
from participation.kernel.sanitize import ATTRIBUTES, PROTOCOLS, TAGS, render

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='javascript:123'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='\\\\evil.example/'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='http:'>x</a>",
    "<a href='mailto:'>x</a>",
    "<a href='jav\u200bascript:alert(1)'>x</a>",
    "<p style='position:fixed'>x</p>",
    "<form action=/x><button formaction=javascript:alert(1)>x</button></form>",
    "<base href=//evil.example>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='https://ok.example' onclick=alert(1) target=_blank>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](//evil.example)",
    "![x](https://evil.example/pixel.png)",
    "<javascript:alert(1)>",
    "<https://ok.example/>",
]


def dangers(html: str) -> list[str]:
    """Return what a browser could run or follow badly in some HTML."""
    found = []
    for tag in BeautifulSoup(html, "html5lib").find("body").find_all(True):
        if tag.name not in TAGS:
            found.append(f"tag {tag.name}")
        for name, value in tag.attrs.items():
            if name == "href":
                parts = urlsplit(str(value))
                if parts.scheme not in PROTOCOLS or (parts.scheme != "mailto" and not parts.netloc):
                    found.append(f"address {value}")
            elif name not in {*ATTRIBUTES.get(tag.name, []), "rel"}:
                found.append(f"attribute {name}")
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_dangerous_gets_through(payload: str) -> None:
    assert dangers(render(payload)) == []
    assert dangers(sanitize.sanitize(payload)) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cleaning_twice_changes_nothing(payload: str) -> None:
    once = sanitize.sanitize(payload)
    assert sanitize.sanitize(once) == once


def test_the_guard_sees_a_page_that_was_not_cleaned() -> None:
    assert dangers("<p onclick=x><a href='javascript:1'>x</a><script></script></p>") == [
        "attribute onclick",
        "address javascript:1",
        "tag script",
    ]


def test_what_people_write_comes_out() -> None:
    html = render("## Titre\n\nUn **mot** et [un lien](https://example.org/a).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert "<h2>Titre</h2>" in html
    assert "<strong>mot</strong>" in html
    assert 'href="https://example.org/a"' in html
    assert 'rel="nofollow noopener"' in html
    assert "<td>1</td>" in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nh3_can_take_its_place(payload: str) -> None:
    cleaned = nh3.clean(
        payload,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        link_rel="nofollow noopener",
        attribute_filter=lambda tag, name, value: (
            None if name == "href" and urlsplit(value).scheme not in PROTOCOLS else value
        ),
    )
    assert dangers(cleaned) == []
