from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence import services
from evidence.linking import LinkForm, SearchForm, offered
from evidence.states import state_of
from evidence.views.adding import addable
from scr_tracker.flow import run
from scr_tracker.listing import page_of

PAGE = 20


def evidence_link(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A list of what is there already; each item is linked by one button."""
    action = addable(request, public_id)
    search = SearchForm(request.GET if "words" in request.GET else None)
    form = LinkForm(request.POST or None, user=request.user, action=action)
    if request.method == "POST" and form.is_valid():
        evidence = form.cleaned_data["evidence"]
        values = {"actor": request.user, "evidence": evidence, "action": action}
        if run(form, services.link_to_action, **values):
            messages.success(request, f"“{evidence.title}” supports {action.reference} now.")
            return redirect(action)
    page = page_of(request, offered(request.user, action, search.found()), PAGE)
    rows = [(item, state_of(item)) for item in page]
    context = {"action": action, "search": search, "form": form, "page": page, "rows": rows}
    return render(request, "evidence/evidence_link.html", context)
