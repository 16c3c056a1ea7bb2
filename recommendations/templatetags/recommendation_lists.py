"""Words and links of the lists: `{% load recommendation_lists %}`."""

from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from recommendations.status import Progress, Rating
from scr_tracker.words import long_day

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
    """What a filter is set to: its words, and the address of the list without it.

    What the address asks for and nobody can understand is a chip too, so that it can be cleared.
    """
    request, fields = context["request"], chosen.form.fields
    chips = [
        (f"{_label(fields[name])}: not understood", _without(request, name, None))
        for name in chosen.form.errors
        if name in fields
    ]
    for name, value in chosen.form.cleaned_data.items():
        several = isinstance(value, list)
        for one in value if several else [value]:
            if one not in (None, "", False):
                address = _without(request, name, one if several else None)
                chips.append((_words(fields[name], one), address))
    return chips


def _label(field: Any) -> str:
    return str(field.label).removesuffix(" (optional)")


def _words(field: Any, value: Any) -> str:
    label = _label(field)
    if value is True:
        return label
    if hasattr(value, "strftime"):
        return f"{label}: {long_day(value)}"
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
