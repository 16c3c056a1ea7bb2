"""After evidence was added: what the page says, and where the person goes on."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from evidence import permissions, scanning
from evidence.forms import AddForm
from evidence.models import Evidence, EvidenceRequest, EvidenceVersion
from evidence.request_states import awaits_agency
from evidence.upload_rows import Tray
from recommendations.models import Action

#: Of several files only the person knows which one answers.
UNANSWERED = "The request is not answered yet: say which of them answers it."
UNANSWERED_MORE = (
    "The request is not answered yet. When all of it is here, open the request and say which item "
    "answers it."
)


def add_address(action: Action, **query: str) -> str:
    return reverse("evidence:evidence-add", args=[action.public_id], query=query or None)


def what_next(done: str, file: object, *, by_manager: bool) -> str:
    """Nobody decides on what they brought in: what a manager did, another one looks at."""
    who = "Another manager" if by_manager else "The partnership manager"
    judged = f"{who} looks at it next, and accepts it or sends it back."
    if file and scanning.has_scanner():
        return f"{done} The virus check usually takes under a minute. {judged}"
    return f"{done} {judged}"


def said(request: HttpRequest, form: AddForm, added: list[Evidence]) -> str:
    """What was done, and what is left to do."""
    done = _done(added, form.tray)
    if _is_unanswered(form, added):
        return f"{done} {UNANSWERED_MORE if _wants_more(request) else UNANSWERED}"
    partnership_id = form.action.recommendation.review.partnership_id
    by_manager = permissions.may_manage(request.user, partnership_id)
    unchecked = EvidenceVersion.objects.filter(evidence__in=added, scan_state="waiting")
    return what_next(done, unchecked.exists(), by_manager=by_manager)


def after(request: HttpRequest, form: AddForm, added: list[Evidence]) -> Any:
    """More of the same sitting, the request, the one item, or the action with all of them.

    Where it is not clear which item answers the request, its page asks, and marks the new ones.
    """
    if _wants_more(request):
        query = {"kind": form.way.value, "names": request.GET["names"]}
        if form.answers:
            query["request"] = str(form.answers.public_id)
        return add_address(form.action, **query)
    if form.answers and _is_unanswered(form, added):
        page = reverse("evidence:request-answer", args=[form.answers.public_id])
        return f"{page}?{urlencode([('added', item.public_id) for item in added])}"
    if form.answers:
        return form.answers
    return added[0] if len(added) == 1 else form.action


def _wants_more(request: HttpRequest) -> bool:
    return request.POST.get("then") == "more"


def _is_unanswered(form: AddForm, added: list[Evidence]) -> bool:
    """It waited when the page was sent, and none of what came is its answer."""
    if form.answers is None or not awaits_agency(form.answers):
        return False
    found = EvidenceRequest.objects.filter(pk=form.answers.pk, evidence__in=added)
    return not found.exists()


def _done(added: list[Evidence], tray: Tray | None) -> str:
    verb = "Added" if tray is None else "Uploaded" if tray.has_made else "Linked"
    return f"{verb}." if len(added) == 1 else f"{verb}: {len(added)} items."
