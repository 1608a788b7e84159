"""A test client that audits every HTML page it fetches, and the audit itself."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = {"hidden", "submit", "button"}


def audit(html: str) -> list[str]:
    """Return what is wrong with a page: validity, language, headings, ids, labels, tables, inline code."""
    problems = _parse_errors(html)
    soup = BeautifulSoup(html, "html.parser")
    root = soup.find("html")
    if not isinstance(root, Tag) or not root.get("lang"):
        problems.append("no lang on html")
    headings = soup.find_all("h1")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    if len(headings) != 1:
        problems.append(f"{len(headings)} h1")
    elif not _words(title).removeprefix("Erreur : ").removeprefix("Error: ").startswith(
        _words(headings[0].get_text(" ", strip=True))
    ):
        problems.append(f"the title {title!r} does not open with the h1 {headings[0].get_text()!r}")
    problems += _level_jumps(soup)
    ids = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    problems += [f"id {name!r} used {count} times" for name, count in ids.items() if count > 1]
    problems += _broken_references(soup, set(ids))
    problems += [f"unlabelled {tag.name} {tag.get('name')!r}" for tag in soup.find_all(LABELLED) if not _is_labelled(soup, tag)]
    problems += ["table without caption" for table in soup.find_all("table") if table.find("caption") is None]
    problems += _inline_code(soup)
    return problems


def _words(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def _parse_errors(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return [f"invalid HTML: {code} at {position}" for position, code, _data in parser.errors]


def _level_jumps(soup: BeautifulSoup) -> list[str]:
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    main = [level for level in levels if level >= 1]
    return [
        f"heading level jumps from h{before} to h{after}"
        for before, after in pairwise(main)
        if after > before + 1
    ]


def _broken_references(soup: BeautifulSoup, ids: set[str]) -> list[str]:
    problems = []
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for tag in soup.find_all(attrs={attribute: True}):
            value = tag[attribute]
            names = value if isinstance(value, list) else str(value).split()
            problems += [f"{attribute} names the missing id {name!r}" for name in names if name not in ids]
    for link in soup.find_all("a", href=re.compile("^#.")):
        if str(link["href"])[1:] not in ids:
            problems.append(f"link to the missing anchor {link['href']}")
    return problems


def _is_labelled(soup: BeautifulSoup, tag: Tag) -> bool:
    if tag.get("type") in UNLABELLED_TYPES or tag.get("aria-label") or tag.get("aria-labelledby"):
        return True
    if tag.find_parent("label") is not None:
        return True
    return bool(tag.get("id")) and soup.find("label", attrs={"for": tag["id"]}) is not None


def _inline_code(soup: BeautifulSoup) -> list[str]:
    problems = []
    for tag in soup.find_all(True):
        for name in tag.attrs:
            if name == "style" or name.startswith("on"):
                problems.append(f"inline {name} on {tag.name}")
    problems += ["inline style element" for _ in soup.find_all("style")]
    problems += ["inline script" for script in soup.find_all("script") if not script.get("src")]
    for tag in soup.find_all(src=True) + soup.find_all("link", href=True):
        address = str(tag.get("src") or tag.get("href"))
        if re.match("^(https?:)?//", address) and tag.get("rel") not in (["alternate"], ["canonical"]):
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
                field = BeautifulSoup(html, "html.parser").find("input", attrs={"name": "csrf_token"})
                if isinstance(field, Tag):
                    self._token = str(field["value"])
        return response
