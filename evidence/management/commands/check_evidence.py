import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence import integrity


class Command(BaseCommand):
    help = (
        "Compares every stored file with its row, by size and SHA-256, and looks for bytes "
        "without a row. Exits with an error where anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument(
            "--delete-orphans",
            action="store_true",
            help="delete bytes without a row that are older than a day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = integrity.compare(delete_orphans=options["delete_orphans"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), indent=2))
        else:
            self._print(report)
        if report.differences:
            count = len(report.differences)
            raise CommandError("1 difference" if count == 1 else f"{count} differences")

    def _print(self, report: integrity.Report) -> None:
        self.stdout.write(
            f"{report.files} files ({report.in_quarantine} in quarantine), {report.previews} "
            f"previews, {report.disposed} disposed of; {report.stored} stored."
        )
        if report.left_alone:
            self.stdout.write(f"{report.left_alone} left alone: younger than an hour, or in use.")
        if report.deleted:
            self.stdout.write(f"{report.deleted} orphans deleted.")
        for difference in report.differences:
            self.stdout.write(str(difference))
