"""The virus check, against a real server that speaks clamd's protocol."""

import socket
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from evidence import checks, clamav, scanning, services, tasks
from evidence.models import EvidenceVersion, evidence_storage
from scr_tracker.errors import InvalidTransition
from tests.evidence.clamd import EICAR, clamd
from tests.evidence.samples import PDF, add, pdf, upload

Scan = EvidenceVersion.Scan
WITH_VIRUS = PDF + EICAR


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(scanning, "PAUSES", (0.0, 0.0))


@pytest.fixture
def scanner(settings):
    with clamd() as server:
        settings.CLAMAV_URL = server.url
        yield server


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def version_of(world, content=PDF):
    return add(world, file=upload("minutes.pdf", content)).versions.get()


def state(version):
    version.refresh_from_db()
    return version.scan_state


def test_clean_file(world, scanner):
    version = version_of(world)
    assert version.scan_state == Scan.WAITING
    assert tasks.scan_version(version.pk) == Scan.CLEAN
    assert state(version) == Scan.CLEAN
    assert version.scanned_at is not None
    assert scanner.bodies == [PDF]


def test_file_with_a_virus(world, scanner):
    version = version_of(world, WITH_VIRUS)
    assert tasks.scan_version(version.pk) == Scan.INFECTED
    assert state(version) == Scan.INFECTED
    assert version.scan_detail == "Eicar-Test-Signature"


def test_a_file_of_many_pieces_arrives_whole(world, scanner):
    content = pdf(b"<< >> " + bytes(range(256)) * 3000)
    tasks.scan_version(version_of(world, content).pk)
    assert scanner.bodies == [content]


def test_scanner_on_a_unix_socket(world, settings, tmp_path):
    with clamd(tmp_path / "clamd.ctl") as server:
        settings.CLAMAV_URL = server.url
        assert tasks.scan_version(version_of(world).pk) == Scan.CLEAN


def test_scan_is_safe_to_run_twice(world, scanner):
    version = version_of(world, WITH_VIRUS)
    assert [tasks.scan_version(version.pk) for _ in range(2)] == [Scan.INFECTED] * 2


@pytest.mark.parametrize("mood", ["error", "hangs up"])
def test_scanner_without_a_verdict_is_asked_three_times_then_later(world, scanner, mood):
    scanner.mood = mood
    version = version_of(world)
    assert tasks.scan_version(version.pk) == Scan.FAILED
    assert scanner.connections == 3
    assert state(version) == Scan.FAILED
    assert version.scan_attempts == 1


def test_scanner_that_dies_in_the_middle_of_a_file_gives_no_verdict_until_it_is_back(
    world, scanner
):
    scanner.mood, scanner.limit = "dies", 1_000_000
    content = PDF + b"\n" * 900_000
    version = version_of(world, content)
    assert tasks.scan_version(version.pk) == Scan.FAILED
    assert (state(version), version.scan_attempts) == (Scan.FAILED, 1)
    assert scanner.bodies == []
    scanner.mood = ""
    assert tasks.scan_version(version.pk) == Scan.CLEAN
    assert scanner.bodies == [content]


def test_scanner_that_says_nothing_is_not_waited_for(world, scanner, monkeypatch):
    monkeypatch.setattr(clamav, "ANSWER_SECONDS", 0.1)
    scanner.mood = "silent"
    assert tasks.scan_version(version_of(world).pk) == Scan.FAILED
    end = time.monotonic() + 10  # a busy machine may take the connection after the client left
    while not scanner.connections and time.monotonic() < end:
        time.sleep(0.01)
    assert scanner.connections == 1


def test_file_beyond_the_scanners_own_limit_is_not_clean(world, scanner):
    scanner.limit = 100_000
    version = version_of(world, PDF + b"\n" * 900_000)
    assert tasks.scan_version(version.pk) == Scan.FAILED


def test_scanner_down_then_up_heals(world, settings, closed_port):
    settings.CLAMAV_URL = f"tcp://127.0.0.1:{closed_port}"
    version = version_of(world)
    assert tasks.scan_version(version.pk) == Scan.FAILED
    with clamd() as server:
        settings.CLAMAV_URL = server.url
        assert tasks.scan_version(version.pk) == Scan.CLEAN
    version.refresh_from_db()
    assert version.scan_due_at is None


