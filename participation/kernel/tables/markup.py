"""XML out of a workbook, read as a stream: no entities, no depth, no flood, and nothing kept that is not asked for."""

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from participation.kernel.tables.base import UnreadableError
from participation.kernel.tables.package import Package

DEEPEST = 32
MOST_ELEMENTS = 4_000_000
"""Of one part. A sheet of 50,000 rows and 20 columns has two million."""
LONGEST_TEXT = 200_000


class Part:
    """What is wanted of one XML part; `open` and `shut` see each element by its name without namespace.

    `text` gathers the letters since `gather` was set.
    """

    def __init__(self) -> None:
        self.depth = self.elements = self.length = 0
        self.gathers = False
        self.letters: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Called by the parser at each beginning."""
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise UnreadableError("damaged" if self.depth > DEEPEST else "too_many_cells")
        self.open(tag.rpartition("}")[2], attributes)

    def end(self, tag: str) -> None:
        """Called by the parser at each end."""
        self.depth -= 1
        self.shut(tag.rpartition("}")[2])

    def data(self, letters: str) -> None:
        """Called by the parser for each run of letters."""
        if self.gathers:
            self.length += len(letters)
            if self.length > LONGEST_TEXT:
                raise UnreadableError("damaged")
            self.letters.append(letters)

    def taken(self) -> str:
        """Return the letters gathered, and forget them."""
        text = "".join(self.letters)
        self.letters.clear()
        self.length = 0
        self.gathers = False
        return text

    def open(self, name: str, attributes: dict[str, str]) -> None:
        """See an element begin."""

    def shut(self, name: str) -> None:
        """See an element end."""

    def close(self) -> None:
        """Called by the parser at the end."""


def parse(package: Package, name: str, part: Part) -> Iterator[None]:
    """Feed a part of the workbook to what wants it, and yield after each piece.

    Raises:
        UnreadableError: `entities` where the XML declares any, `damaged` where it is none.
    """
    parser = DefusedXMLParser(target=part, forbid_dtd=True)
    try:
        for piece in package.pieces(name):
            parser.feed(piece)
            yield
        parser.close()
        yield
    except DefusedXmlException as error:
        raise UnreadableError("entities") from error
    except (ParseError, ValueError, LookupError, OverflowError, TypeError, AttributeError) as error:
        raise UnreadableError("damaged") from error


def read_whole(package: Package, name: str, part: Part) -> None:
    """Feed a part of the workbook to its end."""
    for _piece in parse(package, name, part):
        pass
