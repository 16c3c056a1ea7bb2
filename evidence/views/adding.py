"""Adding evidence: does it name anybody → what to do where it does → the form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence import pending, permissions, services
from evidence.forms import AddForm, Way
from evidence.forms_names import ANSWERED, Names, NamesForm
from evidence.models import Evidence, EvidenceRequest
from evidence.pending import OnceAFile
from evidence.request_page import answered_by
from evidence.request_states import awaits_agency
from evidence.upload_rows import RowForm, Tray
from evidence.views.added import after, said
from evidence.views.items import posted
from evidence.views.unverified import tells_unverified
from recommendations.models import Action
from scr_tracker.flow import comes_back, run
from scr_tracker.once import Once
from scr_tracker.scoping import get_visible, require

#: An earlier post of the page has made evidence of the file, and this one says something else.
ALREADY = (
    "This page has been sent before, and made evidence of what is listed above. Nothing was "
    "changed: open it to edit what is said of it"
)


@tells_unverified
def evidence_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each step has its own address; files that wait for the action are offered on the last."""
    action, way = addable(request, public_id), _way(request)
    names = request.GET.get("names", "")
    if names not in ANSWERED:
        return _ask(request, action, way, names)
    has_names = names == Names.KEPT
    tray = Tray(request, action, has_names=has_names) if way == Way.FILE else None
    values: Any = {"way": way, "tray": tray, "names_somebody": has_names}
    form = AddForm(*posted(request), user=request.user, action=action, **values)
    form.answers = _answered(request, action)
    if request.method == "POST":
        added = _write_tray(request, form, tray) if tray else _write(request, form)
        if added:
            messages.success(request, said(request, form, added))
            return redirect(after(request, form, added))
    if tray and tray.open_rows and "title" not in form.errors:
        del form.fields["title"]  # each file's own is asked beside it, with what was typed
    context = {"form": form, "action": action, "way": way, "ways": Way, "tray": tray}
    context |= {"names": Names(names), "rows": tray.open_rows if tray else []}
    context["waits"] = _waits(form.answers)
    review = action.recommendation.review
    context["marking"] = tray.marking if tray else review.get_marking_display()
    return render(request, "evidence/evidence_add.html", context)


def addable(request: HttpRequest, public_id: UUID) -> Action:
    """The action, if the person may add evidence to it."""
    actions = Action.objects.with_parents().prefetch_related("contributing_agencies")
    action: Action = get_visible(request, actions, public_id)
    require(permissions.may_add_evidence(request.user, action))
    return action


def _way(request: HttpRequest) -> Way:
    asked = request.GET.get("kind", "")
    return Way(asked) if asked in Way.values else Way.FILE


def _ask(request: HttpRequest, action: Action, way: Way, names: str) -> HttpResponse:
    """The question; after "yes" what to do about it."""
    context: dict[str, Any] = {"action": action, "way": way}
    context["answered"] = _answered(request, action)
    context["waits"] = _waits(context["answered"])
    if names == Names.YES:
        return render(request, "evidence/evidence_names_advice.html", context)
    form = NamesForm(request.GET if {"asked", "names"} & request.GET.keys() else None)
    return render(request, "evidence/evidence_names.html", context | {"form": form})


def _answered(request: HttpRequest, action: Action) -> EvidenceRequest | None:
    """The request for evidence that the address keeps in mind from page to page."""
    return answered_by(request.user, action, request.GET.get("request", ""))


def _waits(asked: EvidenceRequest | None) -> bool:
    """Whether what is added now answers it: a request that has its answer keeps that."""
    return asked is not None and awaits_agency(asked)


def _write(request: HttpRequest, form: AddForm) -> list[Evidence]:
    if not form.is_valid():
        return []
    once = Once(form, request.user, form.action)
    values = {"action": form.action, "once": once, **form.values()}
    values["answers"] = form.answers
    found = run(form, services.add_evidence, actor=request.user, **values)
    return [found] if found else []


def _write_tray(request: HttpRequest, form: AddForm, tray: Tray) -> list[Evidence]:
    """An item of each file that is wanted. What is written stays, and is not written twice.

    Where every file is an item already and only to be linked, nothing else has to be said. Other
    words for what an earlier post has made are not lost in silence.
    """
    once = Once(form, request.user, form.action)
    if tray.comes_too_late and not once.is_known():
        form.is_valid()
        form.add_error("file", ALREADY)
        return []
    if comes_back(form):
        return []
    if not tray.is_valid() or (tray.needs_facts and not form.is_valid()):
        form.is_valid()
        return []
    if tray.rows and all(row.is_left_out for row in tray.rows):
        form.add_error("file", "Choose a file, or keep one of those that are here")
        return []
    values = form.values() if tray.needs_facts else {}
    once.remember(form.action)
    for row in tray.rows:
        if row.is_left_out:
            pending.discard(row.upload)
        elif not row.is_done and not _write_row(request, form, row, values, tray):
            return []
    return tray.evidence


def _write_row(
    request: HttpRequest, form: AddForm, row: RowForm, values: dict[str, Any], tray: Tray
) -> bool:
    """Figures go with the first item: on each of several they would add up several times."""
    common = {"upload": row.upload, "action": form.action, "once": OnceAFile(row.upload)}
    is_link, found = row.is_linked, None
    if is_link and row.same:
        same = row.same.evidence
        found = run(form, pending.link_instead, actor=request.user, evidence=same, **common)
    elif not is_link:
        facts = row.facts(values)
        if is_too_long(form, facts["description"]):
            return False
        facts["answers"] = form.answers if tray.is_for_one else None
        facts["figures"] = [] if tray.has_made else facts["figures"]
        found = run(form, pending.make_item, actor=request.user, **common, **facts)
    if found:
        row.upload.evidence = found
        tray.has_made = tray.has_made or not is_link
    return found is not None


def is_too_long(form: AddForm, description: str) -> bool:
    """With the reason for keeping a file apart in front of it; then the field says so."""
    excess = len(description) - (Evidence._meta.get_field("description").max_length or 0)
    if excess > 0:
        form.add_error("description", f"Shorten it by {excess} characters: your reason is added")
    return excess > 0
