from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from recommendations import permissions, services
from recommendations.forms.keeping import KeepingForm
from recommendations.models import Review
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require
from scr_tracker.words import long_day


def review_keeping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The manager says how long evidence is kept, and puts a review under legal hold."""
    review = get_visible(request, Review.objects.select_related("partnership"), public_id)
    require(permissions.may_edit_review(request.user, review))
    form = KeepingForm(request.POST or None, initial=KeepingForm.initial_of(review))
    if request.method == "POST" and form.is_valid():
        values = form.values(with_version=True)
        saved = run(form, services.change_keeping, actor=request.user, review=review, **values)
        if saved:
            messages.success(request, _said(saved, was_held=review.is_held))
            return redirect(review)
    context = {"form": form, "review": review, "changes": review.keeping_changes.all()}
    return render(request, "recommendations/review_keeping.html", context)


def _said(review: Review, *, was_held: bool) -> str:
    """What was done, and what it means for the review's files."""
    if review.is_held:
        said = "is still under legal hold." if was_held else "is under legal hold now."
        return f"{review.pseudonym} {said} Nothing of it can be disposed of until that is lifted."
    lifted = f"The legal hold on {review.pseudonym} is lifted. " if was_held else ""
    until = review.retain_until
    if until is None:
        return f"{lifted}No date is set until which its files are kept, so they stay."
    if until >= timezone.localdate():
        return f"{lifted}Its files are kept until {long_day(until)}."
    return f"{lifted}The time for keeping is over: two managers can dispose of its files."
