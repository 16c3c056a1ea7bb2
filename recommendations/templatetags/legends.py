"""Ratings and progress by the words and colours of their partnership: `{% load legends %}`.

    {% rating_tag action.rating action.partnership_id %}
    {% progress_tag row.progress partnership.pk %}
    {% include "recommendations/_legend.html" with kind="rating" partnership=partnership only %}

The partnership is that of the row, so that a list of several prints each by its own.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agencies import access
from agencies.models import Partnership
from recommendations.legend import HOUSE, Entry, Legend, Legends, legends_of
from recommendations.legend_styles import scope_of
from scr_tracker.charts.sizes import width_of
from scr_tracker.contrast import INK

register = template.Library()


@register.simple_tag(takes_context=True)
def rating_tag(context: template.Context, rating: str, partnership_id: int) -> SafeString:
    legend = _legends(context).of(partnership_id)
    return tag(legend.rating(rating), scope_of(legend))


@register.simple_tag(takes_context=True)
def progress_tag(context: template.Context, progress: str, partnership_id: int) -> SafeString:
    legend = _legends(context).of(partnership_id)
    return tag(legend.progress(progress), scope_of(legend))


@lru_cache(maxsize=500)
def tag(entry: Entry, scope: str) -> SafeString:
    """The word in its colour; quick, for long tables."""
    form = '<strong class="govuk-tag app-rating--{}{}" data-kind="rating">{}</strong>'
    if entry.kind == "progress":
        form = '<strong class="govuk-tag app-progress--{}{}" data-kind="progress">{}</strong>'
    return format_html(form, entry.key, f" {scope}" if scope else "", entry.label)


@register.simple_tag(takes_context=True)
def legend_styles(context: template.Context) -> SafeString:
    """The style sheet of each partnership of the person that has colours of its own."""
    request = _request(context)
    held = access.held(request.user) if request and hasattr(request, "user") else []
    own = {m.partnership_id: m.partnership for m in held if m.partnership.legend_version}
    rows = ((_style_url(each),) for each in own.values())
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', rows)


@dataclass(frozen=True)
class Shown:
    """A legend as a page prints it. `whose` names the partnership where a page prints several."""

    tags: tuple[tuple[SafeString, Entry], ...]
    whose: str = ""


@register.simple_tag(takes_context=True)
def legends_shown(
    context: template.Context,
    kind: str,
    partnership: Partnership | None = None,
    own: bool | str = False,
    alone: str = "",
) -> list[Shown]:
    """The partnership's legend; without one, each that holds in one of the person's. `own`: of
    those only what a partnership chose for itself. `alone`: the key of the one to print."""
    legends = _legends(context)
    request = _request(context)
    held = {m.partnership_id: m.partnership for m in access.held(request.user)} if request else {}
    about = [partnership] if partnership else list(held.values())
    found: dict[tuple[UUID | None, int], tuple[Legend, list[str]]] = {}
    for each in about:
        legend = legends.of(each.pk)
        found.setdefault((legend.partnership, legend.version), (legend, []))[1].append(
            each.short_name
        )
    rows = [row for row in found.values() if row[0].version or not own]
    rows = rows or ([] if own else [(HOUSE, [])])
    named = own or len(rows) > 1
    return [_shown(row, kind, alone, ", ".join(names) if named else "") for row, names in rows]


@register.simple_tag
def legend_sample(entry: Entry) -> SafeString:
    """How the tag will look before its colours are saved: drawn, for a style would be blocked."""
    width = round(width_of(entry.label, 16)) + 20
    return format_html(
        '<svg class="app-sample" viewBox="0 0 {0} 28" width="{0}" height="28" role="img" '
        'aria-label="{1}" focusable="false"><rect x=".5" y=".5" width="{2}" height="27" '
        'fill="{3}" stroke="{4}"/><text x="{5}" y="19.5" font-size="16" text-anchor="middle" '
        'fill="{6}">{1}</text></svg>',
        width,
        entry.label,
        width - 1,
        entry.colour,
        INK if entry.has_border else entry.colour,
        width / 2,
        entry.text_colour,
    )


def _shown(legend: Legend, kind: str, alone: str, whose: str) -> Shown:
    scope = scope_of(legend)
    entries = [entry for entry in legend.of(kind) if not alone or entry.key == alone]
    return Shown(tuple((tag(entry, scope), entry) for entry in entries), whose)


def _style_url(partnership: Partnership) -> str:
    args = (partnership.public_id, partnership.legend_version)
    return reverse("recommendations:legend-style", args=args)


def _legends(context: template.Context) -> Legends:
    request = _request(context)
    if request is None or not hasattr(request, "user"):
        return Legends([])
    return legends_of(request.user)


def _request(context: template.Context) -> HttpRequest | None:
    """Also inside an include with `only`."""
    found: HttpRequest | None = context.get("request") or getattr(context, "request", None)
    return found
