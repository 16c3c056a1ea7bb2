"""Whatever happens to a thing, its event's sequence never falls, and rises with what is printed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.models import User
from reminders.calendars import events, publishing
from reminders.calendars.publishing import publish, publish_one, settle
from reminders.models import CalendarEntry
from reminders.models.calendar import Printed
from tests.world import add_action

START = datetime(2026, 11, 2, tzinfo=UTC)
DAYS = st.dates(date(2027, 1, 1), date(2029, 12, 31)) | st.just(date(2028, 2, 29))
PRINTED = st.builds(
    Printed, st.sampled_from(["CLARE 1a.3", "CLARA 1a.3"]), DAYS, st.just("OFFICIAL")
)


def printed_lines(entry):
    """What a program is told, but for when and in which edition."""
    content = events.single(entry).decode().split("\r\n")
    return [x for x in content if not x.startswith(("SEQUENCE", "DTSTAMP", "LAST-MODIFIED"))]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.none() | PRINTED, max_size=20), PRINTED)
def test_the_sequence_rises_with_each_change_and_never_falls(states, first):
    entry = CalendarEntry(
        user=User(public_id=UUID(int=7)),
        kind="action",
        item_id=UUID(int=1),
        page_id=UUID(int=1),
        **first._asdict(),
        created_at=START,
        changed_at=START,
    )
    for hours, state in enumerate(states, 1):
        now = START + timedelta(hours=hours)
        before, said = (entry.sequence, entry.changed_at), printed_lines(entry)
        is_changed = settle(entry, state, now)
        assert is_changed == (printed_lines(entry) != said)
        expected = (before[0] + 1, now) if is_changed else before
        assert (entry.sequence, entry.changed_at) == expected
        assert (entry.cancelled_at is None) == (state is not None)


def test_of_two_readers_at_once_the_second_looks_again(world, monkeypatch):
    """While one has looked and not noted yet, the date moves and another reads it."""
    user = world.police_lead
    publish(user, START)
    look, is_first = publishing.owed_by, iter([True])
    moved = date(2027, 3, 1)

    def overtaken(person):
        seen = look(person)
        if next(is_first, False):
            world.police_action.due_on = moved
            world.police_action.save()
            publish(world.fresh("police_lead"), START + timedelta(hours=1))
        return seen

    add_action(world, due_in=4)
    monkeypatch.setattr(publishing, "owed_by", overtaken)
    found = {entry.name: entry for entry in publish(user, START + timedelta(hours=2))}
    assert (found["SCR-1 1a.1"].due_on, found["SCR-1 1a.1"].sequence) == (moved, 1)
    rows = CalendarEntry.objects.filter(user=user)
    assert rows.count() == 2
    assert rows.get(name="SCR-1 1a.1").sequence == 1


@pytest.mark.usefixtures("today")
def test_each_person_has_a_sequence_of_their_own(world):
    key = ("action", world.police_action.public_id)
    publish_one(world.manager, *key, START)
    world.police_action.due_on = date(2027, 3, 1)
    world.police_action.save()
    assert publish_one(world.manager, *key, START).sequence == 1
    assert publish_one(world.board_member, *key, START).sequence == 0
