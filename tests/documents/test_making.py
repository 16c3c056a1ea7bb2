"""A worker makes a pack: once, again after a failure, never two at a time, never without end."""

import hashlib
import os
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from documents import archive, keeping, packing, tasks
from documents.models import Pack
from evidence.models import evidence_storage
from tests.documents.packs import ask, make, opened
from tests.evidence.samples import PDF, add, upload

DAY = timedelta(days=1)


@pytest.fixture
def filled(world, today):
    return add(world)


def stored(settings):
    """Files of packs in the store."""
    folder = settings.STORAGES["evidence"]["OPTIONS"]["location"] / "packs"
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_made_twice_it_is_made_once(filled, world):
    pack = make(world)
    assert packing.make(pack.pk) == ""
    again = Pack.objects.get()
    assert (again.attempts, again.sha256) == (1, pack.sha256)


def test_two_workers_do_not_share_one(filled, world, settings):
    pack = ask(world)
    first = packing.claim(pack.pk)
    assert packing.claim(pack.pk) is None
    Pack.objects.update(lease_until=timezone.now() - DAY)
    assert packing.make(pack.pk) == "ready"
    made = Pack.objects.get()
    assert (made.attempts, made.state) == (2, "ready")
    with pytest.raises(packing.LeaseLost):
        packing.JOB.progress(first, 1, 2)
    assert len(stored(settings)) == 1
    assert "index.html" in opened(made)


def test_who_loses_the_lease_while_storing_leaves_nothing(filled, world, settings, monkeypatch):
    store = packing._store

    def slowly(pack, out):
        store(pack, out)
        Pack.objects.update(lease_until=timezone.now() - DAY)
        monkeypatch.setattr(packing, "_store", store)
        assert packing.make(pack.pk) == "ready"

    monkeypatch.setattr(packing, "_store", slowly)
    assert packing.make(ask(world).pk) == ""
    made = Pack.objects.get()
    assert (made.state, made.attempts) == ("ready", 2)
    assert stored(settings) == [str(made.file).split("/")[-1]]


def test_what_a_killed_worker_stored_in_part_is_removed(filled, world, settings):
    pack = ask(world)
    packing.claim(pack.pk)
    evidence_storage().save(str(Pack.objects.get().file), ContentFile(b"half"))
    Pack.objects.update(lease_until=timezone.now() - DAY)
    assert packing.waiting_ids(timezone.now()) == [pack.pk]
    packing.make(pack.pk)
    assert stored(settings) == [str(Pack.objects.get().file).split("/")[-1]]


def test_a_failure_is_tried_three_times_more_and_then_said(filled, world, settings, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    pack = ask(world)
    assert [packing.make(pack.pk) for _ in range(5)] == [*["waiting"] * 3, "failed", ""]
    pack.refresh_from_db()
    assert (pack.attempts, pack.reason, str(pack.file)) == (4, packing.GIVEN_UP, "")
    assert stored(settings) == []


def test_a_worker_that_is_stopped_each_time_gives_up_too(filled, world):
    pack = ask(world)
    for _ in range(packing.MOST_RETRIES + 1):
        packing.claim(pack.pk)
        Pack.objects.update(lease_until=timezone.now() - DAY)
    assert packing.make(pack.pk) == "failed"
    assert Pack.objects.get().reason == packing.GIVEN_UP


def test_a_passing_failure_heals(filled, world, monkeypatch):
    write = archive.write
    monkeypatch.setattr(packing, "write", lambda *_: 1 / 0)
    pack = ask(world)
    assert packing.make(pack.pk) == "waiting"
    monkeypatch.setattr(packing, "write", write)
    assert packing.make(pack.pk) == "ready"
    made = Pack.objects.get()
    assert (made.reason, made.attempts, made.done, made.total) == ("", 2, 2, 2)


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("PACK_MAX_FILES", 1, "There are 2 files; a pack holds 1 at most."),
        ("PACK_MAX_BYTES", 600, "The files are {} bytes in all; a pack holds 600 bytes at most."),
    ],
)
def test_what_is_too_large_is_refused_at_once(filled, world, settings, limit, value, words):
    add(world, title="More", file=upload(content=PDF + b"\n"))
    setattr(settings, limit, value)
    pack = make(world)
    assert (pack.state, pack.attempts) == ("failed", 1)
    assert pack.reason == (
        f"{words.format(2 * len(PDF) + 1)} Ask for packs of single recommendations instead."
    )


