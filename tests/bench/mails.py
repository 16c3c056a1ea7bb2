"""What a reminder costs beside its bytes: delivery by the real code, and a bare smtplib loop.

Both send the same messages over one connection to the same mail server on this machine, in turns,
so that noise hits both alike. Delivery is all that a worker does for a mail: claim it, look again
at what it says, write it, send it, settle it. The server forgets what it takes; then once more one
that keeps each mail on the disk before it says so. `python -m tests.bench.mails` runs this alone.
"""

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.server import ROOT, free_port, scratch

PEOPLE, EACH, ROUNDS = 600, 4, 6


def main() -> None:
    with scratch(os.environ.get("DATABASE_URL", "")) as folder:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        show(folder)


def show(folder: Path) -> None:
    """Print the rates. Adds a partnership of its own to the scratch database."""
    from tests.reminders.crowd import build

    build(PEOPLE, EACH)
    print(f"\n{PEOPLE:,} mails with {EACH} reminders each, in one process", flush=True)
    ids = _planned()
    half = len(ids) // 2
    _compare("A mail server that forgets", ids[:half], "")
    _compare("A mail server that keeps them", ids[half:], str(folder / "kept"))
    print(f"Median of {ROUNDS // 2} rounds, this machine, this run.", flush=True)


def _planned() -> list[int]:
    """Ids of the crowd's mails of today's plan; all mails are put off."""
    from datetime import timedelta

    from django.utils import timezone

    from reminders.models import Mail
    from reminders.planning import plan

    plan(timezone.localdate())
    mails = Mail.objects.filter(reminders__partnership__name="Crowded").distinct()
    ids = list(mails.order_by("pk").values_list("pk", flat=True))
    Mail.objects.update(not_before=timezone.now() + timedelta(days=1))
    return ids


def _compare(name: str, ids: list[int], path: str) -> None:
    size = len(ids) // (ROUNDS // 2)
    rates = []
    with _sink(path) as port:
        for start in range(0, len(ids), size):
            some = ids[start : start + size]
            taken = _deliver(some)
            messages = _messages(some)
            rates.append((len(some) / taken, len(some) / _bare(port, messages)))
    ours, bare = (median(found) for found in zip(*rates, strict=True))
    share = median(one / other for one, other in rates)
    print(
        f"{name:<31}{ours:>7.0f} mails/s ({ours * EACH:,.0f} reminders/s)"
        f"{bare:>9.0f} mails/s bare{share:>7.0%} of it",
        flush=True,
    )


@contextmanager
def _sink(path: str) -> Iterator[int]:
    from django.conf import settings

    port = free_port()
    command = [sys.executable, "-m", "tests.bench.sink", str(port), *filter(None, [path])]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _deliver(ids: list[int]) -> float:
    """Seconds in which they went."""
    from reminders.models import Mail
    from reminders.sending import batches

    Mail.objects.filter(pk__in=ids).update(not_before=None)
    started = time.perf_counter()
    batches.send_waiting()
    taken = time.perf_counter() - started
    if Mail.objects.filter(pk__in=ids, state="sent").count() != len(ids):
        sys.exit("Not every mail went.")
    return taken


def _messages(ids: list[int]) -> list[tuple[str, bytes]]:
    """What went, as it went: recipient and bytes."""
    from reminders.mails import headers
    from reminders.mails.letters import Letter
    from reminders.models import Mail

    return [
        (
            mail.to_address,
            headers.message(mail, Letter(mail.subject, mail.body_text, mail.body_html))
            .message()
            .as_bytes(linesep="\r\n"),
        )
        for mail in Mail.objects.select_related("recipient").filter(pk__in=ids)
    ]


def _bare(port: int, messages: list[tuple[str, bytes]]) -> float:
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as connection:
        for address, content in messages:
            connection.sendmail("no-reply@localhost.localdomain", [address], content)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
