"""When forums meet: entering many days at once, changing one, taking one away, and who reads it."""

import re
from datetime import date, timedelta

import pytest

from agencies.models import Forum, Meeting
from agencies.services import add_meetings, edit_meeting, remove_meeting
from documents.models import BoardPack
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from tests.agencies.pages import address, rows_of, text
from tests.world import TODAY


def add(world, *days, forum=None, **more):
    values = {"actor": world.manager, "forum": forum or world.forum, **more}
    return add_meetings(days=days, **values)


def writes_on(page):
    """The kinds of links to pages that write meetings."""
    return set(re.findall(r"/meetings/(?:[0-9a-f-]+/)?([a-z]+)/", page.content.decode()))


def days_of(forum):
    return list(forum.meetings.values_list("held_on", flat=True))


def test_last_before_and_next_after_leave_the_day_itself_out(world):
    early, same, late = (TODAY + timedelta(days=days) for days in (-56, 0, 21))
    add(world, late, early, same)
    rows = Meeting.objects.all()
    assert (rows.last_before(TODAY).held_on, rows.next_after(TODAY).held_on) == (early, late)
    assert rows.last_before(TODAY + timedelta(days=1)).held_on == same
    assert (rows.last_before(early), rows.next_after(late)) == (None, None)


def test_board_meetings_are_those_of_the_one_forum_that_is_the_board(world):
    add(world, TODAY)
    other = Forum.objects.create(partnership=world.city, name="Board")
    add(world, TODAY + timedelta(days=1), forum=other)
    assert list(Meeting.objects.of_board(world.city.pk)) == []
    other.is_board = True
    other.save()
    assert [row.forum for row in Meeting.objects.of_board(world.city.pk)] == [other]
    assert list(Meeting.objects.of_board(world.coast.pk)) == []


def test_next_years_meetings_are_entered_one_on_a_line(world, sign_in, today):
    typed = "14 January 2027\n\nThu 4 Mar 2027\r\n6/5/2027\n2027-07-01\n 9.9.2027 \nnov 4 2027\n"
    url = address("meeting-add", world, world.forum.public_id)
    client = sign_in("manager")
    page = client.post(url, {"days": typed, "title": ""})
    assert page.context["form"].errors == {
        "days": ["Line 7 must be a real date, like 4 March 2027"]
    }
    page = client.post(url, {"days": typed.replace("nov 4", "4 nov"), "title": ""}, follow=True)
    assert "6 meetings of Learning Group added." in text(page)
    assert [f"{day:%d.%m.%y}" for day in days_of(world.forum)] == [
        *("14.01.27", "04.03.27", "06.05.27", "01.07.27", "09.09.27", "04.11.27"),
    ]
    assert {row.history_user for row in Meeting.history.all()} == {world.manager}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "Enter the day of the meeting"),
        ("31 February 2027", "Line 1 must be a real date, like 4 March 2027"),
        ("4 March 2027\n4/3/2027", "Line 2 is the same day as line 1"),
        ("4 March", "Line 1 must be a real date, like 4 March 2027"),
        ("4 March 1999", "4 March 1999 must have a year from 2000 to 2031."),
        ("4 March 2032", "4 March 2032 must have a year from 2000 to 2031."),
        ("2 November 2026", "The forum already has a meeting on 2 November 2026."),
        (
            "\n".join(f"{TODAY + timedelta(days=n):%Y-%m-%d}" for n in range(1, 62)),
            "Enter at most 60 days at once",
        ),
    ],
)
def test_wrong_days_are_said_and_none_is_entered(world, sign_in, today, days, said):
    add(world, TODAY)
    url = address("meeting-add", world, world.forum.public_id)
    page = sign_in("manager").post(url, {"days": days + "\n"})
    assert page.context["form"].errors == {"days": [said]}
    assert days_of(world.forum) == [TODAY]


def test_a_forum_that_has_ended_gets_no_more_meetings(world):
    world.forum.is_active = False
    world.forum.save()
    with pytest.raises(InvalidTransition, match="has ended"):
        add(world, TODAY)


def test_a_day_that_was_wrong_is_changed_with_history(world, sign_in, today):
    meeting = add(world, TODAY)
    url = address("meeting-edit", world, meeting.public_id)
    data = {"held_on": "2026-11-03", "title": "Extraordinary meeting", "version": "1"}
    page = sign_in("manager").post(url, data, follow=True)
    assert rows_of(page)[0].split(" Change")[0] == (
        "3 November 2026 tomorrow Learning Group Extraordinary meeting"
    )
    assert [row.held_on for row in meeting.history.all()] == [date(2026, 11, 3), TODAY]


