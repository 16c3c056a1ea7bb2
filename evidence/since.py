"""What came in after a forum decided: pages name it, and lists find the decisions that it is about.

One rule, in SQL, over the instants of the rows: the page of a decision and the lists ask it alike,
and no snapshot is read. Whatever changes evidence locks the actions behind it before it writes
(`verification.hold_behind`), as a sign-off does: so what its snapshot lacks is later than it. That
holds as far as the clocks of the machines agree.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models import Subquery as One
from django.db.models.functions import Coalesce, Greatest, Least

from evidence.models import (
    Disposal,
    Evidence,
    EvidenceDecision,
    EvidenceLink,
    EvidenceVersion,
    LookItem,
)
from evidence.querysets import spent, standing_decisions
from evidence.states import readable_condition
from recommendations.models import SignOff

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person
    from recommendations.models import Action

ACCEPTED = EvidenceDecision.Decision.ACCEPTED
RETURNED = EvidenceDecision.Decision.RETURNED
What = LookItem.What
MORE_CAME = "More evidence came in or changed since you opened this page. Look at it first."


class News(NamedTuple):
    """An item, and what happened to it: one of `LookItem.What`.

    `came_at`: when the last of it happened. `is_own`: who asks brought in a part of it.
    """

    item: Evidence
    what: str
    came_at: datetime
    is_own: bool


def since(decision: SignOff, user: "Person") -> list[News]:
    """Of its recommendation's items that the person may see, those that stood otherwise then.

    Not those at which a manager has looked since they came, and left the decision as it is.
    """
    items = Evidence.objects.on_recommendation(decision.recommendation, user)
    asked = _Asked(decision.recommendation_id, decision.pk, Value(decision.recorded_at))
    moved = _moved(items, asked).with_own(user)
    return [News(item, item.what, item.came_at, item.is_own) for item in moved]


def fingerprint(news: Iterable[News]) -> str:
    """Of what somebody has read: other news, or more of it, have another."""
    read = sorted(f"{each.item.public_id} {each.came_at.isoformat()}" for each in news)
    return hashlib.sha256("\n".join(read).encode()).hexdigest()


def touched(decisions: "QuerySet[SignOff]") -> "QuerySet[SignOff]":
    """Of the decisions, those that stand and behind which anything was written since.

    All that are `overtaken` are among them, whoever asks, and few others: an item that was only
    retitled. It takes a quarter of the time, so that pages ask the rule of these alone.
    """
    return decisions.filter(_written_since(), reopened_at=None)


@lru_cache(maxsize=1)
def _written_since() -> Exists:
    """Built once: to build it takes longer than to run it, and no query changes it."""
    later = {"history_date__gt": OuterRef(OuterRef("recorded_at"))}
    saved = Evidence.history.filter(id=OuterRef("evidence_id"), **later)
    virus = {"scan_state": "infected", "scanned_at__gt": OuterRef(OuterRef("recorded_at"))}
    infected = EvidenceVersion.objects.filter(evidence=OuterRef("evidence_id"), **virus)
    links = EvidenceLink.objects.filter(
        Q(linked_at__gt=OuterRef("recorded_at")) | Q(Exists(saved)) | Q(Exists(infected)),
        action__recommendation=OuterRef("recommendation_id"),
    )
    return Exists(links)


def overtaken(decisions: "QuerySet[SignOff]", user: "Person") -> "QuerySet[SignOff]":
    """Of the decisions, those that stand and of which the person's page says `since` something."""
    found: QuerySet[SignOff] = with_news(decisions, user).filter(moved_at__isnull=False)
    return found


def with_news(decisions: "QuerySet[SignOff]", user: "Person") -> Any:
    """Those that stand, with `moved_at`: when the first of what is new behind each came, if it did.

    More of it makes no decision wait a shorter time.
    """
    moved = _moved(_behind(user), _OUTER)
    dated = _with_first(moved, _OUTER.recommendation).order_by("first_at")
    first = One(dated.values("first_at")[:1])
    return decisions.filter(reopened_at=None).annotate(moved_at=first)


def with_own_news(decisions: "QuerySet[SignOff]", user: "Person") -> "QuerySet[SignOff]":
    """`is_own`: the person brought in a part of what came after, so somebody else judges of it."""
    own = _behind(user).with_scan().with_own(user).filter(is_own=True)
    return decisions.annotate(is_own=Exists(_moved(own, _OUTER)))


def _behind(user: "Person") -> Any:
    """The items of a decision's recommendation that the person may see, within a query of it.

    An item that supports two of its actions is there twice, which does no harm to who asks for the
    first of them or for any. Asked with `IN` instead, PostgreSQL looks through all evidence of the
    partnership for each decision: forty times the work beside 9,000 items.
    """
    own = {"links__action__recommendation": OuterRef("recommendation_id")}
    return Evidence.objects.visible_to(user).filter(**own)


class _Asked(NamedTuple):
    """A decision: values, or references to a query around.

    `decided_at` as the items see it, the others as a query below that of the items does.
    """

    recommendation: Any
    sign_off: Any
    decided_at: Any


#: Within a query of decisions.
_OUTER = _Asked(
    OuterRef(OuterRef("recommendation_id")), OuterRef(OuterRef("pk")), OuterRef("recorded_at")
)


