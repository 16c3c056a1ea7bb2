"""The page on which a manager decides when and whom to remind, and sees it beforehand."""

import pytest
from django.urls import reverse

from agencies.models import PartnershipAgency
from reminders.models import Mail, Policy, Reminder
from reminders.planning import plan
from tests.reminders.things import set_policy
from tests.world import TODAY, add_action, add_person

ANSWERS = {
    "is_on": "on",
    "days_before": "14, 3",
    "on_the_day": "on",
    "days_after": "1, 2, 4, 8",
    "then_every": "14",
    "leads_after": "1",
    "executives_after": "14",
    "top_after": "28",
    "digest_weekday": "0",
    "digest_hour": "7",
    "is_quiet_at_weekends": "on",
    "is_quiet_on_bank_holidays": "on",
    "allows_weekly": "on",
    "allows_overdue_only": "on",
    "version": "0",
}


def address(partnership):
    return reverse("reminders:policy", args=[partnership.public_id])


def errors(response):
    return dict(response.context["form"].errors.items())


@pytest.fixture
def send(world, today, sign_in):
    def post(person="manager", **changes):
        answers = {key: value for key, value in {**ANSWERS, **changes}.items() if value is not None}
        return sign_in(person).post(address(world.city), answers)

    return post


def test_the_defaults_are_shown_and_hold_until_somebody_saves(world, today, sign_in):
    page = sign_in("manager").get(address(world.city))
    assert "These are the defaults, and they hold." in page.content.decode()
    assert page.context["form"].initial["days_before"] == [14, 3]
    assert b'value="14, 3"' in page.content
    assert not Policy.objects.exists()


def test_what_holds_now_is_said_in_words_whatever_is_being_tried(world, today, sign_in):
    set_policy(world.city, days_before=[30], is_quiet_at_weekends=False)
    tried = {**ANSWERS, "days_before": "9", "preview": "1", "version": "1"}
    for page in (
        sign_in("manager").get(address(world.city)),
        sign_in("manager").post(address(world.city), tried),
    ):
        text = page.content.decode()
        assert "Who owes something is told 30 days before the due date, on the day" in text
        assert "Nothing is sent on bank holidays in England." in text
        assert "9 days before" not in text


def test_what_is_saved_holds_and_is_in_history(world, send):
    response = send(days_before="30", days_after="5,10", is_quiet_at_weekends=None, top_after="")
    assert response.status_code == 302
    policy = Policy.objects.get(partnership=world.city)
    assert (policy.days_before, policy.days_after, policy.top_after) == ([30], [5, 10], None)
    assert not policy.is_quiet_at_weekends
    assert policy.history.get().history_user == world.manager


def test_saving_again_changes_the_same_policy(world, send):
    send()
    version = Policy.objects.get().version
    assert send(then_every="7", version=str(version)).status_code == 302
    assert Policy.objects.get().then_every == 7


def test_the_second_of_two_managers_sees_what_the_first_one_saved(world, send):
    send()
    version = Policy.objects.get().version
    send(then_every="7", version=str(version))
    response = send(then_every="9", version=str(version))
    assert response.status_code == 200
    assert "7" in "".join(response.context["form"].stale_changes)
    assert send(then_every="9", version=response.context["form"]["version"].value())
    assert Policy.objects.get().then_every == 9


def test_two_managers_who_both_begin_with_the_defaults(world, send):
    add_person(world, "deputy", "manager")
    send(then_every="7")
    assert send("deputy", then_every="9").status_code == 200
    assert Policy.objects.get().then_every == 7


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days_before": "two weeks"}, "days_before"),
        ({"days_before": "91"}, "days_before"),
        ({"days_before": "", "on_the_day": None}, "days_before"),
        ({"days_after": "0"}, "days_after"),
        ({"days_after": "²"}, "days_after"),
        ({"days_after": "99999999999999999999"}, "days_after"),
        ({"days_after": ",".join(map(str, range(1, 12)))}, "days_after"),
        ({"then_every": "0"}, "then_every"),
        ({"then_every": "32"}, "then_every"),
        ({"leads_after": "15"}, "executives_after"),
        ({"executives_after": "0"}, "executives_after"),
        ({"top_after": "3"}, "top_after"),
        ({"digest_hour": "5"}, "digest_hour"),
        ({"digest_weekday": "6"}, "digest_weekday"),
        ({"paused_from": "2026-12-24"}, "paused_until"),
        ({"paused_from": "2026-12-24", "paused_until": "2026-12-20"}, "paused_until"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_lost(world, send, changes, field):
    response = send(**{"then_every": "13", **changes})
    assert response.status_code == 200
    assert set(errors(response)) == {field}
    if "then_every" not in changes:
        assert b'value="13"' in response.content
    assert not Policy.objects.exists()


# --- The look at who would get what ---


def seen(response):
    return {
        (row.name, told.due.name, told.why)
        for row in response.context["coming"]
        for told in row.told
    }


def test_a_look_saves_nothing_and_shows_the_day_by_what_is_typed(world, send):
    """On Tuesday, 3 November, by a policy that tells the executive lead after three days."""
    executive = add_person(world, "executive", "board_member")
    services = PartnershipAgency.objects.filter(partnership=world.city, agency=world.police)
    services.update(executive_lead=executive)
    plan(TODAY)
    Mail.objects.update(state="dropped")
    Reminder.objects.update(state="dropped")
    response = send(preview="1", preview_on="2026-11-03", executives_after="3", days_after="13")
    assert seen(response) == {
        ("Police Lead", "CLARE 1a.1", "as owner or agency lead"),
        ("Executive", "CLARE 1a.1", "escalated"),
    }
    assert not Policy.objects.exists()


def test_the_look_without_a_day_is_of_the_next_day_on_which_mails_go(world, send):
    response = send(preview="1", paused_from="2026-11-03", paused_until="2026-11-05")
    assert response.context["day"].isoformat() == "2026-11-06"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"preview_on": "2026-11-07"}, "Nothing is sent: a weekend."),
        ({"preview_on": "2026-12-25"}, "Nothing is sent: Christmas Day."),
        (
            {"paused_from": "2026-11-03", "paused_until": "2026-11-05", "preview_on": "2026-11-04"},
            "Nothing is sent: reminders are paused until 5 November 2026.",
        ),
        (
            {"is_on": None, "preview_on": "2026-11-04"},
            "Nothing is sent: reminders are switched off.",
        ),
    ],
)
def test_a_day_without_mails_says_why(world, send, changes, said):
    response = send(preview="1", **changes)
    assert said in response.content.decode()
    assert response.context["coming"] == []


def test_a_look_with_mistakes_says_them_and_shows_no_day(world, send):
    response = send(preview="1", then_every="0")
    assert set(errors(response)) == {"then_every"}
    assert "Once the answers above are right" in response.content.decode()


def test_the_look_shows_no_restricted_review_to_who_is_not_named_on_it(world, send):
    world.review.is_restricted = True
    world.review.save()
    assert seen(send(preview="1", preview_on="2026-11-03")) == set()


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_are_the_same_with_one_row_and_with_thirty(
    world, today, sign_in, django_assert_num_queries, rows
):
    set_policy(world.city)
    for _ in range(rows):
        add_action(world, agency=world.health, due_in=-1)
    client = sign_in("manager")
    with django_assert_num_queries(18):
        assert client.get(address(world.city)).status_code == 200
