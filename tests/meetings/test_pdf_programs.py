"""A PDF that acts, carries a file or is none is refused, however its names are written; a plain one is taken."""

import io
import zlib

import pikepdf
import pytest

from participation.kernel.errors import RefusedError
from participation.meetings.services import media, pdf_programs


def made(catalog: bytes, more: bytes = b"") -> bytes:
    """Return a small file whose catalogue says this."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + catalog + b" >>\nendobj\n" + more + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def packed(content: bytes, said: bytes = b"/Filter /FlateDecode") -> bytes:
    """Return a file with a stream of objects."""
    body = zlib.compress(content)
    return made(b"", b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 " + said + b" >>\nstream\n" + body + b"\nendstream\nendobj\n")


@pytest.mark.parametrize(
    "data",
    [
        made(b"/OpenAction << /S /JavaScript /JS (app.alert) >>"),
        made(b"/OpenAction 3 0 R"),
        made(b"/AA << /O << /S /J#61vaScript >> >>"),
        made(b"/AA << /O << /S /#4a#53 >> >>"),
        made(b"/A << /S /Launch /F (x.exe) >>"),
        made(b"/Names << /EmbeddedFiles 3 0 R >>"),
        made(b"", b"3 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n"),
        packed(b"5 0 << /S /JavaScript /JS (app.alert) >>"),
        packed(b"5 0 << /S /J#61vaScript >>"),
        packed(b"5 0 << /OpenAction 7 0 R >>"),
    ],
)
def test_what_acts_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        media.recognise(data, "plan.pdf")
    assert refused.value.code == "macro"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF\n", "damaged"),
        (packed(b"x", b"/Filter [/ASCIIHexDecode /FlateDecode]"), "damaged"),
        (made(b"", b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nno flate\nendstream\nendobj\n"), "damaged"),
        (packed(b" " * (pdf_programs.MOST_UNPACKED + 1)), "bomb"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "type"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>x", "type"),
        (b"<?xml version='1.0'?><svg/>", "type"),
    ],
)
def test_what_is_none_or_cannot_be_looked_into_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        media.recognise(data, "plan.pdf")
    assert refused.value.code == code


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode.__members__.values()))
def test_a_plain_file_is_taken_however_it_is_packed(mode: pikepdf.ObjectStreamMode) -> None:
    target = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.Root.OpenAction = pikepdf.Array([file.pages[0].obj, pikepdf.Name.Fit])
        file.save(target, object_stream_mode=mode)
    assert media.recognise(target.getvalue(), "x.pdf").extension == "pdf"
    page = made(b"", b"2 0 obj\n<< /Length 4 >>\nstream\n/JS x /JavaScript\nendstream\nendobj\n")
    assert media.recognise(page, "x.pdf").extension == "pdf"


def test_a_program_packed_by_another_tool_is_found() -> None:
    target = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        file.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(RefusedError):
        media.recognise(target.getvalue(), "x.pdf")
