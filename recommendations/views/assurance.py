"""Sign-off and what stood then, the embedding check, and the board's questions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from recommendations import permissions, services
from recommendations.forms import (
    AnswerForm,
    ChallengeForm,
    EmbeddingCheckForm,
    JudgeForm,
    ReopenForm,
    SignOffForm,
)
from recommendations.models import Challenge, EmbeddingCheck, SignOff
from recommendations.sign_off_page import before_sign_off, sign_off_page
from recommendations.status import Status
from recommendations.views.recommendations import WITH_REVIEW
from recommendations.who_was_told import say_who_was_told
from scr_tracker import as_at
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require
from scr_tracker.words import counted


def sign_off_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    recommendation = get_visible(request, WITH_REVIEW, public_id)
    require(permissions.may_sign_off(request.user, recommendation))
    if request.method == "GET" and recommendation.sign_offs.filter(reopened_at=None).exists():
        messages.info(request, "It is signed off. Reopen it before the forum decides anew.")
        return redirect(f"{recommendation.get_absolute_url()}#assurance")
    before = before_sign_off(request.user, recommendation)
    form = SignOffForm(
        request.POST or None,
        recommendation=recommendation,
        partners=before.partners,
        proof=before.proof,
    )
    if request.method == "POST" and form.is_valid():
        values = {"recommendation": recommendation, **form.values()}
        if run(form, services.sign_off, actor=request.user, **values):
            messages.success(request, "The forum’s decision is recorded.")
            return redirect(recommendation)
    context = {"form": form, "recommendation": recommendation, "before": before}
    return render(request, "recommendations/sign_off_add.html", context)


def sign_off_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    recommendation = get_visible(request, WITH_REVIEW, public_id)
    require(permissions.may_sign_off(request.user, recommendation))
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {"recommendation": recommendation, **form.values()}
        reopened = run(form, services.reopen_sign_off, actor=request.user, **values)
        if reopened:
            messages.success(request, "Reopened. What was decided before stays on record.")
            _tell_of_news(request, reopened)
            return redirect(recommendation)
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/sign_off_reopen.html", context)


def _tell_of_news(request: HttpRequest, reopened: SignOff) -> None:
    waiting = reopened.recommendation.actions.filter(
        status=Status.COMPLETED, updates__recorded_at__gte=reopened.reopened_at
    ).distinct()
    if many := waiting.count():
        verb = "waits" if many == 1 else "wait"
        what = f"{counted(many, 'action')} {verb} to be verified again"
        messages.info(request, f"{what}: evidence came in after the verification.")


@as_at.readable
def sign_off_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What stood when it was signed off: of it, what the reader may see today."""
    rows = SignOff.objects.select_related(
        "recommendation__review__partnership", "forum", "reopened_by"
    ).prefetch_related("agreements__agency")
    decision = get_visible(request, rows, public_id)
    context = sign_off_page(request.user, decision)
    return render(request, "recommendations/sign_off_detail.html", context)


def check_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = EmbeddingCheck.objects.select_related("recommendation__review__partnership", "sign_off")
    check = get_visible(request, rows, public_id)
    require(permissions.may_sign_off(request.user, check.recommendation))
    if request.method == "GET" and (check.outcome or check.sign_off.reopened_at):
        messages.info(request, "There is no check to record here any more.")
        return redirect(f"{check.recommendation.get_absolute_url()}#assurance")
    today = timezone.localdate()
    form = EmbeddingCheckForm(request.POST or None, check=check, initial={"checked_on": today})
    if request.method == "POST" and form.is_valid():
        values = {"check": check, **form.values()}
        done = run(form, services.record_embedding_check, actor=request.user, **values)
        if done:
            messages.success(request, _what_follows(done))
            return redirect(f"{check.recommendation.get_absolute_url()}#assurance")
    context = {"form": form, "check": check, "today": today}
    context["recommendation"] = check.recommendation
    return render(request, "recommendations/embedding_record.html", context)


def _what_follows(check: EmbeddingCheck) -> str:
    if check.outcome == EmbeddingCheck.Outcome.EMBEDDED:
        return "Recorded: the change is embedded."
    if check.led_to:
        return (
            f"Recorded. The recommendation is reopened, and action {check.led_to.reference} added."
        )
    return "Recorded. The recommendation is reopened."


def challenge_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    recommendation = get_visible(request, WITH_REVIEW, public_id)
    require(permissions.may_challenge(request.user, recommendation))
    form = ChallengeForm(request.POST or None, recommendation=recommendation)
    if request.method == "POST" and form.is_valid():
        values = {"recommendation": recommendation, **form.values()}
        asked = run(form, services.ask_challenge, actor=request.user, **values)
        if asked:
            messages.success(request, f"Asked. {asked.agency} finds your question in My work.")
            say_who_was_told(request, asked, asked.question)
            return redirect(asked)
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/challenge_add.html", context)


@as_at.readable
def challenge_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole exchange, with what its reader can do next."""
    challenge = _challenge(request, public_id)
    return _exchange(request, challenge)


def challenge_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    challenge = _challenge(request, public_id)
    require(permissions.may_answer(request.user, challenge))
    if request.method != "POST":
        return redirect(challenge)
    form = AnswerForm(request.POST, challenge=challenge)
    values = {"challenge": challenge}
    if form.is_valid() and run(
        form, services.answer_challenge, actor=request.user, **values, **form.values()
    ):
        messages.success(request, "Answered. Whoever asked now accepts the answer or not.")
        say_who_was_told(request, challenge, form.cleaned_data["answer"])
        return redirect(challenge)
    return _exchange(request, challenge, answer_form=form)


def challenge_judge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    challenge = _challenge(request, public_id)
    require(permissions.may_judge(request.user, challenge))
    if request.method != "POST":
        return redirect(challenge)
    form = JudgeForm(request.POST, challenge=challenge)
    if form.is_valid():
        values = form.values()
        values["answer"] = get_object_or_404(challenge.answers, public_id=values.pop("read"))
        done = run(
            form, services.close_challenge, actor=request.user, challenge=challenge, **values
        )
        if done:
            messages.success(request, _judged(accepted=values["accept"]))
            say_who_was_told(request, challenge, values["comment"])
            return redirect(challenge)
    return _exchange(request, challenge, judge_form=form)


def _judged(*, accepted: bool) -> str:
    if accepted:
        return "The answer is accepted. The question is settled."
    return "Not accepted. The agency answers anew."


def _challenge(request: HttpRequest, public_id: UUID) -> Any:
    rows: Any = Challenge.objects.for_page()
    return get_visible(
        request, rows.select_related("recommendation__review__partnership"), public_id
    )


def _exchange(
    request: HttpRequest,
    challenge: Challenge,
    answer_form: AnswerForm | None = None,
    judge_form: JudgeForm | None = None,
) -> HttpResponse:
    answers = list(challenge.answers.select_related("judged_by"))
    waiting = answers[-1] if answers and not answers[-1].outcome else None
    if not waiting and challenge.outcome != Challenge.Outcome.ACCEPTED:
        may_answer = permissions.may_answer(request.user, challenge)
        answer_form = answer_form or (AnswerForm(challenge=challenge) if may_answer else None)
    if waiting and permissions.may_judge(request.user, challenge):
        judge_form = judge_form or JudgeForm(
            challenge=challenge, initial={"read": waiting.public_id}
        )
    context = {
        "challenge": challenge,
        "recommendation": challenge.recommendation,
        "answers": answers,
        "answer_form": answer_form,
        "judge_form": judge_form,
    }
    return render(request, "recommendations/challenge_detail.html", context)
