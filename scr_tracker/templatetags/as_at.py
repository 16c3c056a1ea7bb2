"""The past day of a page: `{% load as_at %}`.

`{% as_at_page as then %}` is what the banner and the form need, None where the page knows no days;
`{{ url|as_at }}` keeps the chosen day in an address; `{% as_at_field %}` keeps it in a form.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from scr_tracker.as_at import chosen, kept_in
from scr_tracker.as_at.day import PARAMETER
from scr_tracker.as_at.links import is_readable
from scr_tracker.as_at.pages import without_day

register = template.Library()


@dataclass(frozen=True)
class Then:
    """`day`: the chosen one, None for now. `latest`: the last that can be chosen."""

    day: date | None
    latest: date
    now_url: str
    others: SafeString


@register.simple_tag(takes_context=True)
def as_at_page(context: template.Context) -> Then | None:
    request: HttpRequest | None = context.get("request")
    if request is None or not is_readable(request.path):
        return None
    kept = ((k, v) for k, vs in request.GET.lists() if k not in (PARAMETER, "page") for v in vs)
    others = format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
    return Then(chosen(), timezone.localdate() - timedelta(days=1), without_day(request), others)


@register.filter
def as_at(url: str) -> str:
    return kept_in(url)


@register.simple_tag
def as_at_field() -> SafeString | str:
    day = chosen()
    form = '<input type="hidden" name="{}" value="{}">'
    return format_html(form, PARAMETER, day.isoformat()) if day else ""
