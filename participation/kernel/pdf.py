"""Papers as tagged PDF (PDF/UA-1): a Typst template of ours, filled with data.

Data reach the template as JSON and are printed as they are: no text of theirs is ever read as Typst. Nothing is
fetched: templates see the templates' folder alone, the fonts are those inside the compiler, and the same data with
the same instant give the same bytes.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import typst
from typst import Fonts

from participation.config import RESOURCES

TEMPLATES = RESOURCES / "templates"
STANDARD: Final = "ua-1"
MIMETYPE = "application/pdf"


class PdfError(Exception):
    """A paper cannot be made. `code`: `template` (there is none), `refused` (by the compiler: `message`)."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def compile_pdf(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """Return a PDF file.

    Args:
        template: Path of a `.typ` file under `templates`.
        data: What JSON can say; the template reads it with `json(bytes(sys.inputs.data))`.
        at: The instant of what the paper says, written into the file as its date. Aware.

    Raises:
        PdfError: See its codes.
    """
    made = _compile(template, data, at, "pdf")
    assert isinstance(made, bytes)
    return made


def compile_pictures(template: str, data: Mapping[str, Any], at: datetime) -> list[bytes]:
    """Return the pages as PNG, to look at; errors of `compile_pdf`."""
    made = _compile(template, data, at, "png")
    return [made] if isinstance(made, bytes) else list(made)


def _compile(template: str, data: Mapping[str, Any], at: datetime, form: Any) -> bytes | list[bytes]:
    path = TEMPLATES / template
    if path.suffix != ".typ" or not path.is_file():
        raise PdfError("template", template=template)
    try:
        made = typst.compile(
            str(path),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format=form,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[STANDARD] if form == "pdf" else [],
            timestamp=at.replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise PdfError("refused", template=template, message=error.message) from error
    assert made is not None
    return made


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    """Return the compiler's own fonts: those of the machine would make each machine's bytes differ."""
    return Fonts(include_system_fonts=False)
