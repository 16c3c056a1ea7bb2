from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from recommendations import permissions, services
from recommendations.forms.keeping import KeepingForm
from recommendations.models import Review
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require


def review_keeping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The manager says how long evidence is kept, and puts a review under legal hold."""
    review = get_visible(request, Review.objects.select_related("partnership"), public_id)
    require(permissions.may_edit_review(request.user, review))
    form = KeepingForm(request.POST or None, initial=KeepingForm.initial_of(review))
    if request.method == "POST" and form.is_valid():
        values = form.values(with_version=True)
        if run(form, services.change_keeping, actor=request.user, review=review, **values):
            messages.success(request, "Saved how long evidence of this review is kept.")
            return redirect(review)
    context = {"form": form, "review": review, "changes": review.keeping_changes.all()}
    return render(request, "recommendations/review_keeping.html", context)
