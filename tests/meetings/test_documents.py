"""Files are what their content says, hold no trace of who made them, and can be taken off."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError, RefusedError
from participation.meetings.models import Document, DocumentKind, MeetingState
from participation.meetings.services import document_files, documents, media
from participation.meetings.services.documents import NewDocument
from tests.meetings.makers import make_item, make_meeting
from tests.support.factories import make_account, make_council

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ODT = "application/vnd.oasis.opendocument.text"
DOCX_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, form, **options)
    return target.getvalue()


def archive(*parts: tuple[str, str | bytes], **options: Any) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as file:
        for name, text in parts:
            file.writestr(name, text)
    return target.getvalue()


def docx(*more: tuple[str, str | bytes], types: str = DOCX_TYPES) -> bytes:
    return archive(("[Content_Types].xml", types), ("word/document.xml", "<w/>"), *more)


@pytest.fixture
def place(session: Session) -> dict[str, Any]:
    """A council, its facilitator and a held meeting."""
    council = make_council(session)
    account = make_account(session, councils=[council])
    return {"council": council, "account": account, "meeting": make_meeting(session, council, account)}


def bring(session: Session, place: dict[str, Any], now: datetime, data: bytes = PDF, **values: Any) -> Document:
    new = NewDocument(**({"data": data, "file_name": "plan.pdf", "title": "Le plan"} | values))
    return documents.add(session, place["account"], now, place["meeting"].id, new)


@pytest.mark.parametrize(
    ("data", "name", "media_type", "extension"),
    [
        (PDF, "x.exe", "application/pdf", "pdf"),
        (picture("PNG"), "x.pdf", "image/png", "png"),
        (picture("JPEG"), "x", "image/jpeg", "jpg"),
        (picture("WEBP"), "x.svg", "image/webp", "webp"),
        (archive(("mimetype", ODT), ("content.xml", "<a/>")), "x", ODT, "odt"),
        (
            archive(("mimetype", ODT.replace("text", "spreadsheet")), ("content.xml", "<a/>")), "x",
            "application/vnd.oasis.opendocument.spreadsheet", "ods",
        ),
        (docx(), "x.zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        (
            docx(types=DOCX_TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet")), "x",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
        ),
        ("a;b\n1;é".encode(), "Liste.CSV", "text/csv", "csv"),
        ("été".encode("cp1252"), "note.html", "text/plain", "txt"),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, name: str, media_type: str, extension: str) -> None:
    found = media.recognise(data, name)
    assert (found.media_type, found.extension) == (media_type, extension)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03", "type"),
        (b"\x7fELF\x02\x01\x00", "type"),
        (b"GIF89a\x01\x00\x01\x00\x00", "type"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "type"),
        (b"%PDF-1.7 cut short", "damaged"),
        (PDF.replace(b"<<>>\n%%", b"<</Encrypt 2 0 R>>\n%%"), "locked"),
        (picture("PNG")[:60], "damaged"),
        (b"\xff\xd8\xff" + b"\x00" * 40, "type"),
        (archive(("a.exe", b"MZ")), "type"),
        (archive(("mimetype", "application/epub+zip")), "type"),
        (docx()[:-30], "damaged"),
        (docx(("word/vbaProject.bin", b"x")), "macro"),
        (docx(types=DOCX_TYPES.replace("document.main", "document.macroEnabled.main")), "macro"),
        (archive(("mimetype", ODT), ("Basic/Standard/Module1.xml", "x")), "macro"),
        (archive(("mimetype", ODT), ("Scripts/python/x.py", "x")), "macro"),
        (docx(("word/media/x.bin", b"\x00" * 20_000_000)), "bomb"),
        (docx(*((f"word/{number}.xml", "x") for number in range(1100))), "bomb"),
    ],
)
def test_what_could_hurt_or_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        media.recognise(data, "fichier.docx")
    assert refused.value.code == code


def test_a_size_that_lies_is_found_out() -> None:
    packed = bytearray(docx(("word/media/x.bin", b"\x00" * 3_000_000)))
    true_size = (3_000_000).to_bytes(4, "little")
    assert packed.count(true_size) == 2
    with pytest.raises(RefusedError) as refused:
        media.recognise(bytes(packed).replace(true_size, (1000).to_bytes(4, "little")), "x")
    assert refused.value.code in ("bomb", "damaged")


def test_a_picture_of_too_many_dots_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(RefusedError) as refused:
        media.recognise(picture("PNG", (8000, 8000)), "x.png")
    assert refused.value.code == "bomb"


def test_a_picture_loses_its_notes_and_is_turned_upright() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6  # turned by a quarter
    notes[0x010F] = "Telephone of somebody"
    notes.get_ifd(0x8825)[1] = "N"
    data = picture("JPEG", exif=notes.tobytes(), comment=b"hidden words", icc_profile=b"profile of a machine")
    assert b"Telephone" in data
    found = media.recognise(data, "x.jpg")
    assert not [word for word in (b"Exif", b"Telephone", b"hidden", b"profile") if word in found.data]
    with Image.open(io.BytesIO(found.data)) as seen:
        assert seen.size == (20, 40)
        assert not seen.getexif()


def test_a_picture_hides_nothing_behind_its_end() -> None:
    assert b"PK" not in media.recognise(picture("PNG") + docx(), "x.png").data


def test_bytes_stand_under_their_digest_outside_the_web_root(
    app: Any, session: Session, place: dict[str, Any], now: datetime
) -> None:
    document = bring(session, place, now)
    path = documents.path_of(session, document)
    assert path.read_bytes() == PDF
    assert path.name == document.sha256
    assert path.stat().st_mode & 0o077 == 0
    assert path.is_relative_to(app.extensions["settings"].instance_path)
    assert not path.is_relative_to(Path(app.static_folder or ""))


@pytest.mark.parametrize(
    ("given", "extension", "name"),
    [
        ("plan.pdf", "pdf", "plan.pdf"),
        ("../../etc/passwd.pdf", "pdf", "passwd.pdf"),
        ("C:\\Users\\x\\mon plan.docx", "docx", "mon-plan.docx"),
        ("\u202efdp.exe", "pdf", "fdp.pdf"),
        ("x\r\nSet-Cookie: a=b.pdf", "pdf", "x-Set-Cookie-a-b.pdf"),
        ('"><script>.pdf', "pdf", "script.pdf"),
        ("....", "txt", "document.txt"),
        ("", "txt", "Le-plan.txt"),
        ("é" * 300 + ".pdf", "pdf", "é" * 80 + ".pdf"),
    ],
)
def test_names_for_the_download_are_plain(given: str, extension: str, name: str) -> None:
    assert documents.file_name(given, "Le plan", extension) == name


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": ""}, "title"),
        ({"data": picture()}, "alternative"),
        ({"item_id": 987654}, "item"),
        ({"data": b"%PDF-" + b"x" * documents.LARGEST}, "large"),
    ],
)
def test_what_is_missing_is_refused(
    session: Session, place: dict[str, Any], now: datetime, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        bring(session, place, now, **values)
    assert refused.value.code == code


def test_a_picture_comes_with_words_a_paper_without(session: Session, place: dict[str, Any], now: datetime) -> None:
    seen = bring(session, place, now, data=picture(), alternative="Le square vu du nord")
    assert (seen.kind, seen.alternative) == (DocumentKind.PICTURE, "Le square vu du nord")
    assert bring(session, place, now, alternative="inutile").alternative is None


def test_the_same_file_is_there_once(session: Session, place: dict[str, Any], now: datetime) -> None:
    bring(session, place, now)
    with pytest.raises(RefusedError, match="same"):
        bring(session, place, now, title="Autre titre")


def test_the_public_gets_what_is_public(session: Session, place: dict[str, Any], now: datetime) -> None:
    item = make_item(session, place["meeting"], is_confidential=True, confidential_reason="Vie privée")
    shown = bring(session, place, now)
    hidden = bring(session, place, now, data=PDF + b"\n", is_public=False)
    secret = bring(session, place, now, data=PDF + b"\n\n", item_id=item.id)
    meeting_id = place["meeting"].id
    assert documents.of_meeting(session, meeting_id, public_only=True) == [shown]
    assert documents.of_meeting(session, meeting_id, public_only=False) == [shown, hidden, secret]
    for document in (hidden, secret):
        with pytest.raises(MissingError):
            documents.find_public(session, meeting_id, document.id, document.file_name)
        assert documents.find(session, place["account"], meeting_id, document.id) is document
    assert documents.find_public(session, meeting_id, shown.id, shown.file_name) is shown
    with pytest.raises(MissingError):
        documents.find_public(session, meeting_id, shown.id, "other.pdf")
    place["meeting"].convened_at, place["meeting"].state = None, MeetingState.DRAFT
    session.flush()
    with pytest.raises(MissingError):
        documents.find_public(session, meeting_id, shown.id, shown.file_name)


def test_bytes_go_with_the_last_file_that_shows_them(session: Session, place: dict[str, Any], now: datetime) -> None:
    first = bring(session, place, now)
    other = make_meeting(session, place["council"], place["account"])
    new = NewDocument(data=PDF, file_name="plan.pdf", title="Encore")
    second = documents.add(session, place["account"], now, other.id, new)
    path = documents.path_of(session, first)
    with pytest.raises(RefusedError, match="reason"):
        documents.remove(session, place["account"], now, place["meeting"].id, first.id, "")
    documents.remove(session, place["account"], now, place["meeting"].id, first.id, "Photo d’un enfant")
    assert not documents.erase_unused(session, first.sha256)
    assert path.exists()
    documents.remove(session, place["account"], now, other.id, second.id, "Photo d’un enfant")
    assert documents.erase_unused(session, first.sha256)
    assert not path.exists()
    assert documents.of_meeting(session, other.id, public_only=True)[0].removed_reason == "Photo d’un enfant"
    bring(session, place, now)
    assert path.exists()


def test_a_council_of_others_is_missing(session: Session, place: dict[str, Any], now: datetime) -> None:
    document = bring(session, place, now)
    stranger = make_account(session, councils=[make_council(session, code="autre", name="Autre")])
    with pytest.raises(MissingError):
        documents.remove(session, stranger, now, place["meeting"].id, document.id, "Non")
    with pytest.raises(MissingError):
        documents.find(session, stranger, place["meeting"].id, document.id)


def test_half_written_bytes_never_get_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_number: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(document_files.os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        document_files.keep(tmp_path, b"bytes")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
