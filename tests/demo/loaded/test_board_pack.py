"""The demo's board pack: for the next meeting, given to the board, and free of complaints."""

import pytest

from documents.board.opening import report_of
from documents.models import BoardPack
from documents.report.writers import FORMATS
from tests.documents.tagged import complaints

pytestmark = pytest.mark.usefixtures("demo", "db")


def test_the_board_of_clare_has_papers_for_its_next_meeting():
    pack = BoardPack.objects.get(partnership__short_name="SSCP")
    assert (pack.state, pack.partnership.short_name, pack.meeting.forum.is_board) == (
        *("ready", "SSCP", True),
    )
    assert pack.given_at is not None
    report = report_of(pack)
    assert report.sections[0].blocks[0].text == (
        "9 recommendations: 1 signed off, 1 with every action complete, 3 in progress, "
        "1 not started, 3 overdue."
    )
    assert complaints(FORMATS["pdf"].write(report)) == []
