"""What a person chooses about their own mails, and who covers for them while they are away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership, Partnership, User
from agencies.views.pages import managed
from reminders.choices import Choices, Covering, places_of
from reminders.forms.personal import CoverForm, PreferenceForm
from reminders.models import Cover, Preference
from reminders.permissions import delegates_of
from reminders.services import edit_preference, end_cover, name_cover
from scr_tracker.flow import run
from scr_tracker.words import long_day


def personal(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    preference = Preference.objects.filter(user=user).first()
    choices, today = Choices.of(user), timezone.localdate()
    initial = PreferenceForm.initial_of(preference, choices)
    form = PreferenceForm(request.POST or None, choices=choices, initial=initial)
    if form.is_valid() and run(form, edit_preference, actor=user, **form.cleaned_data):
        messages.success(request, "Saved. It holds from the next morning’s mails on.")
        return redirect("reminders:personal")
    coverings = [Covering.of(user, place) for place in places_of(user)]
    context = {
        "form": form,
        "not_allowed": choices.said_of(preference),
        "coverings": coverings,
        "can_name": any(each.names for each in coverings),
        "away": Cover.objects.standing(today).filter(user=user),
        "covering": Cover.objects.standing(today).filter(delegate=user),
    }
    return render(request, "reminders/personal.html", context)


def cover_add(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    back = reverse("reminders:personal")
    places = places_of(user)
    if not places:
        raise Http404
    title = "Who covers for you?"
    return _cover_page(request, user, places, title, back, places[0])


def person_cover(request: HttpRequest, partnership_id: UUID, membership_id: UUID) -> HttpResponse:
    """A manager names who covers for somebody who is away and did not say so."""
    partnership = managed(request, partnership_id)
    people = Membership.objects.active().filter(partnership=partnership).with_shown_name()
    row: Any = get_object_or_404(people, public_id=membership_id)
    if not row.has_work:
        raise Http404
    back = reverse("agencies:person-edit", args=(partnership_id, membership_id))
    title = f"Who covers for {row.shown_name}?"
    return _cover_page(request, row.user, [partnership], title, back, partnership)


def cover_end(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    user: Any = request.user
    cover = get_object_or_404(Cover.objects.managed_by(user), public_id=cover_id)
    if request.method != "POST":  # after signing in again
        return redirect("reminders:personal")
    end_cover(actor=user, cover=cover)
    if cover.user_id == user.pk:
        messages.success(request, "Ended. The mails come to you again from the next morning on.")
        return redirect("reminders:personal")
    messages.success(request, "Ended. They get their mails again from the next morning on.")
    return redirect("agencies:person-list", cover.partnership.public_id)


def _cover_page(
    request: HttpRequest,
    user: User,
    places: list[Partnership],
    title: str,
    back: str,
    partnership: Partnership,
) -> HttpResponse:
    people = {str(p.public_id): p for place in places for p in delegates_of(user, place)}
    by_id = {str(place.public_id): place for place in places}
    form = CoverForm(request.POST or None, places=by_id, people=people)
    if form.is_valid():
        values = form.values()
        cover = run(form, name_cover, actor=request.user, user=user, **values)
        if cover:
            last = long_day(cover.last_on)
            messages.success(request, f"Saved. It ends by itself after {last}.")
            return redirect(back)
    standing = Cover.objects.standing(timezone.localdate()).filter(user=user)
    context = {
        "partnership": partnership,
        "form": form,
        "title": title,
        "back": back,
        "is_own": user == request.user,
        "away": standing.filter(partnership__in=places),
    }
    return render(request, "reminders/cover.html", context)
