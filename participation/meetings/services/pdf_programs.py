"""Whether a PDF holds a program, starts one, or carries another file: by its names, in the open and in packed streams.

PDF 1.7 (ISO 32000-1:2008): names may be escaped (7.3.5), objects may be packed in streams with Flate (7.5.7). Streams
of pages and pictures are never looked into: only what the file says is a stream of objects.
"""

import re
import zlib
from collections.abc import Iterator

from participation.kernel.errors import RefusedError

NAME = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]+")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
DANGEROUS = frozenset(
    b"/JavaScript /JS /Launch /EmbeddedFile /EmbeddedFiles /RichMedia /SubmitForm /ImportData".split()
)
"""Programs, other files, forms that send what is typed elsewhere."""
OPENING = re.compile(rb"/OpenAction\s*(?:<<|\d+\s+\d+\s+R)")
"""An act on opening; a plain place to open at, in brackets, is none."""
STREAM = re.compile(rb"<<((?:(?!endobj).){1,4000}?)>>\s*stream\r?\n", re.DOTALL)
OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
MOST_UNPACKED = 20 * 1024 * 1024
"""Of all packed objects of a file together."""


def has_objects(data: bytes) -> bool:
    """Tell whether it is more than a PDF's first and last line."""
    return OBJECT.search(data) is not None


def found(data: bytes) -> bool:
    """Tell whether a PDF holds anything that acts.

    Raises:
        RefusedError: `bomb` (its packed objects grow beyond measure), `damaged` (packed so that nobody can look in).
    """
    return any(_acts(part) for part in (_outside_streams(data), *_packed(data)))


def _acts(part: bytes) -> bool:
    plain = _unescaped(part)
    return bool(OPENING.search(plain)) or any(name in DANGEROUS for name in NAME.findall(plain))


def _unescaped(part: bytes) -> bytes:
    return ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), part)


def _outside_streams(data: bytes) -> bytes:
    """Return the file without what stands in streams: dots of a picture can look like any word."""
    return re.sub(rb"\bstream\r?\n.*?endstream", b" ", data, flags=re.DOTALL)


def _packed(data: bytes) -> Iterator[bytes]:
    left = MOST_UNPACKED
    for match in STREAM.finditer(data):
        said = _unescaped(match[1])
        if b"/ObjStm" not in said:
            continue
        filters = re.findall(rb"/\w+Decode\b|/Fl\b", said)
        if filters not in ([], [b"/FlateDecode"], [b"/Fl"]):
            raise RefusedError("damaged")
        end = data.find(b"endstream", match.end())
        content = data[match.end() : end if end > 0 else len(data)]
        if filters:
            content = _inflated(content, left)
        left -= len(content)
        yield content


def _inflated(content: bytes, most: int) -> bytes:
    try:
        unpacked = zlib.decompressobj().decompress(content, most + 1)
    except zlib.error as error:
        raise RefusedError("damaged") from error
    if len(unpacked) > most:
        raise RefusedError("bomb")
    return unpacked
