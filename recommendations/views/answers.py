"""Where the link of a mail leads: how is this action going?"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from recommendations import permissions, services
from recommendations.action_page import rating_of
from recommendations.answers import Answer, what_next, why_none
from recommendations.forms import ActionAnswerForm
from recommendations.models import Action, ExtensionRequest
from recommendations.views.actions import WITH_PARENTS
from recommendations.views.moves import tell_of_next_occurrence
from recommendations.who_was_told import say_who_was_told
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require


def action_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Signs nobody in. Who may answer nothing reads what is so now."""
    action: Action = get_visible(request, WITH_PARENTS, public_id)
    if request.method == "POST":
        require(bool(permissions.roles_on(request.user, action)))
    waiting = action.extension_requests.filter(decision="open").first()
    form = ActionAnswerForm(request.POST or None, action=action, user=request.user, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        values = {"action": action, **form.values(with_version=True)}
        if run(form, services.answer_action, actor=request.user, **values):
            _tell(request, action, Answer(values["answer"]))
            say_who_was_told(request, action, values["note"])
            return redirect(action)
    context = _context(request, action, form, waiting)
    return render(request, "recommendations/action_answer.html", context)


def _context(
    request: HttpRequest,
    action: Action,
    form: ActionAnswerForm,
    waiting: ExtensionRequest | None,
) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "action": action,
        "form": form if form.may_answer or form.is_bound else None,
        "may_add_evidence": Answer.DONE in form.may_answer,
        "may_decide": waiting and permissions.may_decide_extension(request.user, waiting),
        "partnership": action.recommendation.review.partnership,
        "rating": rating_of(action, today),
        "today": today,
        "waiting": waiting,
        "why_none": "" if form.may_answer else why_none(action),
    }


def _tell(request: HttpRequest, action: Action, answer: Answer) -> None:
    """What happens next, of the action as it is now."""
    action.refresh_from_db(fields=["status", "due_on"])
    is_managers = "manager" in permissions.roles_on(request.user, action)
    today = timezone.localdate()
    messages.success(request, what_next(answer, action, today, is_managers=is_managers))
    if answer == Answer.DONE:
        tell_of_next_occurrence(request, action, action.status)
