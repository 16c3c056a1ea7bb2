"""One theme: each recommendation in the order of its review, and what became of it."""

from datetime import date
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from dashboards.scope import Scope
from recommendations.models import EmbeddingCheck, Recommendation, Repeat, SignOff, Theme
from recommendations.recurring import recurring, review_date, signed_off
from scr_tracker.words import long_day


def story(scope: Scope, theme: Theme) -> "QuerySet[Any]":
    """The latest review first, with all that `became` and a row print."""
    rows: Any = Recommendation.objects.with_progress(scope.today)
    rows = rows.annotate(on=review_date(), is_again=recurring(scope.user, theme.public_id))
    found = scope.within(rows).filter(pk__in=theme.recommendations.values("pk"))
    stands = SignOff.objects.filter(reopened_at=None).select_related("forum")
    checks = EmbeddingCheck.objects.filter(sign_off__reopened_at=None).exclude(outcome="")
    seen = Recommendation.objects.visible_to(scope.user).order_by().values("pk")
    repeats = Repeat.objects.filter(earlier__in=seen).select_related("earlier__review")
    ordered: QuerySet[Any] = found.select_related("review").order_by(
        F("on").desc(nulls_last=True), "review_id", "position", "pk"
    )
    return ordered.prefetch_related(
        "agencies",
        Prefetch("sign_offs", stands, to_attr="standing"),
        Prefetch("embedding_checks", checks.order_by("-checked_on", "-pk"), to_attr="checked"),
        Prefetch("repeats", repeats, to_attr="earlier_ones"),
    )


def since_when(scope: Scope, theme: Theme) -> date | None:
    """The day of the first meeting that signed off a recommendation of the theme."""
    return signed_off(scope.user, scope.partnership).first(theme.pk)


def became(row: Any) -> list[str]:
    """What a forum decided, and whether it lasted, in sentences; nothing where it is open."""
    said = [
        f"{sign_off.get_outcome_display()} by {sign_off.forum} on {long_day(sign_off.meeting_on)}."
        for sign_off in row.standing
    ]
    if row.standing and row.checked:
        check = row.checked[0]
        said.append(f"Checked on {long_day(check.checked_on)}: {check.get_outcome_display()}.")
    return said
