"""What is left of an item: the function and the condition say the same of every case."""

from decimal import Decimal
from itertools import product
from uuid import uuid4

import pytest
from django.utils import timezone

from evidence.figures import FigureRow
from evidence.models import Evidence, EvidenceVersion
from evidence.querysets import spent
from evidence.states import can_be_read, is_spent, readable_condition
from tests.evidence.samples import add, upload

pytestmark = pytest.mark.usefixtures("today")

GONE = "gone"
#: Of each version, the oldest first. A disposal takes the files that were there, never a newer one.
FILES = [(), *((state,) for state in [*EvidenceVersion.Scan.values, GONE])]
FILES += [(GONE, state) for state in [*EvidenceVersion.Scan.values, GONE]]
FILES += [("clean", "infected"), ("infected", "clean")]


def made(world, files, url, figures):
    rows = [FigureRow("Attendees", Decimal(12), "people")] if figures else []
    item = add(world, title="Item", file=upload(), figures=rows)
    first = item.versions.get()
    Evidence.objects.filter(pk=item.pk).update(url=url)
    if not files:
        first.delete()
    for number, state in enumerate(files, 1):
        gone = {"disposed_at": timezone.now()} if state == GONE else {"scan_state": state}
        if number > 1:
            first.pk, first.public_id, first._state.adding = None, uuid4(), True
        first.number, first.scan_state, first.disposed_at = number, "clean", None
        for name, value in gone.items():
            setattr(first, name, value)
        first.save()
    return item


@pytest.mark.parametrize("clamav", ["", "tcp://127.0.0.1:3310"])
def test_whether_it_is_spent_or_can_be_read(world, settings, clamav):
    for files, url, figures in product(FILES, ["", "https://example.org/"], [False, True]):
        made(world, files, url, figures)
    settings.CLAMAV_URL = clamav
    items = list(Evidence.objects.for_list())
    assert len(items) == 4 * len(FILES)
    by_sql = set(Evidence.objects.filter(spent()).values_list("pk", flat=True))
    assert {item.pk for item in items if is_spent(item)} == by_sql != set()
    readable = Evidence.objects.with_scan().filter(readable_condition())
    by_sql = set(readable.values_list("pk", flat=True))
    assert {item.pk for item in items if can_be_read(item)} == by_sql != set()
