"""The page on which a manager decides when and whom to remind, and sees it beforehand."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from lxml import html

from agencies.models import PartnershipAgency
from reminders.models import Mail, Policy, Reminder
from reminders.planning import plan
from reminders.services import edit_policy
from tests.reminders.policy_page import ANSWERS, address, errors, post
from tests.reminders.things import set_policy
from tests.world import TODAY, add_action, add_person


@pytest.fixture
def send(world, today, sign_in):
    return lambda person="manager", **changes: post(sign_in(person), world.city, **changes)


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
        ({"paused_from": "2026-10-20", "paused_until": "2026-11-01"}, "paused_until"),
        ({"paused_from": "2026-12-24", "paused_until": "2040-01-01"}, "paused_until"),
        ({"paused_from": "2039-12-24", "paused_until": "2040-01-01"}, "paused_from"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_lost(world, send, changes, field):
    """The look refuses it in the same words."""
    response = send(**{"then_every": "13", **changes})
    assert response.status_code == 200
    assert set(errors(response)) == {field}
    look = send(**{"then_every": "13", "preview": "1", **changes})
    assert errors(look) == errors(response)
    assert look.context["is_unseen"]
    if "then_every" not in changes:
        assert b'value="13"' in response.content
    assert not Policy.objects.exists()


def test_all_that_is_wrong_is_said_at_once(world, send):
    response = send(leads_after="20", executives_after="10", top_after="5", preview="1")
    assert set(errors(response)) == {"executives_after", "top_after"}


def test_the_service_refuses_what_the_page_does(world, today):
    with pytest.raises(ValidationError) as refused:
        edit_policy(
            actor=world.manager,
            partnership=world.city,
            version=0,
            values={"paused_from": TODAY, "paused_until": TODAY + timedelta(400), "top_after": 3},
        )
    assert {error.code for error in refused.value.error_list} == {"paused_until", "top_after"}


def test_a_pause_that_is_over_keeps_nobody_from_saving(world, send, sign_in):
    set_policy(world.city, paused_from=date(2026, 10, 1), paused_until=date(2026, 10, 5))
    page = sign_in("manager").get(address(world.city)).content.decode()
    assert "This pause is over." in page
    assert "Paused from" not in page
    kept = {"paused_from": "2026-10-01", "paused_until": "2026-10-05", "version": "1"}
    assert send(then_every="7", **kept).status_code == 302
    policy = Policy.objects.get()
    assert (policy.then_every, policy.paused_until) == (7, date(2026, 10, 5))
    moved = {**kept, "paused_from": "2026-10-02", "version": str(policy.version)}
    assert set(errors(send(**moved))) == {"paused_until"}


def test_the_page_says_who_is_named_nowhere(world, today, sign_in):
    def said():
        page = html.fromstring(sign_in("manager").get(address(world.city)).content)
        return [text.strip() for text in page.xpath("//*[@id='gaps']/p//text()") if text.strip()]

    bare, chair, link = said()
    assert bare.startswith("3 of 3 agencies have no executive lead")
    assert (chair[:18], link[:8]) == ("There is no chair:", "Name the")
    executive = add_person(world, "executive", "board_member")
    services = PartnershipAgency.objects.filter(partnership=world.city, agency=world.police)
    services.update(executive_lead=executive)
    world.city.chair = executive
    world.city.save()
    bare, _ = said()
    assert bare.startswith("2 of 3 agencies have no executive lead")
    executive.memberships.update(is_active=False)
    assert said() == [said()[0], chair, link], "who left answers for nothing"
    assert said()[0].startswith("3 of 3")


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
    page = html.fromstring(response.content)
    assert page.xpath("//*[@id='seen']//a/@href") == ["#id_then_every"]
    (place,) = page.xpath("//*[@id='looked']")
    assert place.tag == "nav", "the address leads to the top of the page, where the mistakes are"


def test_the_look_shows_no_restricted_review_to_who_is_not_named_on_it(world, send):
    world.review.is_restricted = True
    world.review.save()
    assert seen(send(preview="1", preview_on="2026-11-03")) == set()


def test_enter_presses_what_saves_nothing(world, today, sign_in):
    """A browser presses the first button of the form, in whatever field Enter is pressed."""
    page = html.fromstring(sign_in("manager").get(address(world.city)).content)
    (form,) = page.xpath("//form[@data-look]")
    first, *_ = form.xpath(".//button")
    assert (first.get("name"), first.get("formaction")) == ("preview", "#looked")
    assert form.get("action") == address(world.city), "what is saved ends at the top of the page"


def test_days_that_are_past_are_not_foreseen(world, send):
    response = send(preview="1", preview_on="2026-11-01")
    (said,) = errors(response)["preview_on"]
    assert said == "Choose today or a later day. What went out on earlier days is in the outbox"
    assert response.context["is_unseen"]


@pytest.mark.parametrize("day", ["2026-11-01", "2026-02-31"])
def test_the_day_of_the_look_keeps_nobody_from_saving(world, send, day):
    assert send(preview_on=day).status_code == 302
    assert Policy.objects.exists()


def test_today_shows_what_the_rules_would_have_sent_this_morning(world, send):
    plan(TODAY)
    response = send(preview="1", preview_on=TODAY.isoformat(), days_after="12")
    assert "what the rules above would have sent today" in response.content.decode()
    assert ("Police Lead", "CLARE 1a.1", "as owner or agency lead") in seen(response)


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_are_the_same_with_one_row_and_with_thirty(
    world, today, sign_in, django_assert_num_queries, rows
):
    set_policy(world.city)
    for _ in range(rows):
        add_action(world, agency=world.health, due_in=-1)
    client = sign_in("manager")
    with django_assert_num_queries(20):
        assert client.get(address(world.city)).status_code == 200
