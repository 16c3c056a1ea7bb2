"""`manage.py load_scale`: a very large database with truthful history, for benchmarks.

manage.py load_scale --partnerships 400 --actions 1000000 --main-actions 10000
"""

from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dashboards.scale.guard import why_not
from dashboards.scale.loading import Loaded, Wanted, load
from dashboards.scale.people import email

#: Whose logins are printed, by the name of the person.
LOGINS = ("Partnership manager", "Board member", "Independent scrutineer", "Police lead")


class Command(BaseCommand):
    help = (
        "Add partnerships with very many actions and all that happened to them. Use a database of "
        "its own: what is loaded cannot be taken out again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--partnerships", type=int, required=True, metavar="N")
        parser.add_argument("--actions", type=int, required=True, metavar="N", help="in all")
        parser.add_argument(
            "--main-actions", type=int, metavar="N", help="of these, in the first partnership"
        )
        parser.add_argument(
            "--seed", type=int, default=1, metavar="N", help="another one makes other rows"
        )
        parser.add_argument(
            "--into-this-database",
            default="",
            metavar="NAME",
            help="the database’s name, where DEBUG and DEMO_MODE are off, or others use it",
        )

    def handle(self, **options: Any) -> None:
        if reason := why_not(options["into_this_database"]):
            raise CommandError(reason)
        wanted = _wanted(options)
        begun = monotonic()
        found = load(
            wanted, lambda words: self.stdout.write(f"{monotonic() - begun:>7.0f} s  {words}")
        )
        for table, rows in found.rows.items():
            self.stdout.write(f"{table:<62}{rows:>12,}")
        rows, seconds = sum(found.rows.values()), monotonic() - begun
        self.stdout.write(f"{rows:,} rows in {seconds:.0f} s.")
        self._print_logins(found)

    def _print_logins(self, found: Loaded) -> None:
        says = f"password {settings.DEMO_PASSWORD}" if settings.DEMO_MODE else "no password"
        self.stdout.write(f"Logins of the first partnership ({says}):")
        for name in LOGINS:
            self.stdout.write(f"  {email(name, found.first)}")


def _wanted(options: dict[str, Any]) -> Wanted:
    partnerships, actions, main = (
        options[name] for name in ("partnerships", "actions", "main_actions")
    )
    if partnerships < 1 or actions < 0:
        raise CommandError("--partnerships is 1 or more, and --actions is not negative.")
    if not 0 <= (main or 0) <= actions or (partnerships == 1 and main not in (None, actions)):
        raise CommandError("--main-actions is a part of --actions; one partnership has them all.")
    unusable = f"{UNUSABLE_PASSWORD_PREFIX}nobody"
    return Wanted(
        partnerships=partnerships,
        actions=actions,
        main=main,
        seed=options["seed"],
        today=timezone.localdate(),
        password=make_password(settings.DEMO_PASSWORD) if settings.DEMO_MODE else unusable,
    )
