"""Words and links of the lists: `{% load recommendation_lists %}`."""

from collections.abc import Collection
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scr_tracker.filter_words import NOT_FILTER, label_of, settings_of

register = template.Library()


@register.filter
def in_set(value: Any, found: Collection[Any]) -> bool:
    return value in found


@register.simple_tag(takes_context=True)
def sort_heading(context: template.Context, words: str, key: str, sort: str) -> SafeString:
    """A column heading that sorts by `key`, and turns the order round where it already does."""
    ascending, descending = sort == key, sort == f"-{key}"
    state = "ascending" if ascending else "descending" if descending else "none"
    asked: QueryDict = context["request"].GET.copy()
    for other in NOT_FILTER:
        asked.pop(other, None)
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
        (f"{label_of(fields[name])}: not understood", _without(request, name, None))
        for name in chosen.form.errors
        if name in fields
    ]
    for setting in settings_of(chosen):
        chips.append((setting.sentence, _without(request, setting.name, setting.value)))
    return chips


def _without(request: HttpRequest, name: str, value: str | None) -> str:
    """The address without the parameter, or without one of its values."""
    asked = request.GET.copy()
    for other in NOT_FILTER:
        asked.pop(other, None)
    for part in ("", "_day", "_month", "_year"):
        kept = [] if value is None else [v for v in asked.getlist(name + part) if v != value]
        asked.setlist(name + part, kept)
    return f"?{asked.urlencode()}"
