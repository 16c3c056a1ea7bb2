"""What the bell tells: notices, as tests read them."""

from recommendations.models import Notice


def told():
    """(happening, person), the oldest first."""
    rows = Notice.objects.order_by("pk").select_related("recipient")
    return [(row.happening, row.recipient.name) for row in rows]


def forget():
    """Of what the arranging told nothing is left."""
    Notice.objects.all().delete()
