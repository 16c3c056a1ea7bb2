"""Packs before meetings: one for each meeting, made up where a morning was missed, never twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from documents import tasks
from documents.board import services
from documents.board.scheduling import make_due
from documents.models import BoardPack, BoardSchedule
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.world import TODAY, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


def schedule(world, person="manager", **changes):
    asked = {
        "forum": world.forum,
        "days_before": 7,
        "title": "Papers",
        "sections": ["summary", "late"],
    }
    return services.schedule_board_packs(actor=world.fresh(person), **(asked | changes))


def meet(world, days, forum=None):
    return (forum or world.forum).meetings.create(held_on=TODAY + timedelta(days=days))


def made(day=TODAY, **options):
    return [each.meeting.held_on for each in make_due(day, **options)]


def command(*options):
    out = StringIO()
    call_command("make_board_packs", *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("days", "is_due"), [(8, False), (7, True), (3, True), (0, True), (-1, False)]
)
def test_it_is_due_from_its_day_until_the_meeting(world, days, is_due):
    schedule(world)
    meeting = meet(world, days)
    assert made() == ([meeting.held_on] if is_due else [])
    assert BoardPack.objects.count() == is_due


def test_a_missed_morning_is_made_up_for_and_nothing_is_made_twice(world):
    schedule(world)
    meeting = meet(world, 20)
    assert made(TODAY + timedelta(days=12)) == []
    assert made(TODAY + timedelta(days=15)) == [meeting.held_on]
    assert made(TODAY + timedelta(days=15)) == []
    assert made(TODAY + timedelta(days=16)) == []
    assert BoardPack.objects.count() == 1


def test_of_two_at_the_same_moment_one_makes_it(world, monkeypatch):
    from documents.board import scheduling

    schedule(world)
    meet(world, 1)
    both = list(scheduling.due(TODAY))
    assert [scheduling._made(each, TODAY) for each in both + both] == [True, False]


def test_the_pack_is_the_managers_of_that_day(world):
    meet(world, -30)
    schedule(world)
    meeting = meet(world, 2)
    make_due(TODAY)
    pack = BoardPack.objects.get()
    assert (pack.recorded_by, pack.title, pack.sections, pack.as_at, pack.meeting) == (
        world.manager,
        "Papers",
        ["summary", "late"],
        TODAY,
        meeting,
    )
    assert (pack.period_from, pack.is_all_reviews) == (TODAY - timedelta(days=30), True)


def test_it_is_made_by_the_worker(world, django_capture_on_commit_callbacks, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    schedule(world)
    meet(world, 2)
    with django_capture_on_commit_callbacks() as callbacks:
        assert tasks.make_scheduled_board_packs() == 1
    assert len(callbacks) == 1
    assert tasks.make_board_pack(BoardPack.objects.get().pk) == "ready"


def test_who_is_no_manager_any_more_makes_none(world):
    schedule(world)
    meet(world, 2)
    world.manager.memberships.update(role="board_member")
    (found,) = make_due(TODAY, dry_run=True)
    assert found.why_not == "who scheduled it is no longer a manager of the partnership"
    assert (made(), BoardPack.objects.count()) == ([], 0)


def test_of_chosen_reviews_those_stay_that_the_manager_still_sees(world):
    other = add_review(world, pseudonym="Rowan")
    add_recommendation(world, other)
    schedule(world, is_all_reviews=False, reviews=[world.review, other])
    other.is_restricted = True
    other.save()
    meet(world, 2)
    make_due(TODAY)
    assert list(BoardPack.objects.get().asked_reviews.all()) == [world.review]
    world.review.is_restricted = True
    world.review.save()
    meet(world, 3)
    (found,) = make_due(TODAY, dry_run=True)
    assert found.why_not == "who scheduled it can see none of its reviews any more"


def test_an_ended_schedule_makes_none_and_keeps_what_was_made(world):
    row = schedule(world)
    meet(world, 2)
    make_due(TODAY)
    services.end_board_schedule(actor=world.fresh("manager"), schedule=row)
    meet(world, 3)
    assert (made(), BoardPack.objects.count()) == ([], 1)
    with pytest.raises(NotAllowed):
        services.end_board_schedule(actor=world.fresh("manager"), schedule=row)


@pytest.mark.parametrize("person", ["board_member", "scrutineer", "police_lead", "outsider"])
def test_only_managers_schedule_and_end(world, person):
    with pytest.raises(NotAllowed):
        schedule(world, person)
    row = schedule(world)
    with pytest.raises(NotAllowed):
        services.end_board_schedule(actor=world.fresh(person), schedule=row)
    assert not BoardSchedule.objects.visible_to(world.fresh(person)).exists()


def test_more_than_sixty_days_before_is_refused(world):
    from django.core.exceptions import ValidationError

    assert schedule(world, days_before=60).days_before == 60
    with pytest.raises(ValidationError, match="60 days or fewer"):
        schedule(world, days_before=61)
    with pytest.raises(InvalidTransition):
        schedule(world, title=" ")


def test_the_command_says_what_it_would_make_and_makes_it(world):
    schedule(world)
    meet(world, 2)
    line = "City Children's Partnership: “Papers” for Learning Group on 2026-11-04"
    assert command("--dry-run") == [line, "1 packs would be made."]
    assert not BoardPack.objects.exists()
    assert command("--dry-run", "--today", "2026-10-01") == ["0 packs would be made."]
    with pytest.raises(CommandError, match="--dry-run"):
        command("--today", "2026-10-01")
    assert command() == [line, "1 packs made."]
    assert BoardPack.objects.get().state == "ready"
    assert command() == ["0 packs made."]


def test_a_meeting_with_papers_stays_on_record(world):
    from agencies.services import remove_meeting

    schedule(world)
    meeting = meet(world, 2)
    make_due(TODAY)
    with pytest.raises(InvalidTransition, match="Papers were made"):
        remove_meeting(actor=world.fresh("manager"), meeting=meeting, version=meeting.version)
