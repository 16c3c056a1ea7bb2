import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from reminders import planner, planning, reports
from reminders.planning import Plan
from reminders.reports import Report
from reminders.sending import batches

#: People would read "6 days late" of what is due today, and get a second mail on that day.
OTHER_DAY = "Only today’s mails can be sent: a plan makes good what was missed on days before."


class Command(BaseCommand):
    help = "Plan and send the reminders of a day by hand, as beat does each morning."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=_day, help="the day, as 2026-12-01; today if left out")
        parser.add_argument(
            "--dry-run", action="store_true", help="show who would get what; write and send nothing"
        )
        parser.add_argument("--json", action="store_true", help="print JSON, for other programs")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localdate()
        today = options["today"] or now
        if today != now and not options["dry_run"]:
            raise CommandError(f"{OTHER_DAY} Add --dry-run to look at {today}.")
        report = _look(today) if options["dry_run"] else self._run(today)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), cls=DjangoJSONEncoder, indent=2))
        else:
            self.stdout.write(report.as_text())

    def _run(self, today: date) -> Report:
        """Plan and deliver in this process; a mail that must wait is left to the worker."""
        run = planner.plan_alone(today)
        if run is None:
            self.stderr.write("Another planner is at work; planning is left to it.")
        taken = batches.send_waiting(today=today)
        return reports.of_run(run or Plan(today), taken)


def _look(today: date) -> Report:
    return reports.of_dry_run(planning.plan(today, dry_run=True))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day; write it as 2026-12-01.") from None
