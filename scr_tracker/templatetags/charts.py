"""Charts on a page: `{% load charts %}`. Only `components/chart.html` draws, beside the table."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scr_tracker.charts import Cell, Chart, Look, drawing

register = template.Library()


@register.filter
def drawn(chart: Chart) -> SafeString:
    return mark_safe(drawing.on_page(chart))  # noqa: S308 - the drawing escapes every word


@register.filter
def swatch(look: Look) -> SafeString:
    return mark_safe(drawing.swatch(look))  # noqa: S308 - holds no words


@register.filter
def chart_cells(cells: Iterable[Cell]) -> SafeString:
    """A table cell for each; a filter, because a table may have hundreds of them."""
    form = '<td class="govuk-table__cell{}">{}</td>'
    numeric = " govuk-table__cell--numeric"
    return format_html_join("", form, ((numeric, opened(cell)) for cell in cells))


def opened(cell: Cell) -> SafeString | str:
    """The count as a link to its rows, where it has one; what it counts is hidden text."""
    if not cell.url:
        return str(cell.value)
    return format_html(
        '<a class="govuk-link" href="{0}" data-rows="{1}">{1}'
        '<span class="govuk-visually-hidden"> {2}</span></a>',
        cell.url,
        cell.value,
        cell.words,
    )
