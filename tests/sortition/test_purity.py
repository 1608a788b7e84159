"""The engine takes no entropy, reads no clock, and knows neither the web nor the database."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import participation.sortition

PACKAGE = Path(participation.sortition.__file__).parent
ALLOWED = frozenset(
    ["collections", "contextlib", "dataclasses", "datetime", "fractions", "hashlib", "hmac", "json", "numpy",
     "participation", "re", "typing", "unicodedata"]
)  # fmt: skip
FORBIDDEN_NAMES = frozenset({"random", "urandom", "token_bytes", "now", "utcnow", "today", "time", "uuid4"})


def offences(source: str, name: str) -> Iterator[str]:
    """Yield what breaks the purity of the engine, with file and line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            modules = []
        for module in modules:
            ours = module.startswith("participation") and not module.startswith("participation.sortition")
            if module.split(".")[0] not in ALLOWED or ours or module.startswith("numpy.random"):
                yield f"{name}:{node.lineno} imports {module}"
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES:
            yield f"{name}:{node.lineno} uses {node.attr}"


def test_the_engine_is_pure() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 20
    assert [found for file in files for found in offences(file.read_text(encoding="utf-8"), file.name)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import secrets",
        "from os import urandom",
        "import numpy.random",
        "from numpy import random",
        "import numpy as np\nnp.random.default_rng(1)",
        "from datetime import datetime\ndatetime.now()",
        "import time",
        "import flask",
        "from sqlalchemy import select",
        "from participation.kernel import db",
        "from participation.draws.services import seal_draw",
    ],
)
def test_the_guard_catches_a_broken_sample(source: str) -> None:
    assert list(offences(source, "sample.py"))


def test_the_first_file_is_a_page_of_words() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assert len(tree.body) == 1
    assert isinstance(tree.body[0], ast.Expr)
