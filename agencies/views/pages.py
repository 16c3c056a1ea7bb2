"""What the views of this room share: the partnership that they are about, and two kinds of page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.models import Partnership
from agencies.permissions import may_manage
from scr_tracker.forms import GovForm
from scr_tracker.scoping import get_visible, require


def managed(request: HttpRequest, partnership_id: UUID) -> Partnership:
    """The partnership, for its managers; 404 for everybody else."""
    partnership: Partnership = get_visible(request, Partnership.objects.all(), partnership_id)
    require(may_manage(request.user, partnership))
    return partnership


def form_page(
    request: HttpRequest,
    partnership: Partnership,
    form: GovForm,
    title: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    """A page with one form. `more`: button, intro."""
    context = {"partnership": partnership, "form": form, "title": title, "back": back, **more}
    return render(request, "agencies/form_page.html", context)


def confirm_page(
    request: HttpRequest,
    partnership: Partnership,
    form: GovForm,
    title: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    """A question with one button. `more`: button, consequences (sentences), warning."""
    context = {"partnership": partnership, "form": form, "title": title, "back": back, **more}
    return render(request, "agencies/confirm_page.html", context)
