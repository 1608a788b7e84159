"""The letters of a text file: in which encoding, whether they are all there, how long its lines are."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from participation.kernel.tables.base import UnreadableError

CHUNK = 1 << 18
"""Bytes looked at at once; a line that fills a whole piece is no line of a list."""
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""Bytes that Windows-1252 does not use."""
ELSEWHERE = bytes((0x82, 0x83, 0x84, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8E, 0x98, 0x99, 0x9A, 0x9B, 0x9E))
"""Bytes that are accented letters on an old Macintosh or under DOS, and rare signs in Windows-1252."""
WINDOWS_ONLY = bytes(range(0x80, 0xA0))
LETTERS = bytes(range(0xC0, 0x100))
"""Accented letters in Windows-1252 and Latin-1."""


@dataclass(frozen=True)
class Letters:
    """What a look at the whole file found."""

    encoding: str
    """A codec's name: `utf-8`, `utf-8-sig`, `utf-16`, `cp1252` or `latin-1`."""
    lines: int
    head: str
    """The first piece of the text, to find the separator."""


def look_at(stream: BinaryIO) -> Letters:
    """Return the encoding of a text file, having read all of it.

    Raises:
        UnreadableError: `encoding`, `mixed_letters`, `nul`, `long_line` or `empty`, with the line where there is one.
    """
    head = stream.read(4)
    if not head:
        raise UnreadableError("empty")
    stream.seek(0)
    marked = next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), None)
    encoding = marked or _unmarked(stream)
    stream.seek(0)
    return _walk(stream, encoding)


def _unmarked(stream: BinaryIO) -> str:
    """Tell UTF-8 from the one-byte encodings."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, has_utf8 = 1, False
    while chunk := stream.read(CHUNK):
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            good = error.object[: error.start]
            if has_utf8 or not good.isascii():
                # Somebody pasted one file below another: whichever encoding is taken, half of it is wrong.
                line += _line_ends(good.decode("utf-8"))
                raise UnreadableError("mixed_letters", line) from error
            stream.seek(0)
            return _one_byte(stream)
        has_utf8 = has_utf8 or not text.isascii()
        line += _line_ends(text)
    if decoder.getstate()[0]:
        stream.seek(0)
        return _one_byte(stream)
    return "utf-8"


def _one_byte(stream: BinaryIO) -> str:
    """Tell Windows-1252 from Latin-1, and both from what an old Macintosh or DOS wrote."""
    letters = elsewhere = windows = 0
    while chunk := stream.read(CHUNK):
        if _count(chunk, UNDEFINED):
            raise UnreadableError("encoding")
        letters += _count(chunk, LETTERS)
        elsewhere += _count(chunk, ELSEWHERE)
        windows += _count(chunk, WINDOWS_ONLY)
    if elsewhere > letters:
        raise UnreadableError("encoding")
    return "cp1252" if windows else "latin-1"


def _count(chunk: bytes, signs: bytes) -> int:
    return len(chunk) - len(chunk.translate(None, signs))


def _walk(stream: BinaryIO, encoding: str) -> Letters:
    """Read the whole text once: every later reading rests on what is found here."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, start = 1, None
    while True:
        chunk = stream.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise UnreadableError("encoding") from error
        if "\0" in text:
            if text.count("\0") * 4 > len(text):
                raise UnreadableError("encoding")  # UTF-16 without its mark.
            raise UnreadableError("nul", lines + _line_ends(text[: text.index("\0")]))
        start = text if start is None else start
        ends = _line_ends(text)
        if len(chunk) == CHUNK and not ends:
            raise UnreadableError("long_line", lines)
        lines += ends
        if not chunk:
            return Letters(encoding, lines, start)


def _line_ends(text: str) -> int:
    """Count line ends, whichever of the three kinds (a pair cut in two counts twice: it is a bound)."""
    return text.count("\n") + (text.count("\r") - text.count("\r\n") if "\r" in text else 0)
