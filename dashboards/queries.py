"""What waits for somebody, as far as the person of the scope may see it.

Each number of the dashboard and the list that it opens ask the same function here.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from dashboards.figures import COMING_DAYS
from dashboards.overtaken import decisions_overtaken, decisions_touched
from dashboards.scope import Scope
from evidence.models import Evidence, EvidenceRequest
from evidence.since import with_news
from recommendations.models import Action, Challenge, EmbeddingCheck, ExtensionRequest, SignOff

if TYPE_CHECKING:
    from agencies.access import Person


def open_requests(scope: Scope) -> "QuerySet[ExtensionRequest]":
    """Requests for more time that nobody has decided."""
    rows = ExtensionRequest.objects.visible_to(scope.user).waiting()
    return rows.filter(scope.of("action__recommendation__"), scope.of_agency("action__lead_agency"))


def open_challenges(scope: Scope) -> "QuerySet[Challenge]":
    """Questions without an accepted answer."""
    rows = Challenge.objects.visible_to(scope.user).unsettled()
    return rows.filter(scope.of("recommendation__"), scope.of_agency("agency"))


def checks_due(scope: Scope) -> "QuerySet[EmbeddingCheck]":
    """Embedding checks that are late or due in the next days."""
    until = scope.today + timedelta(days=COMING_DAYS)
    rows = EmbeddingCheck.objects.visible_to(scope.user).due_by(until)
    return rows.filter(scope.of("recommendation__"), scope.of_concerned("recommendation_id"))


def evidence_wanted(scope: Scope) -> "QuerySet[EvidenceRequest]":
    """Open requests for evidence: all that `?state=open` lists."""
    rows = EvidenceRequest.objects.visible_to(scope.user).open()
    return rows.filter(scope.of("recommendation__"), scope.of_agency("agency"))


def overtaken_in(scope: Scope) -> "QuerySet[SignOff]":
    """Decisions that stand, with evidence that came in or changed since."""
    found = decisions_overtaken(scope.user, scope.partnership)
    if found is None:
        return SignOff.objects.none()
    return found.filter(scope.of("recommendation__"), scope.of_concerned("recommendation_id"))


def overtaken_since(scope: Scope) -> list[datetime]:
    """Of each of `overtaken_in`, when the first of what is new came; the oldest first.

    To filter by the moment would put the longest question of the house into the query twice.
    """
    found = decisions_touched(scope.user, scope.partnership)
    if found is None:
        return []
    about = found.filter(scope.of("recommendation__"), scope.of_concerned("recommendation_id"))
    moments = with_news(about, scope.user).order_by().values_list("moved_at", flat=True)
    return sorted(filter(None, moments))


def undecided(user: "Person") -> "QuerySet[Evidence]":
    """Evidence on which somebody is to decide."""
    # First, because it leaves few rows for the costlier question of what may be seen.
    return Evidence.objects.to_decide().visible_to(user)


def undecided_in(scope: Scope) -> "QuerySet[Evidence]":
    """The same of the agency that was chosen, if one was, and on an action that this is about."""
    rows = undecided(scope.user).filter(partnership=scope.partnership)
    rows = rows.filter(scope.of_agency("agency"))
    if scope.is_of_all:
        return rows
    about = Action.objects.visible_to(scope.user).filter(scope.of("recommendation__"))
    return rows.filter(Exists(about.filter(evidence_links__evidence=OuterRef("pk"))))
