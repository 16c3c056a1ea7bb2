"""`manage.py check_evidence`: every row has its bytes, and all bytes have their row."""

import json
import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from evidence.models import EvidenceVersion, PendingUpload, evidence_storage
from tests.evidence.samples import PDF, add, upload, waits


@pytest.fixture
def version(world):
    return add(world).versions.get()


def check(*options):
    """(What it printed, what it failed with)."""
    out = StringIO()
    try:
        call_command("check_evidence", *options, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), ""


def path_of(key):
    return Path(evidence_storage().path(str(key)))


def orphan(hours, key="ab/orphan"):
    evidence_storage().save(key, ContentFile(b"x"))
    then = time.time() - hours * 3600
    os.utime(path_of(key), (then, then))
    return path_of(key)


def test_whole(version):
    said = ["1 files (0 in quarantine), 0 previews, 0 disposed of; 1 stored."]
    assert check() == (said, "")


def test_nothing_at_all(db):
    assert check()[1] == ""


def test_row_without_bytes(version):
    path_of(version.file).unlink()
    lines, error = check()
    assert lines[1:] == [f"missing: version {version.public_id}, {version.file}"]
    assert error == "1 difference"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF[:-1], f"size|({len(PDF) - 1} bytes instead of {len(PDF)})"), (PDF[:-1] + b" ", "hash|")],
)
def test_bytes_that_have_changed(version, content, kind):
    path_of(version.file).write_bytes(content)
    kind, _, detail = kind.partition("|")
    (line,) = check()[0][1:]
    assert line == f"{kind}: version {version.public_id}, {version.file} {detail}".rstrip()


def test_a_store_that_cannot_be_read(version):
    path_of(version.file).unlink()
    path_of(version.file).mkdir()
    assert check()[1] == "1 difference"


@pytest.mark.parametrize(
    ("hours", "options", "is_left", "error"),
    [
        (0.5, [], True, ""),
        (2, [], True, "1 difference"),
        (2, ["--delete-orphans"], True, "1 difference"),
        (30, [], True, "1 difference"),
        (0.5, ["--delete-orphans"], True, ""),
        (30, ["--delete-orphans"], False, ""),
    ],
)
def test_bytes_without_a_row(version, hours, options, is_left, error):
    path = orphan(hours)
    assert check(*options)[1] == error
    assert path.exists() == is_left
    assert path_of(version.file).exists()


def test_previews_and_quarantine_are_counted_and_known(version):
    storage = evidence_storage()
    preview = storage.save("previews/aa/p", ContentFile(b"x"))
    kept = storage.save("quarantine/bb/q", ContentFile(PDF))
    storage.delete(str(version.file))
    EvidenceVersion.objects.update(file=kept, preview=preview, preview_state="made")
    for key in (preview, kept):
        os.utime(path_of(key), (0, 0))
    assert check("--delete-orphans") == (
        ["1 files (1 in quarantine), 1 previews, 0 disposed of; 2 stored."],
        "",
    )
    storage.delete(preview)
    assert check()[0][1:] == [f"preview missing: version {version.public_id}, {preview}"]


def test_what_was_disposed_of_needs_no_bytes(version, today):
    storage_key = str(version.file)
    EvidenceVersion.objects.update(file="", disposed_at="2026-11-01T00:00Z")
    evidence_storage().delete(storage_key)
    assert check()[1] == ""


def test_json(version):
    orphan(48)
    lines, error = check("--json")
    found = json.loads("\n".join(lines))
    assert (found["files"], found["stored"], found["is_whole"]) == (1, 2, False)
    assert [(each["kind"], each["key"]) for each in found["differences"]] == [
        ("orphan", "ab/orphan")
    ]
    assert error == "1 difference"


def test_a_file_that_waits_to_become_evidence_is_no_orphan(world):
    path = orphan(30, "ab/file")
    kept = PendingUpload.objects.create(
        owner=world.police_lead, file="ab/file", original_name="a.txt", sha256="0" * 64, size=1
    )
    assert check("--delete-orphans")[1] == ""
    assert path.exists()
    kept.delete()
    assert check()[1] == "1 difference"


def test_orphans_of_every_folder_go_and_everything_alive_stays(world):
    storage = evidence_storage()
    item = add(world)
    alive = [str(item.versions.get().file)]
    alive.append(str(waits(world, upload("a.txt", b"Waits.")).file))
    infected, previewed = (add(world, title=name).versions.get() for name in ("I", "P"))
    for version, field, key in (
        (infected, "file", "quarantine/aa/alive"),
        (previewed, "preview", "previews/aa/alive"),
    ):
        storage.save(key, ContentFile(PDF))
        if field == "file":
            storage.delete(str(version.file))
        EvidenceVersion.objects.filter(pk=version.pk).update(**{field: key})
        alive.append(key)
    alive.append(str(previewed.file))
    ours = ["ab/o", "quarantine/ab/o", "previews/ab/o", "waiting/o", "loose"]
    not_ours = ["packs/ab/pack", "incoming/half.upload.pdf"]
    for key in [*ours, *not_ours]:
        storage.save(key, ContentFile(b"x"))
    for key in [*alive, *ours, *not_ours]:
        os.utime(path_of(key), (0, 0))
    said, error = check("--delete-orphans")
    assert (said[-1], error) == ("5 orphans deleted.", "")
    assert [key for key in ours if storage.exists(key)] == []
    assert [key for key in [*alive, *not_ours] if not storage.exists(key)] == []
