"""The first partnership and its manager, on a fresh installation.

manage.py add_manager --partnership "Hampshire SCP" --kind lscp --email name@example.org
"""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from agencies.invitations import link_to_join
from agencies.models import Partnership
from agencies.services import appoint_manager


class Command(BaseCommand):
    help = "Makes the partnership where there is none of this name, and gives it a manager."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partnership", required=True, help="name, in full")
        parser.add_argument("--kind", choices=Partnership.Kind.values, help="for a new partnership")
        parser.add_argument("--short-name", help="for a new partnership; at most 40 characters")
        parser.add_argument(
            "--nation", choices=Partnership.Nation.values, default=Partnership.Nation.ENGLAND
        )
        parser.add_argument("--email", required=True, help="the manager's own address")
        parser.add_argument("--name", help="as the record shows it (default: Partnership manager)")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            partnership = _partnership(options)
            user = appoint_manager(
                partnership=partnership,
                email=_email(options["email"]),
                name=options["name"] or "Partnership manager",
            )
            link = link_to_join(user)
        self.stdout.write(f"{user.email} is a manager of {partnership}.")
        does = "sign in" if user.has_usable_password() else "choose a password (works for 3 days)"
        self.stdout.write(f"To {does}: {link}")


def _partnership(options: dict[str, Any]) -> Partnership:
    name = options["partnership"].strip()
    found = Partnership.objects.filter(name__iexact=name).first()
    if found is not None:
        return found
    if not options["kind"]:
        raise CommandError(f"There is no partnership “{name}” yet. To make it, add --kind.")
    partnership = Partnership(
        name=name,
        short_name=options["short_name"] or name[:40],
        kind=options["kind"],
        nation=options["nation"],
    )
    try:
        partnership.full_clean()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    partnership.save()
    return partnership


def _email(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"“{email}” is no e-mail address.") from error
    return email
