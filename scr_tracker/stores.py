"""Where the bytes of evidence are kept: a local folder, or a bucket of any S3-compatible store.

Both are private, and neither holds more of a file in memory than a few pieces.
"""

from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
PART = 8 * MEGABYTE


def evidence_store(folder: Path, bucket: str) -> dict[str, Any]:
    """The entry of `STORAGES`."""
    return _bucket(bucket) if bucket else _folder(folder)


def _folder(folder: Path) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
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
