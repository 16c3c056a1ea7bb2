"""A store that is full, or may not be written: nothing is half there, and it heals by itself."""

from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from evidence import disposing, pending, previews, quarantine, tasks
from evidence.models import Evidence, EvidenceVersion, PendingUpload, evidence_storage
from evidence.refusals import NOT_STORED
from scr_tracker.errors import InvalidTransition
from tests.evidence.clamd import EICAR, clamd
from tests.evidence.samples import PDF, add, add_url, facts, posted, upload, waits
from tests.faults import full_disk, read_only

ROOM = 100_000
BIG = b"One line of many.\n" * 20_000
Scan = EvidenceVersion.Scan


@pytest.fixture
def folder(settings):
    found = settings.STORAGES["evidence"]["OPTIONS"]["location"]
    found.mkdir()
    return found


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def big():
    return upload("notes.txt", BIG)


def send(client, action, **changes):
    return client.post(add_url(action), posted(also_supports=[action.pk], **changes))


def with_virus(world):
    version = add(world, file=upload("minutes.pdf", PDF + EICAR)).versions.get()
    EvidenceVersion.objects.filter(pk=version.pk).update(scan_state=Scan.WAITING)
    return version


def test_the_faults_are_real(folder):
    with full_disk(ROOM), pytest.raises(OSError, match="File too large"):
        (folder / "a").write_bytes(BIG)
    assert (folder / "a").stat().st_size == ROOM
    with read_only(folder), pytest.raises(PermissionError):
        (folder / "b").touch()
    (folder / "b").touch()


def test_a_disk_that_fills_up_while_a_file_arrives_is_said_at_the_form(world, sign_in, folder):
    incoming = django_settings.FILE_UPLOAD_TEMP_DIR
    client, left = sign_in("police_lead"), files(incoming)
    with full_disk(ROOM):
        page = send(client, world.police_action, title="Notes of March", file=big())
    assert page.status_code == 200
    assert page.context["form"].errors["file"] == [f"notes.txt: {NOT_STORED}"]
    assert 'value="Notes of March"' in page.content.decode()
    assert (files(folder), files(incoming)) == ([], left)
    assert (Evidence.objects.count(), PendingUpload.objects.count()) == (0, 0)
    send(client, world.police_action, title="Notes of March", file=big())
    assert Evidence.objects.get().versions.get().size == len(BIG)


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_file_sent_by_the_script_may_be_tried_again_when_the_store_failed(
    world, sign_in, folder, fault
):
    client = sign_in("police_lead")
    url = reverse("evidence:upload-add", args=[world.police_action.public_id])
    with full_disk(ROOM) if fault == "full" else read_only(folder):
        answer = client.post(url, {"file": big(), "once": "a"})
    assert (answer.status_code, answer.content.decode()) == (507, NOT_STORED)
    assert client.post(url, {"file": big(), "once": "a"}).status_code == 201


def test_of_several_files_those_that_found_room_are_kept(world, sign_in, folder):
    client, action = sign_in("police_lead"), world.police_action
    with full_disk(ROOM):
        page = send(client, action, title="", file=[upload("a.txt", b"Small."), big()])
    assert page.context["form"].errors["file"] == [f"notes.txt: {NOT_STORED}"]
    (row,) = page.context["rows"]
    assert len(files(folder)) == 1
    again = {f"file-{row.upload.public_id}-title": "a", "pending": [row.upload.public_id]}
    send(client, action, title="", file=big(), **again)
    assert sorted(Evidence.objects.values_list("title", flat=True)) == ["a", "notes"]


def test_a_newer_version_that_finds_no_room_leaves_the_item_as_it_is(world, sign_in, folder):
    item = add(world)
    url = reverse("evidence:version-add", args=[item.public_id])
    with full_disk(ROOM):
        page = sign_in("police_lead").post(url, {"file": big()})
    assert page.context["form"].errors["file"] == [NOT_STORED]
    assert item.versions.get().number == 1
    assert len(files(folder)) == 1


