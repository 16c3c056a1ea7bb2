"""The names that are offered after an @: of who may see the thing, and whom its reader may know."""

import pytest
from django.urls import reverse

from recommendations.models import Action
from tests.evidence.asking import ask
from tests.evidence.samples import add
from tests.world import add_person

pytestmark = pytest.mark.usefixtures("today")

WHOLE = ["Board Member", "Manager", "Scrutineer"]


def names(sign_in, person, about, thing):
    answer = sign_in(person).get(reverse("reminders:notice-names", args=[about, thing.public_id]))
    return answer.json()["names"] if answer.status_code == 200 else answer.status_code


def test_who_reads_the_whole_is_offered_everybody_who_sees_the_thing(world, sign_in):
    action = world.police_action
    assert names(sign_in, "manager", "action", action) == [
        "Board Member",
        "Police Lead",
        "Scrutineer",
    ]
    Action.objects.filter(pk=action.pk).update(is_shared=True)
    assert names(sign_in, "manager", "action", action) == [
        "Board Member",
        "Health Lead",
        "Police Lead",
        "Scrutineer",
    ]


def test_a_lead_is_offered_colleagues_and_who_reads_the_whole(world, sign_in):
    """Not who else sees what is shared: that is not for them to know."""
    add_person(world, "second", "agency_lead", agency=world.police)
    add_person(world, "there", "agency_lead", world.coast, world.police)
    Action.objects.filter(pk=world.police_action.pk).update(is_shared=True)
    for about, thing in (
        ("action", world.police_action),
        ("recommendation", world.recommendation),
        ("evidence", add(world)),
        ("evidencerequest", ask(world)),
    ):
        assert names(sign_in, "police_lead", about, thing) == sorted([*WHOLE, "Second"])


def test_of_a_restricted_review_only_who_is_named_is_offered(world, sign_in):
    world.review.is_restricted = True
    world.review.save()
    for person in (world.police_lead, world.board_member):
        world.review.people.create(user=person, named_by=world.manager)
    assert names(sign_in, "police_lead", "action", world.police_action) == ["Board Member"]
    assert names(sign_in, "manager", "action", world.police_action) == 404


def test_people_are_called_as_the_partnership_knows_them(world, sign_in):
    world.police_lead.memberships.get().invitations.create(
        name="Duty inspector", invited_by=world.manager
    )
    found = names(sign_in, "manager", "action", world.police_action)
    assert found == ["Board Member", "Duty inspector", "Scrutineer"]


@pytest.mark.parametrize("about", ["review", "milestone", "user"])
def test_nothing_else_has_names(world, sign_in, about):
    assert names(sign_in, "manager", about, world.review) == 404


@pytest.mark.parametrize("count", [1, 20])
def test_names_take_few_queries_however_many(world, sign_in, count, django_assert_num_queries):
    for number in range(count):
        add_person(world, f"lead_{number}", "agency_lead", agency=world.police)
    client = sign_in("manager")
    address = reverse("reminders:notice-names", args=["action", world.police_action.public_id])
    with django_assert_num_queries(15):
        assert len(client.get(address).json()["names"]) == count + 3


def test_the_forms_in_which_people_write_to_each_other_say_how(world, sign_in):
    page = sign_in("police_lead").get(world.police_action.get_absolute_url()).content.decode()
    address = reverse("reminders:notice-names", args=["action", world.police_action.public_id])
    assert f'data-mentions="{address}"' in page
    assert "To tell somebody of it, type @ and their name." in page
    item = add(world)
    page = sign_in("manager").get(reverse("evidence:evidence-decide", args=[item.public_id]))
    address = reverse("reminders:notice-names", args=["evidence", item.public_id])
    assert f'data-mentions="{address}"' in page.content.decode()
