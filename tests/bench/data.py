"""What is measured: one partnership with many actions, and others beside it, by `load_scale`."""

import io

from django.core.management import call_command
from django.db import connection
from django.db.models import Count

from agencies.models import Membership, Partnership, User
from dashboards.scale.people import email
from recommendations.models import Action

PASSWORD = "correct horse battery staple"
SEED = 20261102
#: So many actions the others have on average, and so many of them there are at most.
EACH, MOST = 500, 400


def build(actions: int, others: int | None = None) -> dict[str, User]:
    """Fill an empty database: as many actions of others as of the one, unless `others` says."""
    others = actions if others is None else others
    _load(1 + _many(others), actions + others, main_actions=actions)
    manager = User.objects.get(email=email("Partnership manager", 1))
    people = {"manager": manager, "lead": _busiest_lead(manager), "nobody": User(name="nobody")}
    people["nobody"].email = "nobody@scale.example"
    for person in people.values():
        person.set_password(PASSWORD)
        person.save()
    return people


def measured() -> Partnership:
    """The one with many actions."""
    return Partnership.objects.order_by("pk")[0]


def add_others(actions: int) -> None:
    _load(_many(actions), actions)


def _load(partnerships: int, actions: int, **more) -> None:
    call_command(
        "load_scale",
        partnerships=partnerships,
        actions=actions,
        seed=SEED,
        into_this_database=str(connection.settings_dict["NAME"]),
        stdout=io.StringIO(),
        **more,
    )


def _many(actions: int) -> int:
    return min(MOST, max(1, actions // EACH))


def _busiest_lead(manager: User) -> User:
    """Who leads for the agency that has most of the manager's actions in hand."""
    here = manager.memberships.get().partnership_id
    running = Action.objects.filter(
        status="in_progress",
        recommendation__review__partnership=here,
        recommendation__review__is_restricted=False,
    )
    counted = running.order_by().values("lead_agency").annotate(many=Count("pk"))
    agency = counted.order_by("-many", "lead_agency")[0]["lead_agency"]
    roles = Membership.objects.filter(partnership=here, agency=agency)
    return roles.order_by("pk")[0].user
