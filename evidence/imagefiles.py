"""Looks at the headers of pictures; none is ever decoded here."""

import re
import struct
import warnings
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image

from evidence import archives, refusals
from evidence.reading import end_of

HEAD = 64 * 1024
#: Where HEIC keeps what it says of its pictures: at the front, and rarely more than this.
HEIC_HEAD = 1024 * 1024
#: JPEGs of telephones may come with a second picture or a short film.
FORMATS = {".png": ("PNG",), ".jpg": ("JPEG", "MPO"), ".jpeg": ("JPEG", "MPO")}
MARKUP = re.compile(rb"<(script|html|iframe|\?php|!doctype\s+html)\b", re.IGNORECASE)


def check(file: "IO[bytes] | File", ending: str) -> None:
    """Raises: ValidationError where it has too many pixels, or is something else as well."""
    file.seek(0)
    head = file.read(HEAD)
    is_mixed = b"%PDF-" in head[:1024] or archives.is_archive(file)
    if is_mixed or MARKUP.search(head) or MARKUP.search(end_of(file, HEAD)):
        raise ValidationError(refusals.TWO_IN_ONE)
    width, height = _heic_size(file) if ending == ".heic" else _size(file, FORMATS[ending])
    if width * height > settings.EVIDENCE_PIXELS_MAX:
        raise ValidationError(too_many_pixels(width, height))
    if not width * height:
        raise ValidationError(refusals.DAMAGED_PICTURE)


def too_many_pixels(width: int, height: int) -> str:
    return (
        f"The picture has {width:,} × {height:,} pixels; the most is {most_pixels()} million in "
        "all. Make it smaller, and choose that."
    )


def most_pixels() -> int:
    return int(settings.EVIDENCE_PIXELS_MAX // 1_000_000)


def _size(file: "IO[bytes] | File", formats: tuple[str, ...]) -> tuple[int, int]:
    """As Pillow reads it from the header."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file, formats=formats).size
    except Image.DecompressionBombError as bomb:
        raise ValidationError(
            f"The picture has far more than {most_pixels()} million pixels. Make it smaller, and "
            "choose that."
        ) from bomb
    except Exception as damaged:  # Pillow raises many kinds
        raise ValidationError(refusals.DAMAGED_PICTURE) from damaged


def _heic_size(file: "IO[bytes] | File") -> tuple[int, int]:
    """The largest picture that the boxes called `ispe` tell of: box, version, width, height."""
    file.seek(0)
    head = file.read(HEIC_HEAD)
    sizes = [
        struct.unpack_from(">2L", head, found.end() + 4)
        for found in re.finditer(b"ispe", head)
        if found.end() + 12 <= len(head)
    ]
    if not sizes:
        raise ValidationError(refusals.DAMAGED_PICTURE)
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return width, height
