import logging
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from evidence import permissions, scanning, services
from evidence.evidence_page import evidence_page, items, supported
from evidence.forms import AddForm, DecisionForm, EditForm, VersionForm, Way
from evidence.models import Evidence, EvidenceVersion
from recommendations.models import Action
from scr_tracker.flow import run
from scr_tracker.once import Once
from scr_tracker.scoping import get_visible, require

logger = logging.getLogger(__name__)


def evidence_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions = Action.objects.with_parents().prefetch_related("contributing_agencies")
    action = get_visible(request, actions, public_id)
    require(permissions.may_add_evidence(request.user, action))
    asked = request.GET.get("kind", "")
    way = Way(asked) if asked in Way.values else Way.FILE
    form = AddForm(*_posted(request), user=request.user, action=action, way=way)
    if request.method == "POST" and form.is_valid():
        values = {"action": action, "once": Once(form, request.user), **form.values()}
        evidence = run(form, services.add_evidence, actor=request.user, **values)
        if evidence:
            messages.success(request, _what_next("Added.", values["file"]))
            return redirect(evidence)
    form.ask_for_file_again()
    context = {"form": form, "action": action, "way": way, "ways": Way}
    return render(request, "evidence/evidence_add.html", context | _banner(request, action))


@require_safe
def evidence_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence = get_visible(request, items(), public_id)
    context = evidence_page(request.user, evidence)
    return render(request, "evidence/evidence_detail.html", context)


def evidence_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence = get_visible(request, items(), public_id)
    require(permissions.may_edit(request.user, evidence))
    actions = supported(request.user, evidence)
    # To link what is linked already changes nothing: a form that is sent twice stays right.
    is_post = request.method == "POST"
    addable = permissions.addable_around if is_post else permissions.addable_beside
    more = addable(request.user, evidence)
    form = EditForm(*_posted(request), evidence=evidence, more=more)
    if request.method == "POST" and form.is_valid():
        values = {"evidence": evidence, **form.values()}
        if run(form, services.edit_evidence, actor=request.user, **values):
            messages.success(request, "Evidence saved.")
            return redirect(evidence)
    context = {"form": form, "evidence": evidence, "actions": actions}
    return render(request, "evidence/evidence_edit.html", context)


def evidence_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence = get_visible(request, items(), public_id)
    require(permissions.may_decide(request.user, evidence))
    form = DecisionForm(*_posted(request), initial={"version": evidence.version})
    if request.method == "POST" and form.is_valid():
        values = {"evidence": evidence, **form.cleaned_data}
        row = run(form, services.decide, actor=request.user, **values)
        if row:
            text = f"Evidence {row.get_decision_display().lower()}. The action keeps its status."
            messages.success(request, text)
            return redirect(evidence)
    context = {"form": form, **evidence_page(request.user, evidence)}
    return render(request, "evidence/evidence_decide.html", context)


def version_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence: Evidence = get_visible(request, items(), public_id)
    require(permissions.may_edit(request.user, evidence))
    form = VersionForm(*_posted(request))
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


@require_safe
def version_download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Visible → checked → logged → sent as an attachment. HEAD sends and logs nothing."""
    versions = EvidenceVersion.objects.select_related("evidence__partnership")
    version: EvidenceVersion = get_visible(request, versions, public_id)
    if not scanning.is_readable(version):
        return _not_sent(request, version, scanning.why_not(version), 409)
    response: HttpResponseBase = HttpResponse()
    if request.method == "GET":
        try:
            stream = version.open_stored()
        except Exception:
            logger.exception("Version %s could not be opened", version.pk)
            return _not_sent(request, version, "it could not be read from the store.", 503)
        services.record_download(actor=request.user, version=version)  # type: ignore[arg-type]
        response = FileResponse(stream)
    name = content_disposition_header(True, version.original_name)
    response["Content-Type"] = version.content_type
    response["Content-Length"] = str(version.size)
    response["Content-Disposition"] = name or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _not_sent(
    request: HttpRequest, version: EvidenceVersion, why: str, status: int
) -> HttpResponse:
    context = {"version": version, "evidence": version.evidence, "why": why}
    return render(request, "evidence/version_not_sent.html", context, status=status)


def _posted(request: HttpRequest) -> tuple[object, object]:
    """Data and files of a form that was sent; nothing where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _banner(request: HttpRequest, action: Action) -> dict[str, bool]:
    is_manager = permissions.is_told_of_scanner(request.user, action)
    return {"has_no_scanner": is_manager and not scanning.has_scanner()}


def _what_next(done: str, file: object) -> str:
    judged = "The partnership manager looks at it next, and accepts it or sends it back."
    if file and scanning.has_scanner():
        return f"{done} The virus check usually takes under a minute. {judged}"
    return f"{done} {judged}"
