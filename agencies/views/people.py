"""The people of a partnership and what they are there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies import queries, services
from agencies.forms import ConfirmForm, PersonEditForm, PersonForm
from agencies.models import Partnership
from agencies.permissions import may_change
from agencies.tables import person_table
from agencies.views.pages import confirm_page, form_page, managed
from scr_tracker import exports
from scr_tracker.flow import run
from scr_tracker.listing import page_of
from scr_tracker.scoping import require


def person_list(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    """Active roles; by `?state=`, those whose person has not signed in, or that have ended."""
    partnership = managed(request, partnership_id)
    state = request.GET.get("state", "")
    rows = queries.people(partnership)
    if state == "not-arrived":
        rows = rows.not_signed_in()
    else:
        rows = rows.filter(is_active=state != "ended")
    if exports.wanted(request):
        return exports.send(request, person_table(partnership, rows, state))
    context = {
        "partnership": partnership,
        "page": page_of(request, rows),
        "is_ended": state == "ended",
        "is_waiting": state == "not-arrived",
        "self_id": request.user.pk,
    }
    return render(request, "agencies/person_list.html", context)


def person_add(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    form = PersonForm(request.POST or None, partnership=partnership)
    if form.is_valid():
        values = {"actor": request.user, "partnership": partnership, **form.cleaned_data}
        if run(form, services.add_person, **values):
            messages.success(
                request,
                f"{form.cleaned_data['name']} is added. A mail that says how to sign in is on "
                f"its way to {form.cleaned_data['email']}.",
            )
            return redirect("agencies:person-list", partnership_id)
    return form_page(request, partnership, form, "Add a person", _list_url(partnership))


def person_edit(request: HttpRequest, partnership_id: UUID, membership_id: UUID) -> HttpResponse:
    partnership, row = _of(request, partnership_id, membership_id)
    initial = {"role": row.role, "agency": row.agency, "version": row.version}
    form = PersonEditForm(request.POST or None, partnership=partnership, initial=initial)
    if form.is_valid():
        values = {"actor": request.user, "membership": row, **form.cleaned_data}
        if run(form, services.change_role, **values):
            done = (
                f"{row.shown_name}’s role is changed. They see the difference on their next page."
            )
            messages.success(request, done)
            return redirect("agencies:person-list", partnership_id)
    context = {"partnership": partnership, "form": form, "row": row, "back": _list_url(partnership)}
    return render(request, "agencies/person_edit.html", context)


def person_end(request: HttpRequest, partnership_id: UUID, membership_id: UUID) -> HttpResponse:
    partnership, row = _of(request, partnership_id, membership_id)
    return _set_active(
        request,
        partnership,
        row,
        is_active=False,
        title=f"End {row.shown_name}’s role?",
        button="End the role",
        warning=True,
        consequences=[
            f"{row.shown_name} stops being {row.role_label} at once.",
            "What they wrote stays on record under their name.",
            "Actions that they own stay theirs until you give them to somebody else.",
        ],
        done=f"{row.shown_name}’s role has ended. Give the actions that they own to somebody else.",
    )


def person_restore(request: HttpRequest, partnership_id: UUID, membership_id: UUID) -> HttpResponse:
    partnership, row = _of(request, partnership_id, membership_id)
    return _set_active(
        request,
        partnership,
        row,
        is_active=True,
        title=f"Restore {row.shown_name}’s role?",
        button="Restore the role",
        consequences=[f"{row.shown_name} is {row.role_label} again at once."],
        done=f"{row.shown_name}’s role is restored. They can sign in as before.",
    )


def person_invite(request: HttpRequest, partnership_id: UUID, membership_id: UUID) -> HttpResponse:
    """Send the invitation once more."""
    partnership, row = _of(request, partnership_id, membership_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and run(
        form, services.resend_invitation, actor=request.user, membership=row
    ):
        messages.success(request, f"A new invitation is on its way to {row.user.email}.")
        return redirect("agencies:person-list", partnership_id)
    return confirm_page(
        request,
        partnership,
        form,
        title=f"Send the invitation to {row.shown_name} again?",
        back=_list_url(partnership),
        button="Send the invitation",
        consequences=[f"A mail with a link to sign in goes to {row.user.email}."],
    )


def _set_active(
    request: HttpRequest,
    partnership: Partnership,
    row: Any,
    *,
    is_active: bool,
    done: str,
    **page: Any,
) -> HttpResponse:
    is_post = request.method == "POST"
    form = ConfirmForm(request.POST if is_post else None, initial={"version": row.version})
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        values = {"actor": request.user, "membership": row, "version": version}
        if run(form, services.set_membership_active, is_active=is_active, **values):
            messages.success(request, done)
            return redirect("agencies:person-list", partnership.public_id)
    return confirm_page(request, partnership, form, back=_list_url(partnership), **page)


def _of(request: HttpRequest, partnership_id: UUID, membership_id: UUID) -> tuple[Partnership, Any]:
    """The membership as the partnership may know it; the own one is for another manager."""
    partnership = managed(request, partnership_id)
    row = queries.people(partnership).filter(public_id=membership_id).first()
    if row is None:
        raise Http404
    require(may_change(request.user, row))
    return partnership, row


def _list_url(partnership: Partnership) -> str:
    return reverse("agencies:person-list", args=(partnership.public_id,))
