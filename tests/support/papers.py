"""What a PDF file of ours holds, read back: its words in order, its tags, and what keeps it from being accessible."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

TO_UNICODE = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)
CODES = re.compile(r"<([0-9A-Fa-f]+)>")


def text_of(pdf: bytes) -> str:
    """Return the words of all pages, one space between any two."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return " ".join(" ".join(_page_text(page) for page in document.pages).split())


def dense(text: str) -> str:
    """Return a text without any space: lines break where the paper ends."""
    return "".join(text.split())


def _page_text(page: pikepdf.Page) -> str:
    # A page without fonts has no words.
    fonts = page.Resources.get("/Font", {})
    maps = {name: _map_of(font) for name, font in fonts.items()}
    words, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
            words.append("".join(_decoded(bytes(part), current) for part in parts if isinstance(part, pikepdf.String)))
        elif str(operator) == "ET":
            words.append(" ")
    return "".join(words)


def _map_of(font: Any) -> dict[int, str]:
    found: dict[int, str] = {}
    source = font.ToUnicode.read_bytes().decode("ascii")
    for kind, body in TO_UNICODE.findall(source):
        codes = CODES.findall(body)
        size = 2 if kind == "char" else 3
        for start in range(0, len(codes), size):
            text = bytes.fromhex(codes[start + size - 1]).decode("utf-16-be")
            first, last = int(codes[start], 16), int(codes[start + size - 2], 16)
            for code in range(first, last + 1):
                found[code] = text[:-1] + chr(ord(text[-1]) + code - first)
    return found


def _decoded(raw: bytes, found: dict[int, str]) -> str:
    return "".join(found.get(int.from_bytes(raw[at : at + 2]), "?") for at in range(0, len(raw), 2))


def tags_of(pdf: bytes) -> Counter[str]:
    """Return how often each kind of tag stands in the file."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return Counter(str(node.S).lstrip("/") for node in _nodes(document.Root.StructTreeRoot) if "/S" in node)


def alternatives_of(pdf: bytes) -> list[str]:
    """Return the words of the pictures, in order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(node.Alt) for node in _nodes(document.Root.StructTreeRoot) if "/Alt" in node]


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            yield from _nodes(child)


def faults_of(pdf: bytes, title: str, language: str = "fr") -> list[str]:
    """Return what keeps a file from being an accessible one in the language, under this title."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root, faults = document.Root, []
        metadata = root.Metadata.read_bytes().decode("utf-8") if "/Metadata" in root else ""
        found = {
            "not tagged": "/MarkInfo" in root and bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root,
            "language": str(root.get("/Lang", "")) == language,
            "title": str(document.docinfo.get("/Title", "")) == title,
            "title not shown": "/ViewerPreferences" in root and bool(root.ViewerPreferences.get("/DisplayDocTitle")),
            "no PDF/UA-1": "<pdfuaid:part>1</pdfuaid:part>" in metadata,
        }
        faults = [name for name, holds in found.items() if not holds]
        nodes = list(_nodes(root.StructTreeRoot)) if "/StructTreeRoot" in root else []
        kinds = [str(node.S) for node in nodes if "/S" in node]
        if kinds.count("/H1") != 1:
            faults.append(f"{kinds.count('/H1')} first headings")
        figures = [node for node in nodes if str(node.get("/S", "")) == "/Figure"]
        faults += ["picture without words" for node in figures if not str(node.get("/Alt", ""))]
        return faults
