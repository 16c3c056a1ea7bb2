"""Words and links of the lists: `{% load recommendation_lists %}`."""

from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from recommendations.status import Progress, Rating

register = template.Library()


@register.filter
def rating_label(value: str) -> str:
    return Rating(value).label


@register.filter
def progress_label(value: str) -> str:
    return Progress(value).label


@register.simple_tag(takes_context=True)
def sort_heading(context: template.Context, words: str, key: str, sort: str) -> SafeString:
    """A column heading that sorts by `key`, and turns the order round where it already does."""
    ascending, descending = sort == key, sort == f"-{key}"
    state = "ascending" if ascending else "descending" if descending else "none"
    asked: QueryDict = context["request"].GET.copy()
    asked.pop("page", None)
    asked["sort"] = f"-{key}" if ascending else key
    arrow = {"ascending": " ▲", "descending": " ▼"}.get(state, "")
    return format_html(
        '<th scope="col" class="govuk-table__header" aria-sort="{}">'
        '<a class="govuk-link app-sort" href="?{}">{}<span aria-hidden="true">{}</span></a></th>',
        state,
        asked.urlencode(),
        words,
        arrow,
    )


@register.simple_tag(takes_context=True)
def filter_chips(context: template.Context, chosen: Any) -> list[tuple[str, str]]:
    """What a filter is set to: its words, and the address of the list without it."""
    if not chosen.form.is_valid():
        return []
    chips = []
    for name, value in chosen.form.cleaned_data.items():
        several = isinstance(value, list)
        for one in value if several else [value]:
            if one not in (None, "", False):
                address = _without(context["request"], name, one if several else None)
                chips.append((_words(chosen.form.fields[name], one), address))
    return chips


def _words(field: Any, value: Any) -> str:
    label = str(field.label).removesuffix(" (optional)")
    if value is True:
        return label
    if hasattr(value, "strftime"):
        return f"{label}: {date_format(value, 'j F Y')}"
    named = dict(field.choices) if isinstance(value, str) else {}
    return f"{label}: {named.get(value, value)}"


def _without(request: HttpRequest, name: str, value: str | None) -> str:
    """The address without the parameter, or without one of its values."""
    asked = request.GET.copy()
    asked.pop("page", None)
    for part in ("", "_day", "_month", "_year"):
        kept = [] if value is None else [v for v in asked.getlist(name + part) if v != value]
        asked.setlist(name + part, kept)
    return f"?{asked.urlencode()}"
