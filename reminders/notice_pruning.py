"""Old notices go: what happened stands with the thing itself, and is not lost with them."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from recommendations.models import Notice
from reminders.models import MailedNotice

#: After it was read. What nobody has read stays.
KEPT_FOR = timedelta(days=365)


@transaction.atomic
def prune(today: date, *, dry_run: bool = False) -> int:
    """Remove what was read before this many days ago. How many there were."""
    start = timezone.make_aware(datetime.combine(today - KEPT_FOR, time.min))
    old = Notice.objects.filter(read_at__lt=start)
    if dry_run:
        return old.count()
    MailedNotice.objects.filter(notice__in=old).delete()
    _, removed = old.delete()
    return removed.get(Notice._meta.label, 0)
