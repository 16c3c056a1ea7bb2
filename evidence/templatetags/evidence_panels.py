"""Evidence on the pages of other rooms: `{% load evidence_panels %}`.

`{% evidence_panel action %}` lists what supports an action, with the button to add more;
`{% recommendation_evidence recommendation actions %}` shows a recommendation's in three columns,
with its figures added up, and what of its actions is promised and not there. Both show only what
the reader may see, and query the same for 1 or 30 items.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.db.models import Exists, OuterRef

from evidence import permissions
from evidence.deciders import Deciders, of_news
from evidence.figures import added_up
from evidence.filetypes import LABELS
from evidence.models import Evidence, EvidenceVersion, Look, LookItem
from evidence.since import News, since
from evidence.states import NO_PROOF, State, state_of
from evidence.timeline import seen_on
from recommendations.advice import SETTLED
from recommendations.models import Action, Recommendation, SignOff, highest_marking
from recommendations.permissions import roles_on
from recommendations.status import Status
from scr_tracker.joined import parts

if TYPE_CHECKING:
    from agencies.access import Person

register = template.Library()


class Row(NamedTuple):
    item: Evidence
    state: State


class Promised(NamedTuple):
    """What an action promised as proof, of which the reader finds nothing; who may, adds it."""

    action: Action
    may_add: bool


class Column(NamedTuple):
    heading: str
    meaning: str
    rows: list[Row]
    missing: str


MEANING = {
    Evidence.Level.OUTPUT: ("Output", "What was done", "Nothing shows yet what was done."),
    Evidence.Level.QUALITY: (
        "Quality",
        "How well it was done",
        "Nothing shows yet how well it was done.",
    ),
    Evidence.Level.OUTCOME: (
        "Outcome",
        "What difference it made",
        "Nothing shows yet what difference it made.",
    ),
}


def _reader(context: template.Context) -> Any:
    """Who reads the page, also inside an include with `only`."""
    request = context.get("request") or context.request  # type: ignore[attr-defined]
    return request.user


@register.filter
def type_label(version: EvidenceVersion) -> str:
    """What the file is, as it was found in its bytes: "Word", "PNG picture"."""
    return LABELS.get(version.content_type, version.content_type)


@register.inclusion_tag("evidence/_no_scanner.html", takes_context=True)
def scanner_banner(context: template.Context, partnership_id: int | None = None) -> dict[str, Any]:
    """For managers of the partnership, or of any, where files are not checked for viruses."""
    return {"is_shown": permissions.is_told_of_scanner(_reader(context), partnership_id)}


@register.inclusion_tag("evidence/_panel.html", takes_context=True)
def evidence_panel(context: template.Context, action: Action) -> dict[str, Any]:
    user = _reader(context)
    items = seen_on(action, user)
    return {
        "action": action,
        "rows": [Row(item, state_of(item)) for item in items],
        "is_being_checked": any(getattr(item, "scan", "") == "waiting" for item in items),
        "may_add": permissions.may_add_evidence(user, action),
    }


@register.inclusion_tag("evidence/_columns.html", takes_context=True)
def recommendation_evidence(
    context: template.Context, recommendation: Recommendation, actions: Iterable[Action] = ()
) -> dict[str, Any]:
    user = _reader(context)
    items = _seen(recommendation, user)
    stands = [item for item in items if state_of(item).value not in NO_PROOF]
    is_open = getattr(recommendation, "progress", "") not in SETTLED
    levels = {item.level for item in stands}
    columns = [
        Column(
            heading,
            meaning,
            [Row(item, state_of(item)) for item in items if item.level == level],
            missing,
        )
        for level, (heading, meaning, missing) in MEANING.items()
    ]
    return {
        "columns": columns,
        "figures": added_up(items).said(),
        "has_items": bool(items),
        "promised": _promised(user, actions, stands) if is_open else [],
        "shows_outputs_only": is_open and levels == {Evidence.Level.OUTPUT},
        "recommendation": recommendation,
    }


@register.simple_tag(takes_context=True)
def marking_with_evidence(context: template.Context, shown: Action | Recommendation) -> str:
    """The highest marking of a page that shows the evidence of an action or recommendation."""
    user = _reader(context)
    if isinstance(shown, Action):
        review, items = shown.recommendation.review, seen_on(shown, user)
    else:
        review, items = shown.review, _seen(shown, user)
    return highest_marking([review.marking, *(item.marking for item in items)])


@register.simple_tag
def marking_of_evidence(
    evidence: Evidence, actions: Iterable[Action], other: Evidence | None = None,
    others: Iterable[Evidence] = (),
) -> str:  # fmt: skip
    """The highest marking of an item's own page, which names the actions that it supports.

    `other`, `others`: items that the page names beside it.
    """
    reviews = [action.recommendation.review.marking for action in actions]
    named = [item.marking for item in (other, *others) if item]
    return highest_marking([evidence.marking, *reviews, *named])


@register.simple_tag(takes_context=True)
def evidence_since(context: template.Context, decision: SignOff | None) -> list[News]:
    """What came in or changed since a decision that stands, of what the reader may see.

    Asked once for the page.
    """
    if decision is None or decision.reopened_at:
        return []
    known: list[News] | None = getattr(decision, "_news_seen", None)
    if known is None:
        known = since(decision, _reader(context))
        decision._news_seen = known  # type: ignore[attr-defined]
    return known


@register.simple_tag(takes_context=True)
def settles(context: template.Context, decision: SignOff, news: list[News]) -> bool:
    """The reader may say that the decision stands: they brought in nothing of the news."""
    return permissions.may_settle(_reader(context), decision, news)


@register.simple_tag
def who_else_settles(decision: SignOff, news: list[News]) -> Deciders:
    """Where the reader does not: the managers who may say that the decision stands."""
    return of_news(decision, news)


@register.simple_tag(takes_context=True)
def looks_at(context: template.Context, decision: SignOff) -> list[Look]:
    """When a manager left the decision as it is with newer evidence in sight, the latest first.

    Each with the items that the reader may see: `seen`. In one query: a look has an item.
    """
    readable = Evidence.objects.visible_to(_reader(context)).filter(pk=OuterRef("evidence"))
    items = LookItem.objects.filter(look__sign_off=decision).annotate(is_seen=Exists(readable))
    found: dict[Look, list[LookItem]] = {}
    order = ("-look__recorded_at", "-look_id", "pk")
    for item in items.select_related("look", "evidence").order_by(*order):
        found.setdefault(item.look, []).extend([item] if item.is_seen else [])
    for look, seen in found.items():
        look.seen = seen  # type: ignore[attr-defined]
    return list(found)


def _seen(recommendation: Recommendation, user: "Person") -> list[Any]:
    """The recommendation's items that the person may see, read once for the page."""
    known: tuple[Person, list[Any]] | None = getattr(recommendation, "_evidence_seen", None)
    if known is None or known[0] is not user:
        items = Evidence.objects.on_recommendation(recommendation, user).for_list()
        known = user, list(items)
        recommendation._evidence_seen = known  # type: ignore[attr-defined]
    return known[1]


def _promised(user: "Person", actions: Iterable[Action], items: list[Any]) -> list[Promised]:
    """Of actions that are neither verified nor withdrawn, those whose proof is still to come."""
    done = (Status.VERIFIED, Status.WITHDRAWN)
    asked = [each for each in actions if each.expected_evidence and each.status not in done]
    proven = {pk for item in items for pk in parts(item.action_ids)}
    missing = [each for each in asked if str(each.pk) not in proven]
    return [Promised(each, bool(roles_on(user, each))) for each in missing]
