"""Writes a pack's ZIP file by file: never more of it in memory than a piece of one."""

import hashlib
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone

from documents import web, word
from documents.contents import Contents, FileOf
from documents.story import marking, story, title
from documents.story_words import in_bytes

#: Each step, and every so many bytes within one, says how far it is.
PIECE = 256 * 1024
PULSE = 64 * 1024 * 1024
#: Everything else that is accepted as evidence is packed already.
UNPACKED = ("text/", "message/", "application/vnd.ms-outlook")
NOT_THERE = "It could not be found in the store. Tell whoever runs SCR Tracker."
DIFFERS = "What is stored is not what was added: its checksum differs."
Progress = Callable[[int, int], None]


class TooLarge(Exception):
    """The pack would be too large. The message is for people."""


def write(out: IO[bytes], contents: Contents, progress: Progress) -> None:
    """The files, then the index that says what became of them.

    Raises:
        TooLarge: there are too many files or bytes.
        OSError: the store did not answer; nothing of the ZIP is worth keeping.
    """
    files = contents.files()
    check_size(len(files), contents.size)
    total = len(files) + 1
    progress(0, total)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, file in enumerate(files):
            why = _add(archive, file, partial(progress, done, total))
            if why:
                contents.missing[file.version.pk] = why
            progress(done + 1, total)
        _add_indexes(archive, contents)


def check_size(count: int, size: int) -> None:
    smaller = "Ask for packs of single recommendations instead."
    if count > settings.PACK_MAX_FILES:
        limit = f"{settings.PACK_MAX_FILES:,}"
        raise TooLarge(f"There are {count:,} files; a pack holds {limit} at most. {smaller}")
    if size > settings.PACK_MAX_BYTES:
        found, most = in_bytes(size), in_bytes(settings.PACK_MAX_BYTES)
        raise TooLarge(f"The files are {found} in all; a pack holds {most} at most. {smaller}")


def _add(archive: zipfile.ZipFile, file: FileOf, pulse: Callable[[], None]) -> str:
    """Put the file in, if it is what the row says; else why not."""
    try:
        stream = file.version.open_stored()
    except FileNotFoundError:
        return NOT_THERE
    with stream:
        try:
            if _checksum(stream, pulse) != (file.version.sha256, file.version.size):
                return DIFFERS
        except FileNotFoundError:
            return NOT_THERE
        stream.seek(0)
        is_packed = not file.version.content_type.startswith(UNPACKED)
        entry = _entry(file.path, file.version.uploaded_at, is_packed=is_packed)
        entry.file_size = file.version.size  # so that it knows whether ZIP64 is needed
        with archive.open(entry, "w") as target:
            _copy(stream, target.write, pulse)
    return ""


def _checksum(stream: File, pulse: Callable[[], None]) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = _copy(stream, digest.update, pulse)
    return digest.hexdigest(), size


def _copy(stream: File, write: Callable[[bytes], object], pulse: Callable[[], None]) -> int:
    size, next_pulse = 0, PULSE
    while piece := stream.read(PIECE):
        write(piece)
        size += len(piece)
        if size >= next_pulse:
            pulse()
            next_pulse += PULSE
    return size


def _entry(path: str, at: datetime, *, is_packed: bool = False) -> zipfile.ZipInfo:
    """Dated by what it holds, so that the same state makes the same bytes."""
    local = timezone.localtime(at)
    entry = zipfile.ZipInfo(path, local.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _add_indexes(archive: zipfile.ZipFile, contents: Contents) -> None:
    blocks, at = list(story(contents)), contents.made_at
    named = title(contents), marking(contents)
    archive.writestr(_entry("index.html", at), web.page(*named, blocks))
    made = BytesIO()
    word.write(made, *named, blocks, contents.asked_by, at)
    archive.writestr(_entry("index.docx", at, is_packed=True), made.getvalue())
    archive.writestr(_entry("checksums.txt", at), _checksums(contents))


def _checksums(contents: Contents) -> str:
    """As `sha256sum --check` reads it."""
    return "".join(f"{file.version.sha256}  {file.path}\n" for file in contents.files())
