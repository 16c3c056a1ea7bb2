from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from documents import keeping


class Command(BaseCommand):
    help = "Removes the files of evidence packs that have had their time; rows and log stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = keeping.sweep(dry_run=options["dry_run"])
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{swept.ended} packs {would}ended, {swept.removed} files {would}removed, "
            f"{swept.orphans} files without a pack {would}removed."
        )
