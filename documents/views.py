"""Packs: ask for one, see how far it is, take it. They are the asker's; managers see a log."""

import logging
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agencies import current
from agencies.models import Partnership
from documents import keeping, services
from documents.forms import PackForm
from documents.models import Pack
from documents.pages import outlook, pack_log
from documents.permissions import may_see_log
from documents.tables import log_table, own_table
from recommendations.models import Recommendation, Review
from scr_tracker import exports
from scr_tracker.attachments import as_attachment
from scr_tracker.errors import NotAllowed
from scr_tracker.flow import run
from scr_tracker.listing import page_of
from scr_tracker.scoping import get_visible, require

logger = logging.getLogger(__name__)


def review_pack_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    review = get_visible(request, Review.objects.select_related("partnership"), public_id)
    return _ask(request, review, None)


def recommendation_pack_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = Recommendation.objects.select_related("review__partnership")
    recommendation = get_visible(request, rows, public_id)
    return _ask(request, recommendation.review, recommendation)


def _ask(
    request: HttpRequest, review: Review, recommendation: Recommendation | None
) -> HttpResponse:
    form = PackForm(request.POST if request.method == "POST" else None)
    about = {"review": review, "recommendation": recommendation}
    if request.method == "POST" and form.is_valid():
        pack = run(form, services.ask_for_pack, actor=request.user, **about)
        if pack:
            return redirect(pack)
    context = {
        "form": form,
        **about,
        "partnership": review.partnership,
        "outlook": outlook(request.user, review, recommendation),
    }
    return render(request, "documents/pack_add.html", context)


@require_safe
def pack_list(request: HttpRequest) -> HttpResponseBase:
    packs = Pack.objects.visible_to(request.user).with_subject()
    if exports.wanted(request):
        return exports.send(request, own_table(packs))
    context = {
        "page": page_of(request, packs),
        "managed": current.held_partnerships(request, "manager"),
    }
    return render(request, "documents/pack_list.html", context)


@require_safe
def pack_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    pack = _own(request, public_id)
    context = {"pack": pack, "partnership": pack.review.partnership}
    return render(request, "documents/pack_detail.html", context)


@require_safe
def pack_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes while the pack is made."""
    response = render(request, "documents/_state.html", {"pack": _own(request, public_id)})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def pack_download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Own → ready → everything in it still visible → logged → sent. HEAD changes nothing."""
    pack = _own(request, public_id)
    if pack.state != Pack.State.READY:
        return redirect(pack)
    why = keeping.obstacle(request.user, pack)  # type: ignore[arg-type]
    if why:
        if request.method == "GET":
            services.end_pack(pack=pack, reason=why)
        return _not_sent(request, pack, why, 409)
    response: HttpResponseBase = HttpResponse()
    if request.method == "GET":
        try:
            stream = pack.open_stored()
        except Exception:
            logger.exception("Pack %s could not be opened", pack.pk)
            return _not_sent(request, pack, "It could not be read from the store. Try again.", 503)
        _record(request, pack)
        response = FileResponse(stream)
    return as_attachment(response, name=pack.name, content_type="application/zip", size=pack.size)


@require_safe
def pack_log_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """For managers: who had a pack made, of what, and who took it."""
    partnership = get_visible(request, Partnership.objects.all(), public_id)
    require(may_see_log(request.user, partnership.pk))
    packs = pack_log(request.user, partnership.pk)
    if exports.wanted(request):
        return exports.send(request, log_table(partnership, packs))
    page = page_of(request, packs)
    context = {"partnership": partnership, "page": page}
    return render(request, "documents/pack_log.html", context)


def _record(request: HttpRequest, pack: Pack) -> None:
    try:
        services.record_download(actor=request.user, pack=pack)  # type: ignore[arg-type]
    except NotAllowed:  # something was hidden from the person this very moment
        raise Http404 from None


def _own(request: HttpRequest, public_id: UUID) -> Pack:
    pack: Pack = get_visible(request, Pack.objects.with_subject(), public_id)
    return pack


def _not_sent(request: HttpRequest, pack: Pack, why: str, status: int) -> HttpResponse:
    context = {"pack": pack, "why": why, "partnership": pack.review.partnership}
    return render(request, "documents/pack_not_sent.html", context, status=status)
