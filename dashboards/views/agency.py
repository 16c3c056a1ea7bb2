"""The page of an agency, and the lists behind its numbers."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from agencies.models import Agency
from dashboards.agency import About, agency_page
from dashboards.agency.about import partnerships_for
from dashboards.agency.decided import LISTS
from dashboards.agency.load import HEADINGS, age_headings
from dashboards.scope import PeriodForm, period_of
from dashboards.tables import decided_table
from recommendations.models import highest_marking
from scr_tracker import as_at, exports
from scr_tracker.listing import page_of


class AgencyForm(PeriodForm):
    period_from = forms.DateField(label="Period from")
    period_to = forms.DateField(label="Period to")


@as_at.readable
def agency_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One agency across its reviews; for its own lead, across partnerships."""
    form, about = _asked(request, public_id)
    parts = agency_page(about)
    context = {
        "agency": about.agency,
        "about": about,
        "parts": parts,
        "marking": highest_marking(each for part in parts for each in part.load.markings),
        "headings": [heading for heading, _ in HEADINGS.values()],
        "ages": age_headings(),
        "form": form,
        "partnership": about.only,
    }
    return render(request, "dashboards/agency_detail.html", context)


@as_at.readable
def agency_decided(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The decisions, or the dates that moved, that a number of the agency's page counts.

    `?of=` names the list; the period is that of the page, and `partnership` one of its parts."""
    _, about = _asked(request, public_id)
    listed = LISTS.get(request.GET.get("of", "verified"))
    if listed is None:
        raise Http404
    rows = listed.found(about)
    if exports.wanted(request):
        return exports.send(request, decided_table(listed, about, rows))
    page = page_of(request, rows)
    context = {"listed": listed, "about": about, "page": page, "partnership": about.only}
    context["marking"] = highest_marking(listed.marking_of(row) for row in page)
    return render(request, "dashboards/agency_decided.html", context)


def _asked(request: HttpRequest, public_id: UUID) -> tuple[AgencyForm, About]:
    agency = get_object_or_404(Agency, public_id=public_id)
    here = request.GET.get("partnership")
    partnerships = tuple(
        each
        for each in partnerships_for(request.user, agency)
        if here in (None, "", str(each.public_id))
    )
    if not partnerships:
        raise Http404
    form = AgencyForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    first, last = period_of(asked, as_at.today())
    return form, About(request.user, agency, partnerships, as_at.today(), first, last)