def test_what_is_packed_already_is_not_packed_again(filled, world):
    add(world, title="Text", file=upload("text.txt", b"word " * 500))
    with make(world).open_stored() as file, zipfile.ZipFile(file) as found:
        kinds = {info.filename.split(".")[-1]: info.compress_type for info in found.infolist()[:2]}
    assert kinds == {"pdf": zipfile.ZIP_STORED, "txt": zipfile.ZIP_DEFLATED}


def sweep(**options):
    out = StringIO()
    call_command("sweep_packs", stdout=out, **options)
    return out.getvalue().strip()


NOTHING = "0 packs ended, 0 files removed, 0 files without a pack removed."


def test_after_seven_days_the_bytes_go_and_the_row_stays(filled, world, settings):
    pack = make(world)
    assert sweep() == NOTHING
    Pack.objects.update(expires_at=timezone.now())
    assert sweep(dry_run=True) == (
        "1 packs would be ended, 1 files would be removed, 0 files without a pack would be removed."
    )
    assert (Pack.objects.get().state, len(stored(settings))) == ("ready", 1)
    assert sweep() == "1 packs ended, 1 files removed, 0 files without a pack removed."
    pack.refresh_from_db()
    assert (pack.state, pack.reason, str(pack.file)) == ("expired", keeping.OVER, "")
    assert (pack.sha256 != "", stored(settings)) == (True, [])
    assert sweep() == NOTHING


def test_disposed_files_do_not_live_on_in_a_pack(filled, world, settings):
    make(world)
    filled.versions.update(disposed_at=timezone.now())
    assert tasks.sweep_packs() == 1
    assert stored(settings) == []


def test_a_store_that_fails_leaves_the_bytes_to_the_next_sweep(
    filled, world, settings, monkeypatch
):
    make(world)
    Pack.objects.update(expires_at=timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", lambda *_: 1 / 0)
        assert sweep() == "1 packs ended, 0 files removed, 0 files without a pack removed."
    assert (Pack.objects.get().state, len(stored(settings))) == ("expired", 1)
    assert sweep() == "0 packs ended, 1 files removed, 0 files without a pack removed."
    assert stored(settings) == []


def test_bytes_of_packs_that_no_row_knows_go_after_a_day(filled, world, settings):
    pack = make(world)
    key = str(pack.file)
    Pack.objects.update(file="packs/zz/other")
    path = settings.STORAGES["evidence"]["OPTIONS"]["location"] / key
    os.utime(path, (timezone.now().timestamp(),) * 2)
    assert sweep() == NOTHING
    os.utime(path, (timezone.now().timestamp() - 90_000,) * 2)
    assert sweep() == "0 packs ended, 0 files removed, 1 files without a pack removed."
    assert stored(settings) == []


def test_packs_are_no_orphans_of_the_evidence(filled, world, settings):
    path = settings.STORAGES["evidence"]["OPTIONS"]["location"] / str(make(world).file)
    os.utime(path, (1, 1))
    call_command("check_evidence", delete_orphans=True, stdout=StringIO())
    assert path.exists()


def test_in_a_bucket_it_is_stored_taken_and_swept(filled, world, bucket, sign_in):
    filled.versions.update(file="gone")  # lies in the folder, not in the bucket
    item = add(world, title="In the bucket", file=upload(content=PDF + b"\n"))
    pack = make(world)
    assert (pack.state, pack.file_count, pack.left_out_count) == ("ready", 1, 1)
    address = reverse("documents:pack-download", args=[pack.public_id])
    body = b"".join(sign_in("manager").get(address))
    assert hashlib.sha256(body).hexdigest() == pack.sha256
    Pack.objects.update(expires_at=timezone.now())
    assert sweep() == "1 packs ended, 1 files removed, 0 files without a pack removed."
    assert [each.key for each in bucket.objects.all()] == [item.versions.get().file.name]
