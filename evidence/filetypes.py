"""Which files are accepted: by the ending of the name *and* by what is in the bytes.

`check` looks at what libmagic finds at the start of the file, and then as each kind needs: office
files are unpacked part by part, of pictures the header is read, of PDFs beginning and end.
"""

import codecs
import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from functools import cache

# Before magic: importing it is what lets magic find libmagic on a machine without one.
import pylibmagic  # isort: skip
import magic  # isort: skip

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat

from evidence import archives, imagefiles, officefiles, pdffiles, refusals
from evidence.filenames import clean_name, split_ending
from evidence.reading import PIECE, holds

ACCEPTED = refusals.ACCEPTED
HEAD = 64 * 1024


@dataclass(frozen=True)
class FileType:
    """`label` is for people; `mime` is what we send; `sniffed` is what libmagic may call it."""

    label: str
    mime: str
    sniffed: tuple[str, ...] = ()


OFFICE = officefiles.MIMES
ALLOWED = {
    ".pdf": FileType("PDF", "application/pdf", ("application/pdf",)),
    ".docx": FileType("Word", OFFICE[".docx"]),
    ".xlsx": FileType("Excel", OFFICE[".xlsx"]),
    ".pptx": FileType("PowerPoint", OFFICE[".pptx"]),
    ".odt": FileType("OpenDocument text", OFFICE[".odt"]),
    ".ods": FileType("OpenDocument spreadsheet", OFFICE[".ods"]),
    ".odp": FileType("OpenDocument presentation", OFFICE[".odp"]),
    ".txt": FileType("text", "text/plain"),
    ".csv": FileType("CSV", "text/csv"),
    ".png": FileType("PNG picture", "image/png", ("image/png",)),
    ".jpg": FileType("JPEG picture", "image/jpeg", ("image/jpeg",)),
    ".jpeg": FileType("JPEG picture", "image/jpeg", ("image/jpeg",)),
    ".heic": FileType("HEIC picture", "image/heic", ("image/heic", "image/heif")),
    ".eml": FileType("e-mail", "message/rfc822"),
    ".msg": FileType(
        "Outlook e-mail",
        "application/vnd.ms-outlook",
        ("application/vnd.ms-outlook", "application/CDFV2", "application/x-ole-storage"),
    ),
}
#: What a file is, by the type that was found in its bytes.
LABELS = {each.mime: each.label for each in ALLOWED.values()}
#: For the file field. Phones offer their camera where pictures are named by type, not by ending.
ACCEPT = ",".join([*ALLOWED, "image/png", "image/jpeg", "image/heic", "image/heif"])
MARKUP = re.compile(rb"\s*<[a-z!?/]", re.IGNORECASE)
#: What browsers look at to guess a type; a page's beginning may hide behind a line of text.
GUESSED_FROM = 1024
PAGE = re.compile(rb"<(script|html|iframe|svg|body|\?php|!doctype\s+html)\b", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
OUTLOOK = "__properties_version1.0".encode("utf-16-le")


def check(file: File, raw_name: str) -> tuple[str, str]:
    """The cleaned name and the content type of an accepted file; its position is left at 0.

    Raises:
        ValidationError: with what is wrong, and what to do about it.
    """
    if getattr(file, "is_lost", False):  # on its way in, for want of room on the disk
        raise ValidationError(refusals.NOT_STORED)
    size = file.size or 0
    if size == 0:
        raise ValidationError(refusals.EMPTY)
    if size > settings.EVIDENCE_MAX_BYTES:
        raise ValidationError(too_big_message())
    name = clean_name(raw_name)
    if not name:
        raise ValidationError(refusals.NAMELESS)
    ending = split_ending(name)[1].lower()
    kind = ALLOWED.get(ending)
    if kind is None:
        raise ValidationError(refusals.of_ending(ending))
    file.seek(0)
    _check_bytes(file, ending, kind)
    file.seek(0)
    return name, kind.mime


def mime_of(name: str) -> str:
    """The content type of a file that was accepted under this name."""
    return ALLOWED[split_ending(name)[1].lower()].mime


def too_big_message() -> str:
    limit = filesizeformat(settings.EVIDENCE_MAX_BYTES).replace(".0\xa0", "\xa0")
    return f"The file is bigger than {limit}."


def _check_bytes(file: File, ending: str, kind: FileType) -> None:
    head = file.read(HEAD)
    found = sniff(head)
    if ending in OFFICE:
        if not head.startswith((archives.FIRST, officefiles.OLD_OFFICE)):
            raise refusals.mismatch(kind.label, "html" if MARKUP.match(head) else found)
        officefiles.check(file, ending, kind.label)
    elif ending in {".txt", ".csv", ".eml"}:
        _check_text(file, ending, kind, found)
    elif found not in kind.sniffed:
        raise refusals.mismatch(kind.label, found)
    elif ending == ".pdf":
        pdffiles.check(file)
    elif ending == ".msg":
        _check_outlook(file, kind)
    else:
        imagefiles.check(file, ending)


def _check_text(file: File, ending: str, kind: FileType, found: str) -> None:
    """Text has no control bytes; and it is not a web page or a script under another name."""
    file.seek(0)
    head = file.read(HEAD)
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    decoder = codecs.getincrementaldecoder("utf-16" if is_wide else "latin-1")("replace")
    file.seek(0)
    while piece := file.read(PIECE):
        if CONTROL.search(decoder.decode(piece)):
            raise refusals.mismatch(kind.label, found)
    if is_wide:
        head = head.decode("utf-16", errors="ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if MARKUP.match(head) or (ending != ".eml" and PAGE.search(head[:GUESSED_FROM])):
        raise ValidationError(refusals.WEB_PAGE)
    if found in {"text/x-shellscript", "text/x-msdos-batch", "text/x-php"}:
        raise ValidationError(refusals.PROGRAM)
    if ending == ".eml" and not _is_mail(head):
        raise refusals.mismatch(kind.label)


def _is_mail(head: bytes) -> bool:
    headers = BytesHeaderParser().parsebytes(head)
    return "from" in headers and any(n in headers for n in ("date", "subject", "to"))


def _check_outlook(file: File, kind: FileType) -> None:
    """An Outlook message has this stream; an old Word file in the same container has not.

    Nobody looks at what is appended to it part by part, so code or a lock anywhere in it is enough.
    """
    if not holds(file, OUTLOOK):
        raise refusals.mismatch(kind.label)
    officefiles.check_old(file)


def sniff(head: bytes) -> str:
    return str(_magic().from_buffer(head))


@cache
def _magic() -> magic.Magic:
    return magic.Magic(mime=True, magic_file=str(pylibmagic.data / "magic.mgc"))
