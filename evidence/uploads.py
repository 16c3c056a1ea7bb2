"""Files on their way in: to a temporary file, and no further than the limit."""

import logging
import os
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

logger = logging.getLogger(__name__)

#: In characters. No accepted type has a longer one, so that a cut ending is still refused.
LONGEST_ENDING = 16
#: Seconds since the last byte was written.
DEAD_AFTER = 3600


class LostUpload(UploadedFile):
    """A file for which there was no room on the disk. Only its name and size are known."""

    is_lost = True

    def __init__(self, name: str, size: int) -> None:
        super().__init__(BytesIO(), name, size=size)


class LimitedFileUploadHandler(TemporaryFileUploadHandler):
    """Streams to a temporary file; of a file beyond the limit nothing is kept on the disk.

    The rest of such a file is read and thrown away, so that the form arrives whole and comes back
    filled in. `size` is then the true size, by which the form knows that it is too big. Bodies far
    beyond the limit never come here: the middleware refuses them unread. The same where the disk
    is full or may not be written: the form says so, and nothing that was typed is lost.
    """

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """The temporary file takes the ending into its name, and the disk allows no long one."""
        stem, ending = os.path.splitext(file_name)
        self.received, self.is_lost = 0, False
        self.__dict__.pop("file", None)  # the one before is not ours any more
        try:
            super().new_file(field_name, stem + ending[:LONGEST_ENDING], *args, **kwargs)
        except OSError:
            self._lose()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.is_lost:
            return None
        try:
            if self.received <= settings.EVIDENCE_MAX_BYTES:
                return super().receive_data_chunk(raw_data, start)
            self.file.seek(0)
            self.file.truncate()
        except OSError:
            self._lose()
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            file = None if self.is_lost else super().file_complete(file_size)
        except OSError:  # what was written last stood in a buffer
            self._lose()
            file = None
        if file is None:
            return LostUpload(str(self.file_name), self.received)
        file.size = max(self.received, file_size)
        return file

    def upload_interrupted(self) -> None:
        if not self.is_lost:
            super().upload_interrupted()

    def _lose(self) -> None:
        """There is no room for the file. What was written of it goes, and the form goes on."""
        logger.exception("An upload could not be written to the disk")
        self.is_lost = True
        with suppress(AttributeError, OSError):
            self.file.close()


def sweep_incoming() -> int:
    """Take away what a web process that was killed has left. How many files there were."""
    swept = 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*"):
        with suppress(FileNotFoundError):  # it has just become evidence
            if path.stat().st_mtime < time.time() - DEAD_AFTER:
                path.unlink()
                swept += 1
    return swept