@pytest.mark.parametrize("fault", ["full", "read-only"])
@pytest.mark.parametrize("way", ["item", "waiting"])
def test_a_store_that_fails_keeps_no_half_of_a_file(world, folder, fault, way):
    def bring():
        if way == "item":
            return add(world, file=big())
        return waits(world, big())

    broken = full_disk(ROOM) if fault == "full" else read_only(folder)
    with broken, pytest.raises(InvalidTransition, match="could not be stored"):
        bring()
    assert files(folder) == []
    assert (Evidence.objects.count(), PendingUpload.objects.count()) == (0, 0)
    bring()
    assert [path.stat().st_size for path in files(folder)] == [len(BIG)]


def test_where_nothing_can_be_written_uploads_are_refused_and_downloads_go_on(
    world, sign_in, folder
):
    version = add(world).versions.get()
    client = sign_in("police_lead")
    with read_only(folder), read_only(django_settings.FILE_UPLOAD_TEMP_DIR):
        page = send(client, world.police_action, title="Second", file=upload("a.txt", b"A."))
        got = client.get(reverse("evidence:version-download", args=[version.public_id]))
        assert b"".join(got) == PDF
    assert page.context["form"].errors["file"] == [f"a.txt: {NOT_STORED}"]
    assert len(files(folder)) == 1
    send(client, world.police_action, title="Second", file=upload("a.txt", b"A."))
    assert Evidence.objects.count() == 2


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_virus_that_cannot_be_moved_is_not_handed_out_and_moved_later(
    world, settings, sign_in, folder, fault
):
    version = with_virus(world)
    broken = full_disk(100) if fault == "full" else read_only(folder)
    with clamd() as server, patch.object(tasks.tell_of_virus, "delay"):
        settings.CLAMAV_URL = server.url
        with broken:
            assert tasks.scan_version(version.pk) == Scan.INFECTED
        assert len(files(folder)) == 1
        url = reverse("evidence:version-download", args=[version.public_id])
        assert sign_in("manager").get(url).status_code == 409
        assert list(quarantine.misplaced()) == [version]
        tasks.rescan_waiting()
    (moved,) = files(folder)
    assert moved.is_relative_to(folder / "quarantine")


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_preview_that_finds_no_room_is_made_later(world, folder, fault):
    version = add(world).versions.get()
    assert version in previews.missing()
    broken = full_disk(10) if fault == "full" else read_only(folder)
    with broken, pytest.raises(OSError):  # noqa: PT011 — whatever the kernel calls it
        previews.make(version.pk)
    assert len(files(folder)) == 1
    assert version in previews.missing()
    assert previews.make(version.pk) == "made"


def test_what_cannot_be_deleted_is_deleted_later_and_holds_up_nothing(world, folder):
    old = [waits(world, big(), action=a) for a in (world.police_action, world.health_action)]
    PendingUpload.objects.update(received_at="2026-01-01T00:00Z")
    gone = add(world).versions.get()
    EvidenceVersion.objects.filter(pk=gone.pk).update(disposed_at="2026-01-01T00:00Z")
    with read_only(folder):
        assert (pending.sweep(), disposing.remove_bytes()) == (0, 0)
    assert PendingUpload.objects.count() == len(old)
    assert len(files(folder)) == 3
    assert (pending.sweep(), disposing.remove_bytes()) == (2, 1)
    assert files(folder) == []


def test_one_file_that_cannot_be_deleted_does_not_keep_the_others(world, folder):
    rows = [waits(world, upload(f"{n}.txt", b"%d" % n)) for n in range(2)]
    PendingUpload.objects.update(received_at="2026-01-01T00:00Z")
    with read_only((folder / rows[0].file.name).parent):
        assert pending.sweep() == 1
    assert list(PendingUpload.objects.all()) == [rows[0]]


def test_a_store_that_does_not_answer_makes_no_item_and_loses_no_file(world, folder):
    row = waits(world)
    values = {"upload": row, "action": world.police_action, **facts()}
    with (
        patch.object(type(evidence_storage()), "exists", side_effect=OSError("no answer")),
        pytest.raises(InvalidTransition, match="could not be read from the store"),
    ):
        pending.make_item(actor=world.fresh("police_lead"), **values)
    assert Evidence.objects.count() == 0
    item = pending.make_item(actor=world.fresh("police_lead"), **values)
    with item.versions.get().open_stored() as stream:
        assert stream.read() == PDF
