"""My work, the side that reads: what changed lately, and which questions are open."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count

from agencies import access
from agencies.models import Membership, Partnership
from dashboards import links
from dashboards.figures import Number
from dashboards.lines import Question, Section, SignedOff, Verified, section
from recommendations.models import Action, Challenge, Recommendation, SignOff
from recommendations.querysets import RecommendationQuerySet
from recommendations.status import Rating, Status

if TYPE_CHECKING:
    from agencies.access import Person

#: "Lately" is this many days.
DAYS = 30
MOST = 10
ROLES = (Membership.Role.BOARD_MEMBER, Membership.Role.SCRUTINEER)


@dataclass(frozen=True)
class Watched:
    """`late`: per partnership, actions whose due date passed in the last 30 days, still open."""

    partnerships: tuple[Partnership, ...]
    since: date
    sign_offs: Section
    verified: Section
    late: tuple[tuple[Partnership, Number], ...]
    challenges: Section

    @property
    def is_quiet(self) -> bool:
        return not (self.sign_offs.total or self.verified.total or self.late)


def watched(user: "Person", today: date, chosen: Partnership | None) -> Watched | None:
    """None where the person is neither board member nor scrutineer here."""
    partnerships = {
        m.partnership_id: m.partnership
        for m in access.held(user)
        if m.role in ROLES and (chosen is None or m.partnership == chosen)
    }
    if not partnerships:
        return None
    since = today - timedelta(days=DAYS)
    seen = Recommendation.objects.visible_to(user).filter(
        review__partnership_id__in=list(partnerships)
    )
    return Watched(
        partnerships=tuple(partnerships.values()),
        since=since,
        sign_offs=_sign_offs(seen, since),
        verified=_verified(user, list(partnerships), since),
        late=_late(user, partnerships, today),
        challenges=_challenges(seen),
    )


def _sign_offs(seen: RecommendationQuerySet, since: date) -> Section:
    rows = SignOff.objects.filter(
        recommendation__in=seen.order_by(), reopened_at=None, meeting_on__gte=since
    )
    return section(rows.order_by("-meeting_on", "-pk"), SignedOff, MOST)


def _verified(user: "Person", partnership_ids: list[int], since: date) -> Section:
    rows = Action.objects.visible_to(user).filter(
        recommendation__review__partnership_id__in=partnership_ids,
        status=Status.VERIFIED,
        verified_at__date__gte=since,
    )
    return section(rows.with_bareness().order_by("-verified_at", "-pk"), Verified, MOST)


def _late(
    user: "Person", partnerships: dict[int, Partnership], today: date
) -> tuple[tuple[Partnership, Number], ...]:
    first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
    partnership = "recommendation__review__partnership_id"
    rows = (
        Action.objects.visible_to(user)
        .filter(**{f"{partnership}__in": list(partnerships)})
        .due_between(first, last)
        .order_by(partnership)
        .values(partnership)
        .annotate(actions=Count("pk"))
    )
    asked = {"rating": Rating.OVERDUE.value, "due_from": first, "due_to": last}
    found = [(partnerships[row[partnership]], row["actions"]) for row in rows]
    return tuple((p, Number(count, links.actions(p, **asked))) for p, count in found)


def _challenges(seen: RecommendationQuerySet) -> Section:
    """Questions without an accepted answer."""
    rows = Challenge.objects.unsettled().filter(recommendation__in=seen.order_by())
    return section(rows.order_by("recorded_at", "pk"), Question, MOST)
