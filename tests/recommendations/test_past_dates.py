"""A due date that has passed is asked about once, and then taken."""

from datetime import date

import pytest
from django.urls import reverse

from recommendations.models import Action
from tests.world import TODAY

ASKED = "2 November 2025 has passed. Change it, or say below that it is right"
BOX = 'name="past_is_right"'


@pytest.fixture
def add(world, sign_in, today):
    """`add(day, **more)`: what the form for a new action answers."""
    address = reverse("recommendations:action-add", args=[world.recommendation.public_id])

    def _add(day, **more):
        typed = {"title": "Brief the panel", "lead_agency": world.police.pk, "due_on": day, **more}
        return sign_in("manager").post(address, typed)

    return _add


def made():
    return list(Action.objects.filter(title="Brief the panel").values_list("due_on", flat=True))


def test_a_new_action_with_a_past_date_comes_back_filled_in_with_the_question(add):
    page = add("2025-11-02")
    assert page.context["form"].errors["due_on"] == [ASKED]
    assert (page.content.decode().count(BOX), made()) == (1, [])
    assert page.context["form"]["title"].value() == "Brief the panel"


def test_the_date_is_taken_when_it_is_said_to_be_right(add):
    assert add("2025-11-02", past_is_right="on").status_code == 302
    assert made() == [date(2025, 11, 2)]


def test_today_and_later_are_not_asked_about(add):
    assert add(TODAY.isoformat()).status_code == 302
    assert made() == [TODAY]


def test_the_box_is_not_there_before_the_question(add, world, sign_in):
    address = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    assert BOX not in sign_in("manager").get(address).content.decode()
    assert BOX not in add("2027-01-01", title="").content.decode()
