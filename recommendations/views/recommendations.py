from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from recommendations import permissions, services
from recommendations.forms import RecommendationForm, ResponseForm
from recommendations.models import Recommendation, Response, Review
from recommendations.recommendation_page import recommendation_page, rows_for_page
from scr_tracker import as_at
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require

WITH_REVIEW = Recommendation.objects.select_related("review__partnership", "forum")


@as_at.readable
def recommendation_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    today = as_at.today()
    recommendation = get_visible(request, rows_for_page(request.user, today), public_id)
    context = recommendation_page(request.user, recommendation, today)
    return render(request, "recommendations/recommendation_detail.html", context)


def recommendation_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    review = get_visible(request, Review.objects.select_related("partnership"), public_id)
    require(permissions.may_edit_review(request.user, review))
    form = RecommendationForm(request.POST or None, user=request.user, review=review)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        added = run(form, services.add_recommendation, actor=request.user, review=review, **values)
        if added:
            messages.success(request, f"Recommendation {added.reference} added.")
            return redirect(added)
    context = {"form": form, "review": review}
    return render(request, "recommendations/recommendation_add.html", context)


def recommendation_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    recommendation = get_visible(request, WITH_REVIEW, public_id)
    require(permissions.may_edit_recommendation(request.user, recommendation))
    form = RecommendationForm(
        request.POST or None,
        user=request.user,
        review=recommendation.review,
        initial=RecommendationForm.initial_of(recommendation),
    )
    if request.method == "POST" and form.is_valid():
        values = {"recommendation": recommendation, **form.values(with_version=True)}
        if run(form, services.edit_recommendation, actor=request.user, **values):
            messages.success(request, "Recommendation saved.")
            return redirect(recommendation)
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/recommendation_edit.html", context)


def response_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    responses = Response.objects.select_related("recommendation__review__partnership", "agency")
    response = get_visible(request, responses, public_id)
    require(permissions.may_respond(request.user, response))
    form = ResponseForm(request.POST or None, initial=ResponseForm.initial_of(response))
    if request.method == "POST" and form.is_valid():
        values = form.values(with_version=True)
        if run(form, services.respond, actor=request.user, response=response, **values):
            messages.success(request, f"The response of {response.agency} is recorded.")
            return redirect(response.recommendation)
    context = {"form": form, "response": response}
    return render(request, "recommendations/response_edit.html", context)
