"""What a file really is, found in its content; what could hurt whoever opens it is refused.

A picture is drawn anew: nothing of its file but its dots is kept, so that no place, camera or hidden text goes with it.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zipfile import ZipInfo

from PIL import Image, ImageOps, UnidentifiedImageError

from participation.kernel.errors import RefusedError
from participation.kernel.tables.base import UnreadableError
from participation.kernel.tables.package import ENCRYPTED_FLAG, Package
from participation.meetings.models import DocumentKind
from participation.meetings.services import pdf_programs

MOST_DOTS = 50_000_000
"""A picture of more would fill the memory when drawn: a telephone of 2026 makes 12 to 50 million."""
LONGEST_EDGE = 2400
"""Larger pictures are made smaller [dots]."""
QUALITY = 85
LONGEST_MIMETYPE = 200
LONGEST_LIST = 1_000_000
"""Bytes of the list of an Office file's parts that are read."""
OFFICE = {
    b"wordprocessingml.document.main+xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"
    ),
    b"spreadsheetml.sheet.main+xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/")
MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|\?xml|!--)", re.IGNORECASE)
"""How a web page or a drawing in XML begins."""
PICTURES = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg"), "WEBP": ("image/webp", "webp")}


@dataclass(frozen=True)
class Media:
    """A file as it is kept."""

    kind: DocumentKind
    media_type: str
    extension: str
    data: bytes


def recognise(data: bytes, file_name: str) -> Media:
    """Return what a file is, from its content; its name only tells a table of text from other text.

    Raises:
        RefusedError: `empty`; `type` (none of those taken); `damaged`; `macro` (it holds a program or a file);
            `bomb` (it would grow beyond measure when opened); `locked` (by a password).
    """
    if not data:
        raise RefusedError("empty")
    for starts, read in READERS:
        if any(data.startswith(start) for start in starts):
            return read(data)
    return _text(data, file_name)


def _pdf(data: bytes) -> Media:
    if b"%%EOF" not in data[-2048:] or not pdf_programs.has_objects(data):
        raise RefusedError("damaged")
    if b"/Encrypt" in data[-4096:]:
        raise RefusedError("locked")
    if pdf_programs.found(data):
        raise RefusedError("macro")
    return Media(DocumentKind.PAPER, "application/pdf", "pdf", data)


def _picture(data: bytes) -> Media:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(PICTURES)) as picture:
                if picture.width * picture.height > MOST_DOTS:
                    raise RefusedError("bomb")
                return _drawn_anew(picture, str(picture.format))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError("bomb") from error
    except UnidentifiedImageError as error:
        raise RefusedError("type") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise RefusedError("damaged") from error


def _drawn_anew(picture: Image.Image, form: str) -> Media:
    media_type, extension = PICTURES[form]
    # Turned as the camera said, then copied dot by dot: a new picture carries no note of the old file.
    upright = ImageOps.exif_transpose(picture)
    has_alpha = form != "JPEG" and ("A" in upright.getbands() or "transparency" in upright.info)
    dots = upright.convert("RGBA" if has_alpha else "RGB")
    dots.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    clean = Image.frombytes(dots.mode, dots.size, dots.tobytes())
    target = io.BytesIO()
    options = {} if form == "PNG" else {"quality": QUALITY}
    clean.save(target, format=form, **options)
    return Media(DocumentKind.PICTURE, media_type, extension, target.getvalue())


def _archive(data: bytes) -> Media:
    try:
        with Package(lambda: io.BytesIO(data), _judge) as package:
            media_type, extension = _office(package)
            for name in package.parts:
                for _piece in package.pieces(name):
                    pass  # unpacked whole, since the sizes that a directory says may lie
    except UnreadableError as error:
        raise RefusedError("bomb" if error.code in ("bomb", "too_big") else "damaged") from error
    return Media(DocumentKind.PAPER, media_type, extension, data)


def _judge(parts: Mapping[str, ZipInfo]) -> None:
    """Refuse what is locked or holds a program, by the names of the parts."""
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts.values()):
        raise RefusedError("locked")
    names = [name.casefold() for name in parts]
    if any(name.endswith(MACRO_PARTS) or name.startswith(MACRO_FOLDERS) for name in names):
        raise RefusedError("macro")


def _office(package: Package) -> tuple[str, str]:
    """Return the media type and the ending of an Office or OpenDocument file."""
    if "mimetype" in package.parts:
        said = _beginning(package, "mimetype", LONGEST_MIMETYPE).strip()
        if said in OPEN_DOCUMENT:
            return said.decode("ascii"), OPEN_DOCUMENT[said]
    elif "[Content_Types].xml" in package.parts:
        parts = _beginning(package, "[Content_Types].xml", LONGEST_LIST)
        if b"macroEnabled" in parts or b"vbaProject" in parts:
            raise RefusedError("macro")
        for mark, found in OFFICE.items():
            if mark in parts:
                return found
    raise RefusedError("type")


def _beginning(package: Package, name: str, most: int) -> bytes:
    read = b""
    for piece in package.pieces(name):
        read += piece
        if len(read) >= most:
            break
    return read[:most]


def _text(data: bytes, file_name: str) -> Media:
    if MARKUP.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")):
        # Kept as text, a page or a drawing would be read as its source by whoever opens it.
        raise RefusedError("type")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\ufffd" in text or any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
        raise RefusedError("type")
    is_table = file_name.casefold().endswith(".csv")
    media_type, extension = ("text/csv", "csv") if is_table else ("text/plain", "txt")
    return Media(DocumentKind.PAPER, media_type, extension, text.encode("utf-8"))


READERS: tuple[tuple[tuple[bytes, ...], Callable[[bytes], Media]], ...] = (
    ((b"%PDF-",), _pdf),
    ((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"), _picture),
    ((b"PK\x03\x04",), _archive),
)
