"""How a partnership signs off, and who answers for it: its managers' pages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from agencies import services
from agencies.forms import SettingsForm
from agencies.forms_answerable import AnswerableForm
from agencies.views.pages import form_page, managed
from scr_tracker.flow import run

ANSWERABLE = (
    "Who is told when something stays late although its owner and its agency’s leads know. Only "
    "people who read the whole partnership can be named: board members, managers and scrutineers."
)


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


def answerable_edit(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    form = AnswerableForm(
        request.POST or None,
        partnership=partnership,
        initial=AnswerableForm.initial_of(partnership),
    )
    if form.is_valid():
        data = form.cleaned_data
        named = {"chair": data["chair"], "executives": form.executives()}
        values = {"actor": request.user, "partnership": partnership, "version": data["version"]}
        if run(form, services.name_answerable, **values, **named):
            messages.success(request, "Saved. They are told of what stays late from now on.")
            return redirect("agencies:agency-list", partnership_id)
    back = reverse("agencies:agency-list", args=(partnership.public_id,))
    return form_page(
        request, partnership, form, "Chair and executive leads", back, intro=ANSWERABLE
    )
