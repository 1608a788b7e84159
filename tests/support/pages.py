"""A test client that audits every HTML page it fetches, and the audit itself."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = {"hidden", "submit", "button"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
TOKEN = re.compile('<input[^>]* name="csrf_token"[^>]* value="([^"]+)"')


def audit(html: str) -> list[str]:
    """Return what is wrong with a page: validity, language, headings, ids, labels, tables, inline code."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    problems = [f"invalid HTML: {code} at {position}" for position, code, _data in parser.errors]
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for element in elements:
        # What stands in a picture is of another namespace, and held to the same rules.
        element.tag = element.tag.rpartition("}")[2]
    ids = Counter(element.get("id", "") for element in elements if element.get("id") is not None)
    problems += [] if root.get("lang") else ["no lang on html"]
    problems += _headings(root, elements)
    problems += [f"id {name!r} used {count} times" for name, count in ids.items() if count > 1]
    problems += _broken_references(elements, set(ids))
    problems += _unlabelled(elements)
    tables = (element for element in elements if element.tag == "table")
    problems += ["table without caption" for table in tables if table.find(".//caption") is None]
    problems += _inline_code(elements)
    return problems


def _text(element: Element) -> str:
    """Return the words of an element, each part apart, with plain spaces."""
    return " ".join(" ".join(element.itertext()).split())


def _headings(root: Element, elements: list[Element]) -> list[str]:
    problems = []
    found = [element for element in elements if element.tag in HEADINGS]
    firsts = [_text(element) for element in found if element.tag == "h1"]
    title = "".join(_text(element) for element in root.findall("head/title"))
    if len(firsts) != 1:
        problems.append(f"{len(firsts)} h1")
    elif not firsts[0]:
        problems.append("empty h1")
    elif not title.removeprefix("Erreur : ").removeprefix("Error: ").startswith(firsts[0]):
        problems.append(f"the title {title!r} does not open with the h1 {firsts[0]!r}")
    levels = pairwise(int(element.tag[1]) for element in found)
    return problems + [f"heading level jumps from h{one} to h{two}" for one, two in levels if two > one + 1]


def _broken_references(elements: list[Element], ids: set[str]) -> list[str]:
    problems = []
    for attribute in REFERENCES:
        for element in elements:
            names = element.get(attribute, "").split()
            problems += [f"{attribute} names the missing id {name!r}" for name in names if name not in ids]
    for element in elements:
        target = element.get("href", "") if element.tag == "a" else ""
        if len(target) > 1 and target[0] == "#" and target[1:] not in ids:
            problems.append(f"link to the missing anchor {target}")
    return problems


def _unlabelled(elements: list[Element]) -> list[str]:
    labels = [element for element in elements if element.tag == "label"]
    named = {label.get("for") for label in labels} - {""}
    inside = {element for label in labels for element in label.iter()}
    return [
        f"unlabelled {element.tag} {element.get('name')!r}" for element in elements
        if element.tag in LABELLED and element.get("type") not in UNLABELLED_TYPES
        and not element.get("aria-label") and not element.get("aria-labelledby")
        and element not in inside and element.get("id", "none") not in named
    ]  # fmt: skip


def _inline_code(elements: list[Element]) -> list[str]:
    problems = []
    for element in elements:
        names = (name for name in element.keys() if name == "style" or name.startswith("on"))  # noqa: SIM118
        problems += [f"inline {name} on {element.tag}" for name in names]
        if element.tag == "style":
            problems.append("inline style element")
        if element.tag == "script" and not element.get("src"):
            problems.append("inline script")
        address = element.get("src") or (element.get("href", "") if element.tag == "link" else "")
        if re.match("^(https?:)?//", address) and element.get("rel") not in ("alternate", "canonical"):
            problems.append(f"third-party address {address}")
    return problems


class PageClient:
    """A client that follows no redirect by itself and fails on a page that does not pass the audit."""

    def __init__(self, app: Flask) -> None:
        self.flask = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._audited(self.flask.get(path, **options))

    def head(self, path: str, **options: Any) -> TestResponse:
        return self.flask.head(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, follow: bool = False, **options: Any) -> TestResponse:
        """Post a form with the token of the page it stands on; `follow` fetches where it leads."""
        fields = dict(data or {})
        if "csrf_token" not in fields and (token := self.token()):
            fields["csrf_token"] = token
        response = self._audited(self.flask.post(path, data=fields, **options))
        if response.status_code == 303 and response.headers["Location"].endswith("#erreurs"):
            # A refused form leads back to its page, which says what is wrong.
            return self.get(response.headers["Location"])
        if follow and response.status_code in (302, 303):
            return self.get(response.headers["Location"])
        return response

    def token(self) -> str | None:
        """Return the form token of the last page that held one."""
        return self._token

    _token: str | None = None

    def _audited(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            html = response.get_data(as_text=True)
            if html:
                problems = audit(html)
                assert not problems, (response.request.path, problems)
                if field := TOKEN.search(html):
                    self._token = field[1]
        return response
