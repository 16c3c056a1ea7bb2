"""The outbox: what went out, to whom, why, and what is next. The partnership's managers only."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies import access
from agencies.models import Partnership
from agencies.permissions import may_manage
from reminders import outbox, preview, refusals, resending
from reminders.models import Mail
from reminders.policies import policy_of
from reminders.preview import Coming
from reminders.services import clear_refusal
from reminders.silences import at_rest
from reminders.tables import coming_table, invitation_table, item_table, mail_table
from scr_tracker import exports
from scr_tracker.listing import page_of
from scr_tracker.scoping import require

#: Coming mails shown beside the list; all of them have a page of their own.
SHOWN_NEXT = 10
#: Invitations shown below the mails; likewise.
SHOWN_INVITATIONS = 10
PAGE_SIZE = 25
NOTHING_NEAR = "nothing comes near its due date, and nothing is new for anybody"
PLANNED_AT = " Reminders are planned each morning at 6 o’clock."


def outbox_list(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = managed_here(request, partnership_id)
    tabs = outbox.states_of(partnership, request.user)
    mails, number = outbox.mails_of(partnership, request.user), sum(tab.number for tab in tabs)
    chosen = next((tab for tab in tabs if tab.state == request.GET.get("state")), None)
    if chosen:
        mails, number = mails.filter(state=chosen.state), chosen.number
    if exports.wanted(request):
        state = chosen.state if chosen else ""
        return exports.send(request, mail_table(partnership, mails, request.user, state))
    page = page_of(request, mails, PAGE_SIZE, number)
    coming, rest = _coming(request, partnership)
    invitations = list(outbox.invitations_of(partnership)[: SHOWN_INVITATIONS + 1])
    context = {
        "partnership": partnership,
        "refused": refusals.standing(partnership),
        "tabs": tabs,
        "chosen": chosen,
        "page": page,
        "rows": outbox.mail_rows(list(page.object_list), partnership, request.user),
        "rest": rest,
        "nothing_sent": f"No mail has gone out yet.{'' if rest else PLANNED_AT}",
        "nothing_next": _nothing_next(partnership, rest),
        "coming": coming[:SHOWN_NEXT],
        "coming_count": len(coming),
        "invitations": invitations[:SHOWN_INVITATIONS],
        "has_more_invitations": len(invitations) > SHOWN_INVITATIONS,
    }
    return render(request, "reminders/outbox_list.html", context)


def outbox_next(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = managed_here(request, partnership_id)
    coming, rest = _coming(request, partnership)
    if exports.wanted(request):
        return exports.send(request, coming_table(partnership, coming))
    context = {
        **{"partnership": partnership, "page": page_of(request, coming)},
        "nothing_next": _nothing_next(partnership, rest),
    }
    return render(request, "reminders/outbox_next.html", context)


def _coming(request: HttpRequest, partnership: Partnership) -> tuple[list[Coming], str]:
    """The mails to be, and what holds them all back: "reminders are switched off"; or ""."""
    policy, today = policy_of(partnership), timezone.localdate()
    return preview.coming(policy, request.user, today), at_rest(policy, today)


def _nothing_next(partnership: Partnership, rest: str) -> str:
    """A rest that ends before is not the reason."""
    last = timezone.localdate() + timedelta(days=preview.DAYS)
    is_over = not at_rest(policy_of(partnership), last)
    why = NOTHING_NEAR if is_over or not rest else rest
    return f"Nothing is planned for the next 14 days: {why}."


def outbox_invitations(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = managed_here(request, partnership_id)
    rows = outbox.invitations_of(partnership)
    if exports.wanted(request):
        return exports.send(request, invitation_table(partnership, rows))
    page = page_of(request, rows, PAGE_SIZE)
    context = {"partnership": partnership, "page": page}
    return render(request, "reminders/outbox_invitations.html", context)


def refusal_clear(request: HttpRequest, partnership_id: UUID, refusal_id: UUID) -> HttpResponse:
    user: Any = request.user
    partnership = managed_here(request, partnership_id)
    refusal = get_object_or_404(refusals.ever(partnership), public_id=refusal_id)
    if request.method == "POST":  # a GET comes after signing in again
        clear_refusal(actor=user, partnership=partnership, refusal=refusal)
        messages.success(request, "Mails go to this address again from the next morning on.")
    return redirect("reminders:outbox", partnership_id)


def mail_detail(request: HttpRequest, partnership_id: UUID, mail_id: UUID) -> HttpResponseBase:
    partnership = managed_here(request, partnership_id)
    mails = outbox.mails_of(partnership, request.user).select_related("resend_of")
    mail = get_object_or_404(mails, public_id=mail_id)
    rows = outbox.rows_of(partnership, request.user).filter(mail=mail)
    rows = rows.select_related("action", "recommendation__review")
    if exports.wanted(request):
        return exports.send(request, item_table(partnership, mail, rows))
    page = page_of(request, rows)
    context = {
        "partnership": partnership,
        "mail": mail,
        "page": page,
        "mail_items": outbox.item_rows(list(page.object_list), mail.day),
        "news": outbox.news_rows(mail, partnership, request.user),
        "is_whole": outbox.may_read_whole(mail, request.user),
        "is_waiting": mail.state == Mail.State.PLANNED,
        "may_resend": not resending.waits(mail),
        "resends": outbox.resends_of(mail, partnership, request.user),
    }
    return render(request, "reminders/mail_detail.html", context)


def managed_here(request: HttpRequest, partnership_id: UUID) -> Partnership:
    """The partnership with this address, from the person's roles: they are read already."""
    for held in access.held(request.user):
        if held.partnership.public_id == partnership_id:
            require(may_manage(request.user, held.partnership))
            return held.partnership
    raise Http404
