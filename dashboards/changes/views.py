"""What changed between two days: a summary, and the list of all of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.views.decorators.http import require_safe

from dashboards.changes.page import Asking, List, Summary
from dashboards.changes.table import change_table
from dashboards.work import own_partnership
from recommendations.kept_pages import kept_page
from recommendations.models.review import highest_marking
from scr_tracker import as_at, exports
from scr_tracker.listing import page_of


@require_safe
@as_at.readable
def change_summary(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """`?from=` and `?to=`; the page is as at the last day. Usually since the board met."""
    partnership = own_partnership(request.user, public_id)
    asking = Asking(request, partnership, has_kind=False)
    if asking.elsewhere:
        return redirect(asking.elsewhere)

    def figures() -> dict[str, str]:
        summary = Summary(asking)
        shown = {"summary": summary, "form": asking.form}
        figures = render_to_string("dashboards/change_figures.html", shown)
        return {"figures": figures, "marking": escape(summary.marking)}

    context = {"partnership": partnership, "form": asking.form}
    context["page"] = kept_page(request, asking.last, figures)
    return render(request, "dashboards/change_summary.html", context)


@require_safe
@as_at.readable
def change_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """All changes, or those of one kind: exactly what a number of the summary counts."""
    partnership = own_partnership(request.user, public_id)
    asking = Asking(request, partnership, has_kind=True)
    if asking.elsewhere:
        return redirect(asking.elsewhere)
    listed = List(asking)
    if exports.wanted(request):
        return exports.send(request, change_table(listed))
    page = page_of(request, listed.rows)  # type: ignore[arg-type]  # it is cut like a list
    context = {"partnership": partnership, "listed": listed, "form": asking.form, "page": page}
    context["marking"] = highest_marking(row.about.marking for row in page)
    return render(request, "dashboards/change_list.html", context)
