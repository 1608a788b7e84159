"""What a hostile client sends, and where it can send it: every route, every query name, every field the code reads."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from werkzeug.routing import BuildError, Rule
from wtforms.fields.core import UnboundField

from participation.kernel.forms import Form

PACKAGE = Path(__file__).resolve().parents[2] / "participation"
MARK = "<script>alert(7)</script>"
QUERY_VALUES = {
    "long": "a" * 10_000,
    "digits": "9" * 400,
    "NUL": "%00",
    "NUL within": "1%00%0d%0aX-Forged:%201",
    "surrogate": "%ED%A0%80",
    "broken UTF-8": "%ff%c3",
    "SQL": "%27%20OR%201=1;--%20%5C",
    "HTML": "%22%27%3E%3Cscript%3Ealert(7)%3C/script%3E",
    "template": "%7B%7B7*7%7D%7D%25%28x%29s",
    "minus one": "-1",
    "a thousand million": "1000000000",
    "float": "1e9",
    "other digits": "%D9%A1%C2%B2",
    "right to left": "%E2%80%AEnil.exe",
}
"""Already encoded, since what matters is the bytes of the query."""
FIELD_VALUES = {
    "HTML": f"\"'>{MARK}",
    "handler": '" onfocus=alert(7) autofocus x="',
    "script address": "javascript:alert(7)",
    "template": "{{7*7}}%(x)s%s{0}",
    "SQL": "' OR 1=1;-- \\",
    "NUL": "a\0b\x1b[31m",
    "line breaks": "Nom\r\nSet-Cookie: forged=1\r\n\r\n2026-11-24 ERROR forged line",
    "right to left": "\u202enom\u2066\u200d\ufeff",
    "unassigned": "\U000e0001\uffff\U0010ffff",
    "combining": "z" + "\u0316\u0301" * 150,
    "number": "9" * 400,
    "minus one": "-1",
    "a thousand million": "1000000000",
    "other digits": "١²",
    "long": "a" * 4_000,
    "empty": "",
}
"""For every field at once, within what a form may hold in memory."""
ASSIGNED = ("id", "state", "role", "council_id", "is_fictitious", "password_hash", "registered_at", "_method")
"""Columns that no form has: a post must not reach them."""
EXAMPLES: dict[str, object] = {
    "code": "chemin-vert", "council_id": 1, "number": 1, "draw_id": 1, "account_id": 1, "job_id": 1, "order_id": 1,
    "sequence": 1, "index": 0, "token": "A" * 43, "slug": "nom", "reason": "age", "field": "nom", "key": "least_age",
    "act": ("announce", "close", "sign_list", "seal", "abandon", "proposer", "confirmer", "annuler"),
    "filename": "look.css", "which": "scelle", "size": "a4", "called_code": "0" * 10, "list_id": 1, "pair_id": 1,
    "listed_id": 1, "step": "proposer", "fault": "date", "line": 2, "verdict": "accepter", "kind": "presence",
    "meeting_id": 1, "body_id": 1, "sending_number": 1, "dispatch_id": 1, "rule": "notice",
    "item_id": 1, "topic_id": 1, "attendance_id": 1, "movement_id": 1, "way": "monter", "correction_id": 1, "version": 1,
    "commitment_id": 1, "highlight_id": 1, "flagship_id": 1, "remark_id": 1, "referral_id": 1, "request_id": 1, "institution_id": 1, "secret": "A" * 32, "member_id": 1, "position": 1, "decision_id": 1, "action_id": 1, "document_id": 1, "year": 2026, "file_id": 1, "break_id": 1, "file_name": "note.txt", "dataset": "reunions",
}  # fmt: skip
STRANGE: dict[str, tuple[object, ...]] = {
    "int": (0, 2**31, 2**63, 10**30),
    "text": ("x" * 3000, "%00", "%0d%0aX: 1", "..%2f..%2fetc%2fpasswd", "%ED%A0%80", "%3Cscript%3Ealert(7)%3C/script%3E"),
}


def addresses(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Give the address of each route of a method, with an example of each argument."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and method in (rule.methods or ()):
            yield from ((rule, path) for path in _built(app, rule))


def strange_addresses(app: Flask) -> Iterator[str]:
    """Give addresses of GET routes whose arguments are of no object: numbers of no column, bytes of no text."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments:
            for value in STRANGE["int" if "<int:" in rule.rule else "text"]:
                yield re.sub(r"<[^>]*>", str(value), rule.rule)


def _built(app: Flask, rule: Rule) -> Iterator[str]:
    adapter = app.url_map.bind("localhost")
    choices = EXAMPLES["act"] if "act" in rule.arguments else (None,)
    assert isinstance(choices, tuple)
    found = False
    for act in choices:
        try:
            _scheme, _, path = adapter.build(
                rule.endpoint, {name: act if name == "act" else EXAMPLES[name] for name in rule.arguments}
            ).partition("//localhost")
            found = True
            yield path or _scheme
        except (BuildError, ValueError):
            continue
    assert found, f"give an example for {rule.rule}"


def query_names() -> list[str]:
    """Return every name of a query that the code asks for."""
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    found = re.findall(r"request\.args(?:\.get\(|\[)\s*\"(\w+)\"|\"(\w+)\" in request\.args", source)
    return sorted({"next", *(first or second for first, second in found)})


def field_names() -> list[str]:
    """Return every name of a field that a form declares or the code asks for."""
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    found = set(re.findall(r"request\.(?:form|files)(?:\.get\(|\[)\s*\"(\w+)\"", source))
    for form in _forms(Form):
        found |= {name for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    return sorted(found)


def posts() -> dict[str, dict[str, str]]:
    """Return what to post everywhere: each value in every field, and as well one huge field, and none."""
    names = [*field_names(), *ASSIGNED]
    return {
        **{label: dict.fromkeys(names, value) for label, value in FIELD_VALUES.items()},
        "1 MB": {"name": "a" * 1_000_000},
        "no field": {},
    }


def _forms(base: type) -> Iterator[type]:
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)
