from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from agencies.models import Partnership
from recommendations import advice, permissions, services
from recommendations.bulk import picking
from recommendations.filters import RecommendationFilter
from recommendations.forms import NamePersonForm, ReviewForm
from recommendations.legend import Legend, legends_of
from recommendations.models import Action, Recommendation, Review, highest_marking
from recommendations.progress_bar import progress_bar
from recommendations.status import Progress
from recommendations.tables import recommendation_table, review_table
from scr_tracker import as_at, exports
from scr_tracker.errors import InvalidTransition
from scr_tracker.flow import run
from scr_tracker.listing import page_of
from scr_tracker.scoping import get_visible, require


@as_at.readable
def review_list(request: HttpRequest) -> HttpResponseBase:
    today = as_at.today()
    reviews = Review.objects.visible_to(request.user).select_related("partnership")
    if exports.wanted(request):
        return exports.send(request, review_table(reviews, request.user, today))
    page = page_of(request, reviews)
    rows = Recommendation.objects.visible_to(request.user).filter(review__in=list(page))
    counts: dict[int, list[str]] = {}
    legends = legends_of(request.user)
    for row in rows.with_progress(today):
        counts.setdefault(row.review_id, []).append(row.progress)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "marking": highest_marking(row.marking for row in page),
        "rows": [
            (review, _sentence(counts.get(review.pk, []), legends.of(review.partnership_id)))
            for review in page
        ],
        "may_add_to": [] if as_at.chosen() else Partnership.objects.managed_by(request.user),
    }
    return render(request, "recommendations/review_list.html", context)


@as_at.readable
def review_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    reviews = Review.objects.select_related("partnership")
    review = get_visible(request, reviews, public_id)
    today = as_at.today()
    everything = list(_recommendations(request, today).filter(review=review))
    counts = Counter(row.progress for row in everything)
    chosen = request.GET.getlist("progress")
    may_edit = permissions.may_edit_review(request.user, review)
    context = {
        "review": review,
        "is_filtered": bool(chosen),
        "rows": [row for row in everything if not chosen or row.progress in chosen],
        "total": len(everything),
        "chart": progress_bar(
            counts,
            lambda key: as_at.kept_in(f"?progress={key.value}#recommendations"),
            legends_of(request.user).of(review.partnership_id),
        ),
        "signed_off": counts[Progress.SIGNED_OFF],
        "may_edit": may_edit,
        "to_strengthen": _to_strengthen(review, everything) if may_edit else [],
        "partnership": review.partnership,
        "today": today,
    }
    return render(request, "recommendations/review_detail.html", context)


@as_at.readable
def recommendation_list(request: HttpRequest) -> HttpResponseBase:
    """Recommendations across reviews: what a number on the dashboard opens."""
    today = as_at.today()
    rows = _recommendations(request, today)
    chosen = RecommendationFilter(request.GET, rows, request=request)
    if exports.wanted(request):
        return exports.send(request, recommendation_table(chosen))
    page = page_of(request, chosen.qs if chosen.form.is_valid() else rows.none())
    context = {
        "page": page,
        "tickable": picking.tickable(request.user),
        "filter": chosen,
        "filter_form": chosen.form,
        "total": page.paginator.count,
        "today": today,
    }
    context["marking"] = highest_marking(row.review.marking for row in page)
    return render(request, "recommendations/recommendation_list.html", context)


def review_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    partnership = get_visible(request, Partnership.objects.all(), public_id)
    require(permissions.may_add_review(request.user, partnership.pk))
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        review = run(
            form, services.add_review, actor=request.user, partnership=partnership, **values
        )
        if review:
            messages.success(request, "Review added. Now add its recommendations.")
            return redirect(review)
    context = {"form": form, "partnership": partnership}
    return render(request, "recommendations/review_add.html", context)


def review_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    review = get_visible(request, Review.objects.select_related("partnership"), public_id)
    require(permissions.may_edit_review(request.user, review))
    form = ReviewForm(request.POST or None, initial=ReviewForm.initial_of(review))
    if request.method == "POST" and form.is_valid():
        values = form.values(with_version=True)
        if run(form, services.edit_review, actor=request.user, review=review, **values):
            messages.success(request, "Review saved.")
            return redirect(review)
    return render(request, "recommendations/review_edit.html", {"form": form, "review": review})


def review_people(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who may see a restricted review: only those named here."""
    review = get_visible(request, Review.objects.select_related("partnership"), public_id)
    require(permissions.may_edit_review(request.user, review) and review.is_restricted)
    form = NamePersonForm(request.POST or None, review=review)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if run(form, services.name_person, actor=request.user, review=review, **values):
            messages.success(request, f"{values['user']} can now see this review.")
            return redirect("recommendations:review-people", review.public_id)
    people = review.people.select_related("user", "named_by")
    context = {"form": form, "review": review, "people": people, "me": request.user.pk}
    return render(request, "recommendations/review_people.html", context)


def review_person_remove(request: HttpRequest, public_id: UUID, user_id: UUID) -> HttpResponse:
    review = get_visible(request, Review.objects.all(), public_id)
    require(permissions.may_edit_review(request.user, review) and review.is_restricted)
    if request.method != "POST":
        return redirect("recommendations:review-people", review.public_id)
    person = review.people.select_related("user").filter(user__public_id=user_id).first()
    if person is None:  # the button was pressed twice, or somebody else was quicker
        messages.info(request, "This person is not named on the review any more.")
        return redirect("recommendations:review-people", review.public_id)
    try:
        services.unname_person(actor=request.user, review=review, user=person.user)  # type: ignore[arg-type]
        messages.success(request, f"{person.user} can no longer see this review.")
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
    return redirect("recommendations:review-people", review.public_id)


def _to_strengthen(review: Review, rows: list[Any]) -> list[tuple[Recommendation, int]]:
    asked = ("recommendation_id", "status", "strength", "expected_evidence", "owner_id", "due_on")
    actions = Action.objects.filter(recommendation__review=review).order_by("number")
    return advice.by_plan(rows, actions.only(*asked))


def _recommendations(request: HttpRequest, today: date) -> Any:
    """What a row of a list of recommendations prints, in the order of the report."""
    return (
        Recommendation.objects.visible_to(request.user)
        .with_progress(today)
        .with_next_due(request.user)
        .select_related("review")
        .prefetch_related("agencies")
        .order_by("review", "position", "pk")
    )


def _counts(progresses: list[str]) -> list[tuple[Progress, int]]:
    """How many of each progress, in the order of the enumeration, without zeros."""
    counted = [(progress, progresses.count(progress)) for progress in Progress]
    return [(progress, count) for progress, count in counted if count]


def _sentence(progresses: list[str], legend: Legend) -> str:
    """ "9 recommendations: 2 signed off, 3 overdue"."""
    if not progresses:
        return "No recommendations yet"
    noun = "recommendation" if len(progresses) == 1 else "recommendations"
    parts = ", ".join(f"{n} {legend.progress(key).words}" for key, n in _counts(progresses))
    return f"{len(progresses)} {noun}: {parts}"
