from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reminders.notice_pruning import prune
from scr_tracker.words import counted


class Command(BaseCommand):
    help = "Removes notifications that were read more than a year ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="2026-11-02")
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        count = prune(options["today"] or timezone.localdate(), dry_run=options["dry_run"])
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(f"{counted(count, 'notification').capitalize()} {would}removed.")