def _moved(items: Any, asked: _Asked) -> Any:
    """Of the items, those to which something happened after the decision: `what` and `came_at`.

    Added to the recommendation, submitted anew, decided otherwise, or accepted then and lost since:
    to a virus, or disposed of as a mistake. That the time for keeping a file is over says nothing
    of what it showed. Left out is what a manager has looked at since it came.
    """
    moment, dated = OuterRef("decided_at"), {"output_field": DateTimeField()}
    links = EvidenceLink.objects.filter(
        evidence=OuterRef("pk"), action__recommendation=asked.recommendation
    )
    submitted = Evidence.history.filter(id=OuterRef("pk"), submission=OuterRef("submission"))
    looks = LookItem.objects.filter(evidence=OuterRef("pk"), look__sign_off=asked.sign_off)
    then = standing_decisions().filter(recorded_at__lte=moment).values("decision")[:1]
    otherwise = ~Q(decision=F("decided_then"))
    lost = Q(decided_then=ACCEPTED) & _lost(moment) & ~readable_condition()
    what = Case(
        When(~Exists(links.filter(linked_at__lte=moment)), then=Value(What.ADDED)),
        When(~Exists(submitted.filter(history_date__lte=moment)), then=Value(What.CHANGED)),
        When(lost, then=Value(What.LOST)),
        When(otherwise, decision=ACCEPTED, then=Value(What.ACCEPTED)),
        When(otherwise, decision=RETURNED, then=Value(What.RETURNED)),
        default=Value(""),
        output_field=CharField(),
    )
    came_at = Greatest(
        _at(links.order_by("linked_at"), "linked_at"),
        _at(submitted.order_by("history_date"), "history_date"),
        _at(standing_decisions(), "recorded_at"),
        *(_at(rows.order_by(f"-{at}"), at) for rows, at in _losses()),
        **dated,
    )
    judged = items.with_decision().with_scan()
    judged = judged.annotate(decided_at=ExpressionWrapper(asked.decided_at, **dated))
    found = judged.annotate(decided_then=Coalesce(One(then), Value(""))).annotate(what=what)
    looked_at = One(looks.order_by("-look__recorded_at").values("look__recorded_at")[:1], **dated)
    found = found.exclude(what="").annotate(came_at=came_at, looked_at=looked_at)
    return found.filter(Q(looked_at=None) | Q(looked_at__lt=F("came_at")))


def _with_first(moved: Any, recommendation: Any) -> Any:
    """What has `_moved`, with `first_at`: when the first happened that nobody has looked at.

    What was written of an item before it came to the recommendation is no news of it there. Of one
    that nobody has looked at, a decision that says the same as then is none, nor is a loss of what
    was not accepted then; after a look all of it is told anew. It is never later than `came_at`.
    """
    links = EvidenceLink.objects.filter(
        evidence=OuterRef("pk"), action__recommendation=recommendation
    )
    same = {"id": OuterRef("id"), "submission": OuterRef("submission")}
    then = Evidence.history.filter(history_date__lte=OuterRef(OuterRef("after")), **same)
    submitted = Evidence.history.filter(~Exists(then), id=OuterRef("pk"))
    as_then = Q(submission=OuterRef("submission"), decision=OuterRef("told_then"))
    decided = EvidenceDecision.objects.filter(~as_then, evidence=OuterRef("pk"))
    proof = Q(decided_then=ACCEPTED) | Q(looked_at__isnull=False)
    lost = When(proof, then=Least(*(_first(*each) for each in _losses())))
    later = _first(submitted, "history_date"), _first(decided, "recorded_at")
    linked_at = _at(links.order_by("linked_at"), "linked_at")
    found = moved.annotate(after=Coalesce("looked_at", "decided_at"), linked_at=linked_at)
    told_then = Case(When(looked_at=None, then="decided_then"), default=Value(""))
    found = found.annotate(told_then=told_then)
    came = When(linked_at__gt=F("after"), then="linked_at")
    return found.annotate(first_at=Case(came, default=Least(*later, Case(lost, default="came_at"))))


#: Before and after anything that is on record.
NEVER, FAR = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def _at(rows: Any, field: str, otherwise: datetime = NEVER) -> Coalesce:
    """The moment in the first of the rows, which belong to an item."""
    return Coalesce(One(rows.values(field)[:1]), Value(otherwise), output_field=DateTimeField())


def _first(rows: Any, field: str) -> Coalesce:
    """The moment of the first of the rows that is later than `after`."""
    later = rows.filter(**{f"{field}__gt": OuterRef("after")})
    return _at(later.order_by(field), field, FAR)


def _losses() -> tuple[tuple[Any, str], ...]:
    """What takes an item's proof away, and the field that says when: a virus, a mistake."""
    infected = EvidenceVersion.objects.filter(evidence=OuterRef("pk"), scan_state="infected")
    mistake = {"state": "done", "ground": "mistake"}
    return (
        (infected, "scanned_at"),
        (Disposal.objects.filter(evidence=OuterRef("pk"), **mistake), "decided_at"),
    )


def _lost(moment: Any) -> Q:
    """A virus was found in a file of the item, or a file was disposed of as a mistake."""
    (infected, found), (disposed, decided) = _losses()
    later = infected.filter(**{f"{found}__gt": moment})
    return Q(Exists(later)) | Q(Exists(disposed.filter(**{f"{decided}__gt": moment})))


def has_news(action: "Action") -> bool:
    """Something of its evidence came in, changed, was decided or was lost after it was verified."""
    before = {"recorded_at__lte": action.verified_at, "submission": OuterRef("submission")}
    decided = EvidenceDecision.objects.filter(evidence=OuterRef("pk"), **before)
    later = Q(links__action=action, links__linked_at__gt=action.verified_at)
    files = EvidenceVersion.objects.filter(evidence=OuterRef("pk"))
    kept = files.filter(Q(disposed_at=None) | Q(disposed_at__gt=action.verified_at))
    new = ~Exists(decided) & ~(spent() & ~Q(Exists(kept)))  # spent before, it held up nothing
    items = Evidence.objects.filter(links__action=action)
    return items.filter(later | new | _lost(action.verified_at)).exists()
