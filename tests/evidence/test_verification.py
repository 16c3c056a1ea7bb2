"""Verifying rests on decided evidence; what comes later takes the verification back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from unittest.mock import patch

import pytest
from django.db import connection

from evidence import clamav, scanning, services, tasks
from recommendations import snapshot
from recommendations.models import Action, Review
from recommendations.services.progress import post_update
from recommendations.timeline import timeline
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.evidence.samples import add, newer_file, upload
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_action, add_person, add_recommendation, made

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def claimed(world):
    add_person(world, "deputy", "manager")
    return add_action(world, status="completed", due_in=5)


def verify(world, action, person="manager", note="Seen."):
    fresh = Action.objects.get(pk=action.pk)
    return post_update(
        actor=world.fresh(person), action=fresh, version=fresh.version, note=note, to="verified"
    )


def decide(world, item, decision="accepted", person="manager"):
    item.refresh_from_db()
    return services.decide(
        actor=world.fresh(person),
        evidence=item,
        version=item.version,
        decision=decision,
        comment="Read.",
    )


def status(action):
    return Action.objects.get(pk=action.pk).status


def refusal(world, action, **how):
    with pytest.raises(InvalidTransition) as refused:
        verify(world, action, **how)
    assert status(action) == "completed"
    return refused.value.field, str(refused.value)


def test_every_item_is_decided_and_one_accepted_before_the_action_is_verified(world, claimed):
    first, second = (add(world, action=claimed, title=title) for title in ("Register", "Audit"))
    waiting = "Decide first on the evidence: accept or send back "
    assert refusal(world, claimed) == ("to", f"{waiting}“Audit” and “Register”.")
    decide(world, first, "returned")
    assert refusal(world, claimed) == ("to", f"{waiting}“Audit”.")
    decide(world, second, "returned")
    none = "No evidence is accepted. Send the action back, or accept an item first."
    assert refusal(world, claimed) == ("to", none)
    decide(world, second)
    assert verify(world, claimed).status_after == "verified"


def test_without_evidence_a_reason_is_asked_for(world, claimed):
    why = "Say in a sentence of at least four words why none is needed."
    asked = f"This action has no evidence. {why}"
    for note in (" ", "Done.", "None is needed."):
        assert refusal(world, claimed, note=note) == ("note", asked)
    verify(world, claimed, note="The form itself is the proof.")
    assert claimed.verifications.get().comment == "The form itself is the proof."


def test_who_brought_evidence_in_does_not_verify_on_it(world, claimed):
    item = add(world, "manager", claimed, title="Minutes")
    decide(world, item, person="deputy")
    words = "You brought in “Minutes”, so another manager verifies this action."
    assert refusal(world, claimed) == ("to", words)
    assert verify(world, claimed, "deputy").status_after == "verified"


def test_who_claimed_the_action_does_not_decide_on_its_evidence(world, claimed):
    item = add(world, action=claimed)
    Action.objects.filter(pk=claimed.pk).update(claimed_by=world.manager)
    with pytest.raises(NotAllowed):
        decide(world, item)
    other = add_action(world, due_in=5)
    services.link_to_action(actor=world.fresh("manager"), evidence=item, action=other)
    assert decide(world, add(world, action=other)).decision == "accepted"
    assert decide(world, item, person="deputy").decision == "accepted"


def test_what_the_claimer_accepted_before_is_decided_anew_by_somebody_else(world):
    add_person(world, "deputy", "manager")
    action = add_action(world, due_in=5)
    item = add(world, action=action, title="Register")
    decide(world, item)
    post_update(
        actor=world.fresh("manager"), action=action, version=1, note="All is done.", to="completed"
    )
    words = "Who claimed this action also decided on “Register”. Decide on it anew first."
    with pytest.raises(InvalidTransition) as refused:
        verify(world, action, "deputy")
    assert str(refused.value) == words
    decide(world, item, person="deputy")
    assert verify(world, action, "deputy").status_after == "verified"


def more(world, action, item):
    add(world, action=action)


def newer(world, action, item):
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=newer_file())


def edited(world, action, item):
    item.refresh_from_db()
    services.edit_evidence(
        actor=world.fresh("police_lead"), evidence=item, version=item.version, level="quality"
    )


def sent_back(world, action, item):
    decide(world, item, "returned")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (more, "Evidence was added."),
        (newer, "Evidence was replaced or changed."),
        (edited, "Evidence was replaced or changed."),
        (sent_back, "Accepted evidence was sent back."),
    ],
)
def test_what_comes_after_the_verification_takes_it_back(world, claimed, change, words):
    item = add(world, action=claimed, title="Secret title")
    decide(world, item)
    verify(world, claimed)
    change(world, claimed, item)
    action = Action.objects.get(pk=claimed.pk)
    assert (action.status, action.verified_at) == ("completed", None)
    assert action.claimed_by == claimed.claimed_by
    update = action.updates.first()
    assert (update.status_before, update.status_after) == ("verified", "completed")
    assert update.note == f"{words} The action waits to be verified again."
    entry = next(each for each in timeline(made(claimed), world.fresh("health_lead")) if each.text)
    assert (entry.title, entry.text) == ("Verification taken back", update.note)


@pytest.fixture
def virus(settings, monkeypatch):
    """`virus(item)`: the check, which found nothing in any file so far, finds one in the newest."""
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    with_virus = set()
    monkeypatch.setattr(scanning, "_ask", lambda v: clamav.Verdict(v.pk in with_virus))
    monkeypatch.setattr(tasks.tell_of_virus, "delay", lambda _: None)

    def found(item):
        with_virus.add(item.versions.first().pk)
        return scanning.check_version(item.versions.first().pk)

    return found


def checked(item):
    assert scanning.check_version(item.versions.first().pk) == "clean"
    return item


def mistaken(world, item):
    asked = {"evidence": item, "ground": "mistake", "reason": "It names a child."}
    disposal = services.propose_disposal(actor=world.fresh("manager"), **asked)
    services.decide_disposal(actor=world.fresh("deputy"), disposal=disposal, accept=True)


LOST = {
    "disposed of": "A file of the evidence was disposed of as a mistake.",
    "infected": "A virus was found in the evidence.",
}


@pytest.mark.parametrize("how", list(LOST))
def test_proof_that_is_gone_takes_the_verification_back_and_counts_no_more(
    world, claimed, virus, how
):
    item = checked(add(world, action=claimed, level="outcome", title="Audit"))
    decide(world, item)
    verify(world, claimed)
    assert snapshot.shows_more_than_outputs(claimed.recommendation, world.fresh("manager"))
    mistaken(world, item) if how == "disposed of" else virus(item)
    assert status(claimed) == "completed"
    words = f"{LOST[how]} The action waits to be verified again."
    assert claimed.updates.first().note == words
    gone = "What was accepted cannot be read any more: “Audit”. "
    assert refusal(world, claimed) == (
        "to",
        f"{gone}Send the action back, or accept an item first.",
    )
    assert not snapshot.shows_more_than_outputs(claimed.recommendation, world.fresh("manager"))
    decide(world, checked(add(world, action=claimed)))
    assert verify(world, claimed).status_after == "verified"


def test_what_was_sent_back_proved_nothing_and_its_disposal_undoes_nothing(world, claimed):
    returned, accepted = add(world, action=claimed), add(world, action=claimed)
    decide(world, returned, "returned")
    decide(world, accepted)
    verify(world, claimed)
    mistaken(world, returned)
    assert status(claimed) == "verified"


def test_a_link_or_figures_prove_when_the_file_is_gone_and_a_time_that_is_over_undoes_nothing(
    world, claimed
):
    linked = add(world, action=claimed, url="https://example.org/", file=upload())
    decide(world, linked)
    mistaken(world, linked)
    verify(world, claimed)
    other = add_action(world, status="completed", due_in=5)
    item = add(world, action=other)
    decide(world, item)
    verify(world, other)
    Review.objects.update(retain_until=TODAY - timedelta(days=1))
    asked = {"evidence": item, "ground": "over", "reason": "Time over."}
    disposal = services.propose_disposal(actor=world.fresh("manager"), **asked)
    services.decide_disposal(actor=world.fresh("deputy"), disposal=disposal, accept=True)
    assert (status(claimed), status(other)) == ("verified", "verified")


def test_a_virus_in_an_older_version_takes_nothing_back(world, claimed, virus):
    item = checked(add(world, action=claimed))
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=newer_file())
    decide(world, checked(item))
    verify(world, claimed)
    old = item.versions.last()
    with patch.object(scanning, "_ask", lambda _: clamav.Verdict(is_infected=True)):
        assert scanning.check_version(old.pk) == "infected"
    assert status(claimed) == "verified"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["verify", "decide"])
def test_a_virus_that_is_found_at_the_same_moment_leaves_nothing_verified(world, virus, other):
    claimed = add_action(world, status="completed", due_in=5)
    item = checked(add(world, action=claimed))
    if other == "verify":
        decide(world, item)
    together = Barrier(2)

    def manager():
        try:
            together.wait()
            verify(world, claimed) if other == "verify" else decide(world, item)
        except InvalidTransition:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    def worker():
        try:
            together.wait()
            return virus(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(each) for each in (worker, manager)]
    assert ends[0].result() == "infected"
    assert ends[1].result() in {"done", "refused"}
    assert status(claimed) == "completed"
    assert refusal(world, claimed)[0] == "to"


def test_a_sign_off_stands_when_evidence_comes_later(world):
    recommendation = add_recommendation(world, reference="s")
    action = add_action(world, recommendation, status="verified")
    forum_decides(world, recommendation, outputs_only_reason="It cannot be undone")
    add(world, action=action)
    assert status(action) == "verified"
    assert not action.updates.exists()