def test_two_meetings_of_a_forum_cannot_be_moved_to_one_day(world, sign_in, today):
    add(world, TODAY)
    meeting = add(world, TODAY + timedelta(days=7))
    url = address("meeting-edit", world, meeting.public_id)
    page = sign_in("manager").post(url, {"held_on": "2026-11-02", "version": "1"})
    assert page.context["form"].errors == {
        "held_on": ["The forum already has a meeting on this day."]
    }
    add(world, TODAY, forum=Forum.objects.create(partnership=world.city, name="Other"))


def test_two_managers_do_not_overwrite_each_other(world):
    meeting = add(world, TODAY)
    values = {"actor": world.manager, "meeting": meeting, "version": 1}
    edit_meeting(held_on=TODAY, title="Away day", **values)
    with pytest.raises(StaleRecord):
        edit_meeting(held_on=TODAY, title="", **values)
    with pytest.raises(StaleRecord):
        remove_meeting(**values)


def test_a_wrong_day_is_removed_once_and_history_keeps_it(world, sign_in):
    meeting = add(world, TODAY)
    url = address("meeting-remove", world, meeting.public_id)
    client = sign_in("manager")
    assert client.get(url).status_code == 200
    page = client.post(url, {"version": "1"}, follow=True)
    assert "The meeting of Learning Group on 2 November 2026 is removed." in text(page)
    again = client.post(url, {"version": "1"}, follow=True)
    assert (again.status_code, "The meeting is removed." in text(again)) == (200, True)
    last = Meeting.history.first()
    assert (days_of(world.forum), last.history_type, last.history_user, last.held_on) == (
        [],
        "-",
        world.manager,
        TODAY,
    )


def test_what_was_made_for_a_meeting_keeps_it(world, sign_in):
    meeting = add(world, TODAY)
    BoardPack.objects.create(
        partnership=world.city,
        recorded_by=world.manager,
        title="Board report",
        as_at=TODAY,
        meeting=meeting,
    )
    url = address("meeting-remove", world, meeting.public_id)
    page = sign_in("manager").post(url, {"version": "1"})
    assert "Papers were made for this meeting, so it stays on record." in text(page)
    assert days_of(world.forum) == [TODAY]


def test_readers_of_the_whole_read_the_days_and_change_nothing(world, sign_in, today):
    add(world, TODAY - timedelta(days=56), TODAY + timedelta(days=21))
    for person in ("board_member", "scrutineer"):
        page = sign_in(person).get(address("meeting-list", world))
        assert rows_of(page)[0] == "23 November 2026 in 21 days Learning Group Ordinary"
        assert page.context["meetings"].page.object_list[0].held_on == date(2026, 9, 7)
        assert writes_on(page) == set()
    page = sign_in("manager").get(address("meeting-list", world))
    assert writes_on(page) == {"add", "edit", "remove"}


@pytest.mark.parametrize("person", ["police_lead", "board_member", "outsider", "nobody"])
def test_others_than_the_partnerships_managers_write_nothing(world, person):
    meeting = add(world, TODAY)
    actor = world.people[person]
    with pytest.raises(NotAllowed):
        add_meetings(actor=actor, forum=world.forum, days=[TODAY + timedelta(days=1)])
    with pytest.raises(NotAllowed):
        edit_meeting(actor=actor, meeting=meeting, version=1, held_on=TODAY, title="X")
    with pytest.raises(NotAllowed):
        remove_meeting(actor=actor, meeting=meeting, version=1)


def test_meetings_of_another_partnership_are_not_there(world, sign_in):
    there = Forum.objects.create(partnership=world.coast, name="Shore Group")
    meeting = add_meetings(actor=world.outsider, forum=there, days=[TODAY])
    for name in ("meeting-edit", "meeting-remove"):
        theirs = address(name, world, meeting.public_id, world.coast)
        assert sign_in("outsider").get(theirs).status_code == 200
        here = address(name, world, meeting.public_id)
        assert sign_in("manager").get(here).status_code == 404
        assert sign_in("manager").post(here, {"version": "1"}).status_code == 404
    assert rows_of(sign_in("manager").get(address("meeting-list", world))) == []
    assert list(Meeting.objects.visible_to(world.manager)) == []
    assert list(Meeting.objects.visible_to(world.housing_lead)) == []
    assert list(Meeting.objects.visible_to(world.outsider)) == [meeting]


def test_the_list_takes_as_many_queries_for_one_meeting_as_for_thirty(
    world, sign_in, today, django_assert_num_queries
):
    client, url = sign_in("manager"), address("meeting-list", world)
    add(world, TODAY, TODAY - timedelta(days=1))
    with django_assert_num_queries(9):
        client.get(url)
    for number in range(30):
        forum = Forum.objects.create(partnership=world.city, name=f"Forum {number}")
        add(world, TODAY, TODAY - timedelta(days=1), forum=forum)
    with django_assert_num_queries(9):
        page = client.get(url)
    assert len(rows_of(page)) >= 60
