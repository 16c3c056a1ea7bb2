"""Files in an S3-compatible store: a real server on this machine, spoken to by HTTP."""

import os
import subprocess
import sys

import boto3
import pytest
from django.core.management import call_command
from django.urls import reverse
from moto.server import ThreadedMotoServer

from scr_tracker.stores import evidence_store
from scripts.shell import ROOT
from tests.evidence.samples import PDF, add, upload

BUCKET = "evidence-of-tests"


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch):
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ENDPOINT_URL_S3": server,
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    made = boto3.resource("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence_store("", BUCKET)}
    yield made
    made.objects.delete()
    made.delete()


def test_a_file_goes_there_and_comes_back(world, bucket, sign_in):
    version = add(world).versions.get()
    (stored,) = bucket.objects.all()
    assert stored.key == version.file.name
    assert "minutes" not in stored.key
    assert stored.get()["Body"].read() == PDF
    url = reverse("evidence:version-download", args=[version.public_id])
    assert b"".join(sign_in("manager").get(url)) == PDF


def test_what_is_refused_leaves_nothing_there(world, bucket):
    with pytest.raises(Exception, match="not complete"):
        add(world, file=upload(content=PDF[:-8]))
    assert list(bucket.objects.all()) == []


def test_check_evidence_reads_the_bucket(world, bucket, capsys):
    version = add(world).versions.get()
    call_command("check_evidence")
    bucket.Object(version.file.name).delete()
    with pytest.raises(Exception, match="1 difference"):
        call_command("check_evidence")
    assert f"missing: version {version.public_id}" in capsys.readouterr().out


def test_a_bucket_that_does_not_answer_loses_nothing(world, bucket, server):
    bucket.delete()
    with pytest.raises(Exception, match="could not be stored, and nothing was saved"):
        add(world)
    boto3.resource("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    assert add(world).versions.count() == 1


BIG = """
import django, re, sys, tempfile, threading
django.setup()
from django.core.files import File
from evidence.models import evidence_storage

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024

def through(size):
    with tempfile.TemporaryFile() as local:
        for _ in range(size):
            local.write(bytes(1024 * 1024))
        local.seek(0)
        key = evidence_storage().save("aa/big", File(local))
    with evidence_storage().open(key) as stream:
        assert sum(len(chunk) for chunk in stream.chunks()) == size * 1024 * 1024

through(17)
before = peak()
through(80)
print(peak() - before)
"""


def test_big_files_pass_without_being_held_in_memory(bucket, tmp_path):
    """80 MB each way, in a process of its own with the settings of production."""
    env = {**os.environ, "EVIDENCE_S3_BUCKET": BUCKET, "VAR_DIR": str(tmp_path)}
    env["DJANGO_SETTINGS_MODULE"] = "scr_tracker.settings"
    done = subprocess.run(
        [sys.executable, "-c", BIG], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 20
