from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence import permissions, scanning, services
from evidence.evidence_page import items, supported
from evidence.forms import AddForm, VersionForm, Way
from evidence.models import Evidence
from evidence.views.items import posted
from recommendations.models import Action
from scr_tracker.flow import run
from scr_tracker.once import Once
from scr_tracker.scoping import get_visible, require


def evidence_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions = Action.objects.with_parents().prefetch_related("contributing_agencies")
    action = get_visible(request, actions, public_id)
    require(permissions.may_add_evidence(request.user, action))
    asked = request.GET.get("kind", "")
    way = Way(asked) if asked in Way.values else Way.FILE
    form = AddForm(*posted(request), user=request.user, action=action, way=way)
    if request.method == "POST" and form.is_valid():
        values = {"action": action, "once": Once(form, request.user), **form.values()}
        evidence = run(form, services.add_evidence, actor=request.user, **values)
        if evidence:
            messages.success(request, _what_next("Added.", values["file"]))
            return redirect(evidence)
    form.ask_for_file_again()
    context = {"form": form, "action": action, "way": way, "ways": Way}
    return render(request, "evidence/evidence_add.html", context | _banner(request, action))


def version_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence: Evidence = get_visible(request, items(), public_id)
    require(permissions.may_edit(request.user, evidence))
    form = VersionForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        once = Once(form, request.user)
        values = {"evidence": evidence, "once": once, "file": form.cleaned_data["file"]}
        version = run(form, services.add_version, actor=request.user, **values)
        if version:
            text = _what_next(f"Version {version.number} added.", values["file"])
            messages.success(request, text)
            return redirect(evidence)
    form.ask_for_file_again()
    context = {"form": form, "evidence": evidence, "actions": supported(request.user, evidence)}
    return render(request, "evidence/version_add.html", context)


def _banner(request: HttpRequest, action: Action) -> dict[str, bool]:
    is_manager = permissions.is_told_of_scanner(request.user, action)
    return {"has_no_scanner": is_manager and not scanning.has_scanner()}


def _what_next(done: str, file: object) -> str:
    judged = "The partnership manager looks at it next, and accepts it or sends it back."
    if file and scanning.has_scanner():
        return f"{done} The virus check usually takes under a minute. {judged}"
    return f"{done} {judged}"
