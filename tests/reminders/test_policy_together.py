"""Two managers with one policy, and the page that says who changed it."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from reminders.models import Policy
from tests.reminders.policy_page import ANSWERS, address, errors, post
from tests.reminders.things import set_policy
from tests.world import add_person


@pytest.fixture
def send(world, today, sign_in):
    add_person(world, "deputy", "manager")
    return lambda person="manager", **changes: post(sign_in(person), world.city, **changes)


def as_shown(response):
    """What the browser sends of the form that came back: its fields as they stand in it."""
    (form,) = html.fromstring(response.content).xpath("//form[@data-look]")
    return {key: value for key, value in form.fields.items() if value is not None}


def again(sign_in, world, response):
    return sign_in("deputy").post(address(world.city), as_shown(response))


def words(response):
    """Of the box above the form: what changed, then what both changed."""
    box = html.fromstring(response.content).find_class("app-changes")[0]
    return [" ".join(line.text_content().split()) for line in box.iter("li")]


def test_what_the_second_one_left_alone_takes_what_the_first_one_saved(world, send, sign_in):
    """Switches both ways, lists, numbers from and to nothing, a choice, and dates."""
    send()
    first = {
        **{"version": "1", "shows_wording": "on", "is_on": None, "digest_weekday": "2"},
        **{"days_before": "30", "leads_after": "0", "top_after": "", "digest_hour": "9"},
        **{"paused_from": "2026-12-21", "paused_until": "2027-01-03"},
    }
    assert send(**first).status_code == 302
    stale = send("deputy", version="1", then_every="9")
    assert stale.status_code == 200
    form = stale.context["form"]
    assert form.stale_conflicts == []
    assert "Reminders are sent: yes → no (by Manager)" in form.stale_changes
    assert "Mails hold titles: no → yes (by Manager)" in form.stale_changes
    assert "Days late until managers and chair are told: 28 → never (by Manager)" in (
        form.stale_changes
    )
    assert again(sign_in, world, stale).status_code == 302
    policy = Policy.objects.get()
    assert (policy.then_every, policy.shows_wording, policy.is_on) == (9, True, False)
    assert (policy.days_before, policy.leads_after, policy.top_after) == ([30], 0, None)
    assert (policy.digest_weekday, policy.digest_hour) == (2, 9)
    assert (policy.paused_from, policy.paused_until) == (date(2026, 12, 21), date(2027, 1, 3))


def test_what_both_changed_is_named_with_both_values_and_stays_as_typed(world, send, sign_in):
    send()
    send(version="1", then_every="7", days_before="21", shows_wording="on")
    stale = send("deputy", version="1", then_every="9", days_before="21", allows_weekly=None)
    assert words(stale)[3:] == [
        "“And then every how many days?”: 9 in this form, 7 as saved",
    ]
    assert as_shown(stale)["then_every"] == "9"
    assert again(sign_in, world, stale).status_code == 302
    policy = Policy.objects.get()
    assert (policy.then_every, policy.days_before) == (9, [21])
    assert (policy.shows_wording, policy.allows_weekly) == (True, False)


def test_who_read_the_defaults_is_merged_with_the_first_save(world, send, sign_in):
    send(then_every="7", shows_wording="on")
    stale = send("deputy", top_after="40")
    assert words(stale) == [
        "Then every so many days: 14 → 7 (by Manager)",
        "Mails hold titles: no → yes (by Manager)",
    ]
    assert again(sign_in, world, stale).status_code == 302
    policy = Policy.objects.get()
    assert (policy.then_every, policy.shows_wording, policy.top_after) == (7, True, 40)


def test_two_saves_in_between_are_compared_with_what_was_read(world, send):
    send()
    send(version="1", then_every="7")
    send(version="2", then_every="14", leads_after="2")
    stale = send("deputy", version="1", then_every="9")
    assert stale.context["form"].stale_conflicts == []
    assert as_shown(stale)["then_every"] == "9"
    assert as_shown(stale)["leads_after"] == "2"


def test_what_does_not_fit_together_is_said_before_it_is_saved(world, send):
    send()
    send(version="1", leads_after="12")
    stale = send("deputy", version="1", executives_after="10")
    assert set(errors(stale)) == {"executives_after"}
    assert stale.context["form"].stale_conflicts == []
    assert stale.context["is_unseen"]


def test_where_history_does_not_know_what_was_read_all_stays_as_typed(world, send):
    send()
    Policy.history.all().delete()
    send(version="1", then_every="7")
    stale = send("deputy", version="1", leads_after="2")
    assert stale.context["form"].stale_conflicts is None
    assert as_shown(stale)["then_every"] == ANSWERS["then_every"]


# --- Who changed it ---


def past_address(world):
    return reverse("reminders:policy-history", args=[world.city.public_id])


def test_the_page_says_who_changed_it_last_and_links_to_all_changes(world, send, sign_in):
    send()
    send("deputy", version="1", then_every="7")
    page = sign_in("manager").get(address(world.city)).content.decode()
    assert "Last changed by Deputy on 2 November 2026" in page
    assert past_address(world) in page


@pytest.fixture
def history(world, sign_in):
    return lambda: sign_in("manager").get(past_address(world))


def entries(response):
    return [(each.by, each.text) for each in response.context["page"]]


def test_all_changes_with_what_was_before_and_after(world, send, history):
    assert entries(history()) == []
    send(days_before="21, 3", is_quiet_at_weekends=None)
    send("deputy", version="1", days_before="21, 3", executives_after="", paused_from="")
    send("deputy", version="2", days_before="21, 3", executives_after="")
    assert entries(history()) == [
        ("Deputy", ""),
        (
            "Deputy",
            "Days late until executive leads are told: 14 → never\nNothing at weekends: no → yes",
        ),
        ("Manager", "Days before the due date: 3, 14 → 3, 21\nNothing at weekends: yes → no"),
    ]


def test_what_nobody_is_known_to_have_changed(world, today, history):
    set_policy(world.city, then_every=7)
    assert entries(history()) == [("The system", "Then every so many days: 14 → 7")]


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_are_the_same_with_one_change_and_with_thirty(
    world, today, sign_in, django_assert_num_queries, rows
):
    for number in range(rows):
        set_policy(world.city, then_every=number + 1)
    client = sign_in("manager")
    with django_assert_num_queries(7):
        assert len(client.get(past_address(world)).context["page"]) == rows
