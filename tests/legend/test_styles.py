"""The style sheet of a legend: for its own people, kept by browsers, and for its own rows alone."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from agencies.models import Membership
from recommendations.legend import HOUSE, legend_of
from recommendations.legend_styles import scope_of, style_sheet
from tests.legend.owning import give

ROOT = Path(__file__).resolve().parents[2]


def address(world, version=1):
    return reverse("recommendations:legend-style", args=[world.city.public_id, version])


def test_the_house_s_colours_are_in_the_site_s_own_sheet():
    css = (ROOT / "static" / "dist" / "app.css").read_text()
    form = r"\.app-rating--(\w+),\.app-progress--\1\{background-color:(#\w+);color:(#\w+)\}"
    found = {key: (colour, words) for key, colour, words in re.findall(form, css)}
    long = {"#fff": "#ffffff"}
    expected = {entry.key: (entry.colour, entry.text_colour) for entry in HOUSE.entries.values()}
    assert {k: (c, long.get(w, w)) for k, (c, w) in found.items()} == expected


@pytest.mark.django_db
def test_it_colours_each_tag_of_its_own_partnership(world):
    give(world.city)
    legend = legend_of(world.city.pk)
    scope = scope_of(legend)
    assert scope == f"app-legend--{world.city.public_id.hex}"
    rules = style_sheet(legend).splitlines()
    assert len(rules) == len(HOUSE.entries)
    assert rules[4] == (f".{scope}.app-rating--overdue{{background-color:#d4351c;color:#ffffff}}")
    assert rules[3] == (
        f".{scope}.app-rating--at_risk"
        "{background-color:#ffdd00;color:#0b0c0c;border:1px solid #0b0c0c}"
    )
    assert all(rule.startswith(f".{scope}.app-") for rule in rules)


@pytest.mark.django_db
def test_browsers_keep_it_until_it_changes(world, sign_in):
    give(world.city)
    answer = sign_in("police_lead").get(address(world))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert set(answer["Cache-Control"].split(", ")) == {"private", "max-age=31536000", "immutable"}
    older = sign_in("police_lead").get(address(world, 7))
    assert older["Cache-Control"] == "no-store"
    assert older.content == answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["outsider", "housing_lead", "nobody"])
def test_others_do_not_get_it(world, sign_in, who):
    give(world.city)
    assert sign_in(who).get(address(world)).status_code == 404


@pytest.mark.django_db
def test_there_is_none_where_nothing_was_chosen(world, sign_in):
    assert sign_in("manager").get(address(world, 0)).status_code == 404


@pytest.mark.django_db
def test_pages_ask_for_the_sheets_of_the_reader_s_partnerships(world, sign_in):
    give(world.city)
    sheet = f'<link rel="stylesheet" href="{address(world)}">'
    pages = {who: sign_in(who).get("/help/").content.decode() for who in ("manager", "outsider")}
    assert sheet in pages["manager"]
    assert "legend/" not in pages["outsider"]


@pytest.mark.django_db
def test_pages_of_who_is_in_two_ask_for_both(world, sign_in):
    give(world.city)
    give(world.coast)
    Membership.objects.create(user=world.manager, partnership=world.coast, role="board_member")
    text = sign_in("manager").get("/help/").content.decode()
    assert len(re.findall(r"/legend/1\.css", text)) == 2
