"""The facts of `status.Facts` as annotations: what a recommendation's progress follows from."""

from datetime import date
from functools import lru_cache

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from recommendations import status


@lru_cache(maxsize=8)
def annotations(today: date) -> "dict[str, Combinable]":
    """By name of the fact. Kept: they cost more to write than to run, and no query changes them."""
    from recommendations.models import Action, Response, SignOff

    stands = SignOff.objects.filter(recommendation=OuterRef("pk"), reopened_at=None)
    answers = Response.objects.filter(recommendation=OuterRef("pk"))
    actions = Action.objects.filter(recommendation=OuterRef("pk"))
    live = actions.exclude(status=status.Status.WITHDRAWN)
    return {
        "outcome": Coalesce(Subquery(stands.order_by().values("outcome")[:1]), Value("")),
        "is_awaiting_body": yes(~Q(awaiting_body="")),
        "is_refused": yes(~Exists(answers.exclude(position="not_accepted")) & Exists(answers)),
        "has_live": Exists(live),
        "has_overdue": Exists(actions.filter(status.overdue_condition(today))),
        "has_unverified": Exists(live.exclude(status=status.Status.VERIFIED)),
        "has_started": Exists(live.exclude(status=status.Status.NOT_STARTED)),
    }


def yes(condition: "Q | Combinable") -> Case:
    """A condition as a column."""
    return Case(
        When(condition, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def bareness(when: Q, **of: Combinable) -> Case:
    """Where `when` holds: whether the latest verification of those that `of` says was without
    evidence. The one rule for the mark, on an action and in what its timeline tells.
    """
    from recommendations.models import Verification

    verified = Verification.objects.filter(decision="verified", **of)
    latest = verified.order_by("-recorded_at", "-pk").values("is_bare")[:1]
    return Case(When(when, then=Coalesce(Subquery(latest), Value(False))), default=Value(False))
