"""Decisions whose evidence came in or changed since: one rule for the page and for every list."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.utils import timezone

from evidence import clamav, scanning, services, tasks
from evidence.figures import FigureRow
from evidence.since import fingerprint, overtaken, since, touched
from recommendations import snapshot
from recommendations.models import SignOff
from recommendations.services import reopen_sign_off
from tests.evidence.samples import add, upload
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


@contextmanager
def hours_ago(hours):
    with time_machine.travel(timezone.now() - timedelta(hours=hours), tick=False):
        yield


@pytest.fixture
def decided(world):
    """Closed two hours ago, with one accepted item of the police and one that is undecided."""
    with hours_ago(2):
        recommendation = add_recommendation(world, agencies=(world.police, world.health))
        world.first = add_action(world, recommendation, title="First")
        world.second = add_action(world, recommendation, title="Second")
        world.accepted = add(world, action=world.first, title="Register", file=upload())
        decide(world, world.accepted, "accepted")
        world.waiting = add(world, action=world.first, title="Survey", file=upload("s.txt", b"S"))
        return close(world, recommendation)


def close(world, recommendation):
    return forum_decides(world, recommendation, outcome="closed_not_implemented")


def decide(world, item, decision):
    item.refresh_from_db()
    values = {"evidence": item, "version": item.version, "decision": decision}
    services.decide(actor=world.fresh("manager"), comment="Seen.", **values)


def edit(world, item, **changes):
    item.refresh_from_db()
    lead = world.fresh("police_lead")
    services.edit_evidence(actor=lead, evidence=item, version=item.version, **changes)


def dispose(world, item, ground):
    if ground == "over":
        review = world.first.recommendation.review
        review.retain_until = TODAY - timedelta(days=1)
        review.save()
    asked = {"evidence": item, "ground": ground, "reason": "It names a child."}
    disposal = services.propose_disposal(actor=world.fresh("manager"), **asked)
    deputy = add_person(world, "deputy", "manager")
    services.decide_disposal(actor=deputy, disposal=disposal, accept=True)


def infect(world, item):
    verdict = clamav.Verdict(is_infected=True)
    with (
        patch.object(scanning, "_ask", lambda _: verdict),
        patch.object(scanning, "has_scanner", lambda: True),
        patch.object(tasks.tell_of_virus, "delay"),
    ):
        scanning.check_version(item.versions.get().pk)


def look(world, decision):
    deputy = world.fresh("deputy")
    values = {"seen": fingerprint(since(decision, deputy)), "reason": "It says the same."}
    services.let_decision_stand(actor=deputy, sign_off=decision, **values)


def link(world, item, action):
    services.link_to_action(actor=world.fresh("police_lead"), evidence=item, action=action)


#: What somebody does after the decision → what the page says of the items, by title.
EVENTS = {
    "nothing": (lambda w: None, {}),
    "a new item": (lambda w: add(w, action=w.second, title="New"), {"New": "added"}),
    "an old item is linked from elsewhere": (
        lambda w: link(w, w.elsewhere, w.second),
        {"Elsewhere": "added"},
    ),
    "an item is linked to one more action": (lambda w: link(w, w.accepted, w.second), {}),
    "a newer file": (
        lambda w: services.add_version(
            actor=w.fresh("police_lead"), evidence=w.accepted, file=upload("n.txt", b"N")
        ),
        {"Register": "changed"},
    ),
    "other figures": (
        lambda w: edit(w, w.accepted, figures=[FigureRow("Courses", 3, "sessions")]),
        {"Register": "changed"},
    ),
    "another title": (lambda w: edit(w, w.accepted, title="Register of 2026"), {}),
    "accepted at last": (lambda w: decide(w, w.waiting, "accepted"), {"Survey": "accepted"}),
    "sent back": (lambda w: decide(w, w.accepted, "returned"), {"Register": "sent back"}),
    "accepted again": (lambda w: decide(w, w.accepted, "accepted"), {}),
    "a virus in what was accepted": (
        lambda w: infect(w, w.accepted),
        {"Register": "no longer readable"},
    ),
    "a virus in what proved nothing": (lambda w: infect(w, w.waiting), {}),
    "disposed of as a mistake": (
        lambda w: dispose(w, w.accepted, "mistake"),
        {"Register": "no longer readable"},
    ),
    "disposed of, its time being over": (lambda w: dispose(w, w.accepted, "over"), {}),
}


#: After these nobody need ask further; after all others somebody wrote of an item.
UNWRITTEN = {"nothing"}


def what_differs(decision):
    """By what the snapshot holds: items that are new, submitted anew, or decided otherwise."""
    then = {row["id"]: row for row in decision.snapshot["evidence"]}
    now = snapshot.take(decision.recommendation)["evidence"]
    return {
        row["title"]
        for row in now
        if row["id"] not in then
        or row["submission"] != then[row["id"]]["submission"]
        or row["decision"].get("value") != then[row["id"]]["decision"].get("value")
    }


@pytest.mark.parametrize("event", EVENTS)
def test_the_page_and_the_lists_say_the_same_as_the_snapshot(world, settings, decided, event):
    with hours_ago(3):
        world.elsewhere = add(world, title="Elsewhere", url="https://example.org/")
    happens, expected = EVENTS[event]
    with hours_ago(1):
        happens(world)
    settings.CLAMAV_URL = "tcp://127.0.0.1:1" if "virus" in event else ""
    if settings.CLAMAV_URL:
        world.accepted.versions.filter(scan_state="not_checked").update(scan_state="clean")
    found = {news.item.title: news.what for news in since(decided, world.fresh("manager"))}
    assert found == expected
    listed = overtaken(SignOff.objects.all(), world.fresh("manager"))
    assert list(listed) == ([decided] if expected else [])
    was_touched = touched(SignOff.objects.all()).exists()
    assert was_touched == (event not in UNWRITTEN)
    lost = {title for title, what in expected.items() if what == "no longer readable"}
    assert what_differs(decided) | lost == set(expected)


def test_a_decision_that_was_reopened_or_made_anew_is_not_overtaken(world, decided):
    with hours_ago(1):
        add(world, action=world.second, title="New")
    everybody = SignOff.objects.all()
    assert list(overtaken(everybody, world.fresh("manager"))) == [decided]
    reopen_sign_off(
        actor=world.fresh("manager"), recommendation=decided.recommendation, reason="New."
    )
    assert list(overtaken(everybody, world.fresh("manager"))) == []
    close(world, decided.recommendation)
    assert list(overtaken(everybody, world.fresh("manager"))) == []


def test_it_is_overtaken_only_for_who_may_read_what_came(world, decided):
    with hours_ago(1):
        add(world, action=world.second, title="New")
    seen = {
        person: overtaken(SignOff.objects.all(), world.fresh(person)).count()
        for person in ("manager", "board_member", "scrutineer", "police_lead", "health_lead")
    }
    assert seen == {
        "manager": 1,
        "board_member": 1,
        "scrutineer": 1,
        "police_lead": 1,
        "health_lead": 0,
    }


def test_since_when_it_is_overtaken(world, decided):
    with hours_ago(1):
        came_at = timezone.now()
        add(world, action=world.second, title="New")
    add(world, action=world.second, title="Newer")
    assert overtaken(SignOff.objects.all(), world.fresh("manager")).get().moved_at == came_at


#: What happens later to the item that came an hour and a half ago: it makes it no newer.
TOUCHES = {
    "accepted": lambda w: decide(w, w.new, "accepted"),
    "sent back": lambda w: decide(w, w.new, "returned"),
    "a newer file": lambda w: services.add_version(
        actor=w.fresh("police_lead"), evidence=w.new, file=upload("n.txt", b"N")
    ),
    "a virus": lambda w: infect(w, w.new),
    "linked once more": lambda w: link(w, w.new, w.first),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_an_item_that_moves_again_leaves_the_day_on_which_it_first_moved(world, decided, touch):
    with hours_ago(1.5):
        came_at = timezone.now()
        world.new = add(world, action=world.second, title="New", file=upload("new.txt", b"New"))
    with hours_ago(1):
        TOUCHES[touch](world)
    assert overtaken(SignOff.objects.all(), world.fresh("manager")).get().moved_at == came_at


@pytest.mark.parametrize("then", ["accepted", "a virus"])
def test_the_day_is_that_of_the_first_news_after_the_latest_look(world, decided, then):
    with hours_ago(1.8):
        world.new = add(world, action=world.second, title="New", file=upload("new.txt", b"New"))
        add_person(world, "deputy", "manager")
    with hours_ago(1.6):
        look(world, decided)
    with hours_ago(1.4):
        moved_at = timezone.now()
        TOUCHES[then](world)
    with hours_ago(1):
        TOUCHES["a newer file"](world)
    found = overtaken(SignOff.objects.all(), world.fresh("manager")).get()
    assert found.moved_at == moved_at


def test_what_was_accepted_before_and_again_after_a_look_counts_from_then(world, decided):
    with hours_ago(2.5):
        world.new = add(world, title="New", file=upload("new.txt", b"New"))
        decide(world, world.new, "accepted")
        add_person(world, "deputy", "manager")
    with hours_ago(1.8):
        link(world, world.new, world.second)
    with hours_ago(1.6):
        look(world, decided)
    with hours_ago(1):
        moved_at = timezone.now()
        decide(world, world.new, "accepted")
    listed = overtaken(SignOff.objects.all(), world.fresh("manager"))
    assert listed.get().moved_at == moved_at
    decide(world, world.new, "returned")
    assert listed.all().get().moved_at == moved_at


def test_a_loss_of_what_proved_nothing_does_not_count(world, decided):
    """Nobody had decided on the file when the virus was found; a clean one came later."""
    with hours_ago(1.5):
        infect(world, world.waiting)
    with hours_ago(1):
        moved_at = timezone.now()
        newer = {"evidence": world.waiting, "file": upload("n.txt", b"N")}
        services.add_version(actor=world.fresh("police_lead"), **newer)
    found = overtaken(SignOff.objects.all(), world.fresh("manager")).get()
    assert found.moved_at == moved_at


def test_what_was_written_of_an_item_before_it_was_linked_counts_from_the_link(world, decided):
    with hours_ago(1.8):
        world.new = add(world, title="New", file=upload("new.txt", b"New"))
        decide(world, world.new, "accepted")
    with hours_ago(1):
        came_at = timezone.now()
        link(world, world.new, world.second)
    assert overtaken(SignOff.objects.all(), world.fresh("manager")).get().moved_at == came_at


def test_what_is_no_news_does_not_count_either(world, decided):
    with hours_ago(1.8):
        decide(world, world.accepted, "accepted")
        edit(world, world.accepted, title="Register of 2026")
    with hours_ago(1):
        moved_at = timezone.now()
        decide(world, world.accepted, "returned")
    assert overtaken(SignOff.objects.all(), world.fresh("manager")).get().moved_at == moved_at


def test_the_day_is_that_of_what_moved_and_may_be_seen(world, decided):
    type(world.second).objects.filter(pk=world.second.pk).update(is_shared=True)
    with hours_ago(1.8):
        edit(world, world.accepted, title="Register of 2026")
    with hours_ago(1.5):
        add(world, action=world.second, title="Unshared", is_shared=False)
        unshared_at = timezone.now()
    with hours_ago(1):
        add(world, action=world.second, title="Shared", is_shared=True)
        shared_at = timezone.now()
    everybody = SignOff.objects.all()
    moments = {
        person: overtaken(everybody, world.fresh(person)).get().moved_at
        for person in ("manager", "health_lead")
    }
    assert moments == {"manager": unshared_at, "health_lead": shared_at}
