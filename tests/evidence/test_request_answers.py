"""How a request gets its answer: several files, more in one sitting, and who looks at it next."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from evidence.models import Evidence
from evidence.views.added import UNANSWERED, UNANSWERED_MORE
from recommendations.models import Action
from recommendations.timeline import timeline
from tests.evidence.asking import answer, ask, decide, judge, route, state
from tests.evidence.samples import add, add_url, posted, upload
from tests.evidence.test_queue import judge as judge_in_queue
from tests.noticed import forget, told
from tests.world import TODAY, add_action, add_person, made

pytestmark = pytest.mark.usefixtures("today")
THREE = ("a.txt", "b.txt", "c.txt")


def send(client, request, action, *names, **more):
    files = [upload(name, f"Text of {name}.".encode()) for name in names]
    data = posted(file=files, also_supports=[action.pk], **more)
    address = f"{add_url(action)}&request={request.public_id}"
    return client.post(address, data, follow=True)


def add_before(world, person="police_lead", **changes):
    """Yesterday, so before anything is asked."""
    with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
        return add(world, person, **changes)


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_after_several_files_the_page_says_that_the_request_waits_for_a_choice(world, sign_in):
    add_before(world, title="Older", dated_on=TODAY - timedelta(days=1))
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


def choices_of(client, request, query=""):
    field = client.get(route("answer", request) + query).context["form"].fields["evidence"]
    return [(choice[1], choice.divider, choice.hint.split(" · ")[0]) for choice in field.choices]


def test_what_answers_is_offered_in_one_order_and_says_whose_it_is(world, sign_in):
    share = {"action": world.police_action, "agency": world.police}
    add_before(world, title="There", dated_on=date(2026, 10, 20), **share)
    add_before(world, title="There before", dated_on=date(2026, 10, 1), **share)
    add_before(world, "manager", title="The board's", agency=None, action=world.police_action)
    Action.objects.filter(pk=world.health_action.pk).update(is_shared=True)
    theirs = {"action": world.health_action, "agency": world.health, "is_shared": True}
    decide(world, add_before(world, "health_lead", title="Theirs", **theirs))
    request, client = ask(world), sign_in("police_lead")
    assert "Asked again" not in client.get(request.get_absolute_url()).content.decode()
    send(client, request, world.police_action, *THREE)
    police = "From City Constabulary"
    expected = [
        *((f"Minutes of the briefing: {name}", "", police) for name in "abc"),
        ("There", "", police),
        ("There before", "", police),
    ]
    found = choices_of(client, request)
    assert found[:5] == expected
    assert [row[1] for row in found[5:]] == ["Brought by others"]
    assert found[5][2] == f"From {world.health}, another agency"
    item = Evidence.objects.get(title__endswith=": b")
    answer(world, request, item)
    decide(world, item)
    judge(world, request, answers=False, note="Not this one.")
    for page in (request.get_absolute_url(), route("answer", request)):
        assert "<strong>Asked again:</strong> Not this one." in client.get(page).content.decode()
    assert choices_of(client, request)[:5] == expected
    manager = choices_of(sign_in("manager"), request, f"?added={item.public_id}")
    assert manager[:5] == expected
    assert [row[1] for row in manager[5:]] == ["Brought by others", ""]
    assert {row[2] for row in manager[5:]} == {"From the partnership", found[5][2]}


def test_who_closes_a_request_reads_what_is_left_to_decide(world, sign_in):
    request = ask(world)
    send(sign_in("police_lead"), request, world.police_action, *THREE)
    first, second, third = Evidence.objects.order_by("pk")
    answer(world, request, first)
    client = sign_in("manager")

    def accept(item):
        item.refresh_from_db()
        address = reverse("evidence:evidence-decide", args=[item.public_id])
        data = {"decision": "accepted", "comment": "", "version": item.version}
        return said(client.post(address, data, follow=True))

    start = "Evidence accepted. The action keeps its status."
    assert accept(first) == [
        f"{start} It closes the request to City Constabulary. 2 items that came beside it are not "
        "decided on yet. Accept each of them or send it back."
    ]
    page = client.get(request.get_absolute_url())
    assert [item for item, _ in page.context["beside"].rows] == [second, third]
    assert "Nobody has decided on these yet. Accept each of them or send it back." in " ".join(
        page.content.decode().split()
    )
    lead = sign_in("police_lead").get(request.get_absolute_url()).context["beside"]
    assert lead.next_step == "The partnership manager accepts each of them or sends it back."
    assert accept(second) == [start]
    page = client.get(request.get_absolute_url())
    assert [item for item, _ in page.context["beside"].rows] == [third]
    assert page.context["beside"].next_step == "Accept it or send it back."
    assert accept(third) == [start]
    page = client.get(request.get_absolute_url())
    assert (page.context["beside"].rows, 'id="beside"' in page.content.decode()) == ([], False)


def test_the_queue_says_it_too(world, sign_in):
    action = add_action(world, status="completed", due_in=5)
    request = ask(world, action=action)
    first, _ = add(world, action=action), add(world, action=action)
    answer(world, request, first)
    assert said(judge_in_queue(sign_in("manager"), world, action, first)) == [
        "“Minutes of the briefing”: accepted. It closes the request to City Constabulary. 1 item "
        "that came beside it is not decided on yet. Accept it or send it back."
    ]


def test_what_lies_beside_is_what_the_agency_brought_since_and_the_reader_may_see(world, sign_in):
    add_before(world, title="There before")
    request = ask(world, agency=world.health)
    mine = add(world, "health_lead", action=world.health_action, agency=world.health)
    add(world, title="Of the police")
    own = add(world, "manager", action=world.health_action, agency=world.health)
    client = sign_in("manager")
    found = client.get(request.get_absolute_url()).context["beside"]
    assert [item for item, _ in found.rows] == [mine, own]
    assert found.next_step == "You decide on one of them, another manager on the other."
    decide(world, mine)
    found = client.get(request.get_absolute_url()).context["beside"]
    assert found.next_step == "Another manager accepts it or sends it back."
    Evidence.objects.filter(pk=own.pk).update(marking="official_sensitive")
    assert client.get(request.get_absolute_url()).context["marking"] == "OFFICIAL-SENSITIVE"


def test_what_was_brought_is_also_there_only_beside_an_answer(world, sign_in):
    request, client = ask(world), sign_in("police_lead")
    first, _ = add(world), add(world)

    def beside():
        text = client.get(request.get_absolute_url()).content.decode()
        part = text.partition('id="beside">')[2].partition("</p>")[0]
        title, words = part.split('</h2>\n<p class="govuk-body">')
        return title, " ".join(words.split()).split(": ")[0]

    unnamed = "Brought since this was asked", "None of it is named as the answer at the moment"
    assert beside() == unnamed
    answer(world, request, first)
    assert beside()[0] == "Also brought since this was asked"
    judge(world, request, False, "Not the register.")
    assert beside() == unnamed


def test_an_acceptance_is_told_with_one_colon(world, sign_in):
    request, item = ask(world, action=world.police_action), add(world)
    answer(world, request, item)
    decide(world, item)
    told = sign_in("manager").get(request.get_absolute_url()).content.decode()
    assert (
        f'Accepted and closed: <a class="govuk-link app-wrap" href="{item.get_absolute_url()}"'
        in told
    )
    titles = [entry.title for entry in timeline(made(world.police_action), world.manager)]
    assert "Request for evidence: accepted and closed (Police)" in titles


def test_of_several_beside_the_answer_each_manager_reads_how_many_they_decide_on(world, sign_in):
    request = ask(world)
    for person in ("police_lead", "police_lead", "manager", "manager"):
        add(world, person, agency=world.police)
    found = sign_in("manager").get(request.get_absolute_url()).context["beside"]
    assert found.next_step == "You decide on 2 of them, another manager on the others."


def test_what_was_missing_is_not_read_where_the_request_is_closed(world, sign_in):
    """The field stands below "no": whom it mentions is told nothing, and nobody reads that."""
    request, item = ask(world), add(world)
    decide(world, item)
    answer(world, request, item)
    forget()
    client, address = sign_in("manager"), route("judge", request)
    data = {"answers": "yes", "note": "@Scrutineer see this", "version": 2}
    closed = ["Closed: the evidence answers the request."]
    assert (said(client.post(address, data, follow=True)), told()) == (closed, [])
    again = client.post(address, {**data, "answers": "no", "version": 3}, follow=True)
    assert said(again)[1:] == ["Told: Scrutineer."]
    assert told() == [("answer_returned", "Police Lead"), ("mentioned", "Scrutineer")]
