"""My work: files in which a virus was found, until a clean version is there."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max

from agencies.models import Partnership
from dashboards.steps import Link, Step
from evidence.models import Evidence
from scr_tracker.addresses import address_of

if TYPE_CHECKING:
    from agencies.access import Person

#: The other next steps keep their place.
MOST = 2


def virus_steps(user: "Person", chosen: Partnership | None, pks: Collection[int]) -> Iterator[Step]:
    """For those who may add a clean version; `pks`: the evidence, as `marks` found it."""
    if not pks:
        return
    seen = Evidence.objects.visible_to(user).filter(pk__in=pks)
    items = seen.filter(partnership=chosen) if chosen else seen
    found = items.annotate(found_at=Max("versions__scanned_at")).order_by("found_at", "pk")
    for item in found[:MOST]:
        add = address_of("evidence:version-add", item.public_id)
        yield Step(
            since=date.min,  # before all else, however old that is
            tone="returned",
            tag="Virus found",
            title=item.title,
            url=item.get_absolute_url(),
            links=(Link("Add a clean file", add),),
        )
