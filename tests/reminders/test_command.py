"""`manage.py remind`: the nightly run by hand."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from agencies import access
from agencies.models import Partnership, PartnershipAgency
from recommendations.models import Action
from reminders.models import Cover, Mail, Preference, Reminder
from tests.reminders.things import notify, set_policy
from tests.world import TODAY, add_action, add_person

HOUR = timedelta(hours=1)


def remind(*args):
    out = StringIO()
    call_command("remind", *args, stdout=out)
    return out.getvalue()


def test_plans_and_delivers_in_this_process(world, today, mailoutbox):
    text = remind()
    assert len(mailoutbox) == 5
    assert {m.state for m in Mail.objects.all()} == {"sent"}
    assert text == (
        "2 November 2026\n"
        "\n"
        "Health Lead <health_lead@example.test>: 1 action due soon - sent\n"
        "  CLARE 1a.2, City Children's Partnership: due in 10 days, step -14, "
        "as owner or agency lead\n"
        "\n"
        "Housing Lead <housing_lead@example.test>: 1 action overdue - sent\n"
        "  ROBIN 1.1, Coast Adults Board: 2 days late, step +2, as owner or agency lead\n"
        "\n"
        "Manager <manager@example.test>: 1 action overdue - sent\n"
        "  CLARE 1a.1, City Children's Partnership: 12 days late, step +12, "
        "in the weekly digest\n"
        "\n"
        "Outsider <outsider@example.test>: 1 action overdue - sent\n"
        "  ROBIN 1.1, Coast Adults Board: 2 days late, step +2, in the weekly digest\n"
        "\n"
        "Police Lead <police_lead@example.test>: 1 action overdue - sent\n"
        "  CLARE 1a.1, City Children's Partnership: 12 days late, step +8, "
        "as owner or agency lead\n"
        "\n"
        "5 mails (5 sent by this run), 5 reminders added, 0 left for the next day.\n"
    )


def test_a_second_run_sends_nothing(world, today, mailoutbox):
    remind()
    assert "5 mails (0 sent by this run), 0 reminders added" in remind()
    assert len(mailoutbox) == 5


def test_a_dry_run_writes_and_sends_nothing(world, today, mailoutbox):
    text = remind("--dry-run")
    assert "dry run: nothing was written, nothing was sent" in text
    assert "Police Lead <police_lead@example.test>: 1 action overdue - planned" in text
    assert mailoutbox == []
    assert not Mail.objects.exists()
    assert not Reminder.objects.exists()


def test_another_day(world, today, mailoutbox):
    with pytest.raises(CommandError, match="Only today’s mails can be sent"):
        remind("--today", "2026-12-01")
    assert (Mail.objects.count(), mailoutbox) == (0, [])
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False):
        remind("--today", "2026-12-01")
    assert {m.day.isoformat() for m in Mail.objects.all()} == {"2026-12-01"}
    [health] = [m for m in mailoutbox if m.to == ["health_lead@example.test"]]
    assert health.subject == "[OFFICIAL] SCR Tracker: 1 action overdue"
    assert "19 days late" in health.body


def test_json_has_a_stable_shape(world, today, mailoutbox):
    add_action(world, agency=world.health, due_in=-7)
    for arguments in (["--json", "--dry-run"], ["--json"]):
        report = json.loads(remind(*arguments))
        assert list(report) == [
            "schema",
            "today",
            "is_dry_run",
            "added",
            "waiting",
            "quiet",
            "mails",
            "sent",
        ]
        assert (report["schema"], report["today"], report["added"]) == (3, "2026-11-02", 7)
        mail = next(m for m in report["mails"] if m["to"] == "police_lead@example.test")
        assert list(mail) == [
            *("to", "name", "state", "reason", "about", "subject", "items", "new"),
        ]
        assert mail["items"] == [
            {
                "kind": "action",
                "item": "CLARE 1a.1",
                "partnership": "City Children's Partnership",
                "audience": "owner",
                "why": "as owner or agency lead",
                "due_on": "2026-10-21",
                "step": 8,
                "is_repeat": False,
                "state": "planned" if report["is_dry_run"] else "sent",
                "reason": "",
            }
        ]


def test_says_why_something_was_left_out(world, today, mailoutbox):
    from reminders.planning import plan

    plan(TODAY)
    Action.objects.filter(pk=world.police_action.pk).update(due_on=TODAY + timedelta(days=90))
    text = remind()
    assert (
        "Police Lead <police_lead@example.test>: 1 action overdue - not sent (The due date" in text
    )
    assert "left out: The due date moved from 21 October 2026 to 31 January 2027." in text


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "01/12/2026", ""])
def test_a_day_that_is_none_is_said_plainly(db, day):
    with pytest.raises(CommandError, match="is not a day; write it as 2026-12-01"):
        remind("--today", day)


def whys(day="2026-11-02"):
    """(person, thing) → why, of a dry run."""
    report = json.loads(remind("--today", day, "--dry-run", "--json"))
    return {
        (mail["to"].partition("@")[0], item["item"]): item["why"]
        for mail in report["mails"]
        for item in mail["items"]
    }


def test_says_why_in_words_with_the_numbers_of_the_policy(world, today):
    executive = add_person(world, "executive", "board_member")
    PartnershipAgency.objects.filter(agency=world.police).update(executive_lead=executive)
    Partnership.objects.filter(pk=world.city.pk).update(chair=add_person(world, "chair"))
    world.people["chair"].memberships.create(partnership=world.city, role="board_member")
    add_person(world, "second", "agency_lead", agency=world.childrens)
    world.people["second"].memberships.create(partnership=world.city, role="scrutineer")
    Cover.objects.create(
        partnership=world.city,
        user=world.health_lead,
        delegate=world.people["second"],
        first_on=TODAY,
        last_on=TODAY + timedelta(days=8),
        **access.signature(world.fresh("health_lead"), world.city.pk),
    )
    Preference.objects.create(user=world.police_lead, rhythm="weekly", weekday=0)
    Preference.objects.create(user=world.housing_lead, rhythm="overdue")
    set_policy(world.city, executives_after=10, top_after=None, digest_hour=9)
    add_action(world, due_in=-40)
    found = whys()
    assert found["police_lead", "CLARE 1a.1"] == (
        "as owner or agency lead; in their weekly mail, on Mondays"
    )
    assert found["second", "CLARE 1a.2"] == "covering for Health Lead until 10 November 2026"
    assert found["executive", "CLARE 1a.1"] == "escalated to the executive lead after 10 days"
    assert found["manager", "CLARE 1a.1"] == "in the managers’ weekly digest, on Mondays from 9:00"
    assert found["housing_lead", "ROBIN 1.1"] == (
        "as owner or agency lead; they chose to hear only of what is overdue"
    )
    assert not [person for person, _ in found if person == "chair"]
    set_policy(world.city, top_after=30, allows_weekly=False)
    found = whys()
    assert found["chair", "CLARE 1a.3"] == "escalated to managers and the chair after 30 days"
    assert found["police_lead", "CLARE 1a.1"] == "as owner or agency lead"


def test_says_where_nothing_is_sent_and_why(world, today):
    set_policy(world.coast, is_quiet_at_weekends=False)
    text = remind("--today", "2026-11-07", "--dry-run")
    assert "Nothing is sent today in City Children's Partnership: a weekend.\n" in text
    assert "in Coast Adults Board" not in text
    assert "CLARE" not in text
    assert "ROBIN" in text
    set_policy(world.coast, is_on=False)
    set_policy(world.city, paused_from=TODAY, paused_until=TODAY + timedelta(days=9))
    report = json.loads(remind("--dry-run", "--json"))
    assert report["quiet"] == [
        {
            "partnership": "City Children's Partnership",
            "reason": "reminders are paused until 11 November 2026",
        },
        {"partnership": "Coast Adults Board", "reason": "reminders are switched off"},
    ]
    assert report["mails"] == []
    assert "Nothing is sent today in Coast Adults Board: reminders are switched off." in remind()


def test_a_bank_holiday_is_named(world, today):
    text = remind("--today", "2026-12-25", "--dry-run")
    assert "Nothing is sent today in City Children's Partnership: Christmas Day.\n" in text


def test_says_what_is_new_and_joins_a_mail_or_is_one_of_its_own(world, today, mailoutbox):
    set_policy(world.city)
    Action.objects.update(due_on=TODAY + timedelta(days=200))
    Action.objects.filter(pk=world.police_action.pk).update(due_on=TODAY - timedelta(days=1))
    notify(world, ago=HOUR)
    notify(world, "health_lead", world.recommendation, ago=HOUR)
    notify(world, "board_member", ago=HOUR)
    Preference.objects.create(user=world.people["board_member"], rhythm="overdue")
    for arguments in (["--json", "--dry-run"], ["--json"], ["--json", "--dry-run"]):
        report = json.loads(remind(*arguments))
        if mailoutbox and report["is_dry_run"]:
            assert report["mails"] == []
            continue
        mails = {mail["to"]: mail for mail in report["mails"]}
        assert {to: mail["about"] for to, mail in mails.items()} == {
            "manager@example.test": "1 action overdue",
            "police_lead@example.test": "1 action overdue, 1 new for them",
            "health_lead@example.test": "1 new for them",
        }
        assert mails["health_lead@example.test"]["items"] == []
        assert mails["health_lead@example.test"]["new"] == [
            {
                "kind": "Assigned",
                "item": "CLARE 1a",
                "partnership": "City Children's Partnership",
                "day": "2026-11-02",
                "state": "planned" if report["is_dry_run"] else "sent",
                "reason": "",
            }
        ]
    assert len(mailoutbox) == 3


def test_of_another_day_it_says_what_may_still_be_new_then(world, today):
    """A fortnight later it joins no mail any more."""
    Action.objects.update(due_on=TODAY + timedelta(days=200))
    notify(world, ago=HOUR)
    days = {"2026-11-03": 1, "2026-11-16": 1, "2026-11-17": 0, "2027-03-01": 0}
    for day, number in days.items():
        report = json.loads(remind("--today", day, "--dry-run", "--json"))
        assert [len(mail["new"]) for mail in report["mails"]] == [1] * number, day


def test_what_is_new_is_said_in_the_text_too(world, today):
    Action.objects.update(due_on=TODAY + timedelta(days=200))
    notify(world, ago=HOUR)
    said = "CLARE 1a.1, City Children's Partnership: new since 2 November 2026, assigned"
    assert f"  {said}\n" in remind("--dry-run")
