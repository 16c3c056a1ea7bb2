"""Files of an item go, and the same file stays in others: a manager is told in which."""

import re

import pytest
from django.urls import reverse

from evidence import services
from tests.evidence.samples import PNG, add, newer_file, upload
from tests.recommendations.test_marking import strips
from tests.world import add_action, add_person, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def item(world):
    add_person(world, "deputy", "manager")
    return add(world, title="The scan", file=upload("scan.png", PNG))


def propose(world, item, ground="mistake"):
    actor = world.fresh("manager")
    return services.propose_disposal(actor=actor, evidence=item, ground=ground, reason="A child.")


def dispose(world, item):
    row = propose(world, item)
    services.decide_disposal(actor=world.fresh("deputy"), disposal=row, accept=True)


def address(world, item, page):
    if page == "propose":
        return reverse("evidence:disposal-add", args=[item.public_id])
    if page == "decide":
        return reverse("evidence:disposal-decide", args=[propose(world, item).public_id])
    dispose(world, item)
    return item.get_absolute_url()


def also_in(page):
    """The titles, in the order of the page."""
    html = page.content.decode()
    if "The same file is also in:" not in html:
        return []
    part = html.split("The same file is also in:")[1].split("</ul>")[0]
    return re.findall(r'href="/evidence/[^"]+/">([^<]+)</a>', part)


PAGES = pytest.mark.parametrize(
    ("page", "queries"), [("propose", 14), ("decide", 16), ("result", 15)]
)


@PAGES
@pytest.mark.parametrize("count", [1, 10])
def test_the_pages_name_the_others(
    world, sign_in, item, page, queries, count, django_assert_num_queries
):
    titles = [f"Copy {n}" for n in range(count)]
    for title in titles:
        add(world, title=title, file=upload(f"{title}.png", PNG))
    add(world, title="Something else", file=upload())
    url, client = address(world, item, page), sign_in("manager")
    with django_assert_num_queries(queries):
        answer = client.get(url)
    assert also_in(answer) == titles


@PAGES
def test_not_what_the_manager_may_not_see_nor_what_is_gone(world, sign_in, item, page, queries):
    hidden = add_review(world, is_restricted=True)
    there = add_action(world, add_recommendation(world, hidden, (world.police,)), world.police)
    hidden.people.create(user=world.police_lead, named_by=world.police_lead)
    unseen = add(world, action=there, title="Hidden", file=upload("hidden.png", PNG))
    gone = add(world, title="Gone", file=upload("gone.png", PNG))
    dispose(world, gone)
    url, client = address(world, item, page), sign_in("manager")
    assert also_in(client.get(url)) == []
    hidden.people.create(user=world.manager, named_by=world.police_lead)
    assert also_in(client.get(url)) == [unseen.title]


@PAGES
def test_the_page_is_marked_as_what_it_names(world, sign_in, item, page, queries):
    add(world, title="Marked", marking="official_sensitive", file=upload("marked.png", PNG))
    answer = sign_in("manager").get(address(world, item, page))
    assert (also_in(answer), strips(answer, "OFFICIAL-SENSITIVE")) == (["Marked"], 1)


def test_only_managers_are_told_what_is_left(world, sign_in, item):
    add(world, title="Copy", file=upload("copy.png", PNG))
    dispose(world, item)
    found = [
        also_in(sign_in(who).get(item.get_absolute_url())) for who in ("manager", "police_lead")
    ]
    assert found == [["Copy"], []]


def test_of_a_newer_file_that_stays_nothing_is_said(world, sign_in, item):
    row = propose(world, item)
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=newer_file())
    add(world, title="As the newer one", file=newer_file())
    decide = reverse("evidence:disposal-decide", args=[row.public_id])
    assert also_in(sign_in("deputy").get(decide)) == []
    services.decide_disposal(actor=world.fresh("deputy"), disposal=row, accept=True)
    assert also_in(sign_in("manager").get(item.get_absolute_url())) == []
