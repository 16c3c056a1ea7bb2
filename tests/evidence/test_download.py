"""Download: visible → checked → logged → sent as an attachment."""

import pytest
from django.urls import reverse

from evidence.models import EvidenceDownload, EvidenceVersion
from tests.evidence.samples import PDF, add, upload

Scan = EvidenceVersion.Scan


def url_of(version):
    return reverse("evidence:version-download", args=[version.public_id])


@pytest.fixture
def version(world):
    return add(world).versions.get()


def fetch(client, version):
    """The answer with its bytes in `.body`; reading them to the end closes the file."""
    response = client.get(url_of(version))
    response.body = b"".join(response) if response.streaming else response.content
    return response


def log():
    return [(row.version.number, row.recorded_by_name) for row in EvidenceDownload.objects.all()]


def test_file_is_sent_whole_as_an_attachment_and_logged(version, sign_in):
    response = fetch(sign_in("police_lead"), version)
    assert response.body == PDF
    headers = {name: response[name] for name in ("Content-Type", "Content-Disposition")}
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="minutes.pdf"',
    }
    assert response["Content-Length"] == str(len(PDF))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert log() == [(1, "Police Lead")]
    row = EvidenceDownload.objects.get()
    assert row.recorded_by_role == "Agency lead, City Constabulary"


def test_names_in_other_scripts_are_sent_so_that_every_browser_reads_them(world, sign_in):
    version = add(world, file=upload("Procès-verbal “final”.pdf")).versions.get()
    response = fetch(sign_in("manager"), version)
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Proc%C3%A8s-verbal%20%E2%80%9Cfinal%E2%80%9D.pdf"
    )


def test_a_quote_in_the_name_cannot_end_the_header(world, sign_in):
    version = add(world, file=upload('a";x=".pdf')).versions.get()
    response = fetch(sign_in("manager"), version)
    assert response["Content-Disposition"] == 'attachment; filename="a\\";x=\\".pdf"'


def test_head_answers_without_bytes_and_without_a_log(version, sign_in):
    response = sign_in("manager").head(url_of(version))
    assert (response.status_code, response["Content-Length"]) == (200, str(len(PDF)))
    assert response.content == b""
    assert log() == []


def test_posting_is_no_download(version, sign_in):
    assert sign_in("manager").post(url_of(version)).status_code == 405
    assert log() == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Scan.WAITING, "waits for the virus check"),
        (Scan.FAILED, "could not be checked for viruses"),
        (Scan.INFECTED, "a virus was found in it"),
    ],
)
def test_only_a_clean_file_is_sent(version, sign_in, state, words):
    EvidenceVersion.objects.update(scan_state=state)
    for method in ("get", "head"):
        response = getattr(sign_in("manager"), method)(url_of(version))
        assert response.status_code == 409
    text = fetch(sign_in("manager"), version).content.decode()
    assert words in text
    assert log() == []
    page = sign_in("manager").get(version.evidence.get_absolute_url()).content.decode()
    assert url_of(version) not in page


def test_unchecked_file_is_sent_only_where_there_is_no_scanner(version, sign_in, settings):
    assert fetch(sign_in("manager"), version).status_code == 200
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    assert fetch(sign_in("manager"), version).status_code == 409
    EvidenceVersion.objects.update(scan_state=Scan.CLEAN)
    assert fetch(sign_in("manager"), version).status_code == 200


def test_an_older_version_can_still_be_read(world, version, sign_in):
    from evidence import services

    services.add_version(
        actor=world.police_lead, evidence=version.evidence, file=upload("new.pdf", PDF + b"\n")
    )
    response = fetch(sign_in("board_member"), version)
    assert response.body == PDF


def test_a_file_that_is_not_in_the_store_is_said_in_words(version, sign_in):
    EvidenceVersion.objects.update(file="no/such")
    response = fetch(sign_in("manager"), version)
    assert response.status_code == 503
    assert "could not be read from the store" in response.content.decode()
    assert log() == []


def test_the_log_is_for_managers(world, version, sign_in):
    page = version.evidence.get_absolute_url()
    assert "No file of this evidence has been downloaded" in (
        sign_in("manager").get(page).content.decode()
    )
    fetch(sign_in("board_member"), version)
    assert "1 download." in sign_in("manager").get(page).content.decode()
    for person in ("police_lead", "board_member", "scrutineer"):
        assert "Downloads" not in sign_in(person).get(page).content.decode()
