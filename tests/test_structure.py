"""Guards over the whole tree, each with a broken sample that it must catch."""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "participation"
SOURCES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 320


def random_use(source: str) -> list[str]:
    """Return where Python code reaches for chance that nobody can check."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [f"line {node.lineno}: import {n.name}" for n in node.names if n.name.split(".")[0] == "random"]
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "random":
            found.append(f"line {node.lineno}: from random")
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("numpy.random"):
            found.append(f"line {node.lineno}: from numpy.random")
        if isinstance(node, ast.Attribute) and node.attr == "random" and ast.unparse(node.value) in ("np", "numpy"):
            found.append(f"line {node.lineno}: numpy.random")
    return found


def hidden_imports(source: str) -> list[str]:
    """Return imports inside functions: they hide the direction of dependencies."""
    return [
        f"line {inner.lineno}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def request_in_services(source: str) -> list[str]:
    """Return what a service takes from the web instead of its arguments."""
    names = {"request", "current_user", "flash", "url_for", "session"}
    return [
        f"line {node.lineno}: {alias.name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login")
        for alias in node.names
        if alias.name in names
    ]


def unfinished(source: str) -> list[str]:
    """Return marks of work left undone."""
    marks = "TO" + "DO|FIX" + "ME|XX" + "X|NotImplemented" + "Error"
    return re.findall(rf"\b(?:{marks})\b", source)


def due_names(source: str) -> list[str]:
    """Return the names of the due work that a module registers when it is imported."""
    return re.findall(r"^@jobs\.due\w*\(\"([^\"]+)\"\)", source, re.MULTILINE)


def physical_properties(css: str) -> list[str]:
    """Return declarations that break in a right-to-left page."""
    return re.findall(r"\b(?:margin|padding|border)-(?:left|right)\b|[;{]\s*(?:left|right)\s*:|text-align:\s*(?:left|right)", css)


def unsafe_templates(source: str) -> list[str]:
    """Return what our policy forbids in a template: inline code, unescaped output, physical styles."""
    return re.findall(r"\sstyle=|\son[a-z]+=|<style|\|\s*safe\b|autoescape\s+false", source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_source_file(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert random_use(source) == []
    assert hidden_imports(source) == []
    assert unfinished(source) == []
    assert len(source.splitlines()) <= LONGEST_FILE
    if path.name == "services.py" or path.parent.name == "services":
        assert request_in_services(source) == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: str(p.relative_to(ROOT)))
def test_template(path: Path) -> None:
    assert unsafe_templates(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted((ROOT / "static").rglob("*.css")), ids=lambda p: p.name)
def test_stylesheet_is_right_to_left_ready(path: Path) -> None:
    assert physical_properties(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("guard", "sample"),
    [
        (random_use, "import random"),
        (random_use, "from random import choice"),
        (random_use, "import numpy as np\nnp.random.default_rng()"),
        (random_use, "from numpy.random import default_rng"),
        (hidden_imports, "def f():\n    import os\n"),
        (request_in_services, "from flask import request"),
        (request_in_services, "from flask_login import current_user"),
        (unfinished, "# TO" + "DO: later"),
        (physical_properties, "p { margin-left: 1rem }"),
        (due_names, '@jobs.due("one")\ndef one(): ...'),
        (due_names, '@jobs.due_apart("one")\ndef one(): ...'),
        (physical_properties, "p { left: 0 }"),
        (unsafe_templates, '<p style="color:red">'),
        (unsafe_templates, '<p onclick="x">'),
        (unsafe_templates, "{{ name|safe }}"),
    ],
)
def test_each_guard_catches_its_broken_sample(guard, sample: str) -> None:
    assert guard(sample)


ROUND = """
from datetime import UTC, datetime
from participation.app import create_app
from participation.config import Settings
from participation.kernel import jobs
app = create_app(Settings(database_url="sqlite://", secret_key="test", testing=True))
print(*jobs.run_due(app.extensions["db"]["write"], datetime.now(UTC)), sep="\\n")
"""


def test_the_worker_knows_every_due_work() -> None:
    """A module that no page imports would never do its work: a fresh process knows only what the application
    imports."""
    run = subprocess.run(
        [sys.executable, "-c", ROUND], cwd=ROOT, capture_output=True, text=True, check=True
    )
    written = {name for path in SOURCES for name in due_names(path.read_text(encoding="utf-8"))}
    assert len(written) >= 8
    assert written == set(run.stdout.split())


def test_every_package_is_listed_for_the_wheel() -> None:
    """A package that is not listed is left out of the wheel without a word."""
    configuration = configparser.ConfigParser()
    configuration.read(ROOT / "setup.cfg")
    listed = set(configuration["options"]["packages"].split())
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in SOURCES
        if path.name == "__init__.py"
    }
    resources = {f"participation.{name}" for name in ("templates", "static", "translations", "migrations", "scripts")}
    assert listed == found | resources


def test_tests_mirror_the_package() -> None:
    slices = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    tested = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert slices - tested == set()
    pages = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    assert tested - slices - pages - {"support", "scripts", "static", "journeys", "__pycache__"} == set()
