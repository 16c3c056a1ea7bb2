"""Filters and tags of every page: `{% load site %}`.

Dates: `{{ d|day }}` "3 March 2027", `{{ d|day_short }}` "3 Mar 2027", `{{ d|moment }}` "3 March
2027 at 2:05pm", `{{ t|clock }}` "2:05pm"; `{{ due|relative:today }}` "12 days late", "today",
"in 3 days".
Words: `{{ n|counted:"action" }}` "1 action", "7 actions", "no actions".
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from scr_tracker import words as words_of

register = template.Library()

#: The colour of each status word. The word is always printed: the colour only helps.
COLOURS = {
    "accepted": "green",
    "active": "green",
    "actions_complete": "teal",
    "answered": "blue",
    "approved": "green",
    "assured": "green",
    "at_risk": "yellow",
    "awaiting_another_body": "purple",
    "awaiting_verification": "purple",
    "bare": "yellow",
    "clean": "green",
    "closed_not_implemented": "grey",
    "complete": "green",
    "completed": "purple",
    "declined": "grey",
    "dropped": "grey",
    "embedded": "green",
    "ended": "grey",
    "failed": "red",
    "in_progress": "blue",
    "infected": "red",
    "disposed": "grey",
    "making": "blue",
    "not_accepted": "orange",
    "not_checked": "yellow",
    "not_embedded": "red",
    "not_started": "grey",
    "on_hold": "orange",
    "on_track": "blue",
    "open": "yellow",
    "outcome": "green",
    "output": "grey",
    "overdue": "red",
    "partly": "yellow",
    "partly_accepted": "yellow",
    "planned": "grey",
    "quality": "blue",
    "ready": "green",
    "returned": "orange",
    "sending": "blue",
    "sent": "green",
    "sent_back": "orange",
    "signed_off": "green",
    "verified": "green",
    "waiting": "yellow",
    "withdrawn": "grey",
}


def _as_day(value: date | datetime) -> date:
    """The day in Europe/London."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None) -> str:
    return words_of.long_day(_as_day(value)) if value else ""


@register.filter
def day_short(value: date | datetime | None) -> str:
    return words_of.short_day(_as_day(value)) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return words_of.moment(value) if value else ""


@register.filter
def clock(value: datetime) -> str:
    """ "2:05pm"."""
    return words_of.clock(value)


@register.filter
def relative(value: date | datetime | None, today: date | None = None) -> str:
    """ "12 days late", "yesterday" is "1 day late"; "today", "tomorrow", "in 3 days"."""
    if not value:
        return ""
    days = (_as_day(value) - (today or timezone.localdate())).days
    if days < 0:
        return words_of.days_late(_as_day(value), today or timezone.localdate())
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


@register.filter
def signed(name: str, role: str = "") -> str:
    """`{{ row.recorded_by_name|signed:row.recorded_by_role }}`."""
    return words_of.signed(name, role or "")


@register.filter
def counted(number: int, words: str) -> str:
    """`{{ n|counted:"agency,agencies" }}`: the number with its noun; nothing is "no agencies"."""
    one, _, many = words.partition(",")
    return words_of.counted(number, one, many)


@register.simple_tag
def file_limit() -> str:
    """How large one file of evidence may be: "50 MB"."""
    return f"{settings.EVIDENCE_MAX_BYTES // (1024 * 1024)} MB"


@register.filter
def tag_colour(value: Any) -> str:
    return COLOURS.get(str(value), "grey")


@register.simple_tag
def status_tag(value: Any, label: str = "", kind: str = "") -> SafeString:
    """A status as a word and a colour, as components/tag.html prints it; quick, for long tables."""
    return _status_tag(str(value), str(label or in_words(value)), kind)


@lru_cache(maxsize=500)
def _status_tag(value: str, label: str, kind: str) -> SafeString:
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}"{}>{}</strong>',
        tag_colour(value),
        format_html(' data-kind="{}"', kind) if kind else "",
        label,
    )


@register.filter
def in_words(value: Any) -> str:
    """ "not_started" → "Not started", where a tag is given no label."""
    return str(value).replace("_", " ").capitalize()


@register.filter
def page_numbers(paginator: Paginator, number: int) -> list[int | None]:
    """First, last and the neighbours of the present page; None where numbers are left out."""
    pages = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [page if isinstance(page, int) else None for page in pages]


@register.simple_tag(takes_context=True)
def csrf(context: template.Context) -> SafeString:
    """The CSRF field, also inside an include with `only`, where `{% csrf_token %}` is lost."""
    request = context.get("request") or getattr(context, "request", None)
    if request is None:
        return mark_safe("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">',
        get_token(request),
    )


def _forms(values: Any, depth: int = 2) -> Iterator[BaseForm]:
    for value in values:
        if isinstance(value, BaseForm):
            yield value
        elif depth and isinstance(value, (list, tuple)):
            yield from _forms(value, depth - 1)
        elif depth and isinstance(value, dict):
            yield from _forms(value.values(), depth - 1)


@register.simple_tag(takes_context=True)
def returned_forms(context: template.Context) -> list[BaseForm]:
    """The forms on this page that came back with errors, or because somebody else saved."""
    found = {id(form): form for form in _forms(context.flatten().values())}
    return [
        form
        for form in found.values()
        if form.is_bound and (form.errors or getattr(form, "stale_changes", None) is not None)
    ]


class _Capture(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> SafeString:
        text = self.nodelist.render(context)
        context[self.name] = mark_safe(" ".join(text.split()))  # noqa: S308 - already escaped
        return mark_safe("")


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> _Capture:
    """`{% capture name %}…{% endcapture %}`: what a block prints, for use in two places."""
    name = token.split_contents()[1]
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return _Capture(nodelist, name)
