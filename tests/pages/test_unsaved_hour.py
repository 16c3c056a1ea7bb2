"""What was typed is there for an hour."""

from datetime import timedelta

import time_machine
from django.core.management import call_command
from django.utils import timezone

from scr_tracker import tasks
from tests.pages.late import SIGN_IN, UNSAVED, kept


def test_after_an_hour_it_is_gone_and_the_page_says_so(late, world):
    late.sign_in(world.police_lead)
    with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=False):
        assert "officers" in late.read(UNSAVED)
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        page = late.client.get(UNSAVED, follow=True).content.decode()
        assert "What you had typed was kept for an hour, and is no longer here." in page
        assert "officers" not in page
        assert late.client.get(UNSAVED, follow=True).status_code == 200
        assert "no longer here" not in late.read("/help/")


def test_of_what_has_been_swept_the_page_says_so_too(late, world):
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        tasks.end_sessions()
        assert "It is kept for an hour" not in late.read(SIGN_IN)
        late.sign_in(world.police_lead)
        assert "no longer here" in late.client.get(UNSAVED, follow=True).content.decode()


def test_the_hourly_task_removes_what_nobody_came_back_for(late, today):
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=59), tick=False):
        assert (tasks.end_sessions(), kept()) == (0, 1)
    with time_machine.travel(now + timedelta(minutes=61), tick=False):
        assert (tasks.end_sessions(), kept()) == (1, 0)


def test_the_command_does_the_same_by_hand(late, today, capsys):
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        call_command("sweep_unsaved", "--dry-run")
        assert kept() == 1
        call_command("sweep_unsaved")
        call_command("sweep_unsaved")
    assert kept() == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "1 unsaved post would be removed.",
        "1 unsaved post removed.",
        "No unsaved posts removed.",
    ]
