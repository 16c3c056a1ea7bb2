"""Looks at PDFs without rendering them: where they begin and end, and whether they are locked."""

import re
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import File

from evidence import archives, refusals
from evidence.reading import windows

BEGINNING = re.compile(rb"(\xef\xbb\xbf)?\s*%PDF-")
END, POINTER = b"%%EOF", b"startxref"
#: A name may have any of its letters written as "#" and two digits.
NAME = b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in b"Encrypt")
ENCRYPT = re.compile(rb"/" + NAME + rb"[\s\0]*(\d+[\s\0]+\d+[\s\0]+R|<<)")
OVERLAP = 64
#: What may stand behind the end: some programs leave a few bytes.
REST = 1024
MARKUP = re.compile(rb"<(script|html|iframe|svg|\?php|!doctype\s+html)\b", re.IGNORECASE)


def check(file: "IO[bytes] | File") -> None:
    """Raises: ValidationError where it is locked, cut off, or something else as well.

    A PDF without its end was cut off on the way: readers may mend it or show nothing, and proof
    must open for everybody, so it is refused while its owner still has the whole one.
    """
    file.seek(0)
    head = file.read(REST)
    if not BEGINNING.match(head) or MARKUP.search(head) or archives.is_archive(file):
        raise ValidationError(refusals.TWO_IN_ONE)
    ends_at = points_at = -1
    for position, window in windows(file, OVERLAP):
        if ENCRYPT.search(window):
            raise ValidationError(refusals.LOCKED)
        ends_at = _last(window, END, position, ends_at)
        points_at = _last(window, POINTER, position, points_at)
    if not 0 <= points_at < ends_at:
        raise ValidationError(refusals.CUT_OFF)
    _check_rest(file, ends_at + len(END))


def _last(window: bytes, wanted: bytes, position: int, found_before: int) -> int:
    found = window.rfind(wanted)
    return position + found if found >= 0 else found_before


def _check_rest(file: "IO[bytes] | File", start: int) -> None:
    """What follows the last end: blank, or next to nothing."""
    file.seek(start)
    rest = b""
    while len(rest) <= REST and (piece := file.read(REST)):
        rest += piece.strip(b"\0 \t\r\n\f")
    if b" obj" in rest:
        raise ValidationError(refusals.CUT_OFF)
    if len(rest) > REST or MARKUP.search(rest):
        raise ValidationError(refusals.TWO_IN_ONE)
