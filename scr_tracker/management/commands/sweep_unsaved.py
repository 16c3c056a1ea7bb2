from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from scr_tracker import unsaved_store
from scr_tracker.words import counted


class Command(BaseCommand):
    help = "Removes what was typed after a session had ended, and was kept for its hour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        count = unsaved_store.sweep(dry_run=options["dry_run"])
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(f"{counted(count, 'unsaved post').capitalize()} {would}removed.")
