"""A board pack is frozen, holds what its maker sees, and opens to whom it may: nobody else."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.board import services
from documents.board.making import JOB
from documents.board.opening import CHANGED, obstacle, report_of
from documents.board.sections import SECTIONS
from documents.models import BoardPack
from documents.report.writers import FORMATS
from recommendations.models import Action
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.as_at.test_pages import move_on
from tests.dashboards.town import build_town
from tests.documents.board_packs import ask, give, make, sees
from tests.documents.read_back import words_of_html
from tests.world import TODAY, add_person, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")
WHOLE = {"manager", "board_member", "scrutineer"}


def words(pack):
    return words_of_html(FORMATS["html"].write(report_of(pack)))


def test_what_was_frozen_never_changes(world):
    pack = make(world)
    first = words(pack)
    assert "1a.1 is 12 days late" in first
    Action.objects.update(status="withdrawn", status_reason="Gone")
    world.recommendation.wording = "Something else"
    world.recommendation.save()
    pack = BoardPack.objects.get(pk=pack.pk)
    assert words(pack) == first
    assert pack.kept.sha256 == hashlib.sha256(pack.kept.text.encode()).hexdigest()
    assert "12 days late" not in words(make(world))


def test_it_says_who_made_it_when_and_for_which_meeting(world):
    meeting = world.forum.meetings.create(held_on=TODAY + timedelta(days=2), title="Special")
    report = report_of(make(world, meeting=meeting, period_from=TODAY - timedelta(days=30)))
    assert (report.made_by, report.meeting, report.as_at) == (
        "Manager, Partnership manager",
        "Learning Group, 4 November 2026 (Special)",
        TODAY,
    )
    assert (report.period_from, report.period_to) == (TODAY - timedelta(days=30), TODAY)
    assert report.covers == "1 review: Clare (SCR-1)"
    assert report.partnership == "City Children's Partnership"
    assert [section.key for section in report.sections] == ["summary", "recommendations", "actions"]


def test_a_past_day_is_told_as_it_stood(today, world):
    """Made a month later, when nothing is as it was: all but the day of making is the same."""
    build_town(world)
    then = report_of(make(world, sections=list(SECTIONS)))
    with time_machine.travel(datetime(2026, 12, 2, 9, 30, tzinfo=UTC), tick=False):
        move_on(world)
        late = report_of(make(world, sections=list(SECTIONS), as_at=date(2026, 12, 2)))
        assert late.sections != then.sections
        late = report_of(make(world, sections=list(SECTIONS), as_at=TODAY))
    assert late.made_at.date() == date(2026, 12, 2)
    assert (late.as_at, late.covers, late.sections) == (then.as_at, then.covers, then.sections)


def test_marking_is_the_highest_of_its_reviews(world):
    assert make(world).marking == "official"
    add_recommendation(world, add_review(world, marking="official_sensitive"))
    pack = make(world)
    assert (pack.marking, report_of(pack).marking) == ("official_sensitive", "OFFICIAL-SENSITIVE")


@pytest.mark.parametrize("person", ["manager", "board_member", "scrutineer", "police_lead"])
def test_everybody_with_a_role_may_have_one_and_it_is_theirs_alone(world, person):
    assert sees(world, make(world, person)) == [{person}]


@pytest.mark.parametrize("person", ["outsider", "nobody", "housing_lead"])
def test_nobody_else_may(world, person):
    with pytest.raises(NotAllowed):
        ask(world, person)


def test_a_leads_pack_holds_their_own_agencys_part(world):
    words_of_lead, words_of_manager = (words(make(world, p)) for p in ("police_lead", "manager"))
    assert "Audit the records" in words_of_manager
    assert "Audit the records" not in words_of_lead
    assert "what City Constabulary may see of them" in words_of_lead


def test_given_to_the_board_all_who_read_the_whole_may_open_it(world):
    pack = make(world)
    assert sees(world, pack) == [{"manager"}]
    give(world, pack)
    assert sees(world, pack) == [WHOLE]
    services.take_back_board_pack(actor=world.fresh("manager"), pack=pack)
    assert sees(world, pack) == [{"manager"}]


@pytest.mark.parametrize("person", ["board_member", "scrutineer", "police_lead"])
def test_only_a_manager_gives_and_only_their_own(world, person):
    own, other = make(world, person), make(world)
    for pack in (own, other):
        with pytest.raises(NotAllowed):
            give(world, pack, person)


def test_a_pack_that_is_not_ready_is_not_given(world):
    pack = ask(world)
    with pytest.raises(NotAllowed):
        give(world, pack)
    pack.given_at, pack.given_by = timezone.now(), world.manager
    with pytest.raises(ValidationError, match="when it is ready"):
        pack.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        pack.save()


def restrict(world, *people):
    world.review.is_restricted = True
    world.review.save()
    for person in people:
        world.review.people.create(user=world.people[person], named_by=world.manager)


def test_restricted_reviews_keep_a_pack_from_the_board_unless_all_are_named(world):
    restrict(world, "manager", "board_member")
    pack = make(world)
    with pytest.raises(InvalidTransition, match="It holds Clare, which is restricted"):
        give(world, pack)
    assert sees(world, pack) == [{"manager"}]
    world.review.people.create(user=world.scrutineer, named_by=world.manager)
    give(world, pack)
    assert sees(world, pack) == [WHOLE]
    add_person(world, "new", "board_member")
    assert sees(world, pack) == [WHOLE]


def test_a_review_that_is_hidden_later_takes_the_pack_from_who_is_not_named(world):
    pack = give(world, make(world))
    assert sees(world, pack) == [WHOLE]
    restrict(world, "board_member")
    assert sees(world, pack) == [{"board_member"}]


def test_a_pack_that_waits_is_hidden_with_the_review_that_it_names(world):
    pack = ask(world, is_all_reviews=False, reviews=[world.review])
    assert sees(world, pack) == [{"manager"}]
    restrict(world, "board_member")
    assert sees(world, pack) == [set()]


def test_who_lost_a_part_of_it_reads_why_it_is_closed(world):
    """Health shares its action with the police, and stops."""
    world.health_action.is_shared = True
    world.health_action.save()
    pack = make(world, "police_lead")
    assert "Audit the records" in words(pack)
    assert obstacle(world.fresh("police_lead"), pack) == ""
    world.health_action.is_shared = False
    world.health_action.save()
    assert obstacle(world.fresh("police_lead"), pack) == CHANGED
    with pytest.raises(NotAllowed):
        services.record_board_download(actor=world.fresh("police_lead"), pack=pack, format="pdf")


def test_who_leaves_the_partnership_leaves_their_packs(world):
    pack = make(world, "board_member")
    world.board_member.memberships.update(is_active=False)
    assert sees(world, pack) == [set()]


def test_downloads_are_logged(world):
    pack = make(world)
    services.record_board_download(actor=world.fresh("manager"), pack=pack, format="xlsx")
    (log,) = pack.downloads.all()
    assert (log.format, log.recorded_by_name, log.recorded_by_role) == (
        *("xlsx", "Manager", "Partnership manager"),
    )
    with pytest.raises(NotAllowed):
        services.record_board_download(actor=world.fresh("scrutineer"), pack=pack, format="pdf")
    with pytest.raises(NotAllowed):
        services.record_board_download(actor=world.fresh("manager"), pack=pack, format="odt")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"sections": []}, "sections"),
        ({"sections": ["nothing"]}, "sections"),
        ({"as_at": TODAY + timedelta(days=1)}, "as_at"),
        ({"period_to": TODAY + timedelta(days=1)}, "period_to"),
        ({"is_all_reviews": False}, "reviews"),
    ],
)
def test_what_makes_no_pack_is_said_at_its_field(world, changes, field):
    with pytest.raises(InvalidTransition) as refused:
        ask(world, **changes)
    assert refused.value.field == field
    assert not BoardPack.objects.exists()


def test_a_period_ends_after_it_begins(world):
    with pytest.raises(ValidationError, match="ends before it begins"):
        ask(world, period_from=TODAY, period_to=TODAY - timedelta(days=1))


def test_reviews_and_meetings_of_others_are_not_taken(world):
    with pytest.raises(NotAllowed):
        ask(world, is_all_reviews=False, reviews=[world.coast_review])
    hidden = add_review(world, is_restricted=True)
    with pytest.raises(NotAllowed):
        ask(world, is_all_reviews=False, reviews=[hidden])
    meeting = world.forum.meetings.create(held_on=TODAY)
    with pytest.raises(NotAllowed):
        ask(world, "outsider", partnership=world.coast, meeting=meeting)
    with pytest.raises(NotAllowed):
        ask(world, "police_lead", meeting=meeting)


def test_nobody_waits_for_more_than_five(world):
    for _ in range(services.MOST_AT_ONCE):
        ask(world)
    with pytest.raises(InvalidTransition, match="Wait until one"):
        ask(world)


def test_without_a_role_or_a_review_nothing_is_made(world):
    pack = ask(world, "board_member")
    restrict(world, "manager")
    assert JOB.make(pack.pk) == "failed"
    left = ask(world, "scrutineer")
    world.scrutineer.memberships.update(is_active=False)
    assert JOB.make(left.pk) == "failed"
    assert list(BoardPack.objects.order_by("pk").values_list("reason", flat=True)) == [
        "You can see no review that this pack is about.",
        "You no longer have a role in this partnership.",
    ]


def test_only_one_worker_makes_it_and_a_lease_that_ran_out_is_taken_over(world):
    pack = ask(world)
    first = JOB.claim(pack.pk)
    assert JOB.claim(pack.pk) is None
    BoardPack.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert JOB.make(pack.pk) == "ready"
    assert JOB.end(first, "failed", "Too late") == ""
    made = BoardPack.objects.get()
    assert (made.state, made.done, made.total, made.attempts) == ("ready", 5, 5, 2)


def test_a_format_that_fails_fails_before_the_meeting(world, monkeypatch):
    broken = dict(FORMATS)
    broken["pdf"] = FORMATS["pdf"].__class__("pdf", "PDF", "application/pdf", lambda report: 1 / 0)
    monkeypatch.setattr("documents.board.making.FORMATS", broken)
    pack = ask(world)
    assert [JOB.make(pack.pk) for _ in range(5)] == [*["waiting"] * 3, "failed", ""]
    assert not hasattr(BoardPack.objects.get(), "kept")
