"""The real clamd with one signature of our own: EICAR, wherever it lies. Nothing is downloaded."""

import contextlib
import os
import shutil
import socket
import subprocess
import time

import pytest

from tests.evidence.clamd import EICAR

NAME = "Test.Eicar"
PATIENCE = 30


def program():
    """Debian keeps it where only root looks."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    return shutil.which("clamd", path=path)


@contextlib.contextmanager
def real_clamd(folder):
    """Its address. Where clamd is not installed the test is skipped, which CI does not allow."""
    if not program():
        pytest.skip("clamd is not installed")
    (folder / "signatures").mkdir()
    (folder / "signatures" / "ours.ndb").write_text(f"{NAME}:0:*:{EICAR.hex()}\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "clamd.conf"
    config.write_text(
        f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\n"
        f"DatabaseDirectory {folder}/signatures\nTemporaryDirectory {folder}\n"
        "StreamMaxLength 120M\nMaxThreads 2\nSelfCheck 0\nConcurrentDatabaseReload no\n"
    )
    with (folder / "clamd.log").open("wb") as log:
        process = subprocess.Popen([program(), "--config-file", config], stdout=log, stderr=log)
    try:
        wait_for(process, port, folder / "clamd.log")
        yield f"tcp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait_for(process, port, log):
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as sock:
            sock.sendall(b"zPING\0")
            if sock.recv(10) == b"PONG\0":
                return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)
