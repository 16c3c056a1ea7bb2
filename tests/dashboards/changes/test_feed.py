"""The feed of what changed: an entry a day, of what its person may see, without its words."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.models import ChangesFeed
from recommendations.models import Review
from tests.dashboards.changes.autumn import HAPPENED, WHY, build, on
from tests.dashboards.test_numbers import Numbers
from tests.world import add_review

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = re.compile(r'id="address" type="text" value="([^"]+)"')
#: In what the feeds go back to.
SOON = datetime(2026, 10, 26, 9, 30, tzinfo=UTC)


@pytest.fixture
def town(world):
    with on(date(2026, 10, 1)):
        hidden = add_review(world, pseudonym="Hidden", reference="SCR-9", is_restricted=True)
        for person in (world.manager, world.police_lead, world.scrutineer):
            hidden.people.create(user=person, named_by=world.manager)
    build(
        world,
        (world.review, world.police, "police_lead"),
        (world.review, world.health, "health_lead"),
        (hidden, world.police, "police_lead"),
        (world.coast_review, world.housing, "housing_lead", "outsider", "outsider"),
    )
    hidden.people.exclude(user=world.scrutineer).delete()
    with time_machine.travel(SOON, tick=False):
        yield world


def page(world, name="change-feed"):
    return reverse(f"dashboards:{name}", args=[world.city.public_id])


def address_of(world, client):
    text = client.post(page(world, "change-feed-add")).content.decode()
    [address] = ADDRESS.findall(text)
    assert address.startswith("http://testserver/changes/feeds/")
    return urlsplit(address).path


def entries(path):
    answer = Client().get(path)
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    return [
        {each.tag.removeprefix(ATOM): each.text or each.get("href") for each in entry}
        for entry in root.findall(f"{ATOM}entry")
    ]


def test_an_entry_for_each_day_on_which_something_changed(town, sign_in):
    found = entries(address_of(town, sign_in("board_member")))
    assert [each["title"] for each in found] == [
        "[OFFICIAL] 20 October 2026: 2 signed off or closed, 4 reopened, 2 no longer late, "
        "2 due dates moved, 2 claimed as done",
        "[OFFICIAL] 16 October 2026: 2 newly late",
    ]
    assert found[0]["updated"] == "2026-10-21T00:00:00+01:00"
    assert len({each["id"] for each in found}) == 2


@pytest.mark.parametrize(
    ("person", "sets"),
    [
        ("manager", 2),
        ("board_member", 2),
        ("scrutineer", 3),
        ("police_lead", 1),
        ("health_lead", 1),
        ("childrens_lead", 0),
    ],
)
def test_each_reads_what_they_may_see_and_the_page_of_the_day_says_the_same(
    town, sign_in, person, sets
):
    client = sign_in(person)
    found = entries(address_of(town, client))
    assert len(found) == (2 if sets else 0)
    for each in found:
        listed = client.get(each["link"].removeprefix("http://testserver"))
        parts = {p.kind.label: p.number.value for p in listed.context["summary"].parts}
        told = re.findall(r"<li>([^:]+): (\d+) \(", unescape(each["summary"]))
        assert {label: int(number) for label, number in told} == parts
        assert Numbers(listed.content.decode()).found
    names = {"SCR-9": sets == 3, "SCR-1": sets > 0, "SAR-1": False}
    text = str(found)
    assert {name: name in text for name in names} == names


def test_it_says_no_pseudonym_no_title_and_nothing_that_was_written(town, sign_in):
    client = sign_in("scrutineer")
    text = Client().get(address_of(town, client)).content.decode()
    there = client.get(f"{page(town, 'change-list')}?from=2026-10-09&kind=reopened")
    said = ("Clare", "Hidden", WHY, "Brief staff", "Police Lead", "Scrutineer")
    shown = {word for word in said if word in there.content.decode()}
    assert shown >= {"Hidden", WHY, "Brief staff"}
    assert {word for word in (*said, "CLARE", "HIDDEN") if word in text} == set()


def test_evidence_of_several_reviews_names_none_of_them(town, sign_in):
    with on(date(2026, 10, 1)):
        other = add_review(town, pseudonym="Rowan", reference="SCR-2")
    [made] = build(town, (other, town.police, "police_lead"))
    with on(HAPPENED):
        made.item.links.create(action=town.police_action, linked_by=town.manager)
    text = str(entries(address_of(town, sign_in("manager"))))
    assert "several reviews" in text
    assert "rowan" not in text.lower()


def test_the_day_is_told_when_it_is_over(town, sign_in):
    path = address_of(town, sign_in("manager"))
    for hour, day in ((22, "16"), (23, "20")):  # in summer the day ends an hour before UTC's
        with time_machine.travel(datetime(2026, 10, 20, hour, 30, tzinfo=UTC), tick=False):
            assert entries(path)[0]["title"].startswith(f"[OFFICIAL] {day} October 2026:")
    with time_machine.travel(SOON + timedelta(days=30), tick=False):
        assert entries(path) == []


def test_an_entry_stays_as_it_was_whatever_comes_after(town, sign_in):
    path = address_of(town, sign_in("manager"))
    before = entries(path)
    for action in town.city.reviews.get(pseudonym="Clare").recommendations.first().actions.all():
        action.title, action.status = "Other", "in_progress"
        action.save()
    assert entries(path) == before


def test_marking_stands_in_front(town, sign_in):
    path = address_of(town, sign_in("manager"))
    Review.objects.filter(pseudonym="Clare").update(marking="official_sensitive")
    assert entries(path)[0]["title"].startswith("[OFFICIAL-SENSITIVE] 20 October 2026:")


def test_address_is_shown_once_and_only_a_digest_is_kept(world, sign_in):
    client = sign_in("police_lead")
    assert "Make my address" in client.get(page(world)).content.decode()
    path = address_of(world, client)
    secret = path.rsplit("/")[-1].removesuffix(".atom")
    assert len(secret) == 43
    feed = ChangesFeed.objects.get()
    assert secret not in {str(getattr(feed, f.attname)) for f in feed._meta.concrete_fields}
    text = client.get(page(world)).content.decode()
    assert secret not in text
    assert "Make a new address" in text


def test_new_address_or_none_stops_the_old_one(world, sign_in):
    client = sign_in("police_lead")
    old, new = address_of(world, client), address_of(world, client)
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    client.post(page(world, "change-feed-off"))
    assert Client().get(new).status_code == 404


def test_nobody_touches_anothers_address(world, sign_in):
    mine = address_of(world, sign_in("police_lead"))
    other = sign_in("manager")
    address_of(world, other)
    other.post(page(world, "change-feed-off"))
    assert Client().get(mine).status_code == 200
    secret = mine.rsplit("/")[-1].removesuffix(".atom")
    theirs = ChangesFeed.objects.create(
        user=world.manager, partnership=world.city, secret_digest=ChangesFeed.digest_of("other")
    )
    path = reverse("dashboards:changes-feed", args=[theirs.public_id, secret])
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("ended", ["membership", "account"])
def test_who_has_left_has_no_feed(world, sign_in, ended):
    path = address_of(world, sign_in("police_lead"))
    assert Client().get(path).status_code == 200
    if ended == "membership":
        world.police_lead.memberships.update(is_active=False)
    else:
        type(world.police_lead).objects.filter(pk=world.police_lead.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_lead_of_another_partnership_gets_no_address(world, sign_in):
    client = sign_in("housing_lead")
    assert client.post(page(world, "change-feed-add")).status_code == 404
    assert ChangesFeed.objects.count() == 0


def test_program_needs_no_session_and_is_told_when_nothing_is_new(world, sign_in):
    path = address_of(world, sign_in("manager"))
    answer = Client().get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies
    again = Client().get(path, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert Client().post(path).status_code == 405
    assert ChangesFeed.objects.get().read_at is not None


def test_no_log_holds_the_secret(world, sign_in, caplog):
    from scr_tracker.logs import BlankSecrets

    path = address_of(world, sign_in("manager"))
    Client().post(path)
    (record,) = [each for each in caplog.records if "/changes/feeds/" in each.getMessage()]
    BlankSecrets().filter(record)
    assert "/changes/feeds/…" in record.getMessage()
    assert path.rsplit("/")[-1] not in record.getMessage()
