"""Loaded before Django (`-p tests.environment`): a test run's settings, whatever `.env` says."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VAR_DIR = Path(tempfile.mkdtemp(prefix="scr-tracker-tests-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
(VAR_DIR / "static").mkdir()  # WhiteNoise looks for it at the start


def redis_url() -> str:
    """A database of its own for each pytest-xdist worker: one clears its cache, all others keep."""
    url = os.environ.get("TEST_RUN_REDIS_URL", "")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    base, _, number = url.rpartition("/")
    return f"{base}/{int(number) + int(worker)}" if number.isdecimal() else url


os.environ.update(
    SECRET_KEY="only-for-tests-" + "x" * 40,
    DEBUG="false",
    HTTPS_ONLY="false",
    DEMO_MODE="true",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    SITE_URL="http://testserver",
    VAR_DIR=str(VAR_DIR),
    DATABASE_URL=os.environ.get("TEST_RUN_DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
    REDIS_URL=redis_url(),
    CLAMAV_URL="",
    EVIDENCE_S3_BUCKET="",
    EVIDENCE_MAX_MB="1",
    EMAIL_URL="memorymail://",
    MAIL_PER_MINUTE="0",
    LOG_LEVEL="WARNING",
)
