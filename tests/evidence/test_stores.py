"""What is stored is on the disk before anything speaks of it."""

import os
from pathlib import Path

from django.core.files.base import ContentFile

from scr_tracker.settings import STORAGES
from scr_tracker.stores import LastingFiles, evidence_store


def test_a_saved_file_and_the_folders_that_lead_to_it_are_on_the_disk(tmp_path, monkeypatch):
    synced = []
    real = os.fsync

    def fsync(opened):
        synced.append(Path(os.readlink(f"/proc/self/fd/{opened}")))
        real(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    store = LastingFiles(location=tmp_path, base_url=None)
    assert store.save("ab/abc", ContentFile(b"minutes")) == "ab/abc"
    assert synced == [tmp_path / "ab" / "abc", tmp_path / "ab", tmp_path]
    assert (tmp_path / "ab" / "abc").read_bytes() == b"minutes"


def test_evidence_is_kept_so_where_no_bucket_is_set(tmp_path):
    chosen = evidence_store(tmp_path, bucket="")
    assert chosen["BACKEND"] == "scr_tracker.stores.LastingFiles"
    assert STORAGES["evidence"]["BACKEND"] == chosen["BACKEND"]
