"""The owners by whom the list of actions can be narrowed, and the names they have there."""

from datetime import timedelta

from django.utils import timezone

from agencies.models import User
from agencies.services import add_person as invite
from tests.world import add_action

LIST = "/actions/"


def owners(client):
    field = client.get(LIST).context["filter_form"].fields["owner"]
    return [str(label) for _, label in field.choices][1:]


def ask(world, email, **values):
    values = {"role": "agency_lead", "agency": world.health, **values}
    actor, place = world.fresh("manager"), world.city
    invite(actor=actor, partnership=place, email=email, name="Typed Name", **values)


def test_owners_are_people_who_act_in_what_one_reads(world, sign_in):
    people = ["Childrens Lead", "Health Lead", "Manager", "Police Lead"]
    assert owners(sign_in("manager")) == people
    assert owners(sign_in("police_lead")) == ["Police Lead"]
    assert owners(sign_in("outsider")) == ["Housing Lead", "Outsider"]


def test_name_from_another_partnership_is_not_told_before_the_first_sign_in(world, sign_in):
    User.objects.filter(email="outsider@example.test").update(
        last_login=timezone.now() - timedelta(days=9)
    )
    ask(world, "outsider@example.test")
    for reader in ("manager", "board_member", "health_lead"):
        assert "Typed Name" in owners(sign_in(reader))
        assert "Outsider" not in sign_in(reader).get(LIST).content.decode()
    assert owners(sign_in("outsider"))[-1] == "Outsider"
    User.objects.filter(email="outsider@example.test").update(
        last_login=timezone.now() + timedelta(minutes=1)
    )
    assert "Outsider" in owners(sign_in("manager"))
    assert "Typed Name" not in owners(sign_in("manager"))


def test_whoever_reads_both_partnerships_reads_the_own_name(world, sign_in):
    invite(
        actor=world.fresh("manager"),
        partnership=world.city,
        email="outsider@example.test",
        name="Typed Name",
        role="manager",
    )
    names = owners(sign_in("outsider"))
    assert "Outsider" in names
    assert "Typed Name" not in names


def test_choosing_an_owner_shows_their_actions(world, sign_in):
    add_action(world, owner=world.health_lead, agency=world.health, title="Mine")
    response = sign_in("manager").get(LIST, {"owner": str(world.health_lead.public_id)})
    assert [row["title"] for row in response.context["page"].object_list] == ["Mine"]
