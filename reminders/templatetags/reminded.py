"""Reminders on the pages of other rooms, in few queries, as far as the reader may know.

`{% load reminded %}`; `{% reminded item partnership %}`: what went out of the thing that the page
is about. `{% reminded_on recommendation %}`: and of what hangs on it, but on none of its actions.
`{% chased action today %}`: when it was last told of, and when it is next. `{% silences %}`: why
no reminders come, where they do not. `{% covers %}`: for whom the reader covers today, and who
covers for them.
"""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from agencies.models import Partnership
from recommendations.models import Action, Recommendation
from reminders import silences as why_silent
from reminders import upcoming
from reminders.choices import places_of
from reminders.models import Cover
from reminders.timeline import entries_of, entries_on
from scr_tracker.models import PublicIdentity

register = template.Library()


@register.inclusion_tag("reminders/reminded.html", takes_context=True)
def reminded(
    context: template.Context, item: PublicIdentity, partnership: Partnership
) -> dict[str, Any]:
    return {"reminders": entries_of(item, context["request"].user, partnership.pk)}


@register.inclusion_tag("reminders/reminded.html", takes_context=True)
def reminded_on(context: template.Context, recommendation: Recommendation) -> dict[str, Any]:
    return {"reminders": entries_on(recommendation, context["request"].user)}


@register.inclusion_tag("reminders/chased.html", takes_context=True)
def chased(context: template.Context, action: Action, today: date) -> dict[str, Any]:
    return {"chased": upcoming.chased(action, context["request"].user, today)}


@register.inclusion_tag("reminders/silences.html", takes_context=True)
def silences(context: template.Context, partnership_id: int | None = None) -> dict[str, Any]:
    """In the reader's partnerships, or in one."""
    user, today = context["request"].user, timezone.localdate()
    return {"silences": why_silent.silences(user, today, partnership_id)}


@register.inclusion_tag("reminders/covers.html", takes_context=True)
def covers(context: template.Context, partnership_id: int | None = None) -> dict[str, Any]:
    """In all partnerships, or in one; of today alone. Who owes nothing is not asked about."""
    user = context["request"].user
    found = Cover.objects.holding(user, timezone.localdate()) if places_of(user) else []
    here = [each for each in found if not partnership_id or each.partnership_id == partnership_id]
    return {"covers": here, "user": user}
