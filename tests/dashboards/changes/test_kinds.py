"""Each kind of change: when it counts, when it does not, and what it tells."""

from datetime import date

import pytest

from dashboards.changes import Kind, changes
from recommendations import services
from recommendations.models import Action
from scr_tracker import as_at
from tests.dashboards.changes.autumn import HAPPENED, MET, ONCE, WHY, build, on
from tests.world import TODAY, add_action, add_recommendation

BEFORE, AFTER = date(2026, 10, 19), date(2026, 10, 21)


def counts(world, first=MET, last=TODAY, person="manager", **only):
    found = changes(world.fresh(person), world.city, first, last, **only)
    return {section.kind.value: section.total for section in found.shown}


def one(world, kind, first=MET, last=TODAY):
    (change,) = changes(world.fresh("manager"), world.city, first, last).of(kind).rows
    return change


@pytest.fixture
def happened(world):
    return build(world, (world.review, world.police, "police_lead"))[0]


def test_each_kind_is_told_once(world, happened):
    assert counts(world) == ONCE
    assert sum(ONCE.values()) == changes(world.fresh("manager"), world.city, MET, TODAY).total


def test_the_day_itself_is_the_last_of_the_one_window_and_not_of_the_next(world, happened):
    by_day = {k: v for k, v in ONCE.items() if k not in ("late", "not_late")}
    assert counts(world, BEFORE, HAPPENED) == by_day | {"not_late": 1}
    assert counts(world, HAPPENED, TODAY) == {}
    assert counts(world, MET, BEFORE) == {"late": 1}


def test_due_on_the_last_day_is_not_late_on_it(world, happened):
    due = date(2026, 10, 15)
    assert counts(world, MET, due) == {}
    assert counts(world, due, date(2026, 10, 16)) == {"late": 1}
    assert one(world, Kind.LATE, due, date(2026, 10, 16)).days == 1


def test_midnight_in_london_parts_two_windows(world):
    """In summer the day ends an hour before midnight in UTC."""
    with on(date(2026, 10, 1), hour=22):
        late_on_the_first = add_recommendation(world, reference="on 1")
    with on(date(2026, 10, 1), hour=23):
        add_recommendation(world, reference="on 2")
    first = one(world, Kind.NEW_RECOMMENDATION, date(2026, 10, 1), date(2026, 10, 2))
    assert first.about.reference == "on 2"
    assert late_on_the_first.reference == "on 1"


def test_what_a_change_tells(world, happened):
    late = one(world, Kind.LATE)
    assert (late.about.full_reference, late.became, late.days) == (
        f"CLARE {happened.main.reference}.1",
        date(2026, 10, 15),
        18,
    )
    assert (late.about.title, late.about.agency) == ("Brief staff on the new form", "Police")
    assert (late.at, late.by, late.was) == (None, "", "")
    not_late = one(world, Kind.NOT_LATE)
    assert (not_late.was, not_late.became) == (date(2026, 10, 5), date(2026, 11, 30))
    done = one(world, Kind.DONE)
    assert (done.became, done.on, done.why) == (date(2026, 10, 19), HAPPENED, happened.why)
    assert done.by == "Police Lead, Agency lead, City Constabulary"
    moved = one(world, Kind.MOVED)
    assert (moved.was, moved.became, moved.days) == (not_late.was, not_late.became, 56)
    assert (moved.why, moved.agreed_by) == (happened.why, "The board")
    signed = one(world, Kind.SIGNED_OFF)
    assert (signed.became, signed.why) == ("Closed, not implemented", happened.why)
    assert signed.agreed_by == "Learning Group, meeting of 16 October 2026"
    assert one(world, Kind.VERIFIED).became == "Verified without evidence"
    assert one(world, Kind.CHECKED).became == "Not embedded"
    assert one(world, Kind.NEW_ACTION).became == date(2026, 12, 18)


