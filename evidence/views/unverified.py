"""What somebody does to evidence may take verifications back: whoever did it is told at once."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from recommendations.models import Action
from recommendations.status import Status

if TYPE_CHECKING:
    from agencies.access import Person

#: So many actions are named.
NAMED = 3


def unverified(user: "Person", began: datetime) -> str:
    """Which verifications the person has taken back since, of what they may see; "" for none."""
    rows = Action.objects.visible_to(user).filter(
        updates__recorded_by=user.pk,
        updates__recorded_at__gte=began,
        updates__status_before=Status.VERIFIED,
        updates__status_after=Status.COMPLETED,
    )
    named = [action.full_reference for action in rows.with_parents().in_report_order().distinct()]
    if not named:
        return ""
    if len(named) == 1:
        return f"{named[0]} is no longer verified: a manager looks at it again."
    shown = named if len(named) <= NAMED else [*named[:NAMED], f"{len(named) - NAMED} more"]
    all_of_them = f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"{all_of_them} are no longer verified: a manager looks at each again."


def tells_unverified(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view whose post may take verifications back."""

    @wraps(view)
    def telling(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        began = timezone.now()
        response = view(request, *args, **kwargs)
        is_written = request.method == "POST" and response.status_code == 302
        if is_written and (told := unverified(request.user, began)):
            messages.info(request, told)
        return response

    return telling
