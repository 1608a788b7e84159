"""What a workbook says before its cells: sheets, shared texts, which number formats are dates."""

import posixpath
import re
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from participation.kernel.tables.base import UnreadableError
from participation.kernel.tables.markup import Part, read_whole
from participation.kernel.tables.package import Package

CONTENT_TYPES = "[Content_Types].xml"
MAIN = "sheet.main+xml"
MOST_STRINGS = 2_000_000
MOST_STYLES = 100_000
LOCAL_DATES = frozenset((*range(27, 37), *range(50, 59)))
"""Numbers of East Asian date formats, which have no text of their own."""
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class Workbook:
    """What is needed to read the sheets of a workbook."""

    sheets: dict[str, str] = field(default_factory=dict)
    """Name → part, of the sheets that are shown."""
    hidden: tuple[str, ...] = ()
    strings: list[str] = field(default_factory=list)
    date_styles: frozenset[int] = frozenset()
    epoch: datetime = CALENDAR_WINDOWS_1900


def read_workbook(package: Package) -> Workbook:
    """Return what a workbook says of its sheets.

    Raises:
        UnreadableError: `macro`, `archive`, `damaged`, `no_sheet`…
    """
    types = _Types()
    read_whole(package, CONTENT_TYPES, types)
    main = types.main or "xl/workbook.xml"
    book, relations = _Book(), _Relations()
    read_whole(package, main, book)
    folder, name = posixpath.split(main)
    read_whole(package, f"{folder}/_rels/{name}.rels", relations)
    found = Workbook(epoch=CALENDAR_MAC_1904 if book.is_1904 else CALENDAR_WINDOWS_1900)
    hidden = []
    for title, relation, state in book.sheets:
        kind, target = relations.found.get(relation, ("", ""))
        if kind != "worksheet":
            continue
        if state == "visible":
            found.sheets[title] = _resolved(folder, target)
        else:
            hidden.append(title)
    found.hidden = tuple(hidden)
    if not found.sheets:
        raise UnreadableError("no_sheet")
    by_kind = {kind: _resolved(folder, target) for kind, target in relations.found.values()}
    if by_kind.get("sharedStrings") in package.parts:
        strings = _Strings()
        read_whole(package, by_kind["sharedStrings"], strings)
        found.strings = strings.found
    if by_kind.get("styles") in package.parts:
        styles = _Styles()
        read_whole(package, by_kind["styles"], styles)
        found.date_styles = styles.dates()
    return found


def unescaped(text: str) -> str:
    """Return text with « _x000D_ » and the like as the characters they stand for."""
    return ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


class _Types(Part):
    main = ""

    def open(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        if "macroEnabled" in kind or "ms-office.vba" in kind:
            raise UnreadableError("macro")
        if name == "Override" and kind.endswith(MAIN):
            self.main = attributes.get("PartName", "").lstrip("/")


class _Book(Part):
    is_1904 = False

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet" and len(self.sheets) < 1_000:
            relation = next((value for key, value in attributes.items() if key.endswith("}id")), "")
            self.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible")))


class _Relations(Part):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}

    def open(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind.startswith("externalLink"):
            raise UnreadableError("external_links")
        if name == "Relationship" and attributes.get("TargetMode") != "External" and len(self.found) < 10_000:
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


class _Strings(Part):
    """Texts that cells name by number; the reading aids of East Asian texts are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._aside = False

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self._aside = True
        elif name == "t":
            self.gathers = not self._aside

    def shut(self, name: str) -> None:
        if name == "t":
            self._pieces.append(self.taken())
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            if len(self.found) >= MOST_STRINGS:
                raise UnreadableError("too_many_cells")
            self.found.append(unescaped("".join(self._pieces)))
            self._pieces.clear()


class _Styles(Part):
    def __init__(self) -> None:
        super().__init__()
        self._formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self._used: list[int] = []
        self._in_cells = False

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and len(self._formats) < MOST_STYLES:
            self._formats[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")[:1_000]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells and len(self._used) < MOST_STYLES:
            self._used.append(int(attributes.get("numFmtId", "0")))

    def shut(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def dates(self) -> frozenset[int]:
        """Return the numbers of the styles that show a number as a date."""
        kinds = {number: self._is_date(number) for number in set(self._used)}
        return frozenset(style for style, number in enumerate(self._used) if kinds[number])

    def _is_date(self, number: int) -> bool:
        text = self._formats.get(number)
        if text is None:
            return number in LOCAL_DATES
        return bool(is_date_format(text)) and not is_timedelta_format(text)
