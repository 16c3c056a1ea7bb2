"""Loaded before Django (`-p tests.environment`): a test run's settings, whatever `.env` says."""

import os
import tempfile
from pathlib import Path

VAR_DIR = Path(tempfile.mkdtemp(prefix="scr-tracker-tests-"))
(VAR_DIR / "static").mkdir()  # WhiteNoise looks for it at the start

os.environ.update(
    SECRET_KEY="only-for-tests-" + "x" * 40,
    DEBUG="false",
    HTTPS_ONLY="false",
    DEMO_MODE="true",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    SITE_URL="http://testserver",
    VAR_DIR=str(VAR_DIR),
    DATABASE_URL=os.environ.get("TEST_RUN_DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
    REDIS_URL=os.environ.get("TEST_RUN_REDIS_URL", ""),
    CLAMAV_URL="",
    EVIDENCE_S3_BUCKET="",
    EVIDENCE_MAX_MB="1",
    EMAIL_URL="memorymail://",
    LOG_LEVEL="WARNING",
)
