"""Requests for evidence on the page of an action: in its panel and in its timeline."""

from typing import TYPE_CHECKING

from evidence.models import EvidenceRequest, RequestEvent
from recommendations.models import Action
from recommendations.timeline import Entry

if TYPE_CHECKING:
    from agencies.access import Person

#: Built once: to build it takes longer than to run it.
EVENTS = RequestEvent.objects.with_request()

Kind = RequestEvent.Kind
#: The events of which the timeline has its own words.
TITLES = {Kind.ASKED: "Evidence asked for", Kind.CHANGED: "Request for evidence changed"}


def events_on(action: Action, user: "Person") -> list[RequestEvent]:
    """All that happened to requests about the action; read once for the page, in one query."""
    known: tuple[Person, list[RequestEvent]] | None = getattr(action, "_request_events", None)
    if known is None or known[0] is not user:
        known = user, list(EVENTS.on_action(action, user))
        action._request_events = known  # type: ignore[attr-defined]
    return known[1]


def requests_on(action: Action, user: "Person") -> list[EvidenceRequest]:
    """The requests about the action, the first wanted first, as `seen` takes them."""
    found: dict[int, EvidenceRequest] = {}
    for event in events_on(action, user):
        request = found.setdefault(event.request_id, event.request)
        request.action, request.answer = action, event.answer  # type: ignore[attr-defined]
        request.scan = event.scan  # type: ignore[attr-defined]
    return sorted(found.values(), key=lambda request: (request.due_on, request.pk))


def entries(action: Action, user: "Person") -> list[Entry]:
    """No item is named: the page of the request names it to those who may read it."""
    return [_entry(event) for event in events_on(action, user)]


def _entry(event: RequestEvent) -> Entry:
    request = event.request
    said = f"Request for evidence: {event.title.lower()}"
    return Entry(
        at=event.recorded_at,
        title=f"{TITLES.get(Kind(event.kind), said)} ({request.agency.label})",
        by=event.recorded_by_name,
        role=event.recorded_by_role,
        text=request.wanted if event.kind == Kind.ASKED else event.note,
        url=request.get_absolute_url(),
    )
