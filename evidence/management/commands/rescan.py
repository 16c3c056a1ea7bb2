from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence import scanning
from evidence.models import EvidenceVersion


class Command(BaseCommand):
    help = "Checks stored files for viruses now: those without a verdict, or all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="also the files that already have a verdict"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        if not scanning.has_scanner():
            raise CommandError("No scanner is set: CLAMAV_URL is empty.")
        states = EvidenceVersion.Scan
        versions = EvidenceVersion.objects.order_by("pk")
        if not options["all"]:
            versions = versions.exclude(scan_state__in=(states.CLEAN, states.INFECTED))
        ids = list(versions.values_list("pk", flat=True))
        if options["dry_run"]:
            self.stdout.write(f"{len(ids)} to check")
            return
        found = Counter(states(scanning.check_version(pk)).label for pk in ids)
        for label, count in sorted(found.items()):
            self.stdout.write(f"{label}: {count}")
        self.stdout.write(f"{len(ids)} checked")
