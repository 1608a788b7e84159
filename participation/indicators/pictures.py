"""A picture made small enough for an old phone: drawn anew, so that nothing of its file but its dots is kept."""

import io
from dataclasses import dataclass

from PIL import Image

from participation.kernel.errors import RefusedError
from participation.meetings.services import media

LARGEST = 15 * 1024 * 1024
"""Bytes of the file sent: a telephone of 2026 makes 3 to 12 million."""
MOST_BYTES = 30 * 1024
"""Of the picture kept."""
STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
"""How files of JPEG, PNG and WebP begin."""
MEDIA_TYPE = "image/jpeg"
EDGES = (960, 800, 640, 480, 320, 200)
"""Longest edge, the first at which the picture fits [dots]."""
QUALITIES = (82, 70, 58, 46)


@dataclass(frozen=True)
class SmallPicture:
    """A picture as it is kept."""

    content: bytes
    width: int
    height: int
    """[dots]"""


def small(data: bytes) -> SmallPicture:
    """Return a picture of 30 KB at most, upright, without place, camera or hidden text; what is clear becomes white.

    Args:
        data: A file of JPEG, PNG or WebP.

    Raises:
        RefusedError: `empty`, `large` (more than `LARGEST` bytes), `type`, `damaged`, or `bomb` (too many dots).
    """
    if len(data) > LARGEST:
        raise RefusedError("large", most=LARGEST // 1024 // 1024)
    if data and not data.startswith(STARTS):
        raise RefusedError("type")
    known = media.recognise(data, "")
    with Image.open(io.BytesIO(known.data)) as picture:
        return _fitted(_on_white(picture))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _fitted(picture: Image.Image) -> SmallPicture:
    """Return the first size and quality that fit; noise at the last ones still does: 200 × 200 dots are few."""
    content, shown = b"", picture
    for edge in EDGES:
        shown = picture.copy()
        shown.thumbnail((edge, edge))
        for quality in QUALITIES:
            target = io.BytesIO()
            shown.save(target, format="JPEG", quality=quality, optimize=True, progressive=True)
            content = target.getvalue()
            if len(content) <= MOST_BYTES:
                return SmallPicture(content, shown.width, shown.height)
    return SmallPicture(content, shown.width, shown.height)
