"""A person's own page of reminders: how often, and who covers while they are away."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reminders.models import Cover, Preference
from tests.reminders.things import set_policy
from tests.world import TODAY, add_person

PERSONAL = "/reminders/"
ADD = "/reminders/cover/"


def day(number):
    return (TODAY + timedelta(days=number)).isoformat()


def cover_answers(delegate, first=1, last=8, **more):
    return {
        "delegate": delegate.public_id,
        "first_on": day(first),
        "last_on": day(last),
        **more,
    }


@pytest.fixture
def deputy(world, today):
    return add_person(world, "deputy_lead", "agency_lead", agency=world.police)


# --- How often ---


def test_a_person_chooses_one_mail_a_week(world, sign_in):
    answers = {"rhythm": "weekly", "weekday": "3", "version": "0"}
    assert sign_in("police_lead").post(PERSONAL, answers).status_code == 302
    chosen = Preference.objects.get()
    assert (chosen.user, chosen.rhythm, chosen.weekday) == (world.police_lead, "weekly", 3)
    assert chosen.history.get().history_user == world.police_lead


def test_the_choice_can_be_changed_and_a_stale_page_says_so(world, sign_in):
    client = sign_in("police_lead")
    client.post(PERSONAL, {"rhythm": "weekly", "weekday": "3", "version": "0"})
    stale = client.post(PERSONAL, {"rhythm": "overdue", "version": "0"})
    assert stale.context["form"].stale_changes is not None
    assert Preference.objects.get().rhythm == "weekly"
    client.post(PERSONAL, {"rhythm": "overdue", "version": "1"})
    assert Preference.objects.get().rhythm == "overdue"


@pytest.mark.parametrize(
    "answers", [{"rhythm": "hourly"}, {"rhythm": "weekly", "weekday": "6"}, {"rhythm": ""}]
)
def test_a_choice_that_there_is_not_is_refused(world, sign_in, answers):
    response = sign_in("police_lead").post(PERSONAL, {"version": "0", **answers})
    assert response.status_code == 200
    assert not Preference.objects.exists()


WEEKLY, OVERDUE = "one mail a week", "to hear only of what is overdue"


@pytest.mark.parametrize(
    ("weekly", "overdue", "said"),
    [
        (False, True, f"the choice of {WEEKLY}."),
        (True, False, f"the choice {OVERDUE}."),
        (False, False, f"these choices: neither {WEEKLY}, nor {OVERDUE}."),
    ],
)
def test_the_page_says_which_choice_a_partnership_does_not_leave(
    world, sign_in, weekly, overdue, said
):
    said = f"does not leave {said}"
    assert "does not leave" not in sign_in("police_lead").get(PERSONAL).content.decode()
    set_policy(world.city, allows_weekly=weekly, allows_overdue_only=overdue)
    assert said in sign_in("police_lead").get(PERSONAL).content.decode()
    assert "does not leave" not in sign_in("housing_lead").get(PERSONAL).content.decode()


# --- Cover ---


def test_a_lead_names_who_covers_and_both_read_it(world, deputy, sign_in):
    assert sign_in("police_lead").post(ADD, cover_answers(deputy)).status_code == 302
    cover = Cover.objects.get()
    assert (cover.user, cover.delegate, cover.partnership) == (
        world.police_lead,
        deputy,
        world.city,
    )
    assert cover.recorded_by_name == "Police Lead"
    assert "covers in City" in sign_in("police_lead").get(PERSONAL).content.decode()
    theirs = sign_in("deputy_lead").get(PERSONAL).content.decode()
    assert "You cover for <strong>Police Lead</strong>" in theirs
    assert "10 November 2026" in theirs


@pytest.mark.parametrize("person", ["health_lead", "board_member", "outsider", "police_lead"])
def test_only_who_does_the_same_work_there_can_cover(world, deputy, sign_in, person):
    response = sign_in("police_lead").post(ADD, cover_answers(world.people[person]))
    assert "delegate" in response.context["form"].errors
    assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(-9, -1, "last_on"), (5, 4, "last_on"), (0, 400, "last_on")],
)
def test_days_that_make_no_sense(world, deputy, sign_in, first, last, field):
    response = sign_in("police_lead").post(ADD, cover_answers(deputy, first, last))
    assert list(response.context["form"].errors) == [field]
    assert not Cover.objects.exists()


def test_one_covers_at_a_time(world, deputy, sign_in):
    client = sign_in("police_lead")
    client.post(ADD, cover_answers(deputy, 1, 8))
    response = client.post(ADD, cover_answers(world.manager, 8, 9))
    assert list(response.context["form"].errors) == ["first_on"]
    assert client.post(ADD, cover_answers(world.manager, 9, 9)).status_code == 302
    assert Cover.objects.count() == 2


def test_a_lead_of_two_partnerships_says_in_which(world, deputy, sign_in):
    world.police_lead.memberships.create(
        partnership=world.coast, role="agency_lead", agency=world.police
    )
    response = sign_in("police_lead").post(ADD, cover_answers(deputy))
    assert list(response.context["form"].errors) == ["partnership"]
    answers = cover_answers(deputy, partnership=world.coast.public_id)
    response = sign_in("police_lead").post(ADD, answers)
    assert list(response.context["form"].errors) == ["delegate"], "not known in Coast"
    answers = cover_answers(deputy, partnership=world.city.public_id)
    assert sign_in("police_lead").post(ADD, answers).status_code == 302


def test_a_cover_is_ended_by_who_is_away_and_by_managers_alone(world, deputy, sign_in):
    sign_in("police_lead").post(ADD, cover_answers(deputy))
    end = reverse("reminders:cover-end", args=[Cover.objects.get().public_id])
    for person in ("deputy_lead", "health_lead", "outsider", "board_member"):
        assert sign_in(person).post(end).status_code == 404
    assert Cover.objects.get().ended_at is None
    assert sign_in("manager").post(end).status_code == 302
    assert Cover.objects.get().ended_at is not None
    assert "Nobody covers for you" in sign_in("police_lead").get(PERSONAL).content.decode()


def test_a_manager_names_who_covers_for_somebody_who_is_ill(world, deputy, sign_in):
    row = world.police_lead.memberships.get()
    address = reverse("reminders:person-cover", args=[world.city.public_id, row.public_id])
    person = reverse("agencies:person-edit", args=[world.city.public_id, row.public_id])
    assert address in sign_in("manager").get(person).content.decode()
    assert sign_in("manager").post(address, cover_answers(deputy)).status_code == 302
    assert Cover.objects.get().recorded_by == world.manager
    assert "Deputy Lead" in sign_in("manager").get(address).content.decode()


def test_nobody_covers_for_who_only_reads(world, sign_in):
    row = world.board_member.memberships.get()
    address = reverse("reminders:person-cover", args=[world.city.public_id, row.public_id])
    assert sign_in("manager").get(address).status_code == 404
    assert sign_in("board_member").get(ADD).status_code == 404
