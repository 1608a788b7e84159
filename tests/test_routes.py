"""Every address × every role × own, foreign and missing object, against a table that people review.

`tests/support/expected_access.csv` holds the status of each cell; an address that is not in it fails. What
holds by rule (who lacks a permission gets 403, a foreign object answers like a missing one) is checked apart.
To write the table anew: `REWRITE_EXPECTED_ACCESS=1 pytest tests/test_routes.py`, then read the difference.
"""

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import UnicodeConverter
from werkzeug.test import TestResponse

from participation.app import create_app
from participation.config import Settings
from participation.kernel.headers import BASELINE, DOWNLOAD_CSP
from participation.kernel.permissions import PERMISSIONS, Role
from tests.conftest import migrate
from tests.support.world import NOON, World, populate

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "support" / "expected_access.csv"
ROLES: tuple[Role | None, ...] = (None, *Role)
COLUMNS = ("method", "rule", "object", *(role.value if role else "anonymous" for role in ROLES))
TOKEN_PAGES = {
    "accounts.invitation", "accounts.reset", "draws.invitation", "draws.answer_invitation", "draws.invitation_needs",
    "draws.contest_invitation", "representation.answer_link", "representation.send_answer",
}  # fmt: skip
RESET = "/mot-de-passe/<string(length=43):token>"
"""The one link of the world is an invitation, which this page rightly does not take."""
COUNTED = {"draws.invitation", "representation.answer_link"}
"""Pages whose readings are counted against abuse, in the database."""
FREE_TEXT = {"code", "key", "filename", "rule"}
"""Parameters of any text: names of things in addresses that people read aloud."""
SCOPED = {"council_id", "draw_id", "job_id", "meeting_id", "body_id", "request_id", "remark_id", "flagship_id"}
"""Parameters that name an object of some accounts only."""
Cells = dict[tuple[str, str, str], tuple[str, ...]]


