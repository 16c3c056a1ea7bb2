"""Small pictures: of what may be read, for those who may read it, and never the file itself."""

import io
from unittest.mock import patch

import pytest
from botocore.exceptions import EndpointConnectionError
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from evidence import previews
from evidence.models import EvidenceVersion, evidence_storage
from tests.evidence.samples import HEIC, JPEG, PDF, PNG, add, picture, upload


def made(world, name, content):
    item = add(world, file=upload(name, content), figures=())
    version = item.versions.get()
    EvidenceVersion.objects.filter(pk=version.pk).update(preview="", preview_state="")
    state = previews.make(version.pk)
    version.refresh_from_db()
    return version, state


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", PDF), ("a.png", PNG), ("a.jpg", JPEG), ("a.heic", HEIC)]
)
def test_pictures_and_pdfs_get_a_preview(world, name, content):
    version, state = made(world, name, content)
    assert state == "made"
    with evidence_storage().open(version.preview.name) as stored:
        assert Image.open(stored).format == "PNG"


def test_a_large_picture_becomes_small_and_loses_what_it_told_beside(world):
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of a person"
    Image.new("RGB", (2000, 1000), "teal").save(stream, "JPEG", exif=exif)
    version, _ = made(world, "a.jpg", stream.getvalue())
    with evidence_storage().open(version.preview.name) as stored:
        drawn = stored.read()
    assert Image.open(io.BytesIO(drawn)).size == (360, 180)
    assert b"Camera" not in drawn


def test_a_file_that_cannot_be_drawn_is_not_tried_again(world):
    version, state = made(world, "a.txt", b"Only words.")
    assert (state, version.preview_state) == ("cannot", "cannot")
    assert version not in previews.missing()


def undrawn(world, name="a.png", content=PNG):
    version = add(world, file=upload(name, content), figures=()).versions.get()
    EvidenceVersion.objects.filter(pk=version.pk).update(preview="", preview_state="")
    return version


def test_a_file_that_kills_its_worker_is_left_alone_after_three_times(world):
    deadly, other = undrawn(world), undrawn(world)
    with patch.object(previews, "_draw", side_effect=SystemExit):
        for _ in range(previews.MOST_ATTEMPTS):
            assert set(previews.missing()) == {deadly, other}
            with pytest.raises(SystemExit):
                previews.make(deadly.pk)
        assert list(previews.missing()) == [other, deadly]
        assert previews.make(deadly.pk) == "cannot"
    assert list(previews.missing()) == [other]


def test_a_store_that_fails_costs_no_attempt(world):
    version = undrawn(world)
    with patch.object(type(evidence_storage()), "_save", side_effect=OSError("store down")):
        for _ in range(previews.MOST_ATTEMPTS + 1):
            with pytest.raises(OSError, match="store down"):
                previews.make(version.pk)
    assert previews.make(version.pk) == "made"


def stored_pictures(settings):
    folder = settings.STORAGES["evidence"]["OPTIONS"]["location"]
    return [path for path in folder.glob("previews/*/*") if path.is_file()]


def test_nothing_is_kept_of_a_file_that_was_disposed_of_while_it_was_drawn(world, settings):
    version = undrawn(world)
    real = previews._draw

    def draw(drawn):
        EvidenceVersion.objects.filter(pk=drawn.pk).update(disposed_at=timezone.now())
        return real(drawn)

    with patch.object(previews, "_draw", draw):
        previews.make(version.pk)
    version.refresh_from_db()
    assert (str(version.preview), version.preview_state) == ("", "")
    assert stored_pictures(settings) == []


def test_of_two_workers_the_slower_ones_picture_goes(world, settings):
    version = undrawn(world)
    real = previews._draw

    def draw(drawn):
        with patch.object(previews, "_draw", real):
            assert previews.make(drawn.pk) == "made"
        return real(drawn)

    with patch.object(previews, "_draw", draw):
        previews.make(version.pk)
    version.refresh_from_db()
    assert [path.name for path in stored_pictures(settings)] == [version.preview.name[-32:]]


def test_too_many_pixels_cost_only_the_preview(world, settings):
    settings.EVIDENCE_PIXELS_MAX = 100
    item = add(world, file=upload("a.pdf", PDF), figures=())
    version = item.versions.get()
    version.file.storage.delete(version.file.name)
    version.file.storage.save(version.file.name, io.BytesIO(picture("PNG", (40, 40))))
    changed = {"preview_state": "", "preview": "", "content_type": "image/png"}
    EvidenceVersion.objects.filter(pk=version.pk).update(**changed)
    assert previews.make(version.pk) == "cannot"


@pytest.mark.parametrize("state", ["waiting", "infected", "failed"])
def test_nothing_is_drawn_of_a_file_that_may_not_be_read(world, settings, state):
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    item = add(world, file=upload("a.png", PNG), figures=())
    changed = {"preview_state": "", "preview": "", "scan_state": state}
    item.versions.update(**changed)
    version = item.versions.get()
    assert previews.make(version.pk) == ""
    assert version not in previews.missing()


def test_the_picture_goes_to_those_who_may_read_the_file(world, sign_in):
    version, _ = made(world, "a.png", PNG)
    address = reverse("evidence:version-preview", args=[version.public_id])
    answer = sign_in("police_lead").get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert sign_in("health_lead").get(address).status_code == 404
    assert answer["Cache-Control"] == "private, no-store"
    version.scan_state = "infected"
    version.save()
    assert sign_in("police_lead").get(address).status_code == 404


def test_a_store_that_is_down_costs_the_picture_and_not_the_page(world, sign_in):
    version, _ = made(world, "a.png", PNG)
    address = reverse("evidence:version-preview", args=[version.public_id])
    down = EndpointConnectionError(endpoint_url="http://store.test")
    with patch.object(type(evidence_storage()), "_open", side_effect=down):
        assert sign_in("police_lead").get(address).status_code == 404
    assert sign_in("police_lead").get(address).status_code == 200
