"""A form that the browser sends twice is written once, and ends twice in the same way."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from agencies.models import Membership
from evidence.models import Evidence
from recommendations.models import Action, ProgressUpdate, ReviewPerson
from recommendations.services import (
    answer_challenge,
    ask_challenge,
    ask_for_time,
    name_person,
    sign_off,
)
from scr_tracker.models import Receipt
from tests.evidence.samples import add as add_evidence
from tests.evidence.samples import newer_file, posted, rows_and_files, upload
from tests.world import TODAY, add_action, add_recommendation, add_review, build_world

LATER = (TODAY + timedelta(days=90)).isoformat()
#: Forms that come after a question whose answer is in the address.
ANSWERED = {"evidence:evidence-add": {"names": "no"}}
NOTE = {"version": "1", "note": "Ten officers were briefed."}


def moved(name, **data):
    return lambda world: (f"recommendations:{name}", world.police_action, data)


def answered(answer, **data):
    return moved("action-answer", version="1", answer=answer, **data)


def new_action(world):
    data = {"title": "Audit again", "lead_agency": world.police.pk}
    return "recommendations:action-add", world.recommendation, data


def new_recommendation(world):
    data = {"reference": "1b", "wording": "Share it.", "scope": "local", "new_theme": "Neglect"}
    return "recommendations:recommendation-add", world.review, data


def new_review(world):
    data = {"pseudonym": "Alder", "reference": "R-77", "kind": "lcspr", "marking": "official"}
    return "recommendations:review-add", world.city, data


def response(world):
    row = world.recommendation.responses.get(agency=world.police)
    return "recommendations:response-edit", row, {"version": "1", "position": "accepted"}


def decided_request(world):
    asked = ask_for_time(
        actor=world.police_lead,
        action=world.police_action,
        version=1,
        asked_due_on=TODAY + timedelta(days=90),
        reason="Leave",
    )
    data = {"asked": asked.public_id, "approve": "yes"}
    return "recommendations:extension-decide", world.police_action, data


def decision(world):
    recommendation = add_recommendation(world, reference="9")
    add_action(world, recommendation, status="verified")
    data = {"outcome": "assured", "forum": world.forum.pk, "basis": "Seen", "version": "1"}
    data["outputs_only_reason"] = "Nothing else can show it"
    return "recommendations:signoff-add", recommendation, {**data, "meeting_on": TODAY.isoformat()}


def reopened(world):
    _, recommendation, data = decision(world)
    values = {"outcome": "closed_not_implemented", "forum": world.forum, "basis": data["basis"]}
    sign_off(actor=world.manager, recommendation=recommendation, meeting_on=TODAY, **values)
    return "recommendations:signoff-reopen", recommendation, {"reason": "It came back."}


def check(world):
    _, recommendation, data = decision(world)
    values = {"outcome": "assured", "forum": world.forum, "basis": "Seen", "meeting_on": TODAY}
    values["outputs_only_reason"] = data["outputs_only_reason"]
    signed = sign_off(actor=world.manager, recommendation=recommendation, **values)
    found = {"outcome": "partly", "note": "Two of ten.", "checked_on": TODAY.isoformat()}
    new = {"title": "Audit", "lead_agency": world.police.pk, "due_on": LATER}
    data = {**found, "follow_up": "action", **new}
    return "recommendations:check-record", signed.embedding_checks.get(), data


def question(world):
    data = {"agency": world.police.pk, "question": "What difference?"}
    return "recommendations:challenge-add", world.recommendation, data


def asked(world):
    asking = {"recommendation": world.recommendation, "agency": world.police, "question": "Why?"}
    return ask_challenge(actor=world.scrutineer, **asking)


def answer(world):
    return "recommendations:challenge-answer", asked(world), {"answer": "Because."}


def judged_answer(world):
    row = asked(world)
    given = answer_challenge(actor=world.police_lead, challenge=row, answer="Because.")
    data = {"read": given.public_id, "accept": "no", "comment": "Show it."}
    return "recommendations:challenge-judge", row, data


def named(world):
    review = add_review(world, is_restricted=True)
    ReviewPerson.objects.create(review=review, user=world.manager, named_by=world.manager)
    return "recommendations:review-people", review, {"user": world.health_lead.pk}


def item(world):
    data = posted(also_supports=[world.police_action.pk], file=upload())
    return "evidence:evidence-add", world.police_action, data


def edited_item(world):
    for _ in range(2):
        another = add_action(world)
    data = posted(also_supports=[another.pk], version="1")
    return "evidence:evidence-edit", add_evidence(world), data


def version(world):
    return "evidence:version-add", add_evidence(world), {"file": newer_file("new.pdf")}


def judged(world):
    return "evidence:evidence-decide", add_evidence(world), {"decision": "accepted", "version": "1"}


def in_city(page, **data):
    return lambda world: (f"agencies:{page}", world.city, data)


FORMS = {
    "update": ("police_lead", moved("action-update", **NOTE)),
    "completion": ("police_lead", moved("action-update", **NOTE, to="completed")),
    "answer, done": ("police_lead", answered("done", what_was_done="Ten were briefed.")),
    "answer, on track": ("police_lead", answered("on_track")),
    "answer, more time": ("police_lead", answered("more_time", new_due_on=LATER, reason="Leave")),
    "answer, blocked": ("police_lead", answered("blocked", barrier="The supplier stopped.")),
    "hold": ("police_lead", moved("action-hold", **NOTE)),
    "due date": (
        "manager",
        moved("action-due-date", version="1", new_due_on=LATER, reason="R", agreed_by="Board"),
    ),
    "request for time": (
        "police_lead",
        moved("action-extension", version="1", asked_due_on=LATER, reason="Leave"),
    ),
    "decided request": ("manager", decided_request),
    "action": ("manager", new_action),
    "recommendation": ("manager", new_recommendation),
    "review": ("manager", new_review),
    "response": ("police_lead", response),
    "sign-off": ("manager", decision),
    "reopened": ("manager", reopened),
    "embedding check": ("manager", check),
    "question": ("board_member", question),
    "answer": ("police_lead", answer),
    "judged answer": ("scrutineer", judged_answer),
    "settings": ("manager", in_city("settings-edit", embedding_months="12", version="1")),
    "named person": ("manager", named),
    "evidence": ("police_lead", item),
    "edited evidence": ("police_lead", edited_item),
    "version": ("police_lead", version),
    "judged evidence": ("manager", judged),
    "agency": ("manager", in_city("agency-add", name="City Fire", kind="other")),
    "forum": ("manager", in_city("forum-add", name="Audit Group")),
    "person": (
        "manager",
        in_city("person-add", email="n@example.test", name="New", role="scrutineer"),
    ),
}


def opened(client, world, make):
    """The address of a form and what a browser sends from its page, with the token it was given."""
    name, thing, data = make(world)
    url = reverse(name, args=[thing.public_id], query=ANSWERED.get(name))
    page = client.get(url, follow=True).content.decode()
    (token,) = re.findall(r'name="once" value="([^"]+)"', page)
    return url, {**data, "once": token}


def rows():
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def end_of(response):
    """Where a post leads, and what it says on the way."""
    assert response.status_code == 302, response.context["form"].errors
    return response.url, [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("key", FORMS)
def test_the_second_post_writes_nothing_and_ends_as_the_first(world, sign_in, settings, key):
    person, make = FORMS[key]
    client, again = sign_in(person), sign_in(person)
    url, data = opened(client, world, make)
    before = rows()
    first = end_of(client.post(url, data))
    written, files = rows(), rows_and_files(settings)
    assert written != before
    if "file" in data:
        data["file"].seek(0)
    assert end_of(again.post(url, data)) == first
    assert (rows(), rows_and_files(settings)) == (written, files)


@pytest.mark.usefixtures("today")
def test_another_text_from_the_same_page_is_another_post(world, sign_in):
    client = sign_in("manager")
    url, data = opened(client, world, new_action)
    for title in ("Audit the records", "Audit the visits"):
        client.post(url, {**data, "title": title})
    titles = world.recommendation.actions.order_by("number").values_list("title", flat=True)
    assert list(titles)[2:] == ["Audit the records", "Audit the visits"]
    url, data = opened(client, world, moved("action-update", **NOTE))
    client.post(url, data)
    page = client.post(url, {**data, "note": "Twelve, in fact."})
    assert page.context["form"]["note"].value() == "Twelve, in fact."
    assert len(page.context["form"].stale_changes) == 1


@pytest.mark.usefixtures("today")
def test_the_same_post_to_another_page_is_another_post(world, sign_in):
    client = sign_in("manager")
    url, data = opened(client, world, judged)
    client.post(url, data)
    other = add_evidence(world)
    page = client.post(reverse("evidence:evidence-decide", args=[other.public_id]), data)
    assert page.status_code == 302
    assert [row.decision for row in other.decisions.all()] == ["accepted"]


@pytest.mark.usefixtures("today")
def test_another_file_of_the_same_name_and_size_is_another_post(world, sign_in):
    client = sign_in("police_lead")
    url, data = opened(client, world, item)
    for content in (b"One line\n", b"Two line\n"):
        client.post(url, {**data, "file": upload("note.txt", content)})
    assert Evidence.objects.count() == 2


@pytest.mark.usefixtures("today")
def test_the_same_token_of_another_person_is_another_post(world, sign_in):
    url, data = opened(sign_in("manager"), world, new_action)
    for _ in range(2):
        sign_in("manager").post(url, data)
    assert world.recommendation.actions.count() == 3
    Membership.objects.create(user=world.nobody, partnership=world.city, role="manager")
    sign_in("nobody").post(url, data)
    assert world.recommendation.actions.count() == 4


@pytest.mark.usefixtures("today")
def test_what_was_refused_can_be_sent_again(world, sign_in):
    client = sign_in("police_lead")
    url, data = opened(client, world, moved("action-update", version="1", note=""))
    for _ in range(2):
        assert list(client.post(url, data).context["form"].errors) == ["note"]
    assert not Receipt.objects.exists()
    page = client.post(url, {**data, "note": "Now with words."})
    assert page.url == world.police_action.get_absolute_url()


@pytest.mark.usefixtures("today")
def test_a_form_that_comes_back_keeps_its_token(world, sign_in):
    client = sign_in("police_lead")
    url, data = opened(client, world, moved("action-update", version="1", note=""))
    assert f'name="once" value="{data["once"]}"' in client.post(url, data).content.decode()


@pytest.mark.usefixtures("today")
def test_what_has_gone_since_is_said_and_not_made_again(world, sign_in):
    client = sign_in("manager")
    url, data = opened(client, world, named)
    client.post(url, data)
    ReviewPerson.objects.filter(user=world.health_lead).delete()
    page = client.post(url, data)
    assert page.context["form"].errors == {
        "__all__": ["You have sent this before, and what it made is no longer there."]
    }
    assert not ReviewPerson.objects.filter(user=world.health_lead).exists()


@pytest.mark.usefixtures("today")
def test_taking_a_person_off_a_review_twice_is_no_error(world, sign_in):
    _, review, _ = named(world)
    name_person(actor=world.manager, review=review, user=world.health_lead)
    client = sign_in("manager")
    args = [review.public_id, world.health_lead.public_id]
    for _ in range(2):
        page = client.post(reverse("recommendations:review-person-remove", args=args), follow=True)
        assert page.status_code == 200
    assert "This person is not named on the review any more." in page.content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", ["update", "action", "evidence"])
def test_of_two_posts_at_the_same_moment_one_is_written(transactional_db, settings, key):
    from django.test import Client

    assert connection.vendor == "postgresql"
    world = build_world()
    person, make = FORMS[key]
    clients = [Client(), Client(), Client()]
    for client in clients:
        client.force_login(world.people[person], "agencies.backends.EmailBackend")
    url, data = opened(clients[0], world, make)
    counts = [m.objects.count() for m in (ProgressUpdate, Action, Evidence)]
    start = Barrier(len(clients))

    def send(client):
        own = {**data, "file": upload()} if "file" in data else data
        try:
            start.wait(timeout=10)
            return end_of(client.post(url, own))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        ends = list(pool.map(send, clients))
    assert ends == [ends[0]] * len(clients)
    added = [m.objects.count() for m in (ProgressUpdate, Action, Evidence)]
    assert sum(added) == sum(counts) + 1
    # A file leaves one more: it becomes an item once, from whatever post it comes.
    assert Receipt.objects.count() == (2 if key == "evidence" else 1)
    assert rows_and_files(settings)[1] == (1 if key == "evidence" else 0)
