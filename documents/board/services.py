"""Every write of board packs that a person causes; the worker's own are in `making.py`."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import Forum, Meeting, Partnership, User
from documents.board.opening import not_to_be_given, obstacle
from documents.board.permissions import may_ask, may_end, may_give, may_schedule
from documents.board.sections import SECTIONS
from documents.models import BoardPack, BoardPackDownload, BoardSchedule
from documents.report.writers import FORMATS
from recommendations.models import Review
from recommendations.services.checks import allow, given, has_been
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import save_as

#: Packs that one person may have waiting.
MOST_AT_ONCE = 5


@transaction.atomic
def ask_for_board_pack(
    *,
    actor: User,
    partnership: Partnership,
    title: str,
    sections: Sequence[str],
    as_at: date,
    period_from: date | None = None,
    period_to: date | None = None,
    meeting: Meeting | None = None,
    is_all_reviews: bool = True,
    reviews: Collection[Review] = (),
) -> BoardPack:
    """Have a worker make a pack of what the actor may see."""
    allow(may_ask(actor, partnership))
    mine = BoardPack.objects.filter(recorded_by=actor, state__in=BoardPack.UNFINISHED)
    if mine.count() >= MOST_AT_ONCE:
        raise InvalidTransition("Wait until one of the packs that you asked for is ready.")
    has_been(as_at, "as_at", "The day that the figures are of")
    if meeting is not None:
        allow(Meeting.objects.visible_to(actor).filter(pk=meeting.pk).exists())
        allow(meeting.forum.partnership_id == partnership.pk)
    pack = BoardPack(
        partnership=partnership,
        title=given(title, "title", "Enter a title for the pack"),
        sections=_in_order(sections),
        as_at=as_at,
        period_from=period_from,
        period_to=period_to,
        meeting=meeting,
        is_all_reviews=is_all_reviews,
        **access.signature(actor, partnership.pk),
    )
    _check_period(pack)
    save_new(pack, actor, reviews)
    queue(pack)
    return pack


def _in_order(sections: Sequence[str]) -> list[str]:
    chosen = [key for key in SECTIONS if key in sections]
    if not chosen:
        raise InvalidTransition("Choose at least one section", "sections")
    return chosen


def _check_period(pack: BoardPack) -> None:
    if pack.period_to and pack.period_to > pack.as_at:
        raise InvalidTransition(
            "The period cannot end after the day that the figures are of", "period_to"
        )


def save_new(row: BoardPack | BoardSchedule, actor: User, reviews: Collection[Review]) -> None:
    """With the reviews that were chosen: each of the partnership, and in the actor's sight."""
    chosen = [] if row.is_all_reviews else [review.pk for review in reviews]
    seen = Review.objects.visible_to(actor).filter(partnership=row.partnership, pk__in=chosen)
    allow(seen.count() == len(set(chosen)))
    if not row.is_all_reviews and not chosen:
        raise InvalidTransition("Choose at least one review", "reviews")
    save_as(row, actor)
    row.asked_reviews.set(chosen)


def queue(pack: BoardPack) -> None:
    """Robust: where no broker answers, the next round of `make_waiting_packs` finds it."""

    def make() -> None:
        from documents.tasks import make_board_pack

        make_board_pack.delay(pack.pk)

    transaction.on_commit(make, robust=True)


@transaction.atomic
def give_board_pack(*, actor: User, pack: BoardPack) -> BoardPack:
    """All who read the whole partnership may open it from now on."""
    pack = BoardPack.objects.select_for_update().get(pk=pack.pk)
    allow(may_give(actor, pack) and not obstacle(actor, pack))
    why_not = not_to_be_given(pack)
    if why_not:
        raise InvalidTransition(why_not)
    if pack.given_at is None:
        pack.given_at, pack.given_by = timezone.now(), actor
        pack.save(update_fields=["given_at", "given_by"])
    return pack


@transaction.atomic
def take_back_board_pack(*, actor: User, pack: BoardPack) -> BoardPack:
    """Nobody but its maker may open it any more; what was taken before is with who took it."""
    pack = BoardPack.objects.select_for_update().get(pk=pack.pk)
    allow(may_give(actor, pack))
    pack.given_at = pack.given_by = None
    pack.save(update_fields=["given_at", "given_by"])
    return pack


@transaction.atomic
def record_board_download(*, actor: User, pack: BoardPack, format: str) -> BoardPackDownload:
    seen = BoardPack.objects.visible_to(actor).filter(pk=pack.pk)
    allow(seen.exists() and format in FORMATS and not obstacle(actor, pack))
    signature = access.signature(actor, pack.partnership_id)
    return BoardPackDownload.objects.create(pack=pack, format=format, **signature)


@transaction.atomic
def schedule_board_packs(
    *,
    actor: User,
    forum: Forum,
    days_before: int,
    title: str,
    sections: Sequence[str],
    is_all_reviews: bool = True,
    reviews: Collection[Review] = (),
) -> BoardSchedule:
    """From now on a pack is made so many days before each meeting of the forum."""
    allow(may_schedule(actor, forum.partnership))
    schedule = BoardSchedule(
        partnership=forum.partnership,
        forum=forum,
        days_before=days_before,
        title=given(title, "title", "Enter a title for the packs"),
        sections=_in_order(sections),
        is_all_reviews=is_all_reviews,
        **access.signature(actor, forum.partnership_id),
    )
    save_new(schedule, actor, reviews)
    return schedule


@transaction.atomic
def end_board_schedule(*, actor: User, schedule: BoardSchedule) -> BoardSchedule:
    """No more packs are made; those that were made stay."""
    schedule = BoardSchedule.objects.select_for_update().get(pk=schedule.pk)
    allow(may_end(actor, schedule))
    schedule.ended_at = timezone.now()
    schedule.save(update_fields=["ended_at"])
    return schedule
