from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet
from django.utils import timezone

from evidence import clamav, scanning
from evidence.models import EvidenceVersion

Scan = EvidenceVersion.Scan


class Command(BaseCommand):
    help = "Checks stored files for viruses now: those without a verdict, or others as well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--all", action="store_true", help="also the files that already have a verdict"
        )
        which.add_argument("--failed", action="store_true", help="only those that failed")
        which.add_argument(
            "--before",
            type=_moment,
            metavar="DATE",
            help="also those whose verdict is older (2026-11-02, or 2026-11-02T09:30)",
        )
        which.add_argument(
            "--outdated",
            action="store_true",
            help="also those whose verdict is older than the scanner’s signatures",
        )
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        if not scanning.has_scanner():
            raise CommandError("No scanner is set: CLAMAV_URL is empty.")
        ids = list(_chosen(options).order_by("pk").values_list("pk", flat=True))
        if options["dry_run"]:
            self.stdout.write(f"{len(ids)} to check")
            return
        found = Counter(Scan(scanning.check_version(pk)).label for pk in ids)
        for label, count in sorted(found.items()):
            self.stdout.write(f"{label}: {count}")
        self.stdout.write(f"{len(ids)} checked")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"“{text}” is no day; give 2026-11-02, or 2026-11-02T09:30"
        ) from None


def _chosen(options: dict[str, Any]) -> "QuerySet[EvidenceVersion]":
    versions = EvidenceVersion.objects.filter(disposed_at=None)
    if options["all"]:
        return versions
    if options["failed"]:
        return versions.filter(scan_state=Scan.FAILED)
    unjudged = ~Q(scan_state__in=(Scan.CLEAN, Scan.INFECTED))
    if before := _before(options):
        return versions.filter(unjudged | Q(scanned_at=None) | Q(scanned_at__lt=before))
    return versions.filter(unjudged)


def _before(options: dict[str, Any]) -> datetime | None:
    if options["outdated"]:
        try:
            return clamav.signatures_made_at(settings.CLAMAV_URL)
        except clamav.ScannerUnavailable as error:
            raise CommandError(str(error)) from error
    before: datetime | None = options["before"]
    is_naive = before is not None and timezone.is_naive(before)
    return timezone.make_aware(before) if before and is_naive else before
