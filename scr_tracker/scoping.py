"""The scoped fetch: the first line of every view that shows one thing."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest


def get_visible(request: HttpRequest, queryset: "QuerySet[Any]", public_id: UUID) -> Any:
    """The row with this address, if the person may see it; otherwise 404, never 403.

    The queryset's class has `visible_to(user)`.
    """
    row = queryset.visible_to(request.user).filter(public_id=public_id).first()  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return row


def require(allowed: bool) -> None:
    """404 where a may-do predicate says no: what a person may not do does not exist for them."""
    if not allowed:
        raise Http404
