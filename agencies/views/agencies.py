"""The agencies that serve a partnership."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies import queries, services
from agencies.forms import AgencyEditForm, AgencyForm, ConfirmForm
from agencies.models import Agency, Partnership
from agencies.services.agencies import is_shared
from agencies.tables import agency_table
from agencies.views.pages import confirm_page, form_page, managed
from scr_tracker import exports
from scr_tracker.flow import run


def agency_list(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = managed(request, partnership_id)
    rows = queries.agency_rows(partnership)
    if exports.wanted(request):
        return exports.send(request, agency_table(partnership, rows))
    return render(request, "agencies/agency_list.html", {"partnership": partnership, "rows": rows})


def agency_add(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    form = AgencyForm(request.POST or None)
    if form.is_valid():
        values = {"actor": request.user, "partnership": partnership, **form.cleaned_data}
        agency = run(form, _add, **values)
        if agency:
            messages.success(request, _welcome(agency, partnership))
            return redirect("agencies:agency-list", partnership_id)
    return form_page(request, partnership, form, "Add an agency", _list_url(partnership))


def agency_edit(request: HttpRequest, partnership_id: UUID, agency_id: UUID) -> HttpResponse:
    partnership, agency = _of(request, partnership_id, agency_id)
    back = _list_url(partnership)
    if is_shared(agency, partnership):
        context = {"partnership": partnership, "agency": agency, "back": back}
        return render(request, "agencies/agency_shared.html", context)
    form = AgencyEditForm(request.POST or None, initial=_as_read(agency))
    if form.is_valid():
        values = {"actor": request.user, "partnership": partnership, "agency": agency}
        if run(form, services.edit_agency, **values, **form.cleaned_data):
            messages.success(request, "The agency’s details are saved and show on every page.")
            return redirect("agencies:agency-list", partnership_id)
    return form_page(request, partnership, form, f"Change {agency}", back)


def agency_end(request: HttpRequest, partnership_id: UUID, agency_id: UUID) -> HttpResponse:
    partnership, agency = _of(request, partnership_id, agency_id)
    return _set_active(
        request,
        partnership,
        agency,
        is_active=False,
        title=f"End {agency} in this partnership?",
        button="End the agency",
        warning=True,
        consequences=[
            "It is no longer offered when an action or a response is added.",
            "Its responses and actions stay on record. Those that are open stay open: "
            "give them to another agency, or withdraw them.",
            "People who lead for it keep what they see until you end their roles.",
        ],
        done=f"{agency} has ended in this partnership. Look through its open actions next.",
    )


def agency_restore(request: HttpRequest, partnership_id: UUID, agency_id: UUID) -> HttpResponse:
    partnership, agency = _of(request, partnership_id, agency_id)
    return _set_active(
        request,
        partnership,
        agency,
        is_active=True,
        title=f"Restore {agency} in this partnership?",
        button="Restore the agency",
        consequences=["It is offered again when an action or a response is added."],
        done=f"{agency} serves the partnership again.",
    )


def _set_active(
    request: HttpRequest,
    partnership: Partnership,
    agency: Agency,
    *,
    is_active: bool,
    done: str,
    **page: object,
) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {"actor": request.user, "partnership": partnership, "agency": agency}
        if run(form, services.set_agency_active, is_active=is_active, **values):
            messages.success(request, done)
            return redirect("agencies:agency-list", partnership.public_id)
    return confirm_page(request, partnership, form, back=_list_url(partnership), **page)  # type: ignore[arg-type]


def _of(request: HttpRequest, partnership_id: UUID, agency_id: UUID) -> tuple[Partnership, Agency]:
    partnership = managed(request, partnership_id)
    rows = Agency.objects.filter(services__partnership=partnership)
    return partnership, get_object_or_404(rows, public_id=agency_id)


def _list_url(partnership: Partnership) -> str:
    return reverse("agencies:agency-list", args=(partnership.public_id,))


def _as_read(agency: Agency) -> dict[str, object]:
    return {
        "name": agency.name,
        "short_name": agency.short_name,
        "kind": agency.kind,
        "aliases": "\n".join(alias.name for alias in agency.aliases.all()),
        "version": agency.version,
    }


def _add(**values: Any) -> Agency:
    agency, _ = services.add_agency(**values)
    return agency


def _welcome(agency: Agency, partnership: Partnership) -> str:
    if not is_shared(agency, partnership):
        return f"{agency} is added. Next, add a person who leads for it."
    return (
        f"{agency} was on record already and now serves {partnership}. "
        "Next, add a person who leads for it here."
    )
