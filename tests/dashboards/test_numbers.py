"""Every number on the dashboard opens the list that has exactly that many rows."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.urls import reverse

from recommendations.models import Action, DueDateChange, Recommendation, Theme
from tests.dashboards.town import (
    add_evidence,
    ask_for_time,
    build_town,
    decide,
    send_back,
    signature,
)
from tests.exports.files import read_csv
from tests.world import add_action, add_recommendation, add_review


class Numbers(HTMLParser):
    """The links with `data-rows`: address, number, and the text that people read."""

    def __init__(self, text):
        super().__init__()
        self.found, self._open = [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and "data-rows" in attrs:
            self.found.append([attrs["href"], int(attrs["data-rows"]), ""])
            self._open = True

    def handle_endtag(self, tag):
        self._open = self._open and tag != "a"

    def handle_data(self, data):
        if self._open:
            self.found[-1][2] += data


def rows_behind(client, url):
    """What the list says, and what it holds: the CSV of actions, the table rows of the others.

    As at a past day the list's own page has to do: to read all of it takes as long again.
    """
    page = client.get(url)
    assert page.status_code == 200, url
    text = page.content.decode()
    said = re.search(
        r"(\d+|no) (?:action|recommendation|decision|request|challenge|check|evidence item|move)s?"
        r"\b",
        text,
    )
    said = 0 if said[1] == "no" else int(said[1])
    if url.startswith("/actions/") and "as-at=" not in url:
        mark = "&" if "?" in url else "?"
        assert len(read_csv(client.get(f"{url}{mark}download=csv"))) == said, url
    else:
        listed = page.context["page"]
        assert len(listed.object_list) == min(said, listed.paginator.per_page), url
    return said


def opened(client, url):
    """How many numbers the page has, of which each opens exactly so many rows."""
    page = client.get(url)
    assert page.status_code == 200, url
    numbers = Numbers(page.content.decode()).found
    behind = {url: rows_behind(client, url) for url in {url for url, _, _ in numbers}}
    for url, number, text in numbers:
        assert re.match(r"\s*(\d+)", text)[1] == str(number), (url, text)
        assert behind[url] == number, (url, text)
    return len(numbers)


PEOPLE = ["manager", "board_member", "scrutineer", "police_lead"]
#: Two past days, with other figures each, and today.
DAYS = {"2026-09-10": "2026-09-10", "2026-10-28": "2026-10-28", "today": ""}
#: Page → how many numbers it has at the least.
PAGES = {
    "dashboards:board": 25,
    "dashboards:trend": 20,
    "dashboards:theme-list": 7,
    "dashboards:agency-detail": 12,
}


@pytest.fixture
def old_town(request):
    """Everything since August; in October some of it was done, moved and given up."""
    with time_machine.travel(datetime(2026, 8, 14, 9, 30, tzinfo=UTC), tick=False):
        world = request.getfixturevalue("world")
        build_town(world)
        add_themes(world)
        decide(world, add_evidence(world, world.police_action), "returned")
    with time_machine.travel(datetime(2026, 10, 6, 9, 30, tzinfo=UTC), tick=False):
        for place, action in enumerate(Action.objects.filter(status="in_progress").order_by("pk")):
            action.status = ("on_hold", "withdrawn", "in_progress", "in_progress")[place % 4]
            action.status_reason = "The supplier has stopped." if place % 4 < 2 else ""
            move(world, action, 60 * (place % 3))
            action.save()
        decide(world, add_evidence(world, world.police_action), "accepted")
        send_back(world, world.police_action)
    request.getfixturevalue("today")
    return world


def move(world, action, days):
    """Every other move was asked for by its agency."""
    if not days:
        return
    asked = ask_for_time(world, action) if days > 60 else None
    DueDateChange.objects.create(
        action=action,
        old_due_on=action.due_on,
        new_due_on=action.due_on + timedelta(days),
        reason="The supplier is late.",
        extension_request=asked,
        **signature(world.manager),
    )
    action.due_on += timedelta(days)


def add_themes(world):
    """One that two reviews share, and comes back after a sign-off; one of the restricted one."""
    sharing, secret = (
        Theme.objects.create(partnership=world.city, name=name) for name in ("Sharing", "Secret")
    )
    world.review.published_on = date(2019, 5, 1)
    world.review.save()
    later = add_review(world, published_on=date(2026, 11, 30))
    add_action(
        world, add_recommendation(world, later, [world.police]), status="in_progress", due_in=9
    )
    for recommendation in Recommendation.objects.filter(review__partnership=world.city):
        hidden = recommendation.review.is_restricted
        recommendation.themes.set([secret] if hidden else [sharing])
    world.recommendation.themes.clear()


@pytest.mark.parametrize("day", list(DAYS))
@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("person", PEOPLE)
def test_each_number_opens_exactly_so_many_rows(old_town, sign_in, person, name, day):
    about = old_town.police if name == "dashboards:agency-detail" else old_town.city
    address = reverse(name, args=[about.public_id])
    url = f"{address}?as-at={DAYS[day]}" if DAYS[day] else address
    assert opened(sign_in(person), url) > PAGES[name]


@pytest.mark.parametrize("person", ["manager", "board_member", "scrutineer", "police_lead"])
def test_each_number_and_tile_of_my_work_opens_exactly_so_many_rows(today, world, sign_in, person):
    build_town(world)
    client = sign_in(person)
    page = client.get(reverse("dashboards:my-work"))
    for url, number, text in Numbers(page.content.decode()).found:
        assert rows_behind(client, url) == number, (url, text)
    tiles = page.context["work"].tiles
    for tile in tiles:
        if not tile.url.startswith("#"):
            assert rows_behind(client, tile.url) == tile.number, tile
    assert bool(tiles) == (person in {"manager", "police_lead"})


def test_lead_counts_what_another_agency_shares(today, world, sign_in):
    build_town(world)
    client = sign_in("police_lead")
    board = client.get(reverse("dashboards:board", args=[world.city.public_id])).context["board"]
    health = next(row for row in board.lateness.rows if row.label == "Health")
    assert ([part.count for part in health.parts], health.total) == ([0, 1, 0, 0], 1)
    assert rows_behind(client, health.url) == 1
