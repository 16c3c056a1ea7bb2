"""How it went over two years."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dashboards import links
from dashboards.scope import PartnershipFilter, scope_of
from dashboards.trend import trend
from dashboards.work import own_partnership
from recommendations.kept_pages import kept_page
from scr_tracker import as_at


@as_at.readable
def trend_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """As at a past day it ends with that day."""
    partnership = own_partnership(request.user, public_id)
    chosen, scope = scope_of(request, partnership, as_at.today(), PartnershipFilter)

    def figures() -> dict[str, str]:
        shown = {"request": request, "partnership": partnership, "scope": scope, "chosen": chosen}
        shown |= {"trend": trend(scope)}
        return {"figures": render_to_string("dashboards/trend_figures.html", shown)}

    context = {
        **kept_page(request, scope.today, figures),
        "scope": scope,
        "chosen": chosen,
        "filter_form": chosen.form,
        "partnership": partnership,
        "board_url": links.listed("dashboards:board", scope),
    }
    return render(request, "dashboards/trend.html", context)
