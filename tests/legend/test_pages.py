"""The managers' page: fill in, look without saving, save, go back to the defaults."""

import re

import pytest
from django.urls import reverse
from lxml import html

from recommendations.legend import HOUSE, legend_of
from recommendations.legend_checks import field_of
from recommendations.models import OwnLegend
from tests.legend.owning import give

pytestmark = pytest.mark.django_db


def address(world, page="edit"):
    return reverse(f"recommendations:legend-{page}", args=[world.city.public_id])


def answers(legend=HOUSE, version=0, **changes):
    data = {"version": str(version)}
    for entry in legend.entries.values():
        data[field_of(entry, "label")] = entry.label
        data[field_of(entry, "colour")] = entry.colour
        data[field_of(entry, "meaning")] = entry.meaning
        if entry.has_border:
            data[field_of(entry, "has_border")] = "on"
    return data | changes


def errors(page):
    links = html.fromstring(page.content).xpath("//ul[contains(@class, 'error-summary')]//a")
    return [(link.get("href"), link.text_content()) for link in links]


def samples(page):
    """What the preview draws: label, colour, colour of the words, edge."""
    found = []
    for drawn in html.fromstring(page.content).xpath("//*[@id='seen']//svg[@class='app-sample']"):
        (box,), (words,) = drawn.xpath("rect"), drawn.xpath("text")
        found.append((words.text, box.get("fill"), words.get("fill"), box.get("stroke")))
    return found


def test_it_begins_with_the_words_of_the_house(world, sign_in):
    page = sign_in("manager").get(address(world))
    assert page.context["form"].initial["rating_overdue_label"] == "Overdue"
    assert len(samples(page)) == len(HOUSE.entries)
    assert "Nobody has changed anything here yet" in page.content.decode()


def test_a_manager_saves_and_reads_who_changed_it(world, sign_in):
    client = sign_in("manager")
    data = answers(rating_overdue_label="  Red ", rating_overdue_colour="#D4351C")
    page = client.post(address(world), data, follow=True)
    assert page.redirect_chain == [(address(world), 302)]
    late = legend_of(world.city.pk).rating("overdue")
    assert (late.label, late.colour) == ("Red", "#d4351c")
    text = page.content.decode()
    assert "Saved. Every page and file uses them from now on." in text
    assert "Last changed by Manager on" in text
    changes = client.get(address(world, "history")).content.decode()
    assert "Label of “Overdue” (rating): Overdue → Red" in changes


def test_looking_shows_it_and_saves_nothing(world, sign_in):
    data = answers(
        rating_at_risk_label="Amber",
        rating_at_risk_colour="#ffdd00",
        rating_at_risk_has_border="on",
        preview="1",
    )
    page = sign_in("manager").post(address(world), data)
    assert page.status_code == 200
    assert ("Amber", "#ffdd00", "#0b0c0c", "#0b0c0c") in samples(page)
    assert ("Overdue", "#ca3535", "#ffffff", "#ca3535") in samples(page)
    assert not OwnLegend.objects.exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_drawn(world, sign_in):
    data = answers(rating_at_risk_colour="#ffdd00", progress_overdue_label="Signed off")
    for extra in ({}, {"preview": "1"}):
        page = sign_in("manager").post(address(world), data | extra)
        assert [target for target, _ in errors(page)] == [
            "#id_rating_at_risk_colour",
            "#id_progress_signed_off_label",
        ]
        assert "1.34 to 1" in errors(page)[0][1]
        assert samples(page) == []
    assert not OwnLegend.objects.exists()


def test_characters_that_cannot_be_seen_are_refused(world, sign_in):
    page = sign_in("manager").post(address(world), answers(rating_overdue_label="Re\u202ed"))
    assert [target for target, _ in errors(page)] == ["#id_rating_overdue_label"]


def test_the_defaults_can_be_filled_in_again(world, sign_in):
    give(world.city)
    client = sign_in("manager")
    assert client.get(address(world)).context["form"].initial["rating_overdue_label"] == "Red"
    page = client.get(address(world) + "?house=1")
    assert page.context["form"].initial["rating_overdue_label"] == "Overdue"
    assert page.context["form"].initial["version"] == 1
    assert legend_of(world.city.pk).rating("overdue").label == "Red"
    client.post(address(world), answers(version=1))
    assert legend_of(world.city.pk).rating("overdue") == HOUSE.rating("overdue")


def test_the_second_of_two_managers_gets_the_form_back(world, sign_in):
    give(world.city)
    row = OwnLegend.objects.get()
    row.version = 2
    row.save()
    page = sign_in("manager").post(address(world), answers(version=1, rating_on_hold_label="Stop"))
    text = page.content.decode()
    assert "Somebody else saved changes while you had this page open" in text
    assert re.search(r'name="rating_on_hold_label" value="Stop"', text)
    assert re.search(r'name="version" value="2"', text)


def test_labels_are_no_markup(world, sign_in):
    client = sign_in("manager")
    client.post(address(world), answers(rating_overdue_label="<b>Red</b>"))
    text = client.get(address(world)).content.decode()
    assert "&lt;b&gt;Red&lt;/b&gt;" in text
    assert "<b>Red" not in text
