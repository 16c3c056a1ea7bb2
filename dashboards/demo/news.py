"""What is new for the people of the demo.

The services told them of years in one minute. What happened long ago would have been read and
removed by now: each person keeps the latest of every kind, as of the last days.
"""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from agencies.models import Partnership
from recommendations.models import Notice

#: Of each kind, for each person.
KEPT = 2
#: One a day; those after the first few are read.
APART, UNREAD = timedelta(days=1), 3


def keep_the_latest(partnership: Partnership) -> None:
    now = timezone.now()
    kept: dict[int, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(partnership=partnership).order_by("-pk"):
        own = kept[notice.recipient_id]
        if sum(each.kind == notice.kind for each in own) < KEPT:
            own.append(notice)
    latest = [notice for own in kept.values() for notice in own]
    Notice.objects.filter(partnership=partnership).exclude(
        pk__in=[notice.pk for notice in latest]
    ).delete()
    for own in kept.values():
        for place, notice in enumerate(own):
            notice.recorded_at = now - place * APART
            notice.read_at = now if place >= UNREAD else None
    Notice.objects.bulk_update(latest, ["recorded_at", "read_at"])
