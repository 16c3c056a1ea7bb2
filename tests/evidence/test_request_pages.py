"""The pages of requests for evidence: asked, answered, judged, listed; nothing leaks on the way."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import Evidence, EvidenceRequest
from recommendations.models import Action
from recommendations.timeline import timeline
from tests.evidence.asking import answer, ask, decide, judge, make_late, route, state
from tests.evidence.samples import add, posted, upload
from tests.world import TODAY, add_action, made

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.long]

SECRET = "Secret title"


def date_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def asking(world, **changes):
    return {
        "agency": world.police.pk,
        "action": "",
        "wanted": "The register of the briefing",
        **date_parts("due_on", TODAY + timedelta(days=14)),
        **changes,
    }


def text(client, address, **kwargs):
    return client.get(address, **kwargs).content.decode()


def test_a_manager_asks_from_the_page_of_an_action(world, sign_in):
    client = sign_in("manager")
    link = f"{route('add', world.recommendation)}?action={world.police_action.public_id}"
    assert link in text(client, world.police_action.get_absolute_url())
    form = client.get(link).context["form"]
    assert (form["action"].value(), form["agency"].value()) == (
        world.police_action.pk,
        world.police.pk,
    )
    data = asking(world, action=world.police_action.pk)
    page = client.post(link, data, follow=True)
    request = EvidenceRequest.objects.get()
    assert page.redirect_chain == [(request.get_absolute_url(), 302)]
    assert "Asked. City Constabulary finds it in My work." in page.content.decode()
    assert "Waiting for the agency" in text(client, world.recommendation.get_absolute_url())
    assert "The register of the briefing" in text(client, route("add", world.recommendation))


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(world, sign_in):
    address, client = route("add", world.recommendation), sign_in("manager")
    past = date_parts("due_on", TODAY - timedelta(days=1))
    wrong = {
        "wanted": {"wanted": ""},
        "due_on": past,
        "agency": {"agency": world.housing.pk},
        "action": {"action": world.health_action.pk},
    }
    for field, changes in wrong.items():
        form = client.post(address, asking(world, **changes)).context["form"]
        assert list(form.errors) == [field]
    form = client.post(address, asking(world, wanted="x" * 2001, **past)).context["form"]
    assert list(form.errors) == ["wanted"]
    assert form["due_on"].value() == [str(part) for part in (1, 11, 2026)]
    errors = client.post(address, {"wanted": ""}).context["form"].errors
    assert errors["agency"] == ["Choose the agency that you ask"]
    assert client.post(address, {"due_on_day": "\0", "agency": "9" * 30}).status_code == 200
    assert client.get(f"{address}?action=nonsense").status_code == 200
    assert not EvidenceRequest.objects.exists()


def test_the_same_post_twice_asks_once(world, sign_in):
    data = asking(world, once="a token")
    client = sign_in("manager")
    first, second = (client.post(route("add", world.recommendation), data) for _ in range(2))
    assert first.url == second.url == EvidenceRequest.objects.get().get_absolute_url()


def test_a_lead_answers_with_what_is_there_and_the_story_tells_it(world, sign_in):
    request, item = ask(world), add(world)
    client = sign_in("police_lead")
    data = {"evidence": item.public_id, "version": request.version, "note": "Page 2"}
    page = client.post(route("answer", request), data, follow=True).content.decode()
    assert "Answered. The partnership manager looks at it next" in page
    assert "Answered, to be judged" in page
    assert "Page 2" in page
    assert "Requests that it answers" in text(client, item.get_absolute_url())
    closes = "It answers a request, which closes when you accept it"
    decide_page = reverse("evidence:evidence-decide", args=[item.public_id])
    assert closes in text(sign_in("manager"), decide_page)
    decide(world, item)
    assert "Closed: accepted" in text(client, request.get_absolute_url())


def test_adding_evidence_from_the_request_answers_it_in_one_go(world, sign_in):
    request, client = ask(world, action=world.police_action), sign_in("police_lead")
    add_page = reverse("evidence:evidence-add", args=[world.police_action.public_id])
    link = f"{add_page}?request={request.public_id}"
    assert link in text(client, route("answer", request))
    for names in ("", "&names=yes", "&names=no"):
        page = text(client, f"{link}{names}")
        assert str(request.public_id) in page
    assert "request of 2 November 2026</a>, wanted by 16 November 2026" in page
    data = posted(file=upload(), also_supports=[world.police_action.pk])
    assert client.post(f"{link}&names=no", data).url == request.get_absolute_url()
    assert state(request) == ("open", True, ["asked", "answered"])


@pytest.mark.parametrize("key", ["nonsense", "11111111-1111-4111-8111-111111111111", "other"])
def test_a_request_that_is_not_theirs_is_no_part_of_adding(world, sign_in, key):
    other = ask(world, world.health, wanted=SECRET)
    key = other.public_id if key == "other" else key
    add_page = reverse("evidence:evidence-add", args=[world.police_action.public_id])
    client = sign_in("police_lead")
    assert SECRET not in text(client, f"{add_page}?names=no&request={key}")
    data = posted(file=upload(), also_supports=[world.police_action.pk])
    answered = client.post(f"{add_page}?names=no&request={key}", data)
    assert answered.url == Evidence.objects.get().get_absolute_url()
    assert state(other) == ("open", False, ["asked"])


def test_what_came_back_shows_the_comment_and_is_no_choice_any_more(world, sign_in):
    request, item = ask(world), add(world, title="Attendance")
    answer(world, request, item)
    decide(world, item, "returned", comment="No names of courses.")
    client = sign_in("police_lead")
    assert "No names of courses." in text(client, request.get_absolute_url())
    page = client.get(route("answer", request))
    assert page.context["form"].items == {}
    assert "Add a newer version of Attendance" in page.content.decode()


def test_an_item_that_the_reader_may_not_read_is_neither_named_nor_offered(world, sign_in):
    """The manager answers for Health with what only the police may read."""
    request = ask(world, world.health, action=world.health_action)
    hidden = add(world, title=SECRET, description=SECRET)
    answer(world, request, hidden, "manager")
    decide(world, hidden, "returned", comment=f"{SECRET} is wrong")
    assert SECRET in text(sign_in("manager"), request.get_absolute_url())
    lead = sign_in("health_lead")
    page = text(lead, request.get_absolute_url())
    assert "Evidence that you may not read" in page
    places = [route("answer", request), world.recommendation.get_absolute_url()]
    places += [world.health_action.get_absolute_url()]
    assert not any(SECRET in text(lead, address) for address in places)
    assert SECRET not in page
    entries = timeline(made(world.health_action), world.fresh("health_lead"))
    assert SECRET not in repr(entries)
    assert "Evidence asked for (Health)" in [entry.title for entry in entries]


def test_an_action_that_the_lead_lost_is_not_named(world, sign_in):
    request = ask(world, action=world.police_action)
    Action.objects.filter(pk=world.police_action.pk).update(lead_agency=world.health, title=SECRET)
    assert SECRET in text(sign_in("manager"), request.get_absolute_url())
    for address in (request.get_absolute_url(), route("answer", request)):
        assert SECRET not in text(sign_in("police_lead"), address)


def test_a_lead_sees_the_own_agencys_requests_and_no_others(world, sign_in):
    ask(world, world.health, wanted=SECRET)
    ask(world, wanted="Their own")
    listed = reverse("evidence:request-list", args=[world.city.public_id])
    for address in (listed, world.recommendation.get_absolute_url()):
        assert SECRET in text(sign_in("board_member"), address)
        page = text(sign_in("police_lead"), address)
        assert ("Their own" in page, SECRET in page) == (True, False)
    assert "City Health Trust" not in text(sign_in("police_lead"), listed)


def test_a_stale_change_comes_back_filled_in_and_says_what_changed(world, sign_in):
    request = ask(world)
    client = sign_in("manager")
    data = {"wanted": "Mine", "version": 1, **date_parts("due_on", request.due_on)}
    first = {**data, "wanted": "Theirs"}
    client.post(route("edit", request), first)
    form = client.post(route("edit", request), data).context["form"]
    assert form["wanted"].value() == "Mine"
    changed = "What is wanted: The register of the briefing → Theirs (by Manager)"
    assert form.stale_changes == [changed]
    request.refresh_from_db()
    assert request.wanted == "Theirs"


def test_a_manager_withdraws_with_a_reason_and_everybody_reads_it(world, sign_in):
    request = ask(world)
    client = sign_in("manager")
    address = route("withdraw", request)
    form = client.post(address, {"reason": " ", "version": 1}).context["form"]
    assert list(form.errors) == ["reason"]
    client.post(address, {"reason": "Seen at the visit.", "version": 1})
    page = text(sign_in("police_lead"), request.get_absolute_url())
    assert "Seen at the visit." in page
    assert route("answer", request) not in page
    answered = sign_in("police_lead").get(route("answer", request), follow=True)
    assert "This request is not open any more." in answered.content.decode()


def test_a_manager_says_whether_accepted_evidence_answers(world, sign_in):
    request, item = ask(world), add(world)
    decide(world, item)
    answer(world, request, item)
    client, address = sign_in("manager"), route("judge", request)
    assert address in text(client, request.get_absolute_url())
    data = {"answers": "no", "note": "", "version": 2}
    assert list(client.post(address, data).context["form"].errors) == ["note"]
    page = client.post(address, {**data, "answers": "yes"}, follow=True).content.decode()
    assert "Closed: the evidence answers the request." in page
    again = {"note": "Another course.", "version": 3}
    page = client.post(address, again, follow=True).content.decode()
    assert "The request waits for the agency again." in page
    assert "Another course." in text(sign_in("police_lead"), request.get_absolute_url())


def test_a_manager_is_told_when_nobody_at_the_agency_finds_it(world, sign_in):
    request = ask(world)
    client = sign_in("manager")
    assert client.get(request.get_absolute_url()).context["unheard"] == ""
    world.police_lead.memberships.update(is_active=False)
    nobody = "Nobody leads for City Constabulary, so nobody is told of this."
    assert client.get(request.get_absolute_url()).context["unheard"] == nobody
    assert sign_in("board_member").get(request.get_absolute_url()).context["unheard"] == ""


@pytest.fixture
def one_of_each(world):
    """One request in each state, by the name of the filter that finds it."""
    rows = {name: ask(world, wanted=name) for name in ("waiting", "late", "to_judge", "closed")}
    make_late(rows["late"])
    answer(world, rows["to_judge"], add(world))
    accepted = add(world)
    decide(world, accepted)
    answer(world, rows["closed"], accepted)
    judge(world, rows["closed"], answers=True)
    return rows


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"waiting", "late", "to_judge", "closed"}),
        ("open", {"waiting", "late", "to_judge"}),
        ("waiting", {"waiting", "late"}),
        ("late", {"late"}),
        ("to_judge", {"to_judge"}),
        ("closed", {"closed"}),
        ("withdrawn", set()),
    ],
)
def test_the_list_keeps_what_the_address_asks_for(world, sign_in, one_of_each, asked, found):
    address = reverse("evidence:request-list", args=[world.city.public_id])
    page = sign_in("manager").get(address, {"state": asked, "sort": "-due"})
    shown = [row.request for row in page.context["page"].object_list]
    assert {row.wanted for row in shown} == found
    assert shown == sorted(shown, key=lambda row: (row.due_on, row.pk), reverse=True)
    if asked == "late":
        assert "3 days late" in page.content.decode()


def test_a_filter_that_makes_no_sense_shows_nothing_and_says_so(world, sign_in):
    ask(world)
    address = reverse("evidence:request-list", args=[world.city.public_id])
    page = sign_in("manager").get(address, {"state": "nonsense", "page": "x", "sort": "no"})
    assert "Nothing is shown while the filter has a mistake" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("manager", {"action": 16, "list": 11, "detail": 15, "recommendation": 14}),
        ("police_lead", {"action": 16, "list": 11, "detail": 12, "recommendation": 14}),
    ],
)
def test_queries(world, sign_in, person, rows, expected):
    requests = [ask(world, action=world.police_action) for _ in range(rows)]
    client, found = sign_in(person), {}

    def measure(name, address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found[name] = len(queries)

    measure("action", world.police_action.get_absolute_url())
    for request in requests:
        answer(world, request, add(world))
    measure("list", reverse("evidence:request-list", args=[world.city.public_id]))
    measure("detail", requests[0].get_absolute_url())
    measure("recommendation", world.recommendation.get_absolute_url())
    assert found == expected


def test_nothing_is_asked_of_a_withdrawn_action_and_its_page_says_so(world, sign_in):
    request = ask(world, action=add_action(world))
    Action.objects.filter(pk=request.action_id).update(status="withdrawn", status_reason="Over")
    page = text(sign_in("police_lead"), request.get_absolute_url())
    assert "Paused: its action is withdrawn" in page
    assert route("answer", request) not in page