def rules(app: Flask) -> list[Rule]:
    """Return the addresses of the application, but for the static files."""
    return sorted((r for r in app.url_map.iter_rules() if r.endpoint != "static"), key=lambda r: r.rule)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Made once; each request that may write is undone."""
    folder = tmp_path_factory.mktemp("routes")
    file = folder / "routes.db"
    with time_machine.travel(NOON, tick=False):
        migrate(f"sqlite:///{file}", folder)
        settings = Settings(
            database_url=f"sqlite:///{file}", secret_key="test", instance_path=folder, testing=True
        )
        app = create_app(settings)
        # Without their token every post would be refused alike, and the matrix would show nothing.
        app.config["WTF_CSRF_ENABLED"] = False
        app.config["PROPAGATE_EXCEPTIONS"] = False
        world = populate(app, file)
    yield world
    app.extensions["db"]["engine"].dispose()


@pytest.fixture(autouse=True)
def noon(clock: time_machine.Traveller) -> None:
    """Stand where the ceremony of both draws is over."""
    clock.move_to(NOON)


def objects_for(rule: Rule) -> list[str]:
    """Return which objects tell something of a rule."""
    free = [name for name in rule.arguments if type(rule._converters[name]).__name__ != "AnyConverter"]
    if not free:
        return ["-"]
    if set(free) & SCOPED:
        return ["own", "foreign", "missing", *(["mixed"] if len(free) > 1 else [])]
    return ["own", "missing"]


def ask(world: World, rule: Rule, method: str, which: str, role: Role | None) -> TestResponse:
    """Send one request and undo what it did."""
    path = rule.build(world.arguments(rule, which, role), append_unknown=False)
    assert path is not None, rule
    response = world.browser(role).open(path[1], method=method)
    if method != "GET":
        world.restore()
    return response


def every_cell(world: World) -> Iterator[tuple[Rule, str, str]]:
    """Give each address, method and object."""
    for rule in rules(world.app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for which in objects_for(rule):
                yield rule, method, which


def permission_of(world: World, rule: Rule) -> str | None:
    permission: str | None = world.app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
    return permission


@dataclass(frozen=True)
class Answer:
    """One cell: what one role got for one object."""

    rule: Rule
    method: str
    which: str
    role: Role | None
    permission: str | None
    response: TestResponse

    @property
    def status(self) -> int:
        """The status of the response."""
        return self.response.status_code

    @property
    def may(self) -> bool:
        """Whether the permission table lets the role in."""
        return self.permission is None or (
            self.role is not None and self.role in PERMISSIONS[self.permission]
        )

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.which}) as {self.role or 'anonymous'}: {self.status}"


@pytest.fixture(scope="module")
def answers(world: World) -> list[Answer]:
    """Every answer of the matrix, fetched once."""
    with time_machine.travel(NOON, tick=False):
        return [
            Answer(
                rule, method, which, role, permission_of(world, rule), ask(world, rule, method, which, role)
            )
            for rule, method, which in every_cell(world)
            for role in ROLES
        ]


def as_table(answers: list[Answer]) -> Cells:
    """Return the statuses as the table holds them."""
    cells: dict[tuple[str, str, str], list[str]] = {}
    for each in answers:
        cells.setdefault((each.method, each.rule.rule, each.which), []).append(str(each.status))
    return {key: tuple(statuses) for key, statuses in cells.items()}


def read_table() -> Cells:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    return {(row[0], row[1], row[2]): tuple(row[3:]) for row in rows[1:]}


def test_every_cell_is_as_the_table_says(answers: list[Answer]) -> None:
    found = as_table(answers)
    if os.environ.get("REWRITE_EXPECTED_ACCESS"):
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([*key, *statuses] for key, statuses in found.items())
        pytest.fail("the table was written anew: read its difference, then run without the variable")
    expected = read_table()
    assert set(found) ^ set(expected) == set(), "addresses that only one side knows"
    assert {key: (found[key], expected[key]) for key in found if found[key] != expected[key]} == {}


def test_the_matrix_is_large(answers: list[Answer]) -> None:
    assert len(answers) >= 1500


def test_no_request_breaks_the_application(answers: list[Answer]) -> None:
    assert [str(each) for each in answers if each.status >= 500] == []


def test_who_is_not_signed_in_is_led_to_the_login(answers: list[Answer]) -> None:
    asked = [each for each in answers if each.role is None and each.permission is not None]
    assert asked
    assert [
        str(each)
        for each in asked
        if each.status != (302 if each.method == "GET" else 303) or not each.response.headers["Location"].startswith("/connexion")
    ] == []


def test_who_lacks_the_permission_gets_403_whatever_the_object(answers: list[Answer]) -> None:
    asked = [each for each in answers if each.role is not None and each.permission is not None]
    assert {each.may for each in asked} == {True, False}
    assert [str(each) for each in asked if (each.status == 403) == each.may] == []


def test_a_foreign_object_answers_like_a_missing_one(answers: list[Answer]) -> None:
    missing = {(each.method, each.rule.rule, each.role): each for each in answers if each.which == "missing"}
    foreign = [
        each
        for each in answers
        if each.which in ("foreign", "mixed")
        and each.permission is not None
        and each.may
        and each.role is not Role.ADMINISTRATOR
    ]
    assert len(foreign) > 50
    assert [
        str(each)
        for each in foreign
        if each.status != 404 or bare(each) != bare(missing[each.method, each.rule.rule, each.role])
    ] == []


def test_each_own_object_opens_for_somebody(answers: list[Answer]) -> None:
    """Else its 404 for strangers would show nothing."""
    asked = {(each.method, each.rule.rule) for each in answers if each.which == "own"}
    opened = {
        (each.method, each.rule.rule)
        for each in answers
        if each.which == "own" and each.status in (200, 302, 303, 422) and each.may
    }
    assert asked - opened == {(method, RESET) for method in ("GET", "POST")}


def bare(answer: Answer) -> str:
    """Return a page without its own address, which it holds in the links to other languages."""
    return answer.response.get_data(as_text=True).replace(answer.response.request.path, "")


def test_what_is_missing_is_404_for_everybody_who_may_ask(answers: list[Answer]) -> None:
    asked = [each for each in answers if each.which == "missing" and each.may]
    assert asked
    assert [str(each) for each in asked if each.status not in (404, 410)] == []


def test_every_answer_carries_the_exact_headers(answers: list[Answer]) -> None:
    assert [f"{each} {wrong}" for each in answers if (wrong := wrong_headers(each))] == []


def wrong_headers(answer: Answer) -> dict[str, str | None]:
    """Return the headers that are not what they must be."""
    headers = answer.response.headers
    expected: dict[str, str | None] = {**BASELINE, "Server": None}
    if "attachment" in headers.get("Content-Disposition", ""):
        expected["Content-Security-Policy"] = DOWNLOAD_CSP
    if answer.rule.endpoint in TOKEN_PAGES:
        expected["Referrer-Policy"] = "no-referrer"
    if answer.role is not None or answer.method != "GET" or "Set-Cookie" in headers:
        expected["Cache-Control"] = "no-store"
    return {name: headers.get(name) for name, value in expected.items() if headers.get(name) != value}


def test_reading_changes_nothing(world: World) -> None:
    before = world.file.read_bytes()
    for rule, method, which in every_cell(world):
        if method == "GET" and rule.endpoint not in COUNTED:
            for role in ROLES:
                ask(world, rule, method, which, role)
                assert world.file.read_bytes() == before, (rule.rule, which, role)


def test_parameters_of_addresses_are_typed(world: World) -> None:
    loose = [
        (rule.rule, name)
        for rule in rules(world.app)
        for name, converter in rule._converters.items()
        if type(converter) is UnicodeConverter and name not in FREE_TEXT and "length" not in rule.rule
    ]
    assert loose == []


def test_addresses_are_lower_case_words_without_a_slash_at_the_end(world: World) -> None:
    for rule in rules(world.app):
        fixed = re.sub("<[^>]*>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/._-]*", fixed), rule.rule
        assert rule.rule == "/" or not rule.rule.endswith("/"), rule.rule


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(world: World, method: str) -> None:
    for path in ("/", "/journal", "/travail", "/connexion"):
        response = world.browser(None).open(path, method=method)
        assert response.status_code == 405
        assert {name: response.headers.get(name) for name in BASELINE} == BASELINE
