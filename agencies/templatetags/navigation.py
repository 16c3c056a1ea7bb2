"""The service navigation: what this person can go to, and where they are."""

from dataclasses import dataclass, replace
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from agencies import current
from agencies.models import Partnership

register = template.Library()


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    is_current: bool


#: Label, route, and the beginnings of the route names that belong to it.
EVERYBODY = (
    ("My work", "dashboards:my-work", ("dashboards:my-work", "dashboards:home")),
    (
        "Reviews",
        "recommendations:review-list",
        (
            "recommendations:review",
            "recommendations:recommendation",
            "recommendations:response",
            "recommendations:signoff",
            "recommendations:challenge",
            "recommendations:check",
            "recommendations:repeat",
            "documents:",
            "evidence:",
        ),
    ),
    (
        "Actions",
        "recommendations:action-list",
        (
            "recommendations:action",
            "recommendations:extension",
            "recommendations:milestone",
            "evidence:evidence-add",
            "evidence:evidence-link",
            "evidence:upload",
        ),
    ),
    (
        "Dashboard",
        "dashboards:dashboard-home",
        (
            "dashboards:dashboard",
            "dashboards:board",
            "dashboards:extension",
            "dashboards:challenge",
            "dashboards:change",
            "dashboards:check",
            "dashboards:overtaken",
            "dashboards:evidence",
            "evidence:request-list",
            "documents:board",
            "agencies:meeting",
        ),
    ),
)
MANAGERS = (
    ("To verify", "evidence:queue", ("evidence:queue",)),
    (
        "People",
        "agencies:person-list",
        ("agencies:person", "agencies:membership", "agencies:invit", "reminders:person-cover"),
    ),
    (
        "Agencies",
        "agencies:agency-list",
        (
            "agencies:agency",
            "agencies:forum",
            "agencies:meeting",
            "agencies:settings",
            "agencies:answerable",
        ),
    ),
    ("Outbox", "reminders:outbox", ("reminders:outbox", "reminders:mail", "reminders:policy")),
)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[Item]:
    """Links for the person of the request; the managers' ones lead to one partnership."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    items = [_item(request, *entry) for entry in EVERYBODY]
    managed = current.current_partnership(request, context.get("partnership"), "manager")
    if managed:
        items += [_item(request, *entry, managed.public_id) for entry in MANAGERS]
    return _one_current(items)


def _one_current(items: list[Item]) -> list[Item]:
    """A page may belong to two links, as the queue does: the later one, which says more, has it."""
    last = next((item for item in reversed(items) if item.is_current), None)
    return [replace(item, is_current=item is last) for item in items]


@register.simple_tag(takes_context=True)
def held_partnerships(context: template.Context) -> list[Partnership]:
    """The partnerships in which the person holds a role, each once, by name."""
    request = context.get("request")
    return current.held_partnerships(request) if request and hasattr(request, "user") else []


@register.simple_tag(takes_context=True)
def partnership_switch(context: template.Context) -> list[Item]:
    """A link to each partnership's dashboard, for people with more than one."""
    held = held_partnerships(context)
    if len(held) < 2:
        return []
    here = current.current_partnership(context["request"], context.get("partnership"))
    return [
        Item(
            _short_unless(one, here),
            reverse("dashboards:board", args=(one.public_id,)),
            one == here,
        )
        for one in held
    ]


def _short_unless(one: Partnership, here: Partnership | None) -> str:
    """The full name of the partnership one is in; the others take little room."""
    return one.name if one == here else one.short_name


def _item(request: HttpRequest, label: str, route: str, own: tuple[str, ...], *args: Any) -> Item:
    match = request.resolver_match
    return Item(label, reverse(route, args=args), bool(match and match.view_name.startswith(own)))
