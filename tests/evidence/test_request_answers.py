"""How a request gets its answer: several files, more in one sitting, and who looks at it next."""

import pytest
from django.urls import reverse

from evidence.models import Evidence
from evidence.views.added import UNANSWERED, UNANSWERED_MORE
from recommendations.models import Action
from tests.evidence.asking import answer, ask, decide, route, state
from tests.evidence.samples import add, add_url, posted, upload
from tests.world import TODAY, add_action, add_person

pytestmark = pytest.mark.usefixtures("today")
THREE = ("a.txt", "b.txt", "c.txt")


def send(client, request, action, *names, **more):
    files = [upload(name, f"Text of {name}.".encode()) for name in names]
    data = posted(file=files, also_supports=[action.pk], **more)
    address = f"{add_url(action)}&request={request.public_id}"
    return client.post(address, data, follow=True)


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_after_several_files_the_page_says_that_the_request_waits_for_a_choice(world, sign_in):
    add(world, title="Older", dated_on=TODAY)
    request, client = ask(world), sign_in("police_lead")
    page = send(client, request, world.police_action, *THREE)
    assert said(page) == [f"Uploaded: 3 items. {UNANSWERED}"]
    assert state(request) == ("open", False, ["asked"])
    choices = page.context["form"].fields["evidence"].choices
    assert [choice[1] for choice in choices] == ["Minutes of the briefing: " + n for n in "abc"] + [
        "Older"
    ]
    assert "Or choose what is there" not in page.content.decode()
    hints = [choice.hint.split(" · ")[-1] for choice in choices]
    assert hints == ["Just added"] * 3 + ["Waiting for a decision"]
    chosen = {"evidence": choices[0][0], "version": page.context["form"]["version"].value()}
    client.post(route("answer", request), chosen)
    assert state(request) == ("open", True, ["asked", "answered"])


def test_one_file_answers_and_the_page_says_who_looks_next(world, sign_in):
    request = ask(world)
    page = send(sign_in("police_lead"), request, world.police_action, "a.txt")
    assert page.redirect_chain[-1][0] == request.get_absolute_url()
    end = "The partnership manager looks at it next, and accepts it or sends it back."
    assert said(page) == [f"Uploaded. {end}"]


def test_more_in_one_sitting_keeps_the_request_in_mind(world, sign_in):
    request, client = ask(world), sign_in("police_lead")
    page = send(client, request, world.police_action, "a.txt", then="more")
    assert page.context["form"].answers == request
    assert (page.request["QUERY_STRING"].count("names=no"), page.context["waits"]) == (1, False)
    assert "There is an answer already to the" in page.content.decode()
    first = Evidence.objects.get()
    send(client, request, world.police_action, "b.txt")
    request.refresh_from_db()
    assert request.evidence == first


def test_more_after_several_files_says_that_the_request_still_waits(world, sign_in):
    request = ask(world)
    page = send(sign_in("police_lead"), request, world.police_action, *THREE, then="more")
    assert said(page) == [f"Uploaded: 3 items. {UNANSWERED_MORE}"]
    assert page.context["waits"] is True


def test_what_a_manager_adds_another_manager_looks_at(world, sign_in):
    client, action = sign_in("manager"), world.police_action
    data = posted(file=upload(), also_supports=[action.pk], agency="partnership")
    end = "Another manager looks at it next, and accepts it or sends it back."
    assert said(client.post(add_url(action), data, follow=True)) == [f"Uploaded. {end}"]
    item = Evidence.objects.get()
    version = {"file": upload("b.txt", b"Newer.")}
    address = reverse("evidence:version-add", args=[item.public_id])
    assert said(client.post(address, version, follow=True)) == [f"Version 2 added. {end}"]


def test_who_names_an_item_for_the_agency_reads_who_decides_on_it(world, sign_in):
    add_person(world, "deputy", "manager")
    request, item = ask(world), add(world, "manager", agency=world.police)
    data = {"evidence": item.public_id, "version": 1}
    page = sign_in("manager").post(route("answer", request), data, follow=True)
    end = "Another manager looks at it next, and accepts it or sends it back."
    assert said(page) == [f"Answered. {end}"]
    page = sign_in("deputy").post(route("answer", request), {**data, "version": 2}, follow=True)
    assert said(page) == ["Answered. Accept the evidence next, or send it back."]


def test_nobody_is_asked_to_judge_what_came_back(world, sign_in):
    request, item = ask(world), add(world)
    answer(world, request, item)
    client = sign_in("manager")
    steps = ("may_answer", "may_replace", "may_decide", "may_judge")

    def offered():
        page = client.get(request.get_absolute_url()).context
        return {name for name in steps if page[name]}

    assert offered() == {"may_replace", "may_decide", "may_judge"}
    decide(world, item, "returned", comment="Another course.")
    assert offered() == {"may_answer"}
    page = client.get(route("judge", request), follow=True)
    assert said(page) == ["There is no answer to decide on."]


def test_a_request_that_rests_offers_no_other_answer(world, sign_in):
    request, action = ask(world, action=add_action(world)), world.police_action
    answer(world, request, add(world, action=action))
    client = sign_in("police_lead")
    assert client.get(request.get_absolute_url()).context["may_replace"] is True
    Action.objects.filter(pk=request.action_id).update(status="withdrawn", status_reason="Over")
    assert client.get(request.get_absolute_url()).context["may_replace"] is False
