"""The bucket of the evidence room's tests, for packs."""

from tests.evidence.test_s3 import bucket, server  # noqa: F401
