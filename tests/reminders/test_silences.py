"""My work and the outbox say why no reminders come: off, paused, or an address that is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations.models import Action
from reminders.models import RefusedAddress
from reminders.silences import silences
from tests.reminders.things import set_policy
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("today")

MY_WORK = reverse("dashboards:my-work")


def refuse(world, person):
    user = world.people[person]
    RefusedAddress.objects.create(
        user=user, email=user.email, said="550 5.1.1 No such user", refused_at=timezone.now()
    )


def said(world, person, *place):
    return [each.said for each in silences(world.fresh(person), TODAY, *place)]


def test_nothing_is_said_where_mails_go(world, sign_in):
    set_policy(
        world.city, paused_from=TODAY + timedelta(days=1), paused_until=TODAY + timedelta(days=9)
    )
    for person in ("manager", "police_lead", "board_member", "nobody"):
        assert said(world, person) == []
        assert 'id="silences"' not in sign_in(person).get(MY_WORK).content.decode()


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ({"is_on": False}, "reminders are switched off."),
        (
            {"paused_from": TODAY, "paused_until": TODAY + timedelta(days=28)},
            "reminders are paused until 30 November 2026.",
        ),
    ],
)
def test_off_and_paused_are_said_to_all_and_led_to_by_managers(world, sign_in, policy, words):
    set_policy(world.city, **policy)
    sentence = f"City Children's Partnership: {words}"
    for person in ("manager", "police_lead", "board_member"):
        assert said(world, person) == [sentence]
        assert said(world, person, world.coast.pk) == []
    assert said(world, "outsider") == []
    page = sign_in("manager").get(MY_WORK).content.decode()
    way = reverse("reminders:policy", args=[world.city.public_id])
    block = page.partition('id="silences"')[2].partition("</div>")[0]
    assert words in block
    assert f'href="{way}"' in block
    assert (
        "href"
        not in (
            sign_in("police_lead").get(MY_WORK).content.decode().partition('id="silences"')[2]
        ).partition("</div>")[0]
    )


def test_the_outbox_says_so_too_and_claims_no_plan(world, sign_in):
    set_policy(world.city, is_on=False)
    address = reverse("reminders:outbox", args=[world.city.public_id])
    page = " ".join(sign_in("manager").get(address).content.decode().split())
    assert "Reminders are switched off. No reminder goes until that ends." in page
    assert "Nothing is planned for the next 14 days: reminders are switched off." in page
    assert "6 o’clock" not in page
    assert "near its due date" not in page


def test_a_pause_that_ends_before_is_no_reason_why_nothing_is_planned(world, sign_in):
    Action.objects.update(due_on=TODAY + timedelta(days=200))
    address = reverse("reminders:outbox", args=[world.city.public_id])
    for last, words in ((1, "nothing comes near its due date"), (20, "reminders are paused until")):
        set_policy(world.city, paused_from=TODAY, paused_until=TODAY + timedelta(days=last))
        page = " ".join(sign_in("manager").get(address).content.decode().split())
        assert f"Nothing is planned for the next 14 days: {words}" in page
        assert "No reminder goes until that ends." in page


def test_a_refused_address_is_told_to_its_person_and_counted_for_managers(world):
    refuse(world, "police_lead")
    refuse(world, "health_lead")
    [own] = said(world, "police_lead")
    assert own.startswith("The mail server refuses your address")
    assert said(world, "manager") == [
        "Mail does not reach 2 people of City Children's Partnership."
    ]
    assert said(world, "board_member") == []
    assert said(world, "outsider") == []


def test_it_costs_one_question(world, django_assert_num_queries):
    for person in ("police_lead", "health_lead"):
        refuse(world, person)
    user = world.fresh("manager")
    silences(user, TODAY)
    with django_assert_num_queries(1):
        silences(user, TODAY)
