"""Looks into Word, Excel, PowerPoint and OpenDocument files, which are ZIP archives."""

import re
import struct
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.core.files.base import File

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
MIMES = {
    ".docx": _OOXML + "wordprocessingml.document",
    ".xlsx": _OOXML + "spreadsheetml.sheet",
    ".pptx": _OOXML + "presentationml.presentation",
    ".odt": _ODF + "text",
    ".ods": _ODF + "spreadsheet",
    ".odp": _ODF + "presentation",
}

#: Parts that hold code: VBA, Excel 4 macro sheets, and the Basic and script libraries of
#: OpenDocument (whose two library lists are there without a macro too).
MACROS = re.compile(
    r"(^|/)vbaProject[^/]*\.bin$|^xl/macrosheets/|^Scripts/.+[^/]$"
    r"|^Basic/(?!.*script-l[bc]\.xml$).+[^/]$",
    re.IGNORECASE,
)
CONTENTS_LIMIT = 1024 * 1024


#: What zipfile raises where the bytes are no archive, or a damaged or encrypted one.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)


def is_document(file: File, ending: str) -> bool:
    """Whether the archive is the document that its name says.

    Raises:
        ValidationError: it is one, with macros.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            has_macros = any(MACROS.search(name) for name in archive.namelist())
            contents = _contents(archive, ending)
    except BROKEN:
        return False
    if has_macros or "macroEnabled" in contents:
        raise ValidationError(
            "The document holds macros. Save a copy without them, or as PDF, and choose that."
        )
    if ending.startswith(".od"):
        return contents.strip() == MIMES[ending]
    return f'"{MIMES[ending]}.main+xml"' in contents.replace("'", '"')


def _contents(archive: zipfile.ZipFile, ending: str) -> str:
    """The part in which the archive says what it is."""
    part = "mimetype" if ending.startswith(".od") else "[Content_Types].xml"
    with archive.open(part) as stream:
        return stream.read(CONTENTS_LIMIT).decode("utf-8", errors="replace")
