"""`manage.py load_demo`: the demo's partnerships, reviews, evidence and logins, once."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies.models import Partnership
from dashboards.demo.loading import load
from dashboards.demo.parsing import parse
from dashboards.demo.reading import FixtureError

FIXTURES = settings.BASE_DIR / "fixtures"


class Command(BaseCommand):
    help = (
        "Load the demo: the review Clare, and a second partnership. Loading again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing where there is any partnership."
        )
        parser.add_argument(
            "--today",
            type=_day,
            default=None,
            metavar="YYYY-MM-DD",
            help="The day from which illustrative dates are counted; today in London otherwise.",
        )

    def handle(self, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("The demo is loaded only where DEMO_MODE is true.")
        if options["if_empty"] and Partnership.objects.exists():
            self.stdout.write("There are partnerships already: nothing was loaded.")
            return
        today = options["today"] or timezone.localdate()
        if today > timezone.localdate():
            raise CommandError("--today may not lie in the future.")
        try:
            entered = load([parse(path, today) for path in sorted(FIXTURES.glob("*.yaml"))])
        except FixtureError as error:
            raise CommandError(str(error)) from error
        for fixture in entered:
            count = len(fixture.recommendations)
            self.stdout.write(
                f"{fixture.name}: {fixture.review.pseudonym}, {count} recommendations."
            )
        if not entered:
            self.stdout.write("The demo is there already: nothing was changed.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” must read like 2026-11-02.") from error
