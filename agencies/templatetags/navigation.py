"""The service navigation: what this person can go to, and where they are."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from agencies import access
from agencies.models import Partnership

register = template.Library()


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    is_current: bool


#: Label, route, and the beginnings of the route names that belong to it.
EVERYBODY = (
    ("My work", "dashboards:my-work", ("dashboards:my-work",)),
    (
        "Reviews",
        "recommendations:review-list",
        (
            "recommendations:review",
            "recommendations:recommendation",
            "recommendations:response",
        ),
    ),
    (
        "Actions",
        "recommendations:action-list",
        ("recommendations:action", "recommendations:extension", "evidence:"),
    ),
    (
        "Dashboard",
        "dashboards:dashboard-home",
        ("dashboards:dashboard", "dashboards:board"),
    ),
)
MANAGERS = (
    (
        "People",
        "agencies:person-list",
        ("agencies:person", "agencies:membership", "agencies:invit"),
    ),
    ("Agencies", "agencies:agency-list", ("agencies:agency", "agencies:forum")),
    ("Outbox", "reminders:outbox", ("reminders:",)),
)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[Item]:
    """Links for the person of the request; the managers' ones lead to one partnership."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    items = [_item(request, *entry) for entry in EVERYBODY]
    managed = _managed(context)
    if managed:
        items += [_item(request, *entry, managed.public_id) for entry in MANAGERS]
    return [item for item in items if item]


@register.simple_tag(takes_context=True)
def held_partnerships(context: template.Context) -> list[Partnership]:
    """The partnerships in which the person holds a role, each once, by name."""
    user = getattr(context.get("request"), "user", None)
    if user is None:
        return []
    found = {m.partnership_id: m.partnership for m in access.held(user)}
    return sorted(found.values(), key=lambda partnership: partnership.name)


def _managed(context: template.Context) -> Partnership | None:
    """The page's own partnership if the person manages it, else the first that they manage."""
    memberships = access.held(context["request"].user)
    managed = {m.partnership_id: m.partnership for m in memberships if m.role == "manager"}
    here = getattr(context.get("partnership"), "pk", 0)
    return managed.get(here) or next(iter(managed.values()), None)


def _item(
    request: HttpRequest, label: str, route: str, own: tuple[str, ...], *args: Any
) -> Item | None:
    try:
        url = reverse(route, args=args)
    except NoReverseMatch:
        return None
    match = request.resolver_match
    return Item(label, url, bool(match and match.view_name.startswith(own)))
