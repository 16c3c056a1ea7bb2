"""The calendar feed: what a person owes, its changes and its cancellations."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from agencies.models import Membership
from recommendations.models import Action
from recommendations.services import edit_action, move_due_date, post_update
from reminders.audiences import owes
from reminders.calendars.publishing import owed_by
from reminders.sources import SOURCES, read
from tests.reminders.calendars import add_feed, entry_of, events, events_of, fetch, said
from tests.reminders.things import ask, build_all_sorts, plan_check
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")
LATE = date(2026, 10, 21)


@pytest.fixture
def path(world):
    return add_feed(world.police_lead)


def later(**ago):
    """Within: so much later."""
    return time_machine.travel(datetime(2026, 11, 2, 9, 30, tzinfo=UTC) + timedelta(**ago))


def move(world, day, action=None):
    action = Action.objects.get(pk=(action or world.police_action).pk)
    move_due_date(
        actor=world.fresh("manager"),
        action=action,
        version=action.version,
        new_due_on=day,
        reason="Leave",
        agreed_by="Board",
    )


def post(world, to, person="manager", **values):
    action = Action.objects.get(pk=world.police_action.pk)
    this = {"actor": world.fresh(person), "action": action, "version": action.version}
    post_update(**this, to=to, note="What there is to say of it.", **values)


def test_an_event_says_the_reference_and_no_more(world, path):
    [event] = events(path).values()
    link = f"http://testserver{world.police_action.get_absolute_url()}"
    assert {name: str(value) for name, value in event.items() if name in PLAIN} == {
        "SUMMARY": "SCR-1 1a.1 due",
        "DESCRIPTION": f"OFFICIAL\nOpen it in SCR Tracker: {link}",
        "URL": link,
        "STATUS": "CONFIRMED",
        "CLASS": "PRIVATE",
        "TRANSP": "TRANSPARENT",
        "SEQUENCE": "0",
    }
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (LATE, date(2026, 10, 22))
    moments = {event[name].dt for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED")}
    assert moments == {datetime(2026, 11, 2, 9, 30, tzinfo=UTC)}
    assert set(event) == {*PLAIN, "UID", "DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "CREATED"}
    assert event.subcomponents == []


PLAIN = {"SUMMARY", "DESCRIPTION", "URL", "STATUS", "CLASS", "TRANSP", "SEQUENCE"}


def test_no_wording_is_published(world, path):
    ask(world, action=world.police_action, due_in=2)
    world.review.marking = "official_sensitive"
    world.review.save()
    content = fetch(path).content.replace(b"\r\n ", b"").decode()
    assert content.count("OFFICIAL-SENSITIVE") == 2
    for secret in (
        world.police_action.title,
        "attendance",
        world.recommendation.wording,
        "Clare",
        "CLARE",
    ):
        assert secret not in content


def test_every_kind_that_is_owed_is_there_under_the_name_of_the_mails(world):
    ask(world, due_in=3)
    plan_check(world, add_recommendation(world), due_in=-1)
    assert set(events(add_feed(world.police_lead))) == {
        "SCR-1 1a.1",
        "SCR-1 1a (evidence request)",
    }
    assert set(events(add_feed(world.manager))) == {"SCR-1 2 (embedding check)"}
    assert set(events(add_feed(world.board_member))) == set()


def test_the_feed_holds_what_everybody_owes_of_all_that_they_see(world):
    """As the plan and the moment of sending say of each thing by itself."""
    build_all_sorts(world)
    counts, kinds = {}, set()
    for name in world.people:
        user = world.fresh(name)
        seen = read({kind: s.waiting(s.visible_to(user)) for kind, s in SOURCES.items()})
        dated = [due for due in seen if due.due_on and not due.is_barred_to(user.pk)]
        expected = {due for due in dated if owes(user, due)}
        assert set(owed_by(user)) == expected
        counts[name] = len(expected)
        kinds |= {due.kind for due in expected}
    assert kinds == set(SOURCES)
    assert min(counts[name] for name in ("police_lead", "manager", "outsider")) > 1
    assert counts["left"] == 0


def test_who_claimed_an_action_is_not_to_verify_it(world):
    add_person(world, "deputy", "manager")
    add_action(world, status="completed", claimed_by=world.manager)
    assert events(add_feed(world.manager)) == {}
    assert set(events(add_feed(world.people["deputy"]))) == {"SCR-1 1a.3 (verification)"}


def test_both_partnerships_are_in_one_feed(world, path):
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    add_action(world, world.coast_action.recommendation, world.police, due_in=4)
    assert set(events(path)) == {"SCR-1 1a.1", "SAR-1 1.2"}
    Membership.objects.filter(user=world.police_lead, partnership=world.coast).update(
        is_active=False
    )
    assert said(events(path)["SAR-1 1.2"])[0] == "CANCELLED"
    assert said(events(path)["SCR-1 1a.1"])[0] == "CONFIRMED"


def test_what_has_no_date_is_not_there(world, path):
    add_action(world, owner=world.police_lead)
    assert set(events(path)) == {"SCR-1 1a.1"}


def test_a_date_that_moves_is_a_higher_sequence_of_the_same_event(world, path):
    before = events(path)["SCR-1 1a.1"]
    with later(hours=5):
        move(world, date(2028, 2, 29))
    with later(hours=6):
        after = events(path)["SCR-1 1a.1"]
    assert said(after) == ("CONFIRMED", "SCR-1 1a.1 due", date(2028, 2, 29), 1)
    assert after["DTEND"].dt == date(2028, 3, 1)
    assert (after["UID"], after["CREATED"].dt) == (before["UID"], before["CREATED"].dt)
    assert after["DTSTAMP"].dt.hour == after["LAST-MODIFIED"].dt.hour == 15


def test_a_new_name_is_a_change_too(world, path):
    events(path)
    world.review.reference = "SCR-7"
    world.review.save()
    assert said(events(path)["SCR-7 1a.1"])[3] == 1


def test_what_did_not_change_is_published_as_it_was(world, path):
    first = fetch(path)
    with later(days=3):
        world.police_action.title = "Brief them again"
        world.police_action.save()
        again = fetch(path)
    assert again.content == first.content
    assert fetch(path, **{"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("to", ["completed", "withdrawn"])
def test_what_is_done_or_withdrawn_is_cancelled_for_thirty_days(world, path, to):
    uid = events(path)["SCR-1 1a.1"]["UID"]
    post(world, to)
    off = events(path)["SCR-1 1a.1"]
    assert said(off) == ("CANCELLED", "No longer due: SCR-1 1a.1", LATE, 1)
    assert off["UID"] == uid
    with later(days=29, hours=23):
        assert said(events(path)["SCR-1 1a.1"])[3] == 1
    with later(days=30, hours=1):
        assert events(path) == {}


def test_what_is_open_again_comes_back_with_a_higher_sequence(world, path):
    events(path)
    post(world, "completed")
    events(path)
    with later(days=90):
        assert events(path) == {}
        post(world, "in_progress")
        assert said(events(path)["SCR-1 1a.1"]) == ("CONFIRMED", "SCR-1 1a.1 due", LATE, 2)


def test_who_no_longer_owes_it_is_told_so_and_who_does_has_it_new(world, path):
    mine = events(path)["SCR-1 1a.1"]["UID"]
    action = Action.objects.get(pk=world.police_action.pk)
    edit_action(
        actor=world.manager,
        action=action,
        version=action.version,
        lead_agency=world.health,
        owner=world.health_lead,
    )
    assert said(events(path)["SCR-1 1a.1"])[::3] == ("CANCELLED", 1)
    theirs = events(add_feed(world.health_lead))["SCR-1 1a.1"]
    assert said(theirs)[::3] == ("CONFIRMED", 0)
    assert theirs["UID"] != mine


def test_what_is_no_longer_seen_is_cancelled_and_tells_nothing_new(world, path):
    events(path)
    world.review.is_restricted = True
    world.review.reference = "Hidden"
    world.review.save()
    world.review.people.create(user=world.manager, named_by=world.manager)
    move(world, date(2027, 5, 5))
    off = events(path)["SCR-1 1a.1"]
    assert said(off) == ("CANCELLED", "No longer due: SCR-1 1a.1", LATE, 1)
    content = fetch(path).content
    assert b"HIDDEN" not in content
    assert b"20270505" not in content


def test_a_restricted_review_is_in_the_calendar_of_who_is_named(world, path):
    review = add_review(world, is_restricted=True, reference="SCR-9")
    add_action(world, add_recommendation(world, review), due_in=5)
    assert "SCR-9 1.1" not in events(path)
    review.people.create(user=world.police_lead, named_by=world.manager)
    assert "SCR-9 1.1" in events(path)


def test_lines_end_as_they_must_and_are_no_longer_than_75_bytes(world, path):
    world.review.reference = "Ōkóñ – " * 5
    world.review.save()
    content = fetch(path).content
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert [line.decode() for line in lines]  # no letter is cut in two
    [event] = events(path).values()
    assert str(event["SUMMARY"]) == f"{world.review.reference.upper()} 1a.1 due"


def test_what_was_pasted_into_a_name_breaks_no_calendar(world, path):
    world.review.reference = "A\x0b\r\nEND:VEVENT;B,\\C"
    world.review.save()
    [event] = events(path).values()
    assert str(event["SUMMARY"]) == "A   END:VEVENT;B,\\C 1a.1 due"


def test_the_calendar_says_what_it_is_and_when_to_look_again(path):
    lines = fetch(path).content.decode().split("\r\n")
    assert lines[:9] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SCR Tracker//Due dates//EN",
        "CALSCALE:GREGORIAN",
        "NAME:SCR Tracker: my due dates",
        "X-WR-CALNAME:SCR Tracker: my due dates",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        "BEGIN:VEVENT",
    ]
    assert "DTSTART;VALUE=DATE:20261021" in lines
    assert not [line for line in lines if line.startswith(("METHOD", "BEGIN:VALARM"))]


def test_who_owes_nothing_has_a_calendar_that_programs_take(world):
    content = fetch(add_feed(world.nobody)).content
    assert events_of(content) == {}
    assert content.count(b"BEGIN:VTIMEZONE") == 1  # one component at least: RFC 5545, 3.6


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_feed(world, django_assert_num_queries, rows):
    for _ in range(rows):
        add_action(world, due_in=3)
        ask(world, due_in=4)
    path = add_feed(world.police_lead)
    with django_assert_num_queries(14):
        assert fetch(path).content.count(b"BEGIN:VEVENT") == 2 * rows + 1
    with django_assert_num_queries(6):
        assert fetch(path).status_code == 200


def single(item):
    return reverse("reminders:calendar-event", args=["action", item.public_id])


def test_an_action_is_added_to_the_calendar_of_who_sees_it(world, sign_in):
    page = sign_in("board_member").get(world.police_action.get_absolute_url()).content.decode()
    assert f'href="{single(world.police_action)}">Add to calendar</a>' in page
    answer = sign_in("board_member").get(single(world.police_action))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = events_of(answer.content).values()
    assert said(event) == ("CONFIRMED", "SCR-1 1a.1 due", LATE, 0)
    assert not entry_of(world.board_member, world.police_action).is_in_feed
    assert events(add_feed(world.board_member)) == {}


def test_a_single_event_is_the_one_of_the_feed(world, sign_in, path):
    one = sign_in("police_lead").get(single(world.police_action)).content
    assert [said(e) for e in events_of(one).values()] == [said(e) for e in events(path).values()]
    move(world, date(2027, 1, 4))
    fetch(path)
    [event] = events_of(sign_in("police_lead").get(single(world.police_action)).content).values()
    assert said(event)[2:] == (date(2027, 1, 4), 1)
    assert event["UID"] == events(path)["SCR-1 1a.1"]["UID"]


def test_the_feed_does_not_cancel_what_was_added_by_hand(world, sign_in):
    path = add_feed(world.manager)
    sign_in("manager").get(single(world.police_action))
    assert events(path) == {}
    assert entry_of(world.manager, world.police_action).cancelled_at is None


@pytest.mark.parametrize("status", ["completed", "verified", "withdrawn"])
def test_what_is_no_longer_due_cannot_be_added(world, sign_in, status):
    action, client = add_action(world, due_in=3, status=status), sign_in("police_lead")
    assert client.get(single(action)).status_code == 404
    assert "Add to calendar" not in client.get(action.get_absolute_url()).content.decode()


def test_neither_can_what_has_no_date_or_is_of_no_kind(world, sign_in):
    action, client = add_action(world), sign_in("police_lead")
    assert client.get(single(action)).status_code == 404
    assert "Add to calendar" not in client.get(action.get_absolute_url()).content.decode()
    odd = reverse("reminders:calendar-event", args=["dream", world.police_action.public_id])
    assert client.get(odd).status_code == 404


def test_other_kinds_are_added_in_the_same_way(world, sign_in):
    request = ask(world, due_in=3)
    address = reverse("reminders:calendar-event", args=["request", request.public_id])
    [event] = events_of(sign_in("police_lead").get(address).content).values()
    assert str(event["SUMMARY"]) == "SCR-1 1a (evidence request) due"
    assert event["DTSTART"].dt == TODAY + timedelta(days=3)
    assert sign_in("health_lead").get(address).status_code == 404
