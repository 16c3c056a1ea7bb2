"""Files on their way in: to a temporary file, and no further than the limit."""

import os
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

#: In characters. No accepted type has a longer one, so that a cut ending is still refused.
LONGEST_ENDING = 16


class LimitedFileUploadHandler(TemporaryFileUploadHandler):
    """Streams to a temporary file; of a file beyond the limit nothing is kept on the disk.

    The rest of such a file is read and thrown away, so that the form arrives whole and comes back
    filled in. `size` is then the true size, by which the form knows that it is too big. Bodies far
    beyond the limit never come here: the middleware refuses them unread.
    """

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """The temporary file takes the ending into its name, and the disk allows no long one."""
        stem, ending = os.path.splitext(file_name)
        super().new_file(field_name, stem + ending[:LONGEST_ENDING], *args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received <= settings.EVIDENCE_MAX_BYTES:
            return super().receive_data_chunk(raw_data, start)
        self.file.seek(0)
        self.file.truncate()
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        file = super().file_complete(file_size)
        if file is not None:
            file.size = max(self.received, file_size)
        return file
