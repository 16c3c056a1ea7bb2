"""Themes across reviews and years."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from dashboards.scope import Scope, scope_of
from dashboards.tables import theme_table, themes_table
from dashboards.themes.overview import overview
from dashboards.themes.story import since_when, story
from dashboards.work import own_partnership
from recommendations.legend import legends_of
from recommendations.models import Theme, highest_marking
from scr_tracker import as_at, exports
from scr_tracker.listing import page_of


@as_at.readable
def theme_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Each theme with its years, what became of it, and what came back."""
    partnership = own_partnership(request.user, public_id)
    chosen, scope = scope_of(request, partnership, as_at.today())
    found = overview(scope)
    if exports.wanted(request):
        return exports.send(request, themes_table(partnership, found, chosen))
    context = {
        "overview": found,
        "scope": scope,
        "chosen": chosen,
        "filter_form": chosen.form,
        "partnership": partnership,
    }
    return render(request, "dashboards/theme_list.html", context)


@as_at.readable
def theme_detail(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """One theme. Nobody is told of it who may see no recommendation of it."""
    theme = Theme.objects.filter(public_id=public_id).select_related("partnership").first()
    if theme is None:
        raise Http404
    partnership = own_partnership(request.user, theme.partnership.public_id)
    scope = Scope.plain(request.user, partnership, as_at.today())
    rows = story(scope, theme)
    if not rows.exists():
        raise Http404
    if exports.wanted(request):
        return exports.send(request, theme_table(theme, rows, legends_of(request.user)))
    page = page_of(request, rows)
    context = {
        "theme": theme,
        "page": page,
        "reviews": rows.order_by().values("review_id").distinct().count(),
        "first_signed_off": since_when(scope, theme),
        "marking": highest_marking(row.review.marking for row in page),
        "partnership": partnership,
    }
    return render(request, "dashboards/theme_detail.html", context)
