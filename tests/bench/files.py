"""What a file of 100 MB costs: memory of a web process, and time beside a plain copy.

Memory: a real gunicorn with one worker; how far its peak rises above what it held just before,
while one file comes in by the form, and while it goes out again. Time: in this process, on the disk
of the scratch folder; copies and stores take turns, and each ends when the bytes are on the disk,
not in memory only. `python -m tests.bench.files` runs this alone.
"""

import http.client
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from tests.bench.server import running, scratch, sign_in

SIZE = 100
ROUNDS = 7
MEGABYTE = 1024 * 1024
#: Longer than what chance puts into random bytes.
EDGE = "edge-between-the-parts-of-a-form"


def main() -> None:
    with scratch("") as folder:
        import django

        django.setup()
        from django.core.management import call_command

        from tests.bench.data import build

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        show(folder, build(100)["lead"])


def show(folder: Path, lead) -> None:
    """Print both. `lead`: an agency lead of the scratch database."""
    print(f"\nA file of {SIZE} MB", flush=True)
    for name, grown in _memory(lead).items():
        print(f"{name:<46}{grown / 1024:>8.1f} MB more", flush=True)
    times = _times(folder, lead)
    plain = median(times["Plain copy"])
    for name, found in times.items():
        middle = median(found)
        print(f"{name:<46}{middle * 1000:>8.0f} ms{plain / middle:>12.0%} of the copy's speed")
    print(f"Median of {ROUNDS} rounds, this machine, this run.", flush=True)


def _sample(size: int) -> bytes:
    from tests.evidence.samples import pdf

    return pdf(b"<< >> " + os.urandom(size * MEGABYTE))


def _memory(lead) -> dict[str, int]:
    """By how many kB the worker's peak rises. Small files go first, so that all is loaded."""
    from tests.bench.data import PASSWORD

    with running(workers=1) as (port, master):
        cookie = sign_in(port, lead.email, PASSWORD)
        worker = int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])
        for size in (1, 2):
            _download(port, cookie, _upload(port, cookie, lead, _sample(size)))
        sample = _sample(SIZE)
        before = _reset_peak(worker)
        address = _upload(port, cookie, lead, sample)
        uploaded = _peak(worker) - before
        before = _reset_peak(worker)
        _download(port, cookie, address)
        downloaded = _peak(worker) - before
    return {
        "Web process, while it is uploaded": uploaded,
        "Web process, while it is downloaded": downloaded,
    }


def _reset_peak(process: int) -> int:
    """Forget the peak; what the process holds now, in kB."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return _status(process, "VmRSS")


def _peak(process: int) -> int:
    return _status(process, "VmHWM")


def _status(process: int, name: str) -> int:
    text = Path(f"/proc/{process}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", text)[1])


def _upload(port: int, cookie: str, lead, content: bytes) -> str:
    """By the form, as a browser sends it. The address of the download."""
    from evidence.models import EvidenceVersion
    from tests.evidence.samples import add_url, posted

    action = _action(lead)
    token = re.search(r"csrftoken=(\w+)", cookie)[1]
    fields = posted(csrfmiddlewaretoken=token, also_supports=str(action.pk))
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="minutes.pdf"\r\n\r\n'
    )
    pieces = ["".join([*parts, file]).encode(), content, f"\r\n--{EDGE}--\r\n".encode()]
    kind = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={EDGE}"}
    kind["Content-Length"] = str(sum(map(len, pieces)))
    status, _ = _ask(port, "POST", add_url(action), iter(pieces), kind)
    version = EvidenceVersion.objects.order_by("pk").last()
    if status != 302 or version is None or version.size != len(content):
        sys.exit(f"The upload was answered {status}.")
    return f"/evidence/versions/{version.public_id}/download/"


def _action(lead):
    from recommendations.models import Action

    running = Action.objects.acted_on_by(lead).filter(status="in_progress")
    return running.order_by("pk").first()


def _download(port: int, cookie: str, address: str) -> None:
    status, length = _ask(port, "GET", address, None, {"Cookie": cookie})
    if status != 200 or length < MEGABYTE:
        sys.exit(f"The download was answered {status}.")


def _ask(
    port: int, method: str, path: str, body: Iterator[bytes] | None, headers: dict[str, str]
) -> tuple[int, int]:
    """The status, and how many bytes came back."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        length = 0
        while piece := response.read(64 * 1024):
            length += len(piece)
        return response.status, length
    finally:
        connection.close()


def _times(folder: Path, lead) -> dict[str, list[float]]:
    """Seconds of each way in each round."""
    from evidence import storing

    content = _sample(SIZE)
    original = folder / "original"
    original.write_bytes(content)
    ways: dict[str, Callable[[], float]] = {
        "Plain copy": lambda: _copy(original, folder / "copy"),
        "Hash and store": lambda: _store(content, _hashed),
        "Check of its type, hash and store": lambda: _store(content, storing.examine),
        "What waits becomes evidence": lambda: _take_over(content, lead),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, once in ways.items():
            found[name].append(once())
    return found


def _copy(original: Path, copy: Path) -> float:
    """Until it is on the disk, as the store waits for that, too."""
    started = time.perf_counter()
    shutil.copyfile(original, copy)
    with copy.open() as opened:
        os.fsync(opened.fileno())
    taken = time.perf_counter() - started
    copy.unlink()
    return taken


def _hashed(file):
    from evidence.storing import Stored, measure

    return Stored("minutes.pdf", *measure(file), "application/pdf")


def _store(content: bytes, look: Callable) -> float:
    from evidence import storing

    file = _arrived(content)
    started = time.perf_counter()
    kept = storing.keep(file, look(file))
    taken = time.perf_counter() - started
    storing.discard(kept.key)
    file.close()
    return taken


def _take_over(content: bytes, lead) -> float:
    from evidence import pending
    from tests.evidence.samples import facts

    file, action = _arrived(content), _action(lead)
    upload = pending.receive(actor=lead, action=action, file=file, token="")
    file.close()
    started = time.perf_counter()
    pending.make_item(actor=lead, action=action, upload=upload, **facts())
    return time.perf_counter() - started


def _arrived(content: bytes):
    """The file as the upload handler hands it on."""
    from django.core.files.uploadedfile import TemporaryUploadedFile

    file = TemporaryUploadedFile("minutes.pdf", "application/pdf", len(content), None)
    file.write(content)
    file.seek(0)
    return file


if __name__ == "__main__":
    main()
