"""The zip archive that a workbook is: judged by its directory, then counted while it unpacks.

Sizes in the directory may lie, so that nothing is unpacked on trust: each part is read by pieces, as if it had no size,
and refused as soon as it is longer than it said. Only the parts that are needed are ever unpacked.
"""

import copy
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import BinaryIO, Self

from participation.kernel.tables.base import Opener, UnreadableError

MOST_UNPACKED = 50 * 1024 * 1024
MOST_ENTRIES = 1_000
HIGHEST_RATIO = 100
SMALL = 100 * 1024
"""A part below this size may be packed however well: it cannot hurt."""
LONGEST_DIRECTORY = MOST_ENTRIES * 1_024
PIECE = 1 << 16
END, END_LENGTH, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
LOCATOR, LOCATOR_LENGTH, END64, END64_LENGTH = b"PK\x06\x07", 20, b"PK\x06\x06", 56
ENCRYPTED_FLAG = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What the zip library raises on a broken archive."""

Judge = Callable[[dict[str, zipfile.ZipInfo]], None]


class Package:
    """An archive whose directory was judged; closes with its `with` block.

    `judge` refuses by the names of the parts; without one, whatever is no workbook is refused.
    """

    def __init__(self, opener: Opener, judge: Judge | None = None) -> None:
        self._judge = judge or _refuse_kind
        self._stream = opener()
        try:
            self.parts = self._open()
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._archive.close()
        self._stream.close()

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield one part of the archive, unpacked piece by piece.

        Raises:
            UnreadableError: `damaged`, or `bomb` as soon as it is longer than the directory says.
        """
        said = self.parts.get(name)
        if said is None:
            raise UnreadableError("damaged")
        endless = copy.copy(said)
        endless.file_size = MOST_UNPACKED + PIECE
        length = 0
        try:
            with self._archive.open(endless) as part:
                while piece := part.read(PIECE):
                    length += len(piece)
                    if length > said.file_size:
                        raise UnreadableError("bomb")
                    yield piece
        except BROKEN as error:
            raise UnreadableError("damaged") from error

    def _open(self) -> dict[str, zipfile.ZipInfo]:
        size = _judged_size(self._stream)
        try:
            self._archive = zipfile.ZipFile(self._stream)
            entries = self._archive.infolist()
        except BROKEN as error:
            raise UnreadableError("damaged") from error
        parts = {entry.filename: entry for entry in entries}
        if len(parts) < len(entries):
            raise UnreadableError("damaged")
        self._judge(parts)
        _refuse_sizes(entries, size)
        return parts


def _judged_size(stream: BinaryIO) -> int:
    """Return the archive's length, once its directory is known to be short enough to be read at all."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - END_LENGTH - LONGEST_COMMENT))
    tail = stream.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_LENGTH:
        raise UnreadableError("damaged")
    entries, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    if tail[max(0, at - LOCATOR_LENGTH) :].startswith(LOCATOR):
        before = at - LOCATOR_LENGTH - END64_LENGTH
        record = tail[max(0, before) :]
        if before < 0 or not record.startswith(END64):
            raise UnreadableError("damaged")
        entries, length = struct.unpack("<QQ", record[32:48])
    if entries > MOST_ENTRIES or length > LONGEST_DIRECTORY:
        raise UnreadableError("bomb")
    stream.seek(0)
    return size


def _refuse_kind(parts: dict[str, zipfile.ZipInfo]) -> None:
    """Refuse what is no workbook, or one that does more than hold cells, by the names of its parts."""
    names = {name.lower() for name in parts}
    if any(info.flag_bits & ENCRYPTED_FLAG for info in parts.values()):
        raise UnreadableError("encrypted")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise UnreadableError("macro")
    if "xl/workbook.bin" in names:
        raise UnreadableError("binary_excel")
    if "[content_types].xml" not in names:
        is_open_document = "mimetype" in names and "content.xml" in names
        raise UnreadableError("open_document" if is_open_document else "archive")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise UnreadableError("document")
    if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in names):
        raise UnreadableError("external_links")


def _refuse_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse a bomb by what its directory admits."""
    packed = sum(entry.compress_size for entry in entries)
    if packed > size or any(
        entry.file_size > SMALL and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1) for entry in entries
    ):
        raise UnreadableError("bomb")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise UnreadableError("damaged")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnreadableError("too_big", limit=MOST_UNPACKED // (1024 * 1024))
