"""A page carries the highest marking of what it shows: of the review and of the evidence."""

import pytest
from django.urls import reverse

from evidence import services
from tests.evidence.asking import answer, ask, decide, route
from tests.evidence.samples import add, add_url, posted, upload
from tests.recommendations.test_marking import strips
from tests.world import add_action

SENSITIVE, OFFICIAL = "OFFICIAL-SENSITIVE", "OFFICIAL"
SENT = (("d.txt", b"Also once."), ("c.txt", b"Twice."))


@pytest.fixture
def action(world, today):
    return add_action(world, status="completed", due_in=5)


def of_item(name):
    return lambda world, item: reverse(f"evidence:{name}", args=[item.public_id])


def not_sent(world, item):
    item.versions.update(scan_state="infected")
    return reverse("evidence:version-download", args=[item.versions.get().public_id])


def disposal(world, item):
    proposed = services.propose_disposal(
        actor=world.fresh("manager"), evidence=item, ground="mistake", reason="The wrong file"
    )
    return reverse("evidence:disposal-decide", args=[proposed.public_id])


PAGES = {
    "item": of_item("evidence-detail"),
    "edit": of_item("evidence-edit"),
    "decide": of_item("evidence-decide"),
    "newer file": of_item("version-add"),
    "proposed disposal": of_item("disposal-add"),
    "disposal": disposal,
    "not sent": not_sent,
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("of_review", "of_item", "shown"),
    [
        ("official", "official", OFFICIAL),
        ("official_sensitive", "official", SENSITIVE),
        ("official", "official_sensitive", SENSITIVE),
    ],
)
def test_the_pages_of_an_item(world, sign_in, action, page, of_review, of_item, shown):
    world.review.marking = of_review
    world.review.save()
    url = PAGES[page](world, add(world, action=action, marking=of_item))
    response = sign_in("manager").get(url)
    response.status_code = 200 if page == "not sent" else response.status_code
    assert [strips(response, label) for label in (OFFICIAL, SENSITIVE)] == [
        int(shown == OFFICIAL),
        int(shown == SENSITIVE),
    ]


@pytest.mark.parametrize("name", ["detail", "answer", "judge"])
def test_the_pages_of_a_request_that_name_the_item(world, sign_in, action, name):
    request, item = ask(world, action=action), add(world, action=action)
    decide(world, item)
    answer(world, request, item)
    client = sign_in("manager")
    assert strips(client.get(route(name, request)), OFFICIAL) == 1
    type(item).objects.update(marking="official_sensitive")
    assert strips(client.get(route(name, request)), SENSITIVE) == 1


def test_a_request_whose_item_the_reader_may_not_read_keeps_the_marking_of_its_review(
    world, sign_in, today
):
    request = ask(world, world.health, action=world.health_action)
    answer(world, request, add(world, marking="official_sensitive"), "manager")
    for name in ("detail", "answer"):
        assert strips(sign_in("health_lead").get(route(name, request)), OFFICIAL) == 1
    assert strips(sign_in("manager").get(route("detail", request)), SENSITIVE) == 1


def test_items_that_are_offered_count_too(world, sign_in, action):
    add(world, action=action, marking="official_sensitive")
    link = reverse("evidence:evidence-link", args=[world.police_action.public_id])
    pages = (route("answer", ask(world)), link)
    for address in pages:
        assert strips(sign_in("police_lead").get(address), SENSITIVE) == 1


def test_the_add_form_carries_that_of_an_item_that_holds_the_same_file(world, sign_in, today):
    other = add_action(world, title="Elsewhere")
    add(world, action=other, marking="official_sensitive", file=upload("a.txt", b"Twice."))
    client, action = sign_in("police_lead"), world.police_action
    files = [upload("b.txt", b"Once."), upload("c.txt", b"Twice.")]
    page = client.post(add_url(action), posted(file=files[:1], level=""))
    assert strips(page, OFFICIAL) == 1
    page = client.post(add_url(action), posted(file=files[1:], level=""))
    assert "The same file is here already" in page.content.decode()
    assert strips(page, SENSITIVE) == 1
    assert strips(client.get(add_url(action)), SENSITIVE) == 1
    url = reverse("evidence:upload-add", args=[action.public_id])
    rows = [client.post(url, {"file": upload(*each)}).content.decode() for each in SENT]
    assert [text.count(f'data-marking="{SENSITIVE}"') for text in rows] == [0, 1]
    world.review.marking = "official_sensitive"
    world.review.save()
    assert strips(client.get(add_url(action)), SENSITIVE) == 1
    assert "data-marking" not in client.get(add_url(action)).content.decode()


def on_the_action(world, action):
    return action.get_absolute_url()


def on_the_recommendation(world, action):
    return action.recommendation.get_absolute_url()


def in_the_queue(world, action):
    return reverse("evidence:queue-claim", args=[world.city.public_id, action.public_id])


@pytest.mark.parametrize("url", [on_the_action, on_the_recommendation, in_the_queue])
def test_pages_that_show_evidence_beside_a_review(world, sign_in, action, url):
    add(world, action=action, marking="official")
    assert strips(sign_in("manager").get(url(world, action)), OFFICIAL) == 1
    add(world, action=action, marking="official_sensitive")
    assert strips(sign_in("manager").get(url(world, action)), SENSITIVE) == 1


def test_a_hidden_item_raises_no_marking(world, sign_in, action):
    add(world, action=action, marking="official_sensitive")
    contributor = sign_in("health_lead")
    action.contributing_agencies.add(world.health)
    assert strips(contributor.get(action.get_absolute_url()), OFFICIAL) == 1
