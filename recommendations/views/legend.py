"""What a partnership calls and colours its ratings: its managers' page, and the style sheet."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import Partnership
from agencies.views.pages import managed
from recommendations import legend_history as history
from recommendations.forms import LegendForm
from recommendations.legend import HOUSE, legend_of, legends_of
from recommendations.legend_styles import style_sheet
from recommendations.models import OwnLegend
from recommendations.services import edit_legend
from recommendations.tables import save_table
from scr_tracker import exports
from scr_tracker.flow import run
from scr_tracker.listing import page_of

YEAR = 365 * 24 * 3600


def legend_edit(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    """`?house=1` fills in the house's words, to be saved or not."""
    partnership = managed(request, partnership_id)
    is_house = "house" in request.GET
    form = LegendForm(
        request.POST or None,
        legend=legend_of(partnership.pk),
        shown=HOUSE if is_house else None,
    )
    if form.is_valid() and "preview" not in request.POST:
        values = {"version": form.cleaned_data["version"], "entries": form.entries()}
        if run(form, edit_legend, actor=request.user, partnership=partnership, **values):
            messages.success(request, "Saved. Every page and file uses them from now on.")
            return redirect("recommendations:legend-edit", partnership_id)
    row = _row(partnership)
    context = {
        "partnership": partnership,
        "form": form,
        "entries": form.seen(),
        "is_house": is_house and not form.is_bound,
        "last_save": history.last_save(row) if row else None,
    }
    return render(request, "recommendations/legend_edit.html", context)


def legend_history(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = managed(request, partnership_id)
    row = _row(partnership)
    saves = history.saves(row) if row else []
    if exports.wanted(request):
        return exports.send(request, save_table("Changes of labels", partnership, saves))
    page = page_of(request, saves)
    context = {"partnership": partnership, "page": page}
    return render(request, "recommendations/legend_history.html", context)


@require_safe
def legend_style(request: HttpRequest, partnership_id: UUID, version: int) -> HttpResponse:
    """The colours, for the partnership's own people. The address changes with them, so that a
    browser asks once; of an older page it gets the present ones, and keeps them not."""
    held = access.held(request.user)
    here = next((m for m in held if m.partnership.public_id == partnership_id), None)
    legend = legends_of(request.user).of(here.partnership_id) if here else HOUSE
    if not legend.version:
        raise Http404
    answer = HttpResponse(style_sheet(legend), content_type="text/css; charset=utf-8")
    if version == legend.version:
        patch_cache_control(answer, private=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(answer, no_store=True)
    return answer


def _row(partnership: Partnership) -> OwnLegend | None:
    rows = OwnLegend.objects.select_related("partnership")
    return rows.filter(partnership=partnership).first()
