"""After a text with an @ is saved its writer reads who was told, and which names reached nobody."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from agencies.models import Agency, PartnershipAgency
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


TEXTS = (
    "@Board Member Jones, @Bóard Member",
    "@Police Lead Smith and @Police Léad",
    "@3rd Officer, @Scrutineer-General, @Board member’s",
    "@Bóard Member Jones, @boārd member",
)


def add_hidden(world):
    """People of another agency whose names fit better than those that a police lead is offered."""
    called = ("Board Member Jones", "Bóard Member", "Police Lead Smith", "3rd Officer", "Board")
    for number, name in enumerate((*called, "Police Léad", "Scrutineer-General")):
        person = add_person(world, f"hidden_{number}", "agency_lead", agency=world.health)
        person.name = name
        person.save()


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_lead_reads_the_same_with_and_without_people_whom_they_are_not_offered(
    world, sign_in, is_shared
):
    """Also where their names are longer, or have just these accents."""

    def read():
        return [post(sign_in, "police_lead", world.police_action, text) for text in TEXTS]

    Action.objects.update(is_shared=is_shared)
    without = read()
    add_hidden(world)
    assert read() == without
    assert without[0][1] == "Told: Board Member."
    assert without[1] == ["Update posted."]


def test_both_are_told_where_a_lead_is_offered_one_and_another_name_fits_better(world, sign_in):
    Action.objects.update(is_shared=True)
    add_hidden(world)
    for note, other in (
        ("@Board Member Jones: so.", "Board Member Jones"),
        ("@Bóard Member", "Bóard Member"),
    ):
        Notice.objects.all().delete()
        assert "Told: Board Member." in post(sign_in, "police_lead", world.police_action, note)
        assert {each.recipient.name for each in Notice.objects.all()} == {"Board Member", other}
        Notice.objects.all().delete()
        assert f"Told: {other}." in post(sign_in, "manager", world.police_action, note)
        assert [each.recipient.name for each in Notice.objects.all()] == [other]


def test_a_name_that_a_lead_is_not_offered_of_this_hides_none_that_they_are(world, sign_in):
    """Who may not see a restricted review is not told of it, nor does their name tell of them."""
    longer = add_person(world, "board_member_jones", "board_member")
    world.review.is_restricted = True
    world.review.save()
    for person in (world.police_lead, world.board_member):
        world.review.people.create(user=person, named_by=world.manager)
    found = post(sign_in, "police_lead", world.police_action, f"@{longer.name}")
    assert found == ["Update posted.", "Told: Board Member."]
    assert [row.recipient for row in Notice.objects.all()] == [world.board_member]


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("person", "expected"), [("manager", 46), ("police_lead", 50)])
def test_who_was_told_takes_few_queries_however_many_there_are(
    world, sign_in, count, person, expected, django_assert_num_queries
):
    Action.objects.update(is_shared=True)
    for number in range(count):
        agency = Agency.objects.create(name=f"Agency {number}", kind="other")
        PartnershipAgency.objects.create(partnership=world.city, agency=agency)
        add_person(world, f"lead_{number}", "agency_lead", agency=agency)
        add_person(world, f"member_{number}", "board_member")
    client = sign_in(person)
    action = world.police_action
    address = reverse("recommendations:action-update", args=[action.public_id])
    action.refresh_from_db()
    note = "@Scrutineer, @Lead 0 and @Nobody"
    sent = {"note": note, "version": action.version, "happened_on": "2026-11-02"}
    with django_assert_num_queries(expected):
        assert said(client.post(address, sent))[1].startswith("Told: ")
