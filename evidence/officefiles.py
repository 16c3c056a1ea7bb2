"""Looks into Word, Excel, PowerPoint and OpenDocument files, which are ZIP archives."""

import re
import tempfile
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import File

from evidence import archives, refusals
from evidence.archives import Budget
from evidence.reading import holds

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
#: Words of a table of content types that announce code, whatever its part is called.
MACRO_TYPES = re.compile("macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
TYPES, MIMETYPE, MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
TELLING = (TYPES, MIMETYPE, MANIFEST)
TOLD_LIMIT = 1024 * 1024

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Names of streams in files of the old format, which are UTF-16.
VBA, ENCRYPTED = "_VBA_PROJECT".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
OTHER_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF\0\0", b"\xfd7zXZ\0", b"BZh")
GZIP, PACKED_DRAWINGS = b"\x1f\x8b", (".emz", ".wmz", ".svgz")
PROGRAMS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!/")
HEAD = 1024
#: A chart in a document holds its numbers as a workbook, and a document may hold a presentation.
DEEPEST = 2
IN_MEMORY = 2 * 1024 * 1024


def check(file: "IO[bytes] | File", ending: str, label: str) -> None:
    """Raises: ValidationError where it is not the document that its name says, or does harm."""
    file.seek(0)
    if file.read(len(OLD_OFFICE)) == OLD_OFFICE:
        locked = holds(file, ENCRYPTED)
        raise ValidationError(refusals.LOCKED if locked else refusals.OLD)
    budget = Budget(packed=file.seek(0, 2))
    try:
        told = _look_into(file, budget, depth=0)
    except archives.BROKEN as broken:
        raise refusals.mismatch(label) from broken
    if MIMES[ending] not in told:
        raise refusals.mismatch(label)


def _look_into(file: "IO[bytes] | File", budget: Budget, depth: int) -> set[str]:
    """Every part of a document, unpacked and looked at. What kinds of document it says to be."""
    infos = archives.contents(file, budget)
    names = {info.filename for info in infos}
    if not names & {TYPES, MIMETYPE}:
        raise ValidationError(refusals.ARCHIVE_INSIDE) if depth else zipfile.BadZipFile
    if any(MACROS.search(name) for name in names):
        raise ValidationError(refusals.MACROS)
    kinds: set[str] = set()
    for info in infos:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as part:
            _check_part(file, info, part)
            if info.filename in TELLING:
                kinds |= _told(part, info.filename)
            elif _begins(part) == archives.FIRST:
                if depth == DEEPEST:
                    raise ValidationError(refusals.NESTED)
                _look_into(part, budget, depth + 1)
    return kinds


def _check_part(file: "IO[bytes] | File", info: zipfile.ZipInfo, part: IO[bytes]) -> None:
    """Unpacks the part, all of it; into `part` goes what is looked at again."""
    pieces = archives.unpack(file, info)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= HEAD:
            break
    is_kept = info.filename in TELLING or head.startswith((archives.FIRST, OLD_OFFICE))
    part.write(head if is_kept else b"")
    for piece in pieces:
        if is_kept:
            part.write(piece)
    _check_head(head, info.filename)
    if head.startswith(OLD_OFFICE):
        check_old(part)


def _check_head(head: bytes, name: str) -> None:
    is_drawing = name.lower().endswith(PACKED_DRAWINGS)
    if head.startswith(OTHER_ARCHIVES) or (head.startswith(GZIP) and not is_drawing):
        raise ValidationError(refusals.ARCHIVE_INSIDE)
    if _is_program(head):
        raise ValidationError(refusals.PROGRAM_INSIDE)


def check_old(part: "IO[bytes] | File") -> None:
    """A file of the old format: one embedded in a document, or a mail of Outlook."""
    if holds(part, VBA):
        raise ValidationError(refusals.MACROS)
    if holds(part, ENCRYPTED):
        raise ValidationError(refusals.LOCKED)


def _is_program(head: bytes) -> bool:
    if head.startswith(b"MZ"):
        start = int.from_bytes(head[60:64], "little")
        return head[start : start + 2] in (b"PE", b"NE", b"LE")
    return head.startswith(PROGRAMS)


def _begins(part: IO[bytes]) -> bytes:
    part.seek(0)
    return part.read(4)


def _told(part: IO[bytes], name: str) -> set[str]:
    """The kinds of document that this part says the file is."""
    size = part.tell()
    part.seek(0)
    text = part.read(TOLD_LIMIT).decode("utf-8", errors="replace")
    bare = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    if size > TOLD_LIMIT or "<!" in bare.replace("<!DOCTYPE manifest:", "") or "&#" in bare:
        raise zipfile.BadZipFile("a table of types that hides something")
    if name == MIMETYPE:
        return {text.strip()}
    if name == MANIFEST:
        if "encryption-data" in text:
            raise ValidationError(refusals.LOCKED)
        return set()
    if MACRO_TYPES.search(text):
        raise ValidationError(refusals.MACROS)
    text = text.replace("'", '"')
    return {mime for mime in MIMES.values() if f'"{mime}.main+xml"' in text}
