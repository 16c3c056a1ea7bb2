"""My work, the side that reads: what changed lately, and which questions are open."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agencies import access
from agencies.models import Membership, Partnership
from dashboards.changes.sentence import Sentence, since_last_meeting
from dashboards.lines import Question, Section, SignedOff, Verified, section
from recommendations.models import Action, Challenge, Recommendation, SignOff
from recommendations.querysets import RecommendationQuerySet
from recommendations.status import Status

if TYPE_CHECKING:
    from agencies.access import Person

#: "Lately" is this many days.
DAYS = 30
MOST = 10
ROLES = (Membership.Role.BOARD_MEMBER, Membership.Role.SCRUTINEER)


@dataclass(frozen=True)
class Watched:
    """`changed`: per partnership, in a sentence, what changed since its board met."""

    partnerships: tuple[Partnership, ...]
    since: date
    sign_offs: Section
    verified: Section
    changed: tuple[tuple[Partnership, Sentence], ...]
    challenges: Section

    @property
    def is_quiet(self) -> bool:
        changed = any(sentence.numbers for _, sentence in self.changed)
        return not (self.sign_offs.total or self.verified.total or changed)


def watched(user: "Person", today: date, chosen: Partnership | None) -> Watched | None:
    """None where the person is neither board member nor scrutineer here."""
    partnerships = {
        m.partnership_id: m.partnership
        for m in access.held(user)
        if m.role in ROLES and (chosen is None or m.partnership == chosen)
    }
    if not partnerships:
        return None
    since, here = today - timedelta(days=DAYS), tuple(partnerships.values())
    seen = Recommendation.objects.visible_to(user).filter(
        review__partnership_id__in=list(partnerships)
    )
    return Watched(
        partnerships=here,
        since=since,
        sign_offs=_sign_offs(seen, since),
        verified=_verified(user, list(partnerships), since),
        changed=tuple((each, since_last_meeting(user, each, today)) for each in here),
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


def _challenges(seen: RecommendationQuerySet) -> Section:
    """Questions without an accepted answer."""
    rows = Challenge.objects.unsettled().filter(recommendation__in=seen.order_by())
    return section(rows.order_by("recorded_at", "pk"), Question, MOST)
