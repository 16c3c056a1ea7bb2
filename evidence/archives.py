"""ZIP archives from strangers: their table of contents, and what unpacks from them.

Nothing is believed. The table is counted before it is read, and every part is unpacked in pieces
and measured, since the size that an archive gives may be a lie.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File

from evidence import refusals
from evidence.reading import PIECE, end_of

FIRST, ENTRY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_RECORD = struct.Struct("<4s4H2LH")
LONGEST_COMMENT = 0xFFFF
#: Bytes of a table of contents that are read into memory.
LONGEST_TABLE = 4 * 1024 * 1024
#: Below this nothing is a bomb, however well it packs.
SMALL = 10 * 1024 * 1024
INFLATE_STEP = 1024 * 1024

#: What reading raises where the bytes are no archive, or a damaged one.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


@dataclass
class Budget:
    """What one file may still unpack to, with all that lies within it."""

    packed: int
    unpacked: int = field(init=False, default=0)
    parts: int = field(init=False, default=0)

    def take(self, infos: list[zipfile.ZipInfo]) -> None:
        """Raises: ValidationError where that is too much."""
        self.parts += len(infos)
        if self.parts > settings.EVIDENCE_PARTS_MAX:
            raise ValidationError(refusals.TOO_MANY_PARTS)
        self.unpacked += sum(info.file_size for info in infos)
        most = min(
            settings.EVIDENCE_UNPACKED_MAX_BYTES,
            max(SMALL, self.packed * settings.EVIDENCE_RATIO_MAX),
        )
        if self.unpacked > most:
            raise ValidationError(refusals.UNPACKS_TOO_BIG)


def is_archive(file: "IO[bytes] | File") -> bool:
    """Whether a program that unpacks would find an archive in it, wherever in the file."""
    return _table(file) is not None


def contents(file: "IO[bytes] | File", budget: Budget) -> list[zipfile.ZipInfo]:
    """The parts of an archive that starts and ends where the file does.

    Raises:
        ValidationError: too many parts, too large, or one with a password.
        one of BROKEN: it is no such archive.
    """
    file.seek(0)
    table = _table(file) if file.read(4) == FIRST else None
    if table is None or not table.ends_with_file:
        raise zipfile.BadZipFile
    if table.size > LONGEST_TABLE:
        raise ValidationError(refusals.TOO_MANY_PARTS)
    file.seek(table.start)
    if file.read(table.size).count(ENTRY) > settings.EVIDENCE_PARTS_MAX:
        raise ValidationError(refusals.TOO_MANY_PARTS)
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise ValidationError(refusals.LOCKED)
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise zipfile.BadZipFile("two parts of one name")
    budget.take(infos)
    return infos


def unpack(file: "IO[bytes] | File", info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, in pieces; fails where size, name or checksum are not as told."""
    with zipfile.ZipFile(file) as archive, archive.open(info):
        pass  # compares the two places in which the name stands
    file.seek(info.header_offset + 26)
    name_length, extra_length = struct.unpack("<HH", file.read(4))
    file.seek(info.header_offset + 30 + name_length + extra_length)
    size = checksum = 0
    for piece in filter(None, _inflated(file, info)):
        size += len(piece)
        if size > info.file_size:
            raise ValidationError(refusals.UNPACKS_TOO_BIG)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != info.file_size or checksum != info.CRC:
        raise zipfile.BadZipFile("a part is not as told")


def _inflated(file: "IO[bytes] | File", info: zipfile.ZipInfo) -> Iterator[bytes]:
    left = info.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        if info.compress_type == zipfile.ZIP_STORED:
            yield piece
            continue
        while piece:
            yield inflate.decompress(piece, INFLATE_STEP)
            piece = inflate.unconsumed_tail
    if info.compress_type == zipfile.ZIP_DEFLATED and not inflate.eof:
        yield inflate.flush()
    if left or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("a part is cut off, or packed in another way")


@dataclass(frozen=True)
class _Table:
    start: int
    size: int
    ends_with_file: bool


def _table(file: "IO[bytes] | File") -> _Table | None:
    """The table of contents that the end of the file leads to."""
    tail = end_of(file, END_RECORD.size + LONGEST_COMMENT)
    size = file.tell()
    found = tail.rfind(END)
    if found < 0 or len(tail) - found < END_RECORD.size:
        return None
    *_, table_size, _, comment = END_RECORD.unpack_from(tail, found)
    start = size - len(tail) + found - table_size
    if start < 0:
        return None
    file.seek(start)
    if file.read(4) != ENTRY:
        return None
    return _Table(start, table_size, len(tail) - found == END_RECORD.size + comment)
