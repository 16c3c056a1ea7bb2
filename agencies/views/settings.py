"""How a partnership signs off: its manager's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from agencies import services
from agencies.forms import SettingsForm
from agencies.views.pages import form_page, managed
from scr_tracker.flow import run


def settings_edit(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    form = SettingsForm(
        request.POST or None,
        partnership=partnership,
        initial=SettingsForm.initial_of(partnership),
    )
    if form.is_valid():
        values = {"actor": request.user, "partnership": partnership, **form.cleaned_data}
        if run(form, services.edit_settings, **values):
            messages.success(request, "Saved. It holds from the next sign-off on.")
            return redirect("agencies:agency-list", partnership_id)
    back = reverse("agencies:agency-list", args=(partnership.public_id,))
    return form_page(request, partnership, form, "How this partnership signs off", back)
