"""Where the bytes of evidence are kept: a local folder, or a bucket of any S3-compatible store.

Both are private, and neither holds more of a file in memory than a few pieces.
"""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

MEGABYTE = 1024 * 1024
PART = 8 * MEGABYTE


class LastingFiles(FileSystemStorage):
    """A folder whose files are on the disk once they are saved: a power cut takes none of them.

    The row that speaks of a file is written afterwards, and the database lasts as well.
    """

    def _save(self, name: str, content: File) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # what backends override
        file = Path(self.path(saved))
        for place in (file, file.parent, file.parent.parent):  # a key has one folder, maybe new
            _to_disk(place)
        return saved


def _to_disk(place: Path) -> None:
    """Of a folder: which files it holds."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def evidence_store(folder: Path, bucket: str) -> dict[str, Any]:
    """The entry of `STORAGES`."""
    return _bucket(bucket) if bucket else _folder(folder)


def _folder(folder: Path) -> dict[str, Any]:
    return {
        "BACKEND": "scr_tracker.stores.LastingFiles",
        "OPTIONS": {
            "location": folder,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def _bucket(bucket: str) -> dict[str, Any]:
    from boto3.s3.transfer import TransferConfig  # takes half a second

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            # Without an ACL of its own an object is private, and newer buckets accept none.
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
            # What is read goes to a temporary file beyond this; 0 would keep all of it in memory.
            "max_memory_size": 2 * MEGABYTE,
            # Parts one after the other: threads would hold one each.
            "transfer_config": TransferConfig(
                multipart_threshold=8 * MEGABYTE,
                multipart_chunksize=8 * MEGABYTE,
                use_threads=False,
            ),
        },
    }
