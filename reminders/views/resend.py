"""A mail is sent again, for a reason that the outbox keeps. The partnership's managers only."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from reminders import outbox, resending
from reminders.forms.resend import ResendForm
from reminders.services import resend_mail
from reminders.views.outbox import managed_here
from scr_tracker.flow import run

#: Items named before "and 12 more".
NAMED = 20


def mail_resend(request: HttpRequest, partnership_id: UUID, mail_id: UUID) -> HttpResponse:
    user: Any = request.user
    partnership = managed_here(request, partnership_id)
    mail = get_object_or_404(outbox.mails_of(partnership, user), public_id=mail_id)
    today = timezone.localdate()
    offer = resending.offer(mail, partnership, user, today)
    form = ResendForm(request.POST or None, initial={"number": offer.number})
    if form.is_valid():
        values = {"partnership": partnership, "mail": mail, **form.cleaned_data}
        again = run(form, resend_mail, actor=user, **values)
        if again:
            messages.success(
                request, "It waits in the outbox, and goes out again when its turn comes."
            )
            return redirect("reminders:mail-detail", partnership_id, again.public_id)
    context = {
        "partnership": partnership,
        "mail": mail,
        "offer": offer,
        "mail_items": outbox.item_rows(offer.rows[:NAMED], today),
        "more": max(0, len(offer.rows) - NAMED),
        "form": form,
        "back": reverse("reminders:mail-detail", args=(partnership_id, mail_id)),
    }
    return render(request, "reminders/mail_resend.html", context)
