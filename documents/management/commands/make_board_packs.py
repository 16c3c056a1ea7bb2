from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.board import making, scheduling
from documents.board.scheduling import Due
from documents.models import BoardPack

OTHER_DAY = "A pack is of the day on which it is made. Add --dry-run to look at another day."


class Command(BaseCommand):
    help = "Makes the board packs that are scheduled before meetings, as beat does each morning."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=_day, help="the day, as 2026-12-01; today if left out")
        parser.add_argument("--dry-run", action="store_true", help="only say which would be made")

    def handle(self, *args: Any, **options: Any) -> None:
        now, dry_run = timezone.localdate(), options["dry_run"]
        today = options["today"] or now
        if today != now and not dry_run:
            raise CommandError(OTHER_DAY)
        found = scheduling.make_due(today, dry_run=dry_run)
        for each in found:
            self.stdout.write(_said(each))
            if not dry_run:
                self._make(each)
        would = "would be made" if dry_run else "made"
        self.stdout.write(f"{sum(not each.why_not for each in found)} packs {would}.")

    def _make(self, each: Due) -> None:
        """At once, where no worker has begun."""
        pack = BoardPack.objects.get(schedule=each.schedule, meeting=each.meeting)
        making.JOB.make(pack.pk)


def _said(each: Due) -> str:
    meeting = f"{each.meeting.forum.name} on {each.meeting.held_on.isoformat()}"
    line = f"{each.schedule.partnership.name}: “{each.schedule.title}” for {meeting}"
    return f"{line}: not made, {each.why_not}" if each.why_not else line


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day; write it as 2026-12-01.") from None
