"""Real processes that die in the middle: the web server over an upload, a worker over a check."""

import hashlib
import http.client
import os
import socket
import time
from contextlib import closing, contextmanager
from uuid import UUID

import pytest
from django.urls import reverse

from evidence import uploads
from tests.evidence.clamd import clamd
from tests.evidence.samples import PDF, posted
from tests.house import House, kill
from tests.reminders.smtp import wait_until

SESSION, TOKEN = "s" * 32, "t" * 32
WORLD = """
from django.conf import settings
from tests.world import build_world
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
world = build_world()
"""
SIGNED_IN = f"""
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
lead = world.police_lead
Session.objects.create(
    session_key="{SESSION}",
    expire_date="2100-01-01T00:00Z",
    session_data=SessionStore().encode(dict(
        _auth_user_id=str(lead.pk),
        _auth_user_hash=lead.get_session_auth_hash(),
        _auth_user_backend="agencies.backends.EmailBackend",
    )),
)
"""
TWO_FILES = """
from evidence.models import EvidenceVersion
from tests.evidence.samples import add
add(world, title="First")
add(world, title="Second")
EvidenceVersion.objects.update(preview_state="cannot")  # nobody else opens the files
"""
ROWS = (
    "SELECT (SELECT count(*) FROM evidence_evidence), (SELECT count(*) FROM evidence_pendingupload)"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory, migrated):
    folder = tmp_path_factory.mktemp("house")
    migrated(folder / "db.sqlite3")
    house = House(folder)
    house.fill(WORLD + SIGNED_IN)
    return house


@pytest.fixture(scope="module")
def web(house):
    with house.web() as (_, port):
        yield port


def add_form(house):
    """Where to send evidence for the action of the police, and the fields of the form."""
    query = "SELECT public_id, id FROM recommendations_action WHERE title LIKE 'Brief%' LIMIT 1"
    ((public_id, action),) = house.read(query)
    fields = posted(csrfmiddlewaretoken=TOKEN, also_supports=str(action))
    query = {"kind": "file", "names": "no"}
    return reverse("evidence:evidence-add", args=[UUID(public_id)], query=query), fields


def multipart(fields, content):
    parts = [
        b'--B\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (name.encode(), value.encode())
        for name, value in fields.items()
    ]
    file = b'--B\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\n\r\n%b\r\n'
    return b"".join(parts) + file % content + b"--B--\r\n"


MULTIPART = "multipart/form-data; boundary=B"
PLAIN = "application/x-www-form-urlencoded"


def headers(body, kind):
    cookie = f"sessionid={SESSION}; csrftoken={TOKEN}"
    return {"Cookie": cookie, "Content-Type": kind, "Content-Length": str(len(body))}


def post(port, path, body, kind=MULTIPART):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", path, body, headers(body, kind))
        return connection.getresponse().status


@contextmanager
def half_sent(port, path, body, kind=MULTIPART, *, sent):
    """A connection on which the first bytes of the request were sent, and no more."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers(body, kind).items()]
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body[:sent])
        yield


def incoming(house):
    return [path for path in house.stored() if path.parent.name == "incoming"]


def test_an_upload_cut_at_half_leaves_nothing_and_the_next_is_whole(house, web):
    path, fields = add_form(house)
    content = b"One line of many.\n" * 40_000
    body, before = multipart(fields, content), len(house.answered())
    with half_sent(web, path, body, sent=len(body) // 2):
        wait_until(lambda: incoming(house), 30, "the file on its way")
    wait_until(lambda: len(house.answered()) > before, 30, "the end of the request")
    wait_until(lambda: house.stored() == [], 30, "the end of the file on its way")
    assert house.read(ROWS) == [(0, 0)]
    assert post(web, path, body) == 302
    assert house.read("SELECT size, sha256 FROM evidence_evidenceversion") == [
        (len(content), hashlib.sha256(content).hexdigest())
    ]
    (stored,) = house.stored()
    assert stored.read_bytes() == content


@pytest.mark.parametrize("missing", [1, 5, 100])
def test_a_form_cut_behind_a_whole_file_is_no_form(house, web, missing):
    path, fields = add_form(house)
    rows, files = house.read(ROWS), house.stored()
    content = b"A note of %d.\n" % missing
    body = multipart({**fields, "title": "Cut"}, content)
    tail = b'--B\r\nContent-Disposition: form-data; name="description"\r\n\r\n%b\r\n--B--\r\n'
    body = body.removesuffix(b"--B--\r\n") + tail % (b"What was seen. " * 20)
    before = len(house.answered())
    with half_sent(web, path, body, sent=len(body) - missing):
        pass
    wait_until(lambda: len(house.answered()) > before, 30, "the end of the request")
    assert (house.read(ROWS), house.stored()) == (rows, files)


def test_a_text_cut_in_its_middle_is_not_saved(house, web):
    """Not of an upload: what people write must not be kept in half either."""
    query = "SELECT public_id, version FROM recommendations_action WHERE title LIKE 'Brief%'"
    (public_id, version), *_ = house.read(query)
    path = reverse("recommendations:action-update", args=[UUID(public_id)])
    text = f"csrfmiddlewaretoken={TOKEN}&version={version}&status=in_progress&note="
    body, before = (text + "Officers+were+not+told.").encode(), len(house.answered())
    updates = "SELECT note FROM recommendations_progressupdate"
    with half_sent(web, path, body, PLAIN, sent=len(body) - len("+not+told.")):
        pass
    wait_until(lambda: len(house.answered()) > before, 30, "the end of the request")
    assert house.read(updates) == []
    assert post(web, path, body, PLAIN) == 302
    assert house.read(updates) == [("Officers were not told.",)]


def test_what_a_killed_web_server_leaves_is_swept(house, settings):
    path, fields = add_form(house)
    rows, files = house.read(ROWS), house.stored()
    body = multipart(fields, b"Another line.\n" * 40_000)
    with house.web() as (process, port), half_sent(port, path, body, sent=len(body) // 2):
        wait_until(lambda: incoming(house), 30, "the file on its way")
        kill(process)
    assert house.read(ROWS) == rows
    (left,) = incoming(house)
    settings.FILE_UPLOAD_TEMP_DIR = left.parent
    assert uploads.sweep_incoming() == 0
    os.utime(left, (time.time() - 3700,) * 2)
    assert uploads.sweep_incoming() == 1
    assert house.stored() == files


def test_a_worker_killed_over_a_check_leaves_it_to_the_next(tmp_path, migrated):
    """The scanner takes its time, the worker dies: both files wait, and are checked later."""
    migrated(tmp_path / "db.sqlite3")
    states = "SELECT scan_state, scan_attempts FROM evidence_evidenceversion"
    with clamd() as scanner:
        scanner.mood = "ponders"
        house = House(tmp_path, CLAMAV_URL=scanner.url)
        house.fill(WORLD + TWO_FILES)
        with house.worker() as first:
            wait_until(lambda: scanner.bodies, 90, "the first file at the scanner")
            kill(first)
        assert house.read(states) == [("waiting", 0)] * 2
        scanner.mood = ""
        with house.worker():
            house.call("evidence.tasks.rescan_waiting")
            wait_until(lambda: house.read(states) == [("clean", 0)] * 2, 90, "the checks")
    assert [path.read_bytes() for path in house.stored()] == [PDF, PDF]
