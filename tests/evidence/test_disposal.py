"""Files go when two managers agree, never under a hold, and leave a tombstone."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse

from agencies.models import Membership
from evidence import disposing, services, tasks
from evidence.models import Disposal, EvidenceVersion, evidence_storage
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.evidence.samples import add, newer_file, upload
from tests.world import TODAY, add_action, add_recommendation, add_review


@pytest.fixture
def item(world, today):
    """An item with a file, of a review whose time is over; the board member manages as well."""
    world.review.retain_until = TODAY - timedelta(days=1)
    world.review.save()
    Membership.objects.create(user=world.board_member, partnership=world.city, role="manager")
    return add(world, title="Attendance list", file=upload("list.pdf"), figures=())


@pytest.fixture
def second(world, item):
    return world.fresh("board_member")


def propose(world, item, ground="over"):
    actor = world.fresh("manager")
    return services.propose_disposal(actor=actor, evidence=item, ground=ground, reason="Time over.")


def test_two_managers_dispose_and_the_tombstone_stays(world, item, second):
    before = item.versions.get()
    services.decide_disposal(actor=second, disposal=propose(world, item), accept=True)
    assert tasks.remove_disposed() == 1
    after = item.versions.get()
    kept = ("original_name", "size", "sha256", "content_type", "uploaded_by_id")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (after.file.name, after.preview.name) == ("", "")
    assert not evidence_storage().exists(before.file.name)
    assert item.disposals.get().decided_by == second


def test_what_was_disposed_of_is_not_handed_out(world, item, second, sign_in):
    services.decide_disposal(actor=second, disposal=propose(world, item), accept=True)
    version = item.versions.get()
    answer = sign_in("manager").get(reverse("evidence:version-download", args=[version.public_id]))
    assert answer.status_code == 409
    assert "it was disposed of" in answer.content.decode()
    assert "Disposed of on" in sign_in("manager").get(item.get_absolute_url()).content.decode()


def test_nobody_disposes_of_what_they_proposed_but_may_take_it_back(world, item):
    disposal = propose(world, item)
    with pytest.raises(NotAllowed):
        services.decide_disposal(actor=world.fresh("manager"), disposal=disposal, accept=True)
    services.decide_disposal(
        actor=world.fresh("manager"), disposal=disposal, accept=False, note="Still wanted."
    )
    assert item.disposals.get().state == Disposal.State.DECLINED
    assert item.versions.get().disposed_at is None


@pytest.mark.parametrize("ground", ["over", "mistake"])
def test_a_hold_stops_it_before_and_in_between(world, item, second, ground):
    disposal = propose(world, item, ground)
    world.review.is_held, world.review.hold_reason = True, "The coroner asked for it."
    world.review.save()
    with pytest.raises(InvalidTransition, match="under legal hold"):
        services.decide_disposal(actor=second, disposal=disposal, accept=True)
    assert item.versions.get().disposed_at is None
    disposal.delete()
    with pytest.raises(InvalidTransition, match="under legal hold"):
        propose(world, item, ground)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_held": True, "hold_reason": "Inquest."}, "is under legal hold"),
        ({"retain_until": TODAY}, "is kept until"),
        ({"retain_until": None}, "No date is set"),
    ],
)
def test_each_review_that_it_supports_has_its_say(world, item, second, changes, words):
    other = add_review(world, retain_until=TODAY - timedelta(days=1))
    there = add_action(world, add_recommendation(world, other, (world.police,)))
    services.link_to_action(actor=world.fresh("manager"), evidence=item, action=there)
    disposal = propose(world, item)
    type(other).objects.filter(pk=other.pk).update(**changes)
    with pytest.raises(InvalidTransition, match=words):
        services.decide_disposal(actor=second, disposal=disposal, accept=True)
    assert item.versions.get().disposed_at is None


@pytest.mark.parametrize(
    ("until", "words"),
    [(None, "No date is set"), (TODAY, "is kept until"), (TODAY + timedelta(9), "is kept until")],
)
def test_before_the_time_is_over_only_a_mistake_goes(world, item, until, words):
    world.review.retain_until = until
    world.review.save()
    with pytest.raises(InvalidTransition, match=words):
        propose(world, item)
    assert propose(world, item, "mistake").state == Disposal.State.PROPOSED


def test_a_version_that_came_after_the_proposal_stays(world, item, second, sign_in):
    """As where a file names a child, and its lead brings one without the name."""
    disposal = propose(world, item, "mistake")
    newer = services.add_version(
        actor=world.fresh("police_lead"), evidence=item, file=newer_file("redacted.pdf")
    )
    decide = reverse("evidence:disposal-decide", args=[disposal.public_id])
    page = sign_in("board_member").get(decide).context
    files = [[row.original_name for row, _ in page[which]] for which in ("going", "staying")]
    assert files == [["list.pdf"], ["redacted.pdf"]]
    sign_in("board_member").post(decide, {"decision": "accept"})
    assert tasks.remove_disposed() == 1
    newer.refresh_from_db()
    assert newer.disposed_at is None
    assert evidence_storage().exists(newer.file.name)
    assert not item.versions.get(number=1).file
    assert propose(world, item, "mistake").newest_number == 2


def test_bytes_that_another_version_uses_stay(world, item, second):
    version = item.versions.get()
    other = add(world, title="Copy", file=upload("copy.pdf"), figures=())
    other.versions.update(file=version.file.name)
    services.decide_disposal(actor=second, disposal=propose(world, item), accept=True)
    assert disposing.remove_bytes() == 1
    assert evidence_storage().exists(version.file.name)


def test_bytes_that_could_not_be_removed_are_removed_later(world, item, second, monkeypatch):
    name = item.versions.get().file.name
    services.decide_disposal(actor=second, disposal=propose(world, item), accept=True)
    with monkeypatch.context() as broken:
        broken.setattr(type(evidence_storage()), "delete", lambda *_: 1 / 0)
        assert disposing.remove_bytes() == 0
    assert EvidenceVersion.objects.get(evidence=item).file.name == name
    assert disposing.remove_bytes() == 1
    assert not evidence_storage().exists(name)


def test_bytes_that_move_to_quarantine_at_the_same_moment_are_removed_there(world, item, second):
    services.decide_disposal(actor=second, disposal=propose(world, item), accept=True)
    old = item.versions.get().file.name
    store, moved = type(evidence_storage()), "quarantine/aa/moved"
    real, calls = store.delete, []

    def delete(self, name):
        if not calls:
            evidence_storage().save(moved, upload())
            item.versions.update(file=moved)
        calls.append(name)
        real(self, name)

    with patch.object(store, "delete", delete):
        assert disposing.remove_bytes() == 1
    assert calls == [old, moved]
    assert [evidence_storage().exists(name) for name in calls] == [False, False]
    assert item.versions.get().file.name == ""


def test_the_pages_walk_from_proposal_to_disposal(world, item, sign_in):
    listing = reverse("evidence:disposal-list", args=[world.city.public_id])
    assert "Attendance list" in sign_in("manager").get(listing).content.decode()
    address = reverse("evidence:disposal-add", args=[item.public_id])
    assert sign_in("manager").post(address, {"ground": "over"}).status_code == 200
    sign_in("manager").post(address, {"ground": "over", "reason": "Time over."})
    decide = reverse("evidence:disposal-decide", args=[item.disposals.get().public_id])
    own = sign_in("manager").get(decide).content.decode()
    assert ("Take it back" in own, "Dispose of the files" in own) == (True, False)
    assert sign_in("board_member").post(decide, {"decision": "decline"}).status_code == 200
    sign_in("board_member").post(decide, {"decision": "accept"})
    assert item.disposals.get().state == Disposal.State.DONE
    assert sign_in("manager").get(decide).status_code == 302
    assert "Disposed of" in sign_in("manager").get(listing).content.decode()


def test_a_hold_is_set_with_a_reason_on_the_reviews_page(world, sign_in):
    address = reverse("recommendations:review-keeping", args=[world.review.public_id])
    values = {"version": world.review.version, "is_held": "on"}
    refused = sign_in("manager").post(address, values)
    assert "Say why the review is under legal hold." in refused.content.decode()
    sign_in("manager").post(address, {**values, "hold_reason": "Inquest."})
    world.review.refresh_from_db()
    assert (world.review.is_held, world.review.hold_reason) == (True, "Inquest.")
