"""A newer file that an earlier version or another item holds already: asked about once."""

import re

import pytest
from django.urls import reverse

from evidence import services
from tests.evidence.samples import PNG, add, rows_and_files, upload
from tests.recommendations.test_marking import strips

pytestmark = pytest.mark.usefixtures("today")
WHAT = "Choose another, or tick the box below and choose it again"
BOX = 'name="same_is_right"'
HEADING_AND_BUTTON = (r"<h1[^>]*>([^<]+)</h1>", r"<button[^>]*govuk-button\b[^>]*>(Add[^<]+)<")
HERE = "The same file is here already"


def send(client, item, content, **more):
    url = reverse("evidence:version-add", args=[item.public_id])
    return client.post(url, {"file": upload("again.png", content), **more})


def errors(page):
    assert page.status_code == 200
    return {name: list(said) for name, said in page.context["form"].errors.items()}


def test_the_file_of_an_earlier_version_comes_back_only_where_it_is_meant(world, sign_in, settings):
    item, client = add(world, file=upload("scan.png", PNG)), sign_in("police_lead")
    services.add_version(actor=world.police_lead, evidence=item, file=upload())
    before = rows_and_files(settings)
    page = send(client, item, PNG)
    assert errors(page) == {"file": [f"Version 1 is this same file. {WHAT}"]}
    assert BOX in page.content.decode()
    assert HERE not in page.content.decode()
    assert rows_and_files(settings) == before
    assert send(client, item, PNG, same_is_right="on").status_code == 302
    assert item.versions.first().number == 3
    page = send(client, item, PNG, same_is_right="on")
    assert errors(page) == {"file": ["This is the same file as version 3."]}


def test_a_new_file_is_not_asked_about(world, sign_in):
    item, client = add(world), sign_in("police_lead")
    page = client.get(reverse("evidence:version-add", args=[item.public_id]))
    assert BOX not in page.content.decode()
    assert send(client, item, PNG).status_code == 302


def test_another_item_with_the_file_is_named_and_marks_the_page(world, sign_in):
    other = add(world, title="The scan", marking="official_sensitive", file=upload("scan.png", PNG))
    item, client = add(world), sign_in("police_lead")
    page = send(client, item, PNG)
    assert errors(page) == {"file": [f"“The scan” holds this same file. {WHAT}"]}
    assert f'href="{other.get_absolute_url()}">The scan</a>' in page.content.decode()
    assert strips(page, "OFFICIAL-SENSITIVE") == 1
    assert send(client, item, PNG, same_is_right="on").status_code == 302


def test_nothing_is_said_of_an_item_that_the_person_may_not_see(world, sign_in):
    hidden = add(
        world, person="health_lead", action=world.health_action, file=upload("scan.png", PNG)
    )
    own = add(world)
    assert errors(send(sign_in("manager"), own, PNG)) == {
        "file": [f"“{hidden.title}” holds this same file. {WHAT}"]
    }
    page = send(sign_in("police_lead"), own, PNG)
    assert page.status_code == 302


def test_a_tick_without_a_file_stays_until_the_file_is_chosen(world, sign_in):
    item, client = add(world, file=upload("scan.png", PNG)), sign_in("police_lead")
    services.add_version(actor=world.police_lead, evidence=item, file=upload())
    url = reverse("evidence:version-add", args=[item.public_id])
    page = client.post(url, {"same_is_right": "on"})
    assert list(errors(page)) == ["file"]
    assert list(page.context["form"].fields) == ["file", "same_is_right"]
    assert page.context["form"]["same_is_right"].value() is True
    assert BOX in page.content.decode()
    assert BOX not in client.post(url).content.decode()


@pytest.mark.parametrize(
    ("marking", "words"),
    [
        ("official", "Check first that the file names no child"),
        ("official_sensitive", "Take out of it every name that need not stay."),
    ],
)
def test_the_page_is_called_as_its_link_and_fits_the_items_marking(world, sign_in, marking, words):
    item, client = add(world, marking=marking), sign_in("police_lead")
    name = "Add a newer version"
    assert f">{name}</a>" in client.get(item.get_absolute_url()).content.decode()
    html = client.get(reverse("evidence:version-add", args=[item.public_id])).content.decode()
    found = [re.search(pattern, html) for pattern in HEADING_AND_BUTTON]
    assert [match and match[1].strip() for match in found] == [name, name]
    assert ("names no child" in html, words in html) == (marking == "official", True)


def test_an_item_without_a_file_is_given_one(world, sign_in):
    item, client = add(world, url="https://example.org/report"), sign_in("police_lead")
    html = client.get(reverse("evidence:version-add", args=[item.public_id])).content.decode()
    found = [re.search(pattern, html) for pattern in HEADING_AND_BUTTON]
    assert [match and match[1].strip() for match in found] == ["Add a file", "Add a file"]
