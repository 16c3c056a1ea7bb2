"""The papers of the board's next meeting, as its manager would have them made."""

from django.utils import timezone

from agencies.models import Meeting, Membership, Partnership, User
from documents.board import services
from documents.board.making import JOB
from documents.board.sections import SECTIONS


def make_board_pack(partnership: Partnership) -> None:
    """As a worker would, at once, and given to the board; where the board is to meet."""
    today = timezone.localdate()
    board = Meeting.objects.of_board(partnership.pk).select_related("forum")
    meeting, last = board.next_after(today), board.last_before(today)
    if meeting is None:
        return
    manager = _manager(partnership)
    pack = services.ask_for_board_pack(
        actor=manager,
        partnership=partnership,
        title=f"Report to the board of {partnership.short_name}",
        sections=list(SECTIONS),
        as_at=today,
        period_from=last.held_on if last else None,
        meeting=meeting,
    )
    JOB.make(pack.pk)
    services.give_board_pack(actor=manager, pack=pack)


def _manager(partnership: Partnership) -> User:
    rows = Membership.objects.filter(partnership=partnership, role="manager", is_active=True)
    return User.objects.get(pk=rows.order_by("pk").values_list("user_id", flat=True)[0])