def test_evidence_and_challenges_tell_what_was_written(world, happened):
    url = "/evidence/"
    new, accepted = one(world, Kind.EVIDENCE), one(world, Kind.ACCEPTED)
    assert new.about.url == f"{url}{happened.item.public_id}/"
    assert new.about.reference == happened.proof.reference
    assert (new.about.title, new.became) == ("Attendance, Police of Clare", "Training, output")
    assert accepted.about.title == "Audit"
    returned = one(world, Kind.RETURNED)
    assert (returned.about.title, returned.why) == ("List", happened.why)
    assert one(world, Kind.ASKED).why == happened.why
    assert one(world, Kind.ANSWERED).why == happened.why
    judged = one(world, Kind.JUDGED)
    assert (judged.became, judged.why) == ("Not accepted", happened.why)


def test_reopened_tells_what_it_was(world, happened):
    rows = changes(world.fresh("manager"), world.city, MET, TODAY).of(Kind.REOPENED).rows
    told = {(row.about.reference, row.was, row.became) for row in rows}
    assert told == {
        (happened.reopened.reference, "Completed", "In progress"),
        (
            happened.signed.reference,
            "Assured (Learning Group, meeting of 1 September 2026)",
            "Reopened",
        ),
    }


def test_what_was_done_and_undone_in_between_is_told_as_reopened_alone(world, happened):
    with on(date(2026, 10, 26)):
        for action, to in ((happened.done, "in_progress"), (happened.verified, "in_progress")):
            happened.post(action, happened.manager, to)
        happened.post(happened.hold, happened.lead, "in_progress")
        happened.post(happened.withdrawn, happened.manager, "in_progress")
        services.reopen_sign_off(
            actor=happened.manager, recommendation=happened.closed, reason="It is wanted again."
        )
    found = counts(world)
    assert set(ONCE) - set(found) == {"done", "verified", "signed_off", "on_hold", "withdrawn"}
    # What was on hold and goes on is no decision that was undone.
    assert found["reopened"] == ONCE["reopened"] + 4


def test_claimed_at_both_evenings_is_not_newly_done(world, happened):
    with on(date(2026, 10, 26)):
        happened.post(happened.reopened, happened.lead, "completed", completed_on=HAPPENED)
    assert counts(world)["done"] == 1
    assert counts(world, HAPPENED, TODAY) == {"done": 1}


def test_entered_late_is_newly_late_and_says_so(world):
    with on(HAPPENED):
        add_action(world, due_on=date(2026, 10, 2))
    late = one(world, Kind.LATE)
    assert (late.was, late.days) == ("Entered in between", 31)


def test_first_date_of_an_action_is_told_with_the_moves(world):
    with on(date(2026, 10, 1)):
        action = add_action(world)
    with on(HAPPENED):
        services.move_due_date(
            actor=world.fresh("manager"),
            action=Action.objects.get(pk=action.pk),
            version=1,
            new_due_on=date(2026, 12, 1),
            reason=WHY,
            agreed_by="The board",
        )
    moved = one(world, Kind.MOVED)
    assert (moved.was, moved.became, moved.days) == ("", date(2026, 12, 1), None)


def test_one_review_or_one_agency(world):
    from tests.world import add_review

    other = add_review(world)
    build(world, (other, world.health, "health_lead"), (world.review, world.police, "police_lead"))
    twice = {kind: 2 * many for kind, many in ONCE.items()}
    assert counts(world) == twice
    assert counts(world, review=other.public_id) == ONCE
    assert counts(world, agency=world.police.public_id) == ONCE
    assert counts(world, review=other.public_id, agency=world.police.public_id) == {}


def test_page_of_a_past_day_and_the_function_find_the_same(world, happened):
    manager = world.fresh("manager")
    alone = changes(manager, world.city, MET, AFTER)
    with as_at.standing_at(AFTER, manager):
        there = changes(manager, world.city, MET, AFTER)
        assert [list(s.rows) for s in there.sections] == [list(s.rows) for s in alone.sections]
    assert alone.total == sum(ONCE.values())
    assert f"?as-at={AFTER}" in alone.of(Kind.LATE).rows[0].about.url


def test_days_out_of_order_are_refused(world):
    with pytest.raises(ValueError, match="before"):
        changes(world.fresh("manager"), world.city, TODAY, MET)
