"""A file with a virus: set apart and told of, and nothing else is lost."""

from email.message import EmailMessage
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from evidence import quarantine, services, tasks, virus_notice
from evidence.models import EvidenceVersion, evidence_storage
from tests.evidence.clamd import EICAR, clamd
from tests.evidence.hostile import zipped
from tests.evidence.real_clamd import NAME, real_clamd
from tests.evidence.samples import PDF, add, office, upload
from tests.world import add_person

Scan = EvidenceVersion.Scan
WITH_VIRUS = PDF + EICAR


def attached(content):
    """A mail with the bytes in an attachment, packed as mail programs do."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.test", "c@d.test", "Minutes"
    mail.set_content("As promised.")
    mail.add_attachment(content, "application", "octet-stream", filename="minutes.com")
    return bytes(mail)


@pytest.fixture(scope="module")
def real_scanner(tmp_path_factory):
    with real_clamd(tmp_path_factory.mktemp("clamd")) as url:
        yield url


@pytest.fixture
def scanner(settings):
    with clamd() as server:
        settings.CLAMAV_URL = server.url
        yield server


@pytest.fixture
def found(world, scanner):
    """A version in which the virus was found."""
    version = add(world, file=upload("minutes.pdf", WITH_VIRUS)).versions.get()
    with patch.object(tasks.tell_of_virus, "delay") as delay:
        tasks.scan_version(version.pk)
    delay.assert_called_once_with(version.pk)
    version.refresh_from_db()
    return version


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note.txt", EICAR),
        ("minutes.pdf", WITH_VIRUS),
        ("plan.docx", office(".docx", {"word/media/image1.bin": EICAR})),
        (
            "plan.docx",
            office(".docx", {"word/e/t.xlsx": office(".xlsx", {"xl/media/x.bin": EICAR})}),
        ),
        ("mail.eml", b"From: a@b.test\r\nSubject: x\r\n\r\n" + EICAR),
        ("mail with it attached.eml", attached(EICAR)),
    ],
    ids=lambda given: given if isinstance(given, str) else "",  # no report holds the string
)
def test_the_real_clamd_finds_it_in_what_the_type_check_lets_in(
    world, settings, real_scanner, name, content
):
    settings.CLAMAV_URL = real_scanner
    version = add(world, file=upload(name, content)).versions.get()
    with patch.object(tasks.tell_of_virus, "delay"):
        assert tasks.scan_version(version.pk) == Scan.INFECTED
    version.refresh_from_db()
    assert (version.scan_detail, version.file.name[:11]) == (f"{NAME}.UNOFFICIAL", "quarantine/")


def test_the_real_clamd_finds_it_in_a_zip(real_scanner):
    """Which nobody can upload; the scanner would find it there all the same."""
    from io import BytesIO

    from evidence import clamav

    packed = BytesIO(zipped({"eicar.com": EICAR}))
    assert clamav.scan(real_scanner, packed).is_infected


def test_the_real_clamd_lets_clean_files_through(world, settings, real_scanner):
    settings.CLAMAV_URL = real_scanner
    version = add(world).versions.get()
    with patch.object(tasks.make_preview, "delay"):
        assert tasks.scan_version(version.pk) == Scan.CLEAN


def test_its_bytes_move_to_quarantine(found):
    storage = evidence_storage()
    assert found.file.name.startswith("quarantine/")
    with found.open_stored() as stream:
        assert stream.read() == WITH_VIRUS
    assert not storage.exists(found.file.name.removeprefix("quarantine/"))


def test_nothing_else_is_lost_and_a_clean_version_follows(world, found):
    evidence = found.evidence
    newer = services.add_version(
        actor=world.fresh("police_lead"), evidence=evidence, file=upload("clean.pdf", PDF)
    )
    assert tasks.scan_version(newer.pk) == Scan.CLEAN
    assert list(evidence.versions.values_list("number", "scan_state")) == [
        (2, Scan.CLEAN),
        (1, Scan.INFECTED),
    ]
    assert evidence.links.count() == 1


def test_uploader_and_managers_are_told_once_without_a_word_of_the_file(world, found):
    world.review.marking = "official_sensitive"
    world.review.save()
    assert tasks.tell_of_virus(found.pk) == 2
    assert tasks.tell_of_virus(found.pk) == 0
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "manager@example.test",
        "police_lead@example.test",
    ]
    for sent in mail.outbox:
        assert sent.subject == "[OFFICIAL-SENSITIVE] SCR Tracker: a virus was found in a file"
        assert found.evidence.get_absolute_url() in sent.body
        assert world.police_action.full_reference in sent.body
        assert found.original_name not in sent.body
        assert found.evidence.title not in sent.body


def test_a_manager_who_may_not_see_the_item_is_not_told(world, found):
    other = add_person(world, "second_manager", "manager")
    assert other in virus_notice.people(found)
    review = world.police_action.recommendation.review
    review.people.create(user=world.police_lead, named_by=world.manager)
    type(review).objects.update(is_restricted=True)
    assert [user.email for user in virus_notice.people(found)] == ["police_lead@example.test"]


def test_a_mail_that_could_not_be_sent_is_sent_later(world, found):
    with (
        patch("evidence.virus_notice.get_connection", side_effect=OSError("no mail server")),
        pytest.raises(OSError, match="no mail server"),
    ):
        virus_notice.tell(found.pk)
    with patch.object(tasks.tell_of_virus, "delay") as delay:
        tasks.rescan_waiting()
    delay.assert_called_once_with(found.pk)
    assert tasks.tell_of_virus(found.pk) == 2
    with patch.object(tasks.tell_of_virus, "delay") as delay:
        tasks.rescan_waiting()
    delay.assert_not_called()


def test_mails_that_went_before_the_connection_broke_do_not_go_again(world, found):
    real = EmailBackend.send_messages

    def breaks(self, messages):
        if mail.outbox:
            raise OSError("connection lost")
        return real(self, messages)

    with (
        patch.object(EmailBackend, "send_messages", breaks),
        pytest.raises(OSError, match="connection lost"),
    ):
        virus_notice.tell(found.pk)
    assert list(virus_notice.untold()) == [found]
    assert virus_notice.tell(found.pk) == 1
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "manager@example.test",
        "police_lead@example.test",
    ]


def test_a_mail_that_fails_keeps_nobody_else_from_theirs(world, found):
    real = EmailBackend.send_messages

    def refuses(self, messages):
        if messages[0].to == ["manager@example.test"]:
            raise OSError("no such mailbox")
        return real(self, messages)

    with (
        patch.object(EmailBackend, "send_messages", refuses),
        pytest.raises(OSError, match="no such mailbox"),
    ):
        virus_notice.tell(found.pk)
    assert [sent.to for sent in mail.outbox] == [["police_lead@example.test"]]


def test_a_worker_that_is_killed_loses_no_mail_and_nobody_sends_beside_it(world, found):
    with (
        time_machine.travel("2026-11-02T09:30Z", tick=False) as clock,
        patch("evidence.virus_notice.get_connection", side_effect=SystemExit),
    ):
        with pytest.raises(SystemExit):
            virus_notice.tell(found.pk)
        assert list(virus_notice.untold()) == []
        clock.shift(virus_notice.LEASE)
        assert list(virus_notice.untold()) == [found]
    assert virus_notice.tell(found.pk) == 2


def test_a_virus_in_a_file_that_had_turned_out_clean_is_told_again(world, found):
    assert virus_notice.tell(found.pk) == 2
    with (
        patch("tests.evidence.clamd.EICAR", b"other signatures now"),
        patch.object(tasks.make_preview, "delay"),
    ):
        assert tasks.scan_version(found.pk) == Scan.CLEAN
    assert list(virus_notice.untold()) == []
    with patch.object(tasks.tell_of_virus, "delay"):
        assert [tasks.scan_version(found.pk) for _ in range(2)] == [Scan.INFECTED] * 2
    assert [virus_notice.tell(found.pk) for _ in range(2)] == [2, 0]
    assert len(mail.outbox) == 4


def test_a_quarantine_that_failed_is_made_up_for(world, scanner):
    version = add(world, file=upload("minutes.pdf", WITH_VIRUS)).versions.get()
    with (
        patch.object(tasks.tell_of_virus, "delay"),
        patch.object(type(evidence_storage()), "_save", side_effect=OSError(28, "No space left")),
    ):
        assert tasks.scan_version(version.pk) == Scan.INFECTED
    assert list(quarantine.misplaced()) == [version]
    with patch.object(tasks.tell_of_virus, "delay"):
        tasks.rescan_waiting()
    assert list(quarantine.misplaced()) == []


def test_a_file_found_out_later_loses_its_preview(world, scanner):
    version = add(world, file=upload("minutes.pdf", WITH_VIRUS)).versions.get()
    key = evidence_storage().save("previews/aa/picture", upload())
    EvidenceVersion.objects.update(scan_state=Scan.CLEAN, preview=key, preview_state="made")
    with patch.object(tasks.tell_of_virus, "delay"):
        tasks.scan_version(version.pk)
    version.refresh_from_db()
    assert (str(version.preview), version.preview_state) == ("", "")
    assert not evidence_storage().exists(key)


def test_a_file_that_turns_out_clean_comes_back(world, found, scanner, sign_in):
    with patch("tests.evidence.clamd.EICAR", b"other signatures now"):
        assert tasks.scan_version(found.pk) == Scan.CLEAN
    found.refresh_from_db()
    assert not found.file.name.startswith("quarantine/")
    url = reverse("evidence:version-download", args=[found.public_id])
    assert b"".join(sign_in("manager").get(url)) == WITH_VIRUS


def test_the_page_says_so_to_all_and_what_to_do_to_some(found, sign_in):
    page = found.evidence.get_absolute_url()
    assert "then add a clean file" in sign_in("police_lead").get(page).content.decode()
    text = sign_in("board_member").get(page).content.decode()
    assert "A virus was found in the newest file" in text
    assert "then add a clean file" not in text
