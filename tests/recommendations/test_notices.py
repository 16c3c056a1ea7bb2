"""Who is told of what happens to recommendations, actions and challenges."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Membership
from recommendations.models import Action, Notice
from recommendations.services import (
    add_action,
    add_recommendation,
    answer_challenge,
    ask_challenge,
    ask_for_time,
    close_challenge,
    decide_extension,
    edit_action,
    edit_recommendation,
    move_due_date,
    post_update,
    reopen_sign_off,
    sign_off,
)
from recommendations.services.notices import tell
from scr_tracker.errors import NotAllowed
from tests.noticed import forget, told
from tests.world import TODAY, add_person
from tests.world import add_action as new_action
from tests.world import add_recommendation as ask_for

pytestmark = pytest.mark.usefixtures("today")


def add(world, **fields):
    fields.setdefault("recommendation", world.recommendation)
    fields.setdefault("lead_agency", world.police)
    return add_action(actor=world.fresh("manager"), title="Brief", **fields)


def edit(world, action, person="manager", **fields):
    action.refresh_from_db()
    fields.setdefault("lead_agency", action.lead_agency)
    fields.setdefault("owner", action.owner)
    return edit_action(actor=world.fresh(person), action=action, version=action.version, **fields)


def update(world, person, action, to="", note="Seen to be done, all of it."):
    action.refresh_from_db()
    values = {"action": action, "version": action.version, "note": note, "to": to}
    return post_update(actor=world.fresh(person), **values)


def claimed(world, person="police_lead", **fields):
    action = new_action(world, status="in_progress", **fields)
    update(world, person, action, "completed")
    forget()
    return action


def test_who_owns_a_new_action_and_who_leads_for_its_agency_are_told_each_once(world):
    add_person(world, "second", "agency_lead", agency=world.police)
    action = add(world, owner=world.police_lead)
    assert told() == [("owner", "Police Lead"), ("lead", "Second")]
    row = Notice.objects.first()
    assert (row.kind, row.about, row.item_id) == ("assigned", "action", action.public_id)
    assert (row.action, row.recommendation) == (action, world.recommendation)
    assert (row.recorded_by_name, row.recorded_by_role) == ("Manager", "Partnership manager")
    assert (row.partnership, row.read_at) == (world.city, None)


def test_an_edit_tells_only_of_another_owner_and_another_lead_agency(world):
    edit(world, world.police_action, title="Another title")
    assert told() == []
    edit(world, world.police_action, owner=world.manager)
    assert told() == []
    edit(world, world.police_action, owner=world.police_lead)
    edit(world, world.police_action, lead_agency=world.health, owner=world.health_lead)
    assert told() == [("owner", "Police Lead"), ("owner", "Health Lead")]


def test_leads_are_told_when_their_agency_is_made_lead_or_asked_for_a_response(world):
    edit(world, world.police_action, lead_agency=world.health, owner=None)
    assert told() == [("lead", "Health Lead")]
    forget()
    fields = {"actor": world.fresh("manager"), "reference": "9", "wording": "Share."}
    asked = add_recommendation(review=world.review, agencies=[world.police, world.health], **fields)
    assert told() == [("response", "Police Lead"), ("response", "Health Lead")]
    changed = {"recommendation": asked, "version": asked.version}
    agencies = [world.police, world.health, world.childrens]
    edit_recommendation(actor=world.fresh("manager"), agencies=agencies, **changed)
    assert told()[2:] == [("response", "Childrens Lead")]


def test_who_leads_for_two_agencies_is_asked_for_a_response_once(world):
    world.police_lead.memberships.create(
        partnership=world.city, role="agency_lead", agency=world.health
    )
    fields = {"actor": world.fresh("manager"), "reference": "9", "wording": "Share."}
    add_recommendation(review=world.review, agencies=[world.police, world.health], **fields)
    assert told() == [("response", "Police Lead"), ("response", "Health Lead")]


def test_a_claim_that_is_sent_back_is_told_to_claimer_owner_and_leads_each_once(world):
    add_person(world, "owner", "agency_lead", agency=world.police)
    add_person(world, "second", "agency_lead", agency=world.police)
    action = claimed(world, owner=world.owner)
    update(world, "manager", action, "in_progress")
    assert sorted(told()) == [
        ("claim_returned", each) for each in ("Owner", "Police Lead", "Second")
    ]


def test_a_claim_that_its_own_claimer_takes_back_is_told_to_nobody(world):
    update(world, "police_lead", claimed(world), "in_progress")
    assert told() == []


def test_a_verified_claim_is_told_to_claimer_and_owner_and_so_is_its_reopening(world):
    action = claimed(world, owner=world.manager)
    add_person(world, "deputy", "manager")
    update(world, "deputy", action, "verified")
    assert sorted(told()) == [("verified", "Manager"), ("verified", "Police Lead")]
    forget()
    update(world, "deputy", action, "in_progress")
    assert sorted(told()) == [("action_reopened", "Manager"), ("action_reopened", "Police Lead")]


def test_other_moves_tell_nobody(world):
    action = new_action(world, owner=world.police_lead)
    for status in ("in_progress", "on_hold", "withdrawn"):
        update(world, "manager", action, status)
    assert told() == []


def ask_for_more(world):
    action = new_action(world, due_in=5)
    request = ask_for_time(
        actor=world.fresh("police_lead"),
        action=action,
        version=action.version,
        asked_due_on=TODAY + timedelta(days=40),
        reason="Leave",
    )
    return action, request


@pytest.mark.parametrize(("approve", "said"), [(True, "more_time"), (False, "no_more_time")])
def test_who_asked_for_more_time_is_told_what_was_decided(world, approve, said):
    _, request = ask_for_more(world)
    decide_extension(actor=world.fresh("manager"), request=request, approve=approve, note="So")
    assert told() == [(said, "Police Lead")]


@pytest.mark.parametrize(("days", "said"), [(40, "more_time"), (20, "no_more_time")])
def test_moving_the_date_tells_who_had_asked(world, days, said):
    action, _ = ask_for_more(world)
    action.refresh_from_db()
    move_due_date(
        actor=world.fresh("manager"),
        action=action,
        version=action.version,
        new_due_on=TODAY + timedelta(days=days),
        reason="Agreed",
        agreed_by="The group",
    )
    assert told() == [(said, "Police Lead")]


def put(world, question="Why so late?", agency=None, person="scrutineer"):
    return ask_challenge(
        actor=world.fresh(person),
        recommendation=world.recommendation,
        agency=agency or world.police,
        question=question,
    )


def test_a_challenge_goes_to_the_leads_its_answer_to_who_asked_and_back(world):
    challenge = put(world)
    answer_challenge(actor=world.fresh("police_lead"), challenge=challenge, answer="Because.")
    judge = {"actor": world.fresh("scrutineer"), "challenge": challenge}
    close_challenge(accept=False, comment="Of what?", **judge)
    answer_challenge(actor=world.fresh("police_lead"), challenge=challenge, answer="Of leave.")
    close_challenge(accept=True, **judge)
    assert told() == [
        ("question", "Police Lead"),
        ("answered", "Scrutineer"),
        ("answer_not_accepted", "Police Lead"),
        ("answered", "Scrutineer"),
        ("answer_accepted", "Police Lead"),
    ]


def test_sign_off_and_reopening_are_told_to_leads_of_responsible_agencies(world):
    recommendation = ask_for(world, agencies=(world.police, world.health))
    new_action(world, recommendation, world.childrens, status="verified")
    fields = {"actor": world.fresh("manager"), "recommendation": recommendation}
    sign_off(
        outcome="closed_not_implemented", forum=world.forum, meeting_on=TODAY, basis="So", **fields
    )
    reopen_sign_off(reason="It came back", **fields)
    assert told() == [
        ("signed_off", "Police Lead"),
        ("signed_off", "Health Lead"),
        ("reopened", "Police Lead"),
        ("reopened", "Health Lead"),
    ]


def test_a_note_tells_whom_it_mentions_unless_they_are_told_of_it_anyway(world):
    note = "@Police Lead and @Scrutineer: see what is missing, @Manager"
    update(world, "manager", claimed(world), "in_progress", note)
    assert told() == [("claim_returned", "Police Lead"), ("mentioned", "Scrutineer")]


def test_a_mention_reaches_only_who_may_see_the_thing(world):
    note = "@Health Lead @Childrens Lead @Outsider @Nobody @Board Member"
    update(world, "police_lead", world.police_action, note=note)
    assert told() == [("mentioned", "Board Member")]
    forget()
    Action.objects.filter(pk=world.police_action.pk).update(is_shared=True)
    update(world, "police_lead", world.police_action, note=note)
    assert told() == [("mentioned", "Health Lead"), ("mentioned", "Board Member")]


def test_questions_answers_and_comments_mention_too(world):
    challenge = put(world, "@Manager, @Police Lead: why?")
    answer_challenge(
        actor=world.fresh("police_lead"), challenge=challenge, answer="Ask @Board Member"
    )
    close_challenge(
        actor=world.fresh("scrutineer"), challenge=challenge, accept=True, comment="@Manager, done"
    )
    assert [each for each in told() if each[0] == "mentioned"] == [
        ("mentioned", "Manager"),
        ("mentioned", "Board Member"),
        ("mentioned", "Manager"),
    ]


def test_a_person_is_mentioned_by_the_name_that_the_partnership_knows(world):
    member = world.health_lead.memberships.get()
    member.invitations.create(name="Duty nurse", invited_by=world.manager)
    Action.objects.filter(pk=world.police_action.pk).update(is_shared=True)
    update(world, "police_lead", world.police_action, note="@Health Lead")
    assert told() == []
    update(world, "police_lead", world.police_action, note="@Duty nurse")
    assert told() == [("mentioned", "Health Lead")]


def test_of_a_restricted_review_only_who_is_named_is_told(world):
    recommendation = ask_for(world, agencies=(world.police,))
    world.review.is_restricted = True
    world.review.save()
    for person in (world.manager, world.scrutineer):
        world.review.people.create(user=person, named_by=world.manager)
    add(world, recommendation=recommendation, owner=world.police_lead)
    put(world, "@Board Member @Manager why?")
    assert told() == [("mentioned", "Manager")]
    world.review.people.create(user=world.police_lead, named_by=world.manager)
    add(world, recommendation=recommendation, owner=world.police_lead)
    assert told()[1:] == [("owner", "Police Lead")]


def test_who_has_left_is_told_nothing(world):
    Membership.objects.filter(user=world.health_lead).update(is_active=False)
    world.childrens_lead.is_active = False
    world.childrens_lead.save()
    for agency in (world.health, world.childrens):
        add(world, lead_agency=agency)
    assert told() == []


def test_the_same_happening_is_told_once_and_what_is_rolled_back_never(world):
    about = {"actor": world.fresh("manager"), "thing": world.police_action, "occasion": "v1"}
    for _ in range(2):
        assert tell(Notice.Happening.OWNER, [world.police_lead.pk], **about) == {
            world.police_lead.pk
        }
    assert told() == [("owner", "Police Lead")]
    with pytest.raises(NotAllowed):
        add_action(
            actor=world.fresh("police_lead"),
            title="No",
            recommendation=world.recommendation,
            lead_agency=world.health,
        )
    assert told() == [("owner", "Police Lead")]


def test_the_database_refuses_a_notice_of_ones_own_doing(world):
    tell(
        Notice.Happening.OWNER,
        [world.police_lead.pk],
        actor=world.fresh("manager"),
        thing=world.police_action,
        occasion="v1",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(recorded_by=world.police_lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(action=None)


def test_two_partnerships_are_told_apart(world):
    """Police serve both: who leads for them here is not told of what happens there."""
    there = ask_for(world, world.coast_review, (world.police, world.housing))
    add_action(
        actor=world.fresh("outsider"),
        recommendation=there,
        lead_agency=world.police,
        title="Write",
        owner=None,
    )
    assert told() == []
    world.police_lead.memberships.create(
        partnership=world.coast, role="agency_lead", agency=world.police
    )
    add_action(
        actor=world.fresh("outsider"), recommendation=there, lead_agency=world.police, title="Write"
    )
    row = Notice.objects.get()
    assert (row.recipient, row.partnership) == (world.police_lead, world.coast)
