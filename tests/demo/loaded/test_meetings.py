"""The demo's meetings, counted from the day on which it was loaded."""

from datetime import timedelta

import pytest

from agencies.models import Meeting, Partnership
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("demo", "db")


def test_the_board_met_eight_weeks_before_the_day_of_loading():
    partnership = Partnership.objects.get(short_name="SSCP")
    board = Meeting.objects.of_board(partnership.pk)
    assert {meeting.forum.name for meeting in board} == {"Safeguarding Partners"}
    assert board.last_before(TODAY).held_on == TODAY - timedelta(days=56)
    assert board.next_after(TODAY).held_on == TODAY + timedelta(days=21)
