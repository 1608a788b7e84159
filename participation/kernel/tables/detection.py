"""What a file is by its first bytes, whatever its name says."""

from typing import BinaryIO

from participation.kernel.tables.base import UnreadableError

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound files: Excel before 2007, and every encrypted Office file since."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BEGINNINGS = {
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"%PDF": "pdf",
    b"{\\rtf": "document",
    b"PK\x05\x06": "archive",
    b"PK\x07\x08": "archive",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ": "archive",
    b"SQLite format 3\0": "document",
}
HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<style", b"<div")
READ_AT_ONCE = 1 << 20


def kind_of(stream: BinaryIO) -> str:
    """Return `xlsx` for a zip archive and `csv` for what may be text.

    Raises:
        UnreadableError: It is something else, named by the code.
    """
    head = stream.read(2048)
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(OLE):
        raise UnreadableError("encrypted" if _holds(stream, head, ENCRYPTED) else "old_excel")
    for beginning, code in BEGINNINGS.items():
        if head.startswith(beginning):
            raise UnreadableError(code)
    _refuse_markup(head)
    return "csv"


def _refuse_markup(head: bytes) -> None:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    text = head[: len(head) // 2 * 2].decode(encoding, "replace").encode("ascii", "ignore").lstrip().lower()
    if text.startswith(HTML) or (text.startswith(b"<!--") and b"<html" in text):
        raise UnreadableError("html")
    if text.startswith(b"<?xml"):
        raise UnreadableError("html" if b"<html" in text else "xml")


def _holds(stream: BinaryIO, head: bytes, wanted: bytes) -> bool:
    before = head
    while wanted not in before:
        more = stream.read(READ_AT_ONCE)
        if not more:
            return False
        before = before[-len(wanted) :] + more
    return True
