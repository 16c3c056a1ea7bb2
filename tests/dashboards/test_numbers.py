"""Every number on the dashboard opens the list that has exactly that many rows."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from tests.dashboards.town import build_town
from tests.exports.files import read_csv


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
    """What the list says, and what it holds: the CSV of actions, the table rows of the others."""
    page = client.get(url)
    assert page.status_code == 200, url
    text = page.content.decode()
    said = re.search(
        r"(\d+|no) (?:action|recommendation|decision|request|challenge|check|evidence item)s?\b",
        text,
    )
    said = 0 if said[1] == "no" else int(said[1])
    if url.startswith("/actions/"):
        mark = "&" if "?" in url else "?"
        assert len(read_csv(client.get(f"{url}{mark}download=csv"))) == said, url
    else:
        assert len(page.context["page"].object_list) == said, url
    return said


@pytest.mark.parametrize("person", ["manager", "board_member", "scrutineer", "police_lead"])
def test_each_number_opens_exactly_so_many_rows(today, world, sign_in, person):
    build_town(world)
    client = sign_in(person)
    page = client.get(reverse("dashboards:board", args=[world.city.public_id]))
    numbers = Numbers(page.content.decode()).found
    assert len(numbers) > 25
    behind = {url: rows_behind(client, url) for url in {url for url, _, _ in numbers}}
    for url, number, text in numbers:
        assert re.match(r"\s*(\d+)", text)[1] == str(number), (url, text)
        assert behind[url] == number, (url, text)


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
