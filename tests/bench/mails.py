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

#: So many mails at most, and so many reminders in each: what most people are told of in a day.
MOST, LONGEST, ROUNDS = 600, 8, 6
#: Actions of the partnerships to whose people they go.
ACTIONS = 25_000


def main() -> None:
    with scratch(os.environ.get("DATABASE_URL", "")) as folder:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        show(folder)


def show(folder: Path) -> None:
    """Print the rates. Adds partnerships to the scratch database."""
    from tests.bench.data import add_others

    add_others(ACTIONS)
    ids, each = _planned()
    print(f"\n{len(ids):,} mails with {each:.1f} reminders each, in one process", flush=True)
    half = len(ids) // 2
    _compare("A mail server that forgets", ids[:half], each, "")
    _compare("A mail server that keeps them", ids[half:], each, str(folder / "kept"))
    print(f"Median of {ROUNDS // 2} rounds, this machine, this run.", flush=True)


def _planned() -> tuple[list[int], float]:
    """Ids of mails of today's plan, and how many reminders each has; all mails are put off."""
    from datetime import timedelta

    from django.db.models import Count
    from django.utils import timezone

    from reminders.models import Mail, Reminder
    from reminders.planning import plan
    from tests.reminders.things import send_every_day

    send_every_day()
    plan(timezone.localdate())
    mails = Mail.objects.annotate(many=Count("reminders")).filter(many__range=(1, LONGEST))
    ids = list(mails.order_by("pk").values_list("pk", flat=True)[:MOST])
    Mail.objects.update(not_before=timezone.now() + timedelta(days=1))
    return ids, Reminder.objects.filter(mail__in=ids).count() / len(ids)


def _compare(name: str, ids: list[int], each: float, path: str) -> None:
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
        f"{name:<31}{ours:>7.0f} mails/s ({ours * each:,.0f} reminders/s)"
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
