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


HERE, NOWHERE = "Your partnership does not allow this.", "None of your partnerships allows this."
WEEKLY, OVERDUE = "weekly", "overdue"


def choices(client):
    """Of each choice: whether it can be made, and what stands beside it."""
    found = client.get(PERSONAL).context["form"].fields["rhythm"].choices
    return {choice[0]: (not choice.is_off, choice.hint) for choice in found}


def lead_in_coast(world):
    world.police_lead.memberships.create(
        partnership=world.coast, role="agency_lead", agency=world.police
    )


@pytest.mark.parametrize(
    ("left", "off"),
    [([OVERDUE], [WEEKLY]), ([WEEKLY], [OVERDUE]), ([], [WEEKLY, OVERDUE])],
)
def test_what_the_partnership_does_not_allow_cannot_be_chosen(world, sign_in, left, off):
    client = sign_in("police_lead")
    page = client.get(PERSONAL).content.decode()
    assert (" disabled" in page, HERE in page) == (False, False)
    set_policy(world.city, allows_weekly=WEEKLY in left, allows_overdue_only=OVERDUE in left)
    found = choices(client)
    assert found == {
        "daily": (True, ""),
        **dict.fromkeys(left, (True, "")),
        **dict.fromkeys(off, (False, HERE)),
    }
    assert client.get(PERSONAL).content.decode().count(" disabled") == len(off)
    refused = client.post(PERSONAL, {"rhythm": off[0], "weekday": "1", "version": "0"})
    assert refused.context["form"].errors == {"rhythm": [HERE]}
    assert not Preference.objects.exists()
    assert " disabled" not in sign_in("housing_lead").get(PERSONAL).content.decode()


def test_where_partnerships_differ_the_page_says_where_a_choice_holds(world, sign_in):
    lead_in_coast(world)
    set_policy(world.coast, allows_weekly=False)
    client = sign_in("police_lead")
    said = (
        "This holds in City Children’s Partnership. Coast Adults Board does not allow it: "
        "there you are told on each day on which there is something new."
    ).replace("’", "'")
    assert choices(client)[WEEKLY] == (True, said)
    assert client.post(PERSONAL, {"rhythm": WEEKLY, "version": "0"}).status_code == 302
    set_policy(world.city, allows_weekly=False)
    assert choices(client)[WEEKLY] == (False, NOWHERE)


def test_a_choice_that_is_no_longer_allowed_is_said_and_what_holds_is_selected(world, sign_in):
    client = sign_in("police_lead")
    client.post(PERSONAL, {"rhythm": WEEKLY, "weekday": "3", "version": "0"})
    assert client.get(PERSONAL).context["not_allowed"] == ""
    set_policy(world.city, allows_weekly=False)
    page = client.get(PERSONAL)
    assert page.context["form"]["rhythm"].value() == "daily"
    said = (
        "You chose “One mail a week”. Your partnership does not allow this any more, so you are "
        "told on each day on which there is something new. If it is allowed again, your choice "
        "holds again, unless you save another one."
    )
    assert said in page.content.decode()
    assert client.post(PERSONAL, {"rhythm": "daily", "version": "1"}).status_code == 302
    assert Preference.objects.get().rhythm == "daily"


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


NAME = "Name somebody who covers for you"


@pytest.mark.parametrize(
    ("person", "said", "can_name"),
    [
        ("police_lead", "In City Children&#x27;s Partnership, Deputy Lead and Manager can", True),
        ("manager", "You are the only manager of City Children&#x27;s Partnership", False),
        ("housing_lead", "Nobody can cover for you in Coast Adults Board yet", False),
        ("board_member", "You owe nothing here, so nobody has to cover for you.", False),
    ],
)
def test_each_reads_who_can_cover_for_them_or_who_can_change_that(
    world, deputy, sign_in, person, said, can_name
):
    world.coast.memberships.filter(role="manager").delete()
    page = sign_in(person).get(PERSONAL).content.decode()
    assert said in page
    assert (NAME in page, "second lead" in page) == (can_name, False)


def test_who_covers_and_who_is_covered_for_read_it_in_my_work_on_those_days(world, deputy, sign_in):
    sign_in("police_lead").post(ADD, cover_answers(deputy, 0, 8))
    banner = {
        "deputy_lead": "You cover for <strong>Police Lead</strong>",
        "police_lead": "<strong>Deputy Lead</strong> covers for you",
    }
    for person, said in banner.items():
        page = sign_in(person).get("/").content.decode()
        assert f"{said} in City Children&#x27;s Partnership until 10 November 2026." in page
    assert 'id="covers"' not in sign_in("manager").get("/").content.decode()
    Cover.objects.update(first_on=TODAY + timedelta(days=1))
    for person in banner:
        assert 'id="covers"' not in sign_in(person).get("/").content.decode()


def test_for_whom_somebody_covers_stands_above_what_they_choose(world, deputy, sign_in):
    sign_in("police_lead").post(ADD, cover_answers(deputy))
    page = sign_in("deputy_lead").get(PERSONAL).content.decode()
    assert page.index("You cover for <strong>Police Lead") < page.index("How often do you want")
