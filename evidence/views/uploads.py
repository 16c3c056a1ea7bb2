from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence import permissions, scanning, services
from evidence.evidence_page import items, supported
from evidence.forms import AddForm, VersionForm, Way
from evidence.models import Evidence
from evidence.pending import OnceAFile, make_item
from evidence.upload_rows import Tray
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
    has_files = request.method == "POST" and way == Way.FILE
    tray = Tray(request, action) if has_files else None
    form = AddForm(*posted(request), user=request.user, action=action, way=way, tray=tray)
    if request.method == "POST":
        is_good = form.is_valid() and (tray is None or tray.is_valid())
        added = _write(request, form, action, tray) if is_good else []
        if added:
            text = "Added." if len(added) == 1 else f"{len(added)} items added."
            messages.success(request, _what_next(text, tray))
            address = f"{action.get_absolute_url()}#evidence"
            return redirect(added[0] if len(added) == 1 else address)
    context = {"form": form, "action": action, "way": way, "ways": Way, "tray": tray}
    context["rows"] = tray.rows if tray else []
    if context["rows"] and "title" not in form.errors:
        del form.fields["title"]  # each file's own is asked beside it, with what was typed
    return render(request, "evidence/evidence_add.html", context | _banner(request, action))


def _write(
    request: HttpRequest, form: AddForm, action: Action, tray: Tray | None
) -> list[Evidence]:
    """One item; of several files one each. What is written stays, and is not written twice."""
    values = {"action": action, **form.values()}
    if tray is None:
        once = Once(form, request.user)
        found = run(form, services.add_evidence, actor=request.user, once=once, **values)
        return [found] if found else []
    wanted = [row for row in tray.rows if row.is_wanted]
    if not wanted:
        form.add_error("file", "Choose a file, or keep one of those that are here")
    added = []
    for row in wanted:
        once = OnceAFile(row.upload)
        facts = {**row.facts(values), "upload": row.upload, "once": once}
        found = run(form, make_item, actor=request.user, **facts)
        if not found:
            return []
        added.append(found)
    return added


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
