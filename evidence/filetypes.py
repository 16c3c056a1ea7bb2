"""Which files are accepted: by the ending of the name *and* by what is in the bytes.

`check` looks at what libmagic finds at the start of the file; office files are opened as the ZIP
archives that they are, since there the truth is in the table of contents.
"""

import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from functools import cache
from typing import IO

# Before magic: importing it is what lets magic find libmagic on a machine without one.
import pylibmagic  # isort: skip
import magic  # isort: skip

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat

from evidence import officefiles
from evidence.filenames import clean_name, split_ending

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
ACCEPTED = "PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV, PNG, JPEG, HEIC or e-mail"

_ADVICE: dict[str, tuple[str, str]] = {
    "macros": (
        ".docm .dotm .xlsm .xltm .xlam .xlsb .pptm .potm .ppsm .ppam .sldm",
        "This kind of file can hold macros. Save it as .docx, .xlsx, .pptx or PDF and choose that.",
    ),
    "old": (
        ".doc .dot .xls .xlt .ppt .pps .pot .rtf .pages .numbers .key .pub .wps",
        "This kind of file is not accepted. Save it as .docx, .xlsx, .pptx or PDF and choose that.",
    ),
    "web": (
        ".htm .html .xhtml .mht .mhtml .svg .xml .js",
        "Web pages and SVG drawings can hold scripts. Save it as PDF or as a picture and choose "
        "that, or add the address as a link.",
    ),
    "archive": (
        ".zip .rar .7z .tar .gz .tgz .bz2 .xz .iso .cab .dmg",
        "Archives are not accepted. Unpack it and add the files one by one.",
    ),
    "program": (
        ".exe .com .bat .cmd .ps1 .vbs .msi .scr .jar .sh .py .lnk .hta .apk .app .dll",
        "Programs are not accepted.",
    ),
    "picture": (
        ".gif .webp .bmp .tif .tiff .avif .heif",
        "This kind of picture is not accepted. Save it as PNG, JPEG or PDF and choose that.",
    ),
    "sound": (
        ".mp3 .mp4 .m4a .mov .avi .wav .wmv .mkv",
        "Sound and film are not accepted. Add a link to where it is kept.",
    ),
}
ADVICE = {ending: text for endings, text in _ADVICE.values() for ending in endings.split()}
MARKUP = re.compile(rb"\s*<[a-z!?/]", re.IGNORECASE)


def check(file: File, raw_name: str) -> tuple[str, str]:
    """The cleaned name and the content type of an accepted file; its position is left at 0.

    Raises:
        ValidationError: with what is wrong, and what to do about it.
    """
    size = file.size or 0
    if size == 0:
        raise ValidationError("The file is empty.")
    if size > settings.EVIDENCE_MAX_BYTES:
        raise ValidationError(too_big_message())
    name = clean_name(raw_name)
    if not name:
        raise ValidationError("The file has no name that can be read. Rename it and choose it.")
    ending = split_ending(name)[1].lower()
    kind = ALLOWED.get(ending)
    if kind is None:
        raise ValidationError(_advice(ending))
    file.seek(0)
    _check_bytes(file, ending, kind)
    file.seek(0)
    return name, kind.mime


def too_big_message() -> str:
    limit = filesizeformat(settings.EVIDENCE_MAX_BYTES).replace(".0\xa0", "\xa0")
    return f"The file is bigger than {limit}."


def _advice(ending: str) -> str:
    if not ending:
        return f"The file’s name has no ending. Choose a {ACCEPTED} file."
    return ADVICE.get(
        ending, f"Files that end in {ending} are not accepted. Choose a {ACCEPTED} file."
    )


def _check_bytes(file: File, ending: str, kind: FileType) -> None:
    head = file.read(HEAD)
    if ending in OFFICE:
        if not officefiles.is_document(file, ending):
            raise _mismatch(kind.label)
    elif ending in {".txt", ".csv", ".eml"}:
        _check_text(head, kind)
        if ending == ".eml" and not _is_mail(head):
            raise _mismatch(kind.label)
    elif sniff(head) not in kind.sniffed or (ending == ".msg" and not _is_outlook(file)):
        raise _mismatch(kind.label)


def _mismatch(label: str) -> ValidationError:
    return ValidationError(
        f"The name says {label}, but that is not what is in the file. Open it in its own "
        "program, save it again, and choose that. A file with a password must be saved without it."
    )


def _check_text(head: bytes, kind: FileType) -> None:
    """Text has no control bytes; and it is not a web page or a script under another name."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="ignore").encode()
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        raise _mismatch(kind.label)
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise ValidationError(ADVICE[".html"])
    if sniff(head) in {"text/x-shellscript", "text/x-msdos-batch", "text/x-php"}:
        raise ValidationError(ADVICE[".exe"])


def _is_mail(head: bytes) -> bool:
    headers = BytesHeaderParser().parsebytes(head)
    return "from" in headers and any(n in headers for n in ("date", "subject", "to"))


def _is_outlook(file: IO[bytes] | File) -> bool:
    """An Outlook message has this stream; an old Word file in the same container has not."""
    wanted = "__properties_version1.0".encode("utf-16-le")
    file.seek(0)
    tail = b""
    while chunk := file.read(HEAD):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False


def sniff(head: bytes) -> str:
    return str(_magic().from_buffer(head))


@cache
def _magic() -> magic.Magic:
    return magic.Magic(mime=True, magic_file=str(pylibmagic.data / "magic.mgc"))
