"""The verification queue: one claim after the other, evidence beside it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.models import Action
from tests.evidence.asking import answer, ask, decide
from tests.evidence.samples import add
from tests.world import add_action, add_person

pytestmark = pytest.mark.usefixtures("today")
WHY_NONE = (
    "This action has no evidence. Say in a sentence of at least four words why none is needed."
)


@pytest.fixture
def claims(world):
    add_person(world, "deputy", "manager")
    return [add_action(world, status="completed", title=f"Claim {n}") for n in range(3)]


def address(world, action, item=None):
    ids = [world.city.public_id, action.public_id, *([item.public_id] if item else [])]
    return reverse("evidence:queue-decide" if item else "evidence:queue-claim", args=ids)


def home(world):
    return reverse("evidence:queue", args=[world.city.public_id])


def judge(client, world, action, item, decision="accepted", comment="", version=None):
    item.refresh_from_db()
    sent = {"decision": decision, "comment": comment, "version": version or item.version}
    data = {f"e{item.pk}-{name}": value for name, value in sent.items()}
    return client.post(address(world, action, item), data, follow=True)


def verify(client, world, action, decision="verified", note="It shows what was done.", version=1):
    data = {"decision": decision, "note": note, "version": version}
    return client.post(address(world, action), data)


def status(action):
    return Action.objects.get(pk=action.pk).status


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_the_oldest_claim_comes_first_and_each_decision_leads_to_the_next(world, claims, sign_in):
    client = sign_in("manager")
    assert client.get(home(world)).url == address(world, claims[0])
    place = client.get(address(world, claims[1])).context["place"]
    assert (place.number, place.count, place.following) == (2, 3, claims[2].public_id)
    assert verify(client, world, claims[1]).url == address(world, claims[2])
    assert verify(client, world, claims[2], "in_progress").url == home(world)
    assert [status(claim) for claim in claims] == ["completed", "verified", "in_progress"]
    verify(client, world, claims[0])
    assert "Nothing waits to be verified." in client.get(home(world)).content.decode()


def test_evidence_is_decided_beside_the_claim_before_the_action(world, claims, sign_in):
    item, client = add(world, action=claims[0], title="Register"), sign_in("manager")
    page = verify(client, world, claims[0])
    refused = ["Decide first on the evidence: accept or send back “Register”."]
    assert page.context["form"].non_field_errors() == refused
    page = judge(client, world, claims[0], item, "returned")
    assert page.context["shown"][0].form.errors == {
        "comment": ["Say what is wrong with the evidence."]
    }
    assert said(judge(client, world, claims[0], item)) == ["“Register”: accepted."]
    verify(client, world, claims[0])
    assert status(claims[0]) == "verified"


@pytest.mark.parametrize(
    ("decision", "evidence", "asked"),
    [
        ("verified", False, WHY_NONE),
        ("verified", True, "Say what the evidence shows."),
        ("in_progress", False, "Say what is missing."),
        ("in_progress", True, "Say what is missing."),
    ],
)
def test_an_empty_note_is_asked_for_in_words_that_fit(
    world, claims, sign_in, decision, evidence, asked
):
    client = sign_in("manager")
    if evidence:
        judge(client, world, claims[0], add(world, action=claims[0]))
    page = verify(client, world, claims[0], decision, note=" ")
    assert page.context["form"].errors["note"] == [asked]
    why = "Why is no evidence needed?" in page.content.decode()
    assert (why, status(claims[0])) == (not evidence, "completed")


def test_own_claims_and_own_evidence_are_not_mine_to_decide(world, claims, sign_in):
    Action.objects.filter(pk=claims[0].pk).update(claimed_by=world.manager)
    item, client = add(world, "manager", claims[0]), sign_in("manager")
    page = client.get(address(world, claims[0]))
    assert (page.context["form"], page.context["shown"][0].form) == (None, None)
    assert "it is not yours to verify" in page.content.decode()
    assert verify(client, world, claims[0]).status_code == 404
    assert judge(client, world, claims[0], item).status_code == 404
    assert status(claims[0]) == "completed"


@pytest.mark.parametrize("how", ["get", "post"])
def test_what_somebody_else_decided_meanwhile_is_told(world, claims, sign_in, how):
    verify(sign_in("deputy"), world, claims[0])
    client = sign_in("manager")
    act = client.get if how == "get" else client.post
    page = act(address(world, claims[0]), follow=True)
    told = f"{claims[0].full_reference} no longer waits to be verified: it is verified, by Deputy."
    assert (page.status_code, said(page)) == (200, [told])
    assert page.context["action"] == claims[1]


def test_an_item_decided_meanwhile_is_told_and_not_overwritten(world, claims, sign_in):
    item = add(world, action=claims[0], title="Register")
    judge(sign_in("deputy"), world, claims[0], item, "returned", "A list only.")
    page = judge(sign_in("manager"), world, claims[0], item, version=1)
    assert page.status_code == 200
    assert page.context["shown"][0].form.stale_changes == ["Sent back (by Deputy)"]
    assert item.decisions.count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"decision": "nonsense", "version": "1"}, {"decision": "\x00", "version": "x"}]
)
def test_bad_input_comes_back_and_writes_nothing(world, claims, sign_in, data):
    item, client = add(world, action=claims[0]), sign_in("manager")
    assert client.post(address(world, claims[0]), data).status_code == 200
    named = {f"e{item.pk}-{name}": value for name, value in data.items()}
    assert client.post(address(world, claims[0], item), named).status_code == 200
    assert (status(claims[0]), item.decisions.count()) == ("completed", 0)


def test_evidence_of_another_action_is_not_decided_here(world, claims, sign_in):
    item = add(world, action=claims[1])
    assert judge(sign_in("manager"), world, claims[0], item).status_code == 404


def test_an_item_says_which_open_request_closes_with_it(world, claims, sign_in):
    item, request, other = add(world, action=claims[0]), ask(world, wanted="The list"), ask(world)
    answer(world, request, item)
    client = sign_in("manager")
    page = client.get(address(world, claims[0]))
    (shown,) = page.context["shown"]
    assert shown.answers == (request,)
    link = f'<a class="govuk-link" href="{request.get_absolute_url()}">request for evidence</a>'
    assert (
        f"It answers a {link}, which closes when you accept it: The list" in page.content.decode()
    )
    assert other.get_absolute_url() not in page.content.decode()
    decide(world, item)
    (shown,) = client.get(address(world, claims[0])).context["shown"]
    assert shown.answers == ()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_queries_the_same_for_1_and_30_rows(world, claims, sign_in, count):
    for number in range(count):
        add_action(world, status="completed", title=f"More {number}")
        item = add(world, action=claims[0], url=f"https://example.test/{number}")
        answer(world, ask(world), item)
    client = sign_in("manager")
    client.get(address(world, claims[0]))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(world, claims[0]))
    assert len(queries) == 15
