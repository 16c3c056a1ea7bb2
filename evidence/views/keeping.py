"""Previews, and the disposal of files."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Partnership
from evidence import disposing, permissions, scanning, services
from evidence.evidence_page import disposal_page, items
from evidence.forms_disposal import DecideDisposalForm, DisposalForm
from evidence.models import Disposal, Evidence, EvidenceVersion, evidence_storage
from evidence.tables import disposal_table, over_table
from evidence.views.unverified import tells_unverified
from scr_tracker import exports, unsaved
from scr_tracker.flow import run
from scr_tracker.listing import page_of
from scr_tracker.scoping import get_visible, require

logger = logging.getLogger(__name__)


@require_safe
def version_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Our own small picture of a file that the person may read; never the file itself."""
    version: EvidenceVersion = get_visible(request, EvidenceVersion.objects.all(), public_id)
    if not version.preview or not scanning.is_readable(version):
        raise Http404
    try:
        with evidence_storage().open(str(version.preview), "rb") as stored:
            picture = stored.read()
    except Exception as error:  # each store raises errors of its own
        logger.exception("The preview of version %s could not be read", version.pk)
        raise Http404 from error
    response = HttpResponse(picture, content_type="image/png")
    response["Content-Disposition"] = 'inline; filename="preview.png"'
    response["X-Content-Type-Options"] = "nosniff"
    # Nothing of it outlives access: not the end of the session, nor of the file.
    response["Cache-Control"] = "private, no-store"
    return response


def disposal_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence: Evidence = get_visible(request, items(), public_id)
    require(permissions.may_dispose(request.user, evidence))
    page = disposal_page(request.user, evidence)
    if page["hold"]:
        unsaved.stays(request)
        messages.info(request, disposing.HELD.format(page["hold"]))
        return redirect(evidence)
    form = DisposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {"evidence": evidence, **form.cleaned_data}
        if run(form, services.propose_disposal, actor=request.user, **values):
            messages.success(request, "Disposal proposed. Another manager decides on it.")
            return redirect(evidence)
    return render(request, "evidence/disposal_add.html", {"form": form, **page})


@tells_unverified
def disposal_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    seen = Disposal.objects.filter(evidence__in=Evidence.objects.visible_to(request.user))
    disposal = get_object_or_404(seen.select_related("evidence__partnership"), public_id=public_id)
    require(permissions.may_dispose(request.user, disposal.evidence))
    if disposal.state != Disposal.State.PROPOSED:
        unsaved.stays(request)
        messages.info(request, "This disposal has been decided.")
        return redirect(disposal.evidence)
    is_own = disposal.recorded_by_id == request.user.pk
    evidence = items().get(pk=disposal.evidence_id)
    page = disposal_page(request.user, evidence, disposal)
    form = DecideDisposalForm(request.POST or None, is_own=is_own, is_held=bool(page["hold"]))
    if request.method == "POST" and form.is_valid():
        values = {"disposal": disposal, **form.values()}
        if run(form, services.decide_disposal, actor=request.user, **values):
            done = "The files have been disposed of." if values["accept"] else "The files are kept."
            messages.success(request, done)
            return redirect(disposal.evidence)
    context = {"form": form, "disposal": disposal, "is_own": is_own, **page}
    return render(request, "evidence/disposal_decide.html", context)


@require_safe
def disposal_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """What waits for a second person, what may go, and what went."""
    partnership = get_visible(request, Partnership.objects.all(), public_id)
    require(permissions.may_manage(request.user, partnership.pk))
    seen = Evidence.objects.visible_to(request.user).filter(partnership=partnership)
    rows = Disposal.objects.filter(evidence__in=seen).select_related("evidence", "decided_by")
    over = disposing.over(request.user, partnership.pk, timezone.localdate())
    if exports.wanted(request):
        is_over = request.GET.get("list") == "over"
        table = over_table(partnership, over) if is_over else disposal_table(partnership, rows)
        return exports.send(request, table)
    context = {
        "partnership": partnership,
        "proposed": rows.filter(state=Disposal.State.PROPOSED),
        "page": page_of(request, over),
        "decided": rows.exclude(state=Disposal.State.PROPOSED)[:50],
    }
    return render(request, "evidence/disposal_list.html", context)
