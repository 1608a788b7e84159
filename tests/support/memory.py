"""What every application of the tests compiles alike, compiled once a process: addresses and pages."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_addresses: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_compile = Rule._compile_builder


def _remembered(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    # The builder reads its rule's converters when it is called, and defaults where they are written into it.
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _addresses:
        _addresses[key] = _compile(rule, append_unknown)
    return _addresses[key]


class CompiledPages(BytecodeCache):
    """Keeps the code of templates by language: a page's plain sentences are part of it."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], bytes] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the code of one page in the language of the environment."""
        language = getattr(environment, "language", "")
        key, checksum = f"{language}/{self.get_cache_key(name, filename)}", self.get_source_checksum(source)
        bucket = Bucket(environment, key, checksum)
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what an earlier application compiled."""
        if (bucket.key, bucket.checksum) in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key, bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next one."""
        self._codes[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_pages = CompiledPages()


def remember_addresses() -> None:
    """Compile each address once, however many applications know it."""
    Rule._compile_builder = _remembered  # type: ignore[method-assign]


def remember_pages(app: Flask) -> None:
    """Compile each page once a language."""
    app.jinja_env.bytecode_cache = _pages
