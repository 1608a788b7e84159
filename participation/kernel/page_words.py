"""Templates are compiled once for each language, so that a plain sentence is a constant of the compiled page.

A page holds dozens of them, and looking each one up at every request took as long as a query. A sentence with
values in it is still looked up when the page is made.
"""

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

Translate = Callable[[str], str]

SHAPE = ["block_begin", "name", "block_end", "data", "block_begin", "name", "block_end"]
"""The tokens of `{% trans %}words{% endtrans %}`."""
LINE_ENDS = re.compile(r"\s*\n\s*")


class PlainSentences(Extension):
    """Puts the words of the environment's language where a template says `{% trans %}words{% endtrans %}`."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        tokens, place = list(stream), 0
        while place < len(tokens):
            part = tokens[place : place + len(SHAPE)]
            if _is_plain_sentence(part):
                words = self.environment.translate(_message(part[3].value))  # type: ignore[attr-defined]
                yield Token(part[3].lineno, "data", words % {})
                place += len(SHAPE)
            else:
                yield tokens[place]
                place += 1


def _is_plain_sentence(part: list[Token]) -> bool:
    return [token.type for token in part] == SHAPE and (part[1].value, part[5].value) == ("trans", "endtrans")


def _message(text: str) -> str:
    """Return the message's id as it is extracted: on one line, with its percent signs doubled."""
    return LINE_ENDS.sub(" ", text.strip()).replace("%", "%%")


class PageEnvironment(Environment):
    """Hands out templates in the language in use: it keeps one environment a language, alike in all else."""

    translate: Translate | None = None
    """The catalogue of the environment of one language."""
    language: str = ""
    """Its code."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.speaks: Callable[[], tuple[str, Translate]] | None = None
        self._of_language: dict[str, PageEnvironment] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        if self.speaks is None:
            return super().get_template(name, parent, globals)
        return self._in_language(*self.speaks()).get_template(name, parent, globals)

    def _in_language(self, code: str, translate: Translate) -> Environment:
        found = self._of_language.get(code)
        if found is None:
            found = self.overlay(extensions=[PlainSentences])
            found.speaks, found.translate, found.language = None, translate, code
            self._of_language[code] = found
        return found
