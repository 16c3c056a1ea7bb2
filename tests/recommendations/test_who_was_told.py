"""After a text with an @ is saved its writer reads who was told, and which names reached nobody."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from recommendations.models import Action, Challenge, Notice
from tests.evidence.samples import add
from tests.world import add_person

pytestmark = pytest.mark.usefixtures("today")


def said(response):
    assert response.status_code == 302, response.context
    return [str(message) for message in get_messages(response.wsgi_request)]


def post(sign_in, person, action, note):
    address = reverse("recommendations:action-update", args=[action.public_id])
    action.refresh_from_db()
    sent = {"note": note, "version": action.version, "happened_on": "2026-11-02"}
    return said(sign_in(person).post(address, sent))


def test_a_manager_reads_who_was_told_and_which_names_reached_nobody(world, sign_in):
    note = "@police lead, @part of it, @Health lead and @Nobody Here: look. @Manager"
    assert post(sign_in, "manager", world.police_action, note) == [
        "Update posted.",
        "Told: Police Lead. Nobody is called “@part”, “@Health lead” or "
        "“@Nobody Here” here, or they cannot see this action.",
    ]
    assert [row.recipient for row in Notice.objects.all()] == [world.police_lead]


def test_nothing_is_said_where_nobody_is_mentioned(world, sign_in):
    for note in ("Done.", "Mail jo@example.org @ noon, @ 3", "@3pm"):
        assert post(sign_in, "manager", world.police_action, note) == ["Update posted."]


def test_a_lead_reads_the_same_of_who_is_not_here_and_who_may_not_see_it(world, sign_in):
    """And of who sees it through another agency, and so is told."""
    seen = []
    for name, is_shared in (("Health", False), ("Nobody", False), ("Health", True)):
        Action.objects.update(is_shared=is_shared)
        found = post(sign_in, "police_lead", world.police_action, f"@{name} Lead, @board member")
        seen.append([each.replace(name, "X") for each in found])
    assert (
        seen
        == [
            [
                "Update posted.",
                "Told: Board Member. Not among the names that you are offered here: “@X Lead”. "
                "Whoever is called so and may see this action is told of it.",
            ]
        ]
        * 3
    )
    assert Notice.objects.filter(recipient=world.health_lead).count() == 1


def test_a_lead_reads_no_name_longer_than_what_looks_like_one(world, sign_in):
    """The name as it is known here would end elsewhere: the writer would learn that it is."""
    person = add_person(world, "nurse", "agency_lead", agency=world.health)
    person.name = "Nurse on call"
    person.save()
    found = post(sign_in, "police_lead", world.police_action, "@Nurse on call")
    assert "“@Nurse”" in found[1]
    found = post(sign_in, "manager", world.police_action, "@Nurse on call")
    assert "“@Nurse on call”" in found[1]


def test_only_five_names_are_quoted_and_of_each_its_beginning(world, sign_in):
    names = " ".join(f"@{letter * 90}" for letter in "abcdefg")
    found = post(sign_in, "manager", world.police_action, names)
    assert found[1].count("@") == 5
    assert "e" * 60 in found[1]
    assert "e" * 61 not in found[1]


def test_the_other_forms_in_which_people_write_to_each_other_say_it_too(world, sign_in):
    told = "Told: Scrutineer."
    answer = reverse("recommendations:action-answer", args=[world.police_action.public_id])
    sent = {"answer": "blocked", "barrier": "@Scrutineer, no staff", "version": 1}
    world.police_action.refresh_from_db()
    sent["version"] = world.police_action.version
    assert told in said(sign_in("police_lead").post(answer, sent))
    asked = reverse("recommendations:challenge-add", args=[world.recommendation.public_id])
    sent = {"agency": world.police.pk, "question": "Why? @Scrutineer"}
    assert told in said(sign_in("board_member").post(asked, sent))
    challenge = Challenge.objects.get()
    replied = reverse("recommendations:challenge-answer", args=[challenge.public_id])
    assert told in said(sign_in("police_lead").post(replied, {"answer": "@Scrutineer: so."}))
    item = add(world)
    decided = reverse("evidence:evidence-decide", args=[item.public_id])
    sent = {"decision": "returned", "comment": "@Scrutineer", "version": item.version}
    assert told in said(sign_in("manager").post(decided, sent))
