"""On the way in: no further than the limit on the disk, and the whole form is still read."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import reverse

from evidence.uploads import LimitedFileUploadHandler
from tests.evidence.samples import PDF, add_url, posted, upload

LIMIT = 1000


@pytest.fixture
def handler(settings):
    settings.EVIDENCE_MAX_BYTES = LIMIT
    handler = LimitedFileUploadHandler(RequestFactory().post("/"))
    handler.new_file("file", "minutes.pdf", "application/pdf", 0)
    yield handler
    handler.file.close()


def send(handler, *sizes):
    start = 0
    for size in sizes:
        handler.receive_data_chunk(b"x" * size, start)
        start += size
    return handler.file_complete(start)


def test_file_up_to_the_limit_is_kept_on_disk(handler):
    file = send(handler, 600, 400)
    assert (file.size, file.read()) == (1000, b"x" * 1000)


def test_of_a_bigger_file_nothing_is_kept_but_its_size(handler):
    file = send(handler, 600, 401, 5000)
    assert file.size == 6001
    assert Path(file.temporary_file_path()).stat().st_size == 0


def test_an_upload_that_breaks_off_leaves_no_temporary_file(handler):
    handler.receive_data_chunk(b"x" * 600, 0)
    path = Path(handler.file.temporary_file_path())
    handler.upload_interrupted()
    assert not path.exists()


def test_fields_after_a_file_that_is_too_big_arrive(settings):
    settings.EVIDENCE_MAX_BYTES = LIMIT
    data = {"first": "1", "file": upload(content=b"x" * 3 * LIMIT), "last": "2"}
    request = RequestFactory().post("/", data)
    assert (request.POST["first"], request.POST["last"]) == ("1", "2")
    assert request.FILES["file"].size == 3 * LIMIT
    request.close()


@pytest.mark.parametrize("ending", ["x" * 300, "é" * 200, "😀" * 200, "pdf." + "x" * 300])
def test_a_name_with_a_very_long_ending_is_refused_by_the_form(world, sign_in, ending):
    url = add_url(world.police_action)
    page = sign_in("police_lead").post(url, posted(file=ContentFile(PDF, f"a.{ending}")))
    assert page.status_code == 200
    (said,) = page.context["form"].errors["file"]
    assert said.startswith("a.")
    assert ": Files that end in ." in said
    assert "are not accepted" in said


def test_a_file_with_a_very_long_ending_is_no_crash_for_strangers(client, world):
    page = client.post(reverse("account_login"), {"file": ContentFile(PDF, "a." + "x" * 300)})
    assert page.status_code == 200


def test_a_body_that_ends_early_is_no_crash(world, sign_in):
    url = add_url(world.police_action)
    body = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
    response = sign_in("police_lead").generic(
        "POST", url, body, content_type="multipart/form-data; boundary=B"
    )
    assert response.status_code == 200
    assert response.context["form"].errors


def test_too_much_text_is_refused_with_the_page_for_it(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.police_lead, "agencies.backends.EmailBackend")
    url = add_url(world.police_action)
    client.get(url)
    data = posted(description="x" * 3_000_000, csrfmiddlewaretoken="x")
    assert client.post(url, data).status_code == 413
