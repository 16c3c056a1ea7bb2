"""Reads files of any size in pieces."""

from collections.abc import Iterator
from typing import IO

from django.core.files.base import File

PIECE = 64 * 1024


def windows(file: "IO[bytes] | File", overlap: int) -> Iterator[tuple[int, bytes]]:
    """From the start to the end: (position, bytes); each begins with the end of the one before.

    So a text of up to `overlap` bytes is found in one of them, wherever it lies.
    """
    file.seek(0)
    position, kept = 0, b""
    while piece := file.read(PIECE):
        window = kept + piece
        yield position - len(kept), window
        position += len(piece)
        kept = window[-overlap:]


def holds(file: "IO[bytes] | File", wanted: bytes) -> bool:
    return any(wanted in window for _, window in windows(file, len(wanted)))


def end_of(file: "IO[bytes] | File", length: int) -> bytes:
    """The last bytes of the file."""
    size = file.seek(0, 2)
    file.seek(max(0, size - length))
    return file.read(length)
