"""Each view says once who may open it, and the one table of permissions says all and nothing else."""

import ast
import re
from pathlib import Path

import pytest

from participation.kernel.permissions import PERMISSIONS, Role, is_allowed, requires

PACKAGE = Path(__file__).resolve().parent.parent / "participation"
VIEWS = sorted(PACKAGE.glob("*/views*"))


def unmarked(source: str) -> list[str]:
    """Return the views without exactly one of `@public` and `@requires`, next to the function."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef):
            continue
        names = [ast.unparse(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list]
        routes = [
            n for n in names if n.startswith("blueprint.") and n.split(".")[1] in ("route", "get", "post")
        ]
        marks = [n for n in names if n in ("public", "requires")]
        if routes and (len(marks) != 1 or names[-1] not in ("public", "requires")):
            found.append(f"line {node.lineno}: {node.name} {names}")
    return found


@pytest.mark.parametrize("path", VIEWS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_each_view_says_once_who_may_open_it(path: Path) -> None:
    sources = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert [mark for source in sources for mark in unmarked(source.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "sample",
    [
        "@blueprint.get('/x')\ndef view(): ...",
        "@blueprint.get('/x')\n@public\n@requires('a')\ndef view(): ...",
        "@public\n@blueprint.get('/x')\ndef view(): ...",
        "@blueprint.post('/x')\n@public\n@other\ndef view(): ...",
    ],
)
def test_a_view_with_a_wrong_mark_is_found(sample: str) -> None:
    assert unmarked(sample)


def test_every_permission_of_the_table_opens_some_page() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*/views*/**/*.py"))
    source += "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*/views.py"))
    assert set(re.findall(r'@requires\("([^"]+)"\)', source)) == set(PERMISSIONS)


def test_every_permission_is_held_by_somebody_and_every_role_holds_some() -> None:
    assert all(PERMISSIONS.values())
    assert {role for roles in PERMISSIONS.values() for role in roles} == set(Role)


def test_an_unknown_permission_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        is_allowed(Role.ADMINISTRATOR, "everything")
    with pytest.raises(KeyError):
        requires("everything")


def test_no_administrator_takes_part_in_a_draw() -> None:
    """Who can make accounts must not be able to stand in for two people."""
    assert [
        name
        for name, roles in PERMISSIONS.items()
        if name.startswith("draws.") and Role.ADMINISTRATOR in roles
    ] == []
