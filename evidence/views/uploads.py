"""Files on their way in: one by one from the page's script, and newer versions of an item."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from evidence import pending, permissions, services
from evidence.evidence_page import items, supported
from evidence.forms_names import Names
from evidence.forms_version import VersionForm
from evidence.models import Evidence, PendingUpload
from evidence.upload_rows import Refused, Tray
from evidence.views.added import add_address, what_next
from evidence.views.adding import addable
from evidence.views.items import posted
from evidence.views.unverified import tells_unverified
from scr_tracker.flow import run
from scr_tracker.once import Once
from scr_tracker.scoping import get_visible, require

NOT_ARRIVED = "The file did not arrive. Choose it again."


def upload_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One file, as the page's script sends it, with the page's answer about names.

    201: what is asked of it; 422: why it is refused; 507: the store failed, try it again.
    """
    action = addable(request, public_id)
    if request.method != "POST":
        return redirect(add_address(action))
    tray = Tray(request, action, has_names=request.POST.get("names") == Names.KEPT)
    if not tray.rows:
        refused = tray.refused[0] if tray.refused else Refused("", NOT_ARRIVED)
        status = 507 if refused.may_pass else 422
        return HttpResponse(refused.why, status=status, content_type="text/plain; charset=utf-8")
    context = {"row": tray.rows[0]}
    return render(request, "evidence/upload_row.html", context, status=201)


def upload_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The owner takes away a file that waits."""
    own = PendingUpload.objects.of(request.user).unused().select_related("action")
    upload = get_object_or_404(own, public_id=public_id)
    if request.method != "POST":
        if upload.action is None:
            raise Http404
        return redirect(add_address(upload.action))
    pending.discard(upload)
    return HttpResponse(status=204)


@tells_unverified
def version_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence: Evidence = get_visible(request, items(), public_id)
    require(permissions.may_edit(request.user, evidence))
    form = VersionForm(*posted(request), user=request.user, evidence=evidence)
    if request.method == "POST" and form.is_valid():
        once = Once(form, request.user, evidence)
        values = {"evidence": evidence, "once": once, "file": form.cleaned_data["file"]}
        version = run(form, services.add_version, actor=request.user, **values)
        if version:
            text = f"Version {version.number} added."
            by_manager = permissions.may_manage(request.user, evidence.partnership_id)
            text = what_next(text, values["file"], by_manager=by_manager)
            messages.success(request, text)
            return redirect(evidence)
    form.ask_for_file_again()
    context = {"form": form, "evidence": evidence, "actions": supported(request.user, evidence)}
    return render(request, "evidence/version_add.html", context)
