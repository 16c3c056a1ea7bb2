from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence.linking import MOST_COPIES, LinkForm, SearchForm, offered, offered_copies
from evidence.permissions import may_manage
from evidence.states import state_of
from evidence.views.added import what_next
from evidence.views.adding import addable
from evidence.views.unverified import tells_unverified
from recommendations.models import highest_marking
from scr_tracker.listing import page_of

PAGE = 20


@tells_unverified
def evidence_link(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A list of what is there already; each item is linked, or brought in, by one button."""
    action = addable(request, public_id)
    search = SearchForm(request.GET if "words" in request.GET else None)
    form = LinkForm(request.POST or None, user=request.user, action=action)
    if request.method == "POST" and form.is_valid():
        item = form.save()
        if item:
            is_copy = item != form.cleaned_data["evidence"]
            done = f"“{item.title}” supports {action.reference} now."
            by_manager = may_manage(request.user, item.partnership_id)
            copied = what_next(f"A copy of {done}", item.versions.exists(), by_manager=by_manager)
            messages.success(request, copied if is_copy else done)
            return redirect(item if is_copy else action)
    words = search.found()
    page = page_of(request, offered(request.user, action, words), PAGE)
    rows = [(item, state_of(item)) for item in page]
    copies = offered_copies(request.user, action, words)
    context = {"action": action, "search": search, "form": form, "page": page, "rows": rows}
    shown = [action.recommendation.review, *page.object_list, *copies[:MOST_COPIES]]
    context |= {"copies": copies[:MOST_COPIES], "has_more": len(copies) > MOST_COPIES}
    context["marking"] = highest_marking(each.marking for each in shown)
    return render(request, "evidence/evidence_link.html", context)
