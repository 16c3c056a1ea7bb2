"""Numbers that lead to their list: `{% load dashboard_numbers %}`, `{{ number|opens }}`.

`{{ row.numbers|cells }}` puts each into a cell of a table.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboards.agency import decided
from dashboards.figures import Number

register = template.Library()
register.filter("days_taken", decided.days_taken)


@register.filter
def opens(number: Number, words: str = "") -> SafeString | str:
    """The count as a link to the list with exactly so many rows; plain 0 where there is nothing.

    What it counts is hidden text beside it, unless `words` are to be read by all. A filter and
    not an include, because a dashboard has a hundred of them.
    """
    if not number.value:
        return f"0 {words}".strip()
    if words:
        form = '<a class="govuk-link" href="{0}" data-rows="{1}">{1} {2}</a>'
        return format_html(form, number.url, number.value, words)
    form = (
        '<a class="govuk-link" href="{0}" data-rows="{1}">{1}'
        '<span class="govuk-visually-hidden"> {2}</span></a>'
    )
    return format_html(form, number.url, number.value, number.words)


@register.filter
def cells(numbers: Iterable[Number]) -> SafeString:
    """A table cell for each number; a filter, because the tables have a hundred of them."""
    form = '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>'
    return format_html_join("", form, ((opens(number),) for number in numbers))
