from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from scr_tracker import stamps
from scr_tracker.words import counted


class Command(BaseCommand):
    help = "Adds up the stamps of single transactions, so that pages read few of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        count = stamps.fold(dry_run=options["dry_run"])
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(f"{counted(count, 'stamp').capitalize()} {would}added up.")