def test_tries_are_further_and_further_apart(world, settings, closed_port, today):
    settings.CLAMAV_URL = f"tcp://127.0.0.1:{closed_port}"
    version, waits = version_of(world), []
    for _ in range(8):
        tasks.scan_version(version.pk)
        version.refresh_from_db()
        waits.append((version.scan_due_at - timezone.now()) // timedelta(minutes=1))
    assert waits == [10, 20, 40, 80, 160, 320, 360, 360]


def test_a_missing_stored_file_is_said_and_not_clean(world, scanner):
    version = version_of(world)
    EvidenceVersion.objects.filter(pk=version.pk).update(file="no/such")
    assert tasks.scan_version(version.pk) == Scan.FAILED


def test_a_store_that_is_down_is_said_and_keeps_no_other_file_from_its_check(world, scanner):
    lost, other = version_of(world), version_of(world)
    real = type(evidence_storage())._open

    def opened(self, name, mode="rb"):
        if name == lost.file.name:
            raise EndpointConnectionError(endpoint_url="http://store.test")
        return real(self, name, mode)

    with patch.object(type(evidence_storage()), "_open", opened):
        assert rescan() == [
            *("Checked, clean: 1", "Could not be checked, trying again: 1", "2 checked"),
        ]
    assert (state(lost), state(other)) == (Scan.FAILED, Scan.CLEAN)
    assert rescan() == ["Checked, clean: 1", "1 checked"]


def test_clean_file_keeps_its_verdict_where_the_scanner_is_down(world, scanner):
    version = version_of(world)
    tasks.scan_version(version.pk)
    scanner.mood = "error"
    assert tasks.scan_version(version.pk) == Scan.CLEAN
    assert state(version) == Scan.CLEAN


def test_periodic_rescan_queues_what_waits_and_what_is_due(world, scanner, today):
    lost, later, due, clean, old = (version_of(world) for _ in range(5))
    rows = EvidenceVersion.objects
    hour = timedelta(hours=1)
    rows.filter(pk=later.pk).update(scan_state=Scan.FAILED, scan_due_at=timezone.now() + hour)
    rows.filter(pk=due.pk).update(scan_state=Scan.FAILED, scan_due_at=timezone.now() - hour)
    rows.filter(pk=clean.pk).update(scan_state=Scan.CLEAN)
    rows.filter(pk=old.pk).update(scan_state=Scan.NOT_CHECKED)
    with patch.object(tasks.scan_version, "delay") as delay:
        assert tasks.rescan_waiting() == 3
    assert [call.args for call in delay.call_args_list] == [(lost.pk,), (due.pk,), (old.pk,)]


def test_periodic_rescan_does_nothing_without_a_scanner(world):
    version_of(world)
    assert tasks.rescan_waiting() == 0


def test_scan_is_queued_on_commit_and_not_before(
    world, scanner, django_capture_on_commit_callbacks
):
    with patch.object(tasks.scan_version, "delay") as delay:
        with django_capture_on_commit_callbacks() as callbacks:
            version = version_of(world)
        delay.assert_not_called()
        assert len(callbacks) == 1
        callbacks[0]()
    delay.assert_called_once_with(version.pk)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_undoes_nothing(world, scanner):
    with patch.object(tasks.scan_version, "delay", side_effect=OSError("no broker")):
        version = version_of(world)
    assert state(version) == Scan.WAITING
    with version.open_stored() as stream:
        assert stream.read() == PDF


def test_only_a_checked_file_can_be_accepted(world, scanner):
    evidence = add(world)
    with pytest.raises(InvalidTransition, match="waits for the virus check"), transaction.atomic():
        services.decide(actor=world.manager, evidence=evidence, version=1, decision="accepted")
    tasks.scan_version(evidence.versions.get().pk)
    services.decide(actor=world.manager, evidence=evidence, version=1, decision="accepted")


def test_rescan_command_checks_what_has_no_verdict(world, settings):
    version_of(world)
    with clamd() as server:
        settings.CLAMAV_URL = server.url
        version_of(world, WITH_VIRUS)
        out = StringIO()
        call_command("rescan", "--dry-run", stdout=out)
        call_command("rescan", stdout=out)
        call_command("rescan", stdout=out)
        call_command("rescan", "--all", stdout=out)
    assert out.getvalue().splitlines() == [
        "2 to check",
        "Checked, clean: 1",
        "Refused, a virus was found: 1",
        "2 checked",
        "0 checked",
        "Checked, clean: 1",
        "Refused, a virus was found: 1",
        "2 checked",
    ]


def rescan(*options):
    out = StringIO()
    call_command("rescan", *options, stdout=out)
    return out.getvalue().splitlines()


def judged_on(world, *days):
    """Versions whose verdict is of these days of October, at noon in London; None: none yet."""
    found = [version_of(world) for _ in days]
    for version, day in zip(found, days, strict=True):
        at = datetime(2026, 10, day, 11, tzinfo=UTC) if day else None
        changed = {"scan_state": Scan.CLEAN if day else Scan.WAITING, "scanned_at": at}
        EvidenceVersion.objects.filter(pk=version.pk).update(**changed)
    return found


def since(versions, moment):
    return [v for v in versions if EvidenceVersion.objects.get(pk=v.pk).scanned_at > moment]


def test_rescan_before_a_day_takes_older_verdicts_and_what_has_none(world, scanner):
    old, of_the_day, newer, waiting = judged_on(world, 4, 5, 6, None)
    assert rescan("--before", "2026-10-05", "--dry-run") == ["2 to check"]
    assert rescan("--before", "2026-10-05T12:01", "--dry-run") == ["3 to check"]
    started = timezone.now()
    assert rescan("--before", "2026-10-05T12:01") == ["Checked, clean: 3", "3 checked"]
    assert EvidenceVersion.objects.get(pk=newer.pk).scanned_at < started
    assert since([old, of_the_day, waiting], started) == [old, of_the_day, waiting]
    assert rescan("--before", "2026-10-05T12:01") == ["0 checked"]


def test_rescan_outdated_takes_what_was_judged_with_older_signatures(world, scanner):
    judged_on(world, 4, 6, None)
    scanner.signatures = "Mon Oct  5 09:20:11 2026"
    assert rescan("--outdated", "--dry-run") == ["2 to check"]
    with_virus = version_of(world, WITH_VIRUS)
    EvidenceVersion.objects.filter(pk=with_virus.pk).update(
        scan_state=Scan.CLEAN, scanned_at=datetime(2026, 10, 1, tzinfo=UTC)
    )
    assert rescan("--outdated") == [
        *("Checked, clean: 2", "Refused, a virus was found: 1", "3 checked"),
    ]
    assert rescan("--outdated") == ["0 checked"]


def test_rescan_outdated_needs_a_scanner_that_says_how_old_its_signatures_are(world, scanner):
    judged_on(world, 4)
    scanner.signatures = "who knows"
    with pytest.raises(CommandError, match="does not say when its signatures were made"):
        rescan("--outdated")


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01"])
def test_rescan_before_something_that_is_no_day_is_refused(world, scanner, given):
    with pytest.raises(CommandError, match="is no day; give 2026-11-02"):
        rescan("--before", given)


def test_rescan_failed_leaves_the_others(world, scanner):
    failed, _ = version_of(world), version_of(world)
    EvidenceVersion.objects.filter(pk=failed.pk).update(scan_state=Scan.FAILED)
    assert rescan("--failed") == ["Checked, clean: 1", "1 checked"]
    assert state(failed) == Scan.CLEAN


def test_rescan_beside_a_dead_scanner_keeps_verdicts_and_loses_nothing(world, scanner):
    (judged,) = judged_on(world, 4)
    waiting = version_of(world)
    scanner.mood = "hangs up"
    lines = rescan("--all")
    assert lines == ["Checked, clean: 1", "Could not be checked, trying again: 1", "2 checked"]
    assert (state(judged), state(waiting)) == (Scan.CLEAN, Scan.FAILED)


def test_rescan_command_says_that_no_scanner_is_set(db):
    with pytest.raises(CommandError, match="No scanner is set: CLAMAV_URL is empty"):
        call_command("rescan")


@pytest.mark.parametrize(
    ("url", "demo", "ids"),
    [("", False, ["evidence.E002"]), ("", True, []), ("tcp://clamav:3310", False, [])],
)
def test_production_without_a_scanner_fails(settings, url, demo, ids):
    settings.CLAMAV_URL, settings.DEMO_MODE = url, demo
    assert [found.id for found in checks.scanner_is_set(None)] == ids


@pytest.mark.parametrize("url", ["clamav:3310", "http://clamav", "tcp://", "tcp://h:x", "unix://"])
def test_an_address_that_is_none_is_an_error(settings, url):
    settings.CLAMAV_URL = url
    assert [found.id for found in checks.scanner_url_is_valid(None)] == ["evidence.E001"]


@pytest.mark.parametrize(
    "url", ["", "tcp://clamav", "tcp://10.0.0.1:3310", "unix:///run/clamd.ctl"]
)
def test_addresses_that_are_right(settings, url):
    settings.CLAMAV_URL = url
    assert checks.scanner_url_is_valid(None) == []
