"""Board packs: have one made, see how far it is, read it, take it, give it to the board."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Partnership
from agencies.views.pages import confirm_page, form_page
from documents import web
from documents.board import services
from documents.board.forms import BoardPackForm, ConfirmForm
from documents.board.opening import not_to_be_given, obstacle, report_of
from documents.board.pages import packs_of, packs_page
from documents.board.permissions import may_ask, may_give
from documents.models import BoardPack
from documents.report.told import told
from documents.report.writers import FORMATS
from documents.tables import board_table
from scr_tracker import exports
from scr_tracker.attachments import as_attachment
from scr_tracker.errors import NotAllowed
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require

INTRO = (
    "A pack holds what you may see: the same figures as a web page, PDF, Word and Excel. It is "
    "frozen when it is made, and kept."
)
GIVING = (
    "Managers, board members and scrutineers of the partnership can open it.",
    "You can take it back. What somebody has downloaded by then stays with them.",
)


@require_safe
def board_pack_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    partnership = _of(request, public_id)
    if exports.wanted(request):
        return exports.send(request, board_table(partnership, packs_of(request, partnership)))
    context = {"partnership": partnership, **packs_page(request, partnership)}
    return render(request, "documents/board_pack_list.html", context)


def board_pack_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    partnership, today = _of(request, public_id), timezone.localdate()
    posted = request.POST or None
    form = BoardPackForm(posted, user=request.user, partnership=partnership, today=today)
    if form.is_valid():
        asked = {"actor": request.user, "partnership": partnership, **form.asked()}
        pack = run(form, services.ask_for_board_pack, **asked)
        if pack:
            return redirect(pack)
    title = "Have a board pack made"
    more = {"button": "Make the pack", "intro": INTRO}
    return form_page(request, partnership, form, title, _list_url(partnership), **more)


@require_safe
def board_pack_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    pack = _pack(request, public_id)
    context = {
        "pack": pack,
        "partnership": pack.partnership,
        "why_not": obstacle(request.user, pack),  # type: ignore[arg-type]
        "formats": FORMATS.values(),
        "may_give": (may := may_give(request.user, pack)),
        "why_not_given": not_to_be_given(pack) if may and not pack.given_at else "",
        "downloads": _downloads(request, pack),
    }
    return render(request, "documents/board_pack_detail.html", context)


@require_safe
def board_pack_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes while the pack is made."""
    context = {"pack": _pack(request, public_id), "formats": FORMATS.values()}
    response = render(request, "documents/_board_state.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def board_pack_read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The frozen report as a page of the site."""
    pack = _pack(request, public_id)
    if pack.state != BoardPack.State.READY or obstacle(request.user, pack):  # type: ignore[arg-type]
        return redirect(pack)
    report = report_of(pack)
    context = {
        "pack": pack,
        "partnership": pack.partnership,
        "report": report,
        "body": web.body(told(report)[1:]),  # the page has its own first heading
    }
    return render(request, "documents/board_pack_read.html", context)


@require_safe
def board_pack_download(request: HttpRequest, public_id: UUID, format: str) -> HttpResponse:
    """Visible → ready → all still in sight → written → logged → sent. HEAD changes nothing."""
    pack = _pack(request, public_id)
    if format not in FORMATS:
        raise Http404
    if pack.state != BoardPack.State.READY or obstacle(request.user, pack):  # type: ignore[arg-type]
        return redirect(pack)
    report, chosen = report_of(pack), FORMATS[format]
    content = chosen.write(report)
    if request.method == "GET":
        _record(request, pack, format)
    size = len(content)
    response = HttpResponse(content if request.method == "GET" else b"")
    as_attachment(response, name=chosen.name(report), content_type=chosen.content_type, size=size)
    return response


def board_pack_give(request: HttpRequest, public_id: UUID) -> HttpResponse:
    pack = _pack(request, public_id)
    require(may_give(request.user, pack) and pack.given_at is None)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and run(form, services.give_board_pack, actor=request.user, pack=pack):
        messages.success(request, "The board can open the pack.")
        return redirect(pack)
    if request.method == "GET" and not_to_be_given(pack):
        return redirect(pack)  # whose page says why
    return confirm_page(
        request,
        pack.partnership,
        form,
        title=f"Give “{pack.title}” to the board?",
        back=pack.get_absolute_url(),
        button="Give it to the board",
        consequences=GIVING,
    )


def board_pack_take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    pack = _pack(request, public_id)
    require(may_give(request.user, pack) and pack.given_at is not None)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and run(form, services.take_back_board_pack, actor=request.user, pack=pack):
        messages.success(request, "You alone can open the pack.")
        return redirect(pack)
    return confirm_page(
        request,
        pack.partnership,
        form,
        title=f"Take “{pack.title}” back from the board?",
        back=pack.get_absolute_url(),
        button="Take it back",
        consequences=["Nobody but you can open it then.", "What was downloaded stays with them."],
    )


def _of(request: HttpRequest, public_id: UUID) -> Partnership:
    partnership: Partnership = get_visible(request, Partnership.objects.all(), public_id)
    require(may_ask(request.user, partnership))
    return partnership


def _list_url(partnership: Partnership) -> str:
    return reverse("documents:board-pack-list", args=[partnership.public_id])


def _pack(request: HttpRequest, public_id: UUID) -> BoardPack:
    pack: BoardPack = get_visible(request, BoardPack.objects.for_list(), public_id)
    return pack


def _downloads(request: HttpRequest, pack: BoardPack) -> Any:
    """Who took it, for its maker."""
    is_own = pack.recorded_by_id == request.user.pk
    return pack.downloads.all()[:50] if is_own else pack.downloads.none()


def _record(request: HttpRequest, pack: BoardPack, format: str) -> None:
    try:
        services.record_board_download(actor=request.user, pack=pack, format=format)  # type: ignore[arg-type]
    except NotAllowed:  # something was hidden from the person this very moment
        raise Http404 from None
