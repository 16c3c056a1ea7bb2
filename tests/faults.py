"""Faults that the kernel itself makes, without mounting anything and without being anybody else.

`full_disk` limits how long a file may become: the write that goes beyond fails in its middle, as on
a disk that has just become full. (The error is called EFBIG there and ENOSPC here; nothing of ours
asks for its name.) `read_only` takes the right to write from folders, and from this thread the
right to ignore that, which root has.
"""

import ctypes
import os
import resource
import struct
from contextlib import contextmanager

CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


@contextmanager
def full_disk(room):
    """Inside, no file grows beyond `room` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(top):
    """Inside, nothing can be written, moved or deleted in the folder and those within it."""
    folders = [top, *(path for path in top.rglob("*") if path.is_dir())]
    modes = {folder: folder.stat().st_mode for folder in folders}
    with _rights_as_written():
        for folder in folders:
            folder.chmod(0o500)
        try:
            yield
        finally:
            for folder, mode in modes.items():
                folder.chmod(mode)


@contextmanager
def _rights_as_written():
    """This thread may do with files what their modes say, and no more."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITY_VERSION_3, 0))
    had = ctypes.create_string_buffer(24)
    _done(libc.capget(header, had))
    effective, *others = struct.unpack("=6I", had.raw[:24])
    less = struct.pack("=6I", effective & ~(1 << CAP_DAC_OVERRIDE), *others)
    _done(libc.capset(header, ctypes.create_string_buffer(less)))
    try:
        yield
    finally:
        _done(libc.capset(header, had))


def _done(result):
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
