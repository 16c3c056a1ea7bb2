"""What changed between two evenings of a random history, beside a plain comparison of copies."""

from collections import Counter
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
import time_machine

from dashboards.changes import changes
from dashboards.changes.asked import Asked, Window
from dashboards.changes.periods import DAYS
from dashboards.changes.reading import Story
from dashboards.changes.sentence import ON_PAGE_ALONE, WORDS, since_last_meeting, words_of
from evidence.models import Evidence
from recommendations.models import Action, Challenge, Recommendation
from scr_tracker import as_at
from tests.as_at.replay import live
from tests.as_at.test_replay import random_days
from tests.dashboards.changes.autumn import MET
from tests.dashboards.changes.naive import Naive, copies, told

PEOPLE = ("manager", "police_lead", "health_lead", "scrutineer")


def sees(world, person, user=None):
    """Keys of what the person may see, in City."""
    user, city = user or world.fresh(person), world.city
    action = Action.objects.filter(recommendation__review__partnership=city)
    asked = Recommendation.objects.filter(review__partnership=city)
    put = Challenge.objects.filter(recommendation__review__partnership=city)
    rows = (action, asked, Evidence.objects.filter(partnership=city), put)
    return {each.model: set(each.visible_to(user).values_list("pk", flat=True)) for each in rows}


def saw(world, person, day):
    """The same as at a day: what a lead may see today, and the agency had a part in then."""
    reader = world.fresh(person)
    with as_at.standing_at(day, reader):
        return sees(world, person, reader)


def counted(world, person, last):
    """The sentence's numbers, and those of the page with everything, since the same day."""
    reader = world.fresh(person)
    with as_at.standing_at(last, reader):
        sentence = since_last_meeting(reader, world.city, last)
        first = MET if "meeting" in sentence.opening else last - timedelta(days=DAYS)
        kinds = changes(reader, world.city, first, last)
    found = {number.words: number.value for number in sentence.numbers}
    page = {kind: kinds.count(kind) for kind in WORDS if kind is not ON_PAGE_ALONE}
    return found, {words_of(kind, many): many for kind, many in page.items() if many}


def differ(one, other):
    """What only the first holds, and what only the second does."""
    return sorted((one - other).elements(), key=str), sorted((other - one).elements(), key=str)


def found(world, person, first, last):
    made = changes(world.fresh(person), world.city, first, last)
    return Counter(told(each) for section in made.sections for each in section.rows)


@pytest.mark.parametrize("seed", [1, 4])
def test_is_what_a_comparison_of_the_two_evenings_finds(today, world, seed):
    now, kept, _ = live(world, random_days(seed, days=10), lambda day: copies())
    days = sorted(kept)
    with time_machine.travel(now + timedelta(days=3), tick=False):
        kinds = set()
        for person in PEOPLE:
            for first, last in [*combinations(days[::3], 2), (days[-2], days[-1])]:
                seen = saw(world, person, last)
                plain = Counter(Naive(kept[first], kept[last], first, last, seen).found())
                assert differ(found(world, person, first, last), plain) == ([], []), person
                kinds |= {each[0] for each in plain}
            one, other = counted(world, person, days[-1])
            assert one == other
        assert len(kinds) > 12  # it did not stand still; `test_kinds.py` has each of them


def test_reads_today_without_turning_back(today, world):
    now, kept, _ = live(world, random_days(5, days=6), lambda day: copies())
    last = now.date()
    with time_machine.travel(now, tick=False):
        kept[last] = copies()
        for first in sorted(kept)[:-1]:
            seen = sees(world, "manager")
            plain = Counter(Naive(kept[first], kept[last], first, last, seen).found())
            assert differ(found(world, "manager", first, last), plain) == ([], [])
        with as_at.standing_at(min(kept), world.fresh("manager")), pytest.raises(RuntimeError):
            changes(world.fresh("manager"), world.city, min(kept), last)


def test_many_windows_are_told_from_what_was_read_once(today, world):
    """As the feed does, day by day, while everything is as it is now."""
    now, kept, _ = live(world, random_days(7, days=9), lambda day: copies())
    days = sorted(kept)
    with time_machine.travel(now + timedelta(days=3), tick=False):
        window = Window(days[0], (now + timedelta(days=3)).date())
        story = Story(Asked(world.fresh("manager"), world.city, window))
        for first, last in [*pairwise(days), (days[2], days[6])]:
            told_then = story.told(Window(first, last))
            made = Counter(told(each) for part in told_then.sections for each in part.rows)
            seen = sees(world, "manager")
            plain = Counter(Naive(kept[first], kept[last], first, last, seen).found())
            assert differ(made, plain) == ([], []), (first, last)
