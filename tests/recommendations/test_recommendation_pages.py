"""Recommendations as pages: who owes a response, what each says, and why it stands as it does."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Agency
from recommendations.models import Recommendation, Response
from tests.world import add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


def test_adding_a_recommendation_makes_each_agency_owe_a_response(world, sign_in):
    address = reverse("recommendations:recommendation-add", args=[world.review.public_id])
    data = {
        "reference": "2",
        "wording": "Share what is known.",
        "scope": "local",
        "agencies": [world.police.pk, world.health.pk],
        "responses_due_on": "2026-12-01",
    }
    sign_in("manager").post(address, data)
    added = Recommendation.objects.get(reference="2")
    owed = {(r.agency.label, r.due_on, r.position) for r in added.responses.all()}
    assert owed == {("Police", date(2026, 12, 1), ""), ("Health", date(2026, 12, 1), "")}
    assert added.position == 2


def test_another_partnerships_agency_forum_and_theme_are_no_choice(world, sign_in):
    address = reverse("recommendations:recommendation-add", args=[world.review.public_id])
    form = sign_in("manager").get(address).context["form"]
    names = {str(agency) for agency in form.fields["agencies"].queryset}
    assert names == {"City Constabulary", "City Health Trust", "Children's Services"}
    page = sign_in("manager").post(
        address,
        {"reference": "2", "wording": "W", "scope": "local", "agencies": [world.housing.pk]},
    )
    assert list(page.context["form"].errors) == ["agencies"]


def test_an_agency_that_has_answered_stays_responsible(world, sign_in):
    response = world.recommendation.responses.get(agency=world.police)
    Response.objects.filter(pk=response.pk).update(
        position="accepted", responded_on=date(2026, 1, 1)
    )
    address = reverse("recommendations:recommendation-edit", args=[world.recommendation.public_id])
    data = {
        "reference": "1a",
        "position": 1,
        "wording": "W",
        "scope": "local",
        "agencies": [world.health.pk],
        "version": 1,
    }
    page = sign_in("manager").post(address, data)
    assert page.context["form"].errors == {
        "agencies": ["City Constabulary has answered and stays responsible."]
    }
    assert world.recommendation.responses.count() == 2


def test_lead_responds_and_a_refusal_needs_a_reason(world, sign_in):
    response = world.recommendation.responses.get(agency=world.police)
    address = reverse("recommendations:response-edit", args=[response.public_id])
    client = sign_in("police_lead")
    page = client.post(address, {"position": "not_accepted", "version": 1})
    assert list(page.context["form"].errors) == ["reason"]
    client.post(address, {"position": "not_accepted", "reason": "Not ours.", "version": 1})
    response.refresh_from_db()
    assert (response.position, response.reason) == ("not_accepted", "Not ours.")
    assert (response.responded_by, response.responded_on) == (
        world.police_lead,
        date(2026, 11, 2),
    )


def test_lead_reads_the_own_response_and_shared_ones_only(world, sign_in):
    theirs = world.recommendation.responses.get(agency=world.health)
    Response.objects.filter(pk=theirs.pk).update(
        position="accepted", narrative="Only for us", responded_on=date(2026, 1, 1)
    )
    address = world.recommendation.get_absolute_url()
    assert "Only for us" in sign_in("board_member").get(address).content.decode()
    assert "Only for us" not in sign_in("police_lead").get(address).content.decode()
    Response.objects.filter(pk=theirs.pk).update(is_shared=True)
    assert "Only for us" in sign_in("police_lead").get(address).content.decode()


def test_the_sentence_names_the_late_action(world, sign_in):
    page = sign_in("board_member").get(world.recommendation.get_absolute_url())
    assert page.context["why"] == "Overdue: City Constabulary’s action 1a.1 is 12 days late."


def test_the_sentence_does_not_name_an_action_that_the_reader_may_not_see(world, sign_in):
    page = sign_in("health_lead").get(world.recommendation.get_absolute_url())
    assert page.context["why"] == "Overdue: an action of another agency is late."
    assert "Brief staff" not in page.content.decode()


def test_challenge_to_another_agency_is_not_shown_to_a_lead(world, sign_in):
    world.recommendation.challenges.create(
        agency=world.health, question="Why so slow?", recorded_by=world.board_member
    )
    address = world.recommendation.get_absolute_url()
    assert "Why so slow?" in sign_in("health_lead").get(address).content.decode()
    assert "Why so slow?" not in sign_in("police_lead").get(address).content.decode()


def test_sign_off_needs_verified_actions_and_can_be_reopened(world, sign_in):
    recommendation = add_recommendation(world, reference="9", forum=world.forum)
    action = add_action(world, recommendation, status="in_progress")
    address = reverse("recommendations:signoff-add", args=[recommendation.public_id])
    data = {
        "outcome": "assured",
        "forum": world.forum.pk,
        "meeting_on": "2026-10-01",
        "basis": "Audit seen.",
        "outputs_only_reason": "The system cannot be left any more.",
        "version": 1,
    }
    client = sign_in("manager")
    page = client.post(address, data)
    assert page.context["form"].errors == {"outcome": ["1 action is not verified yet."]}
    action.delete()
    add_action(world, recommendation, status="verified")
    client.post(address, data)
    check = recommendation.embedding_checks.get()
    assert (recommendation.sign_offs.get().basis, check.due_on) == (
        "Audit seen.",
        date(2027, 4, 1),
    )
    reopen = reverse("recommendations:signoff-reopen", args=[recommendation.public_id])
    client.post(reopen, {"reason": "New findings."})
    assert recommendation.sign_offs.get().reopen_reason == "New findings."


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_a_restricted_recommendation(world, sign_in, django_assert_num_queries, rows):
    review = add_review(world, is_restricted=True)
    review.people.create(user=world.manager, named_by=world.manager)
    recommendation = add_recommendation(world, review)
    for number in range(rows):
        agency = Agency.objects.create(name=f"Agency {number}", kind="other")
        recommendation.responses.create(agency=agency)
    client = sign_in("manager")
    with django_assert_num_queries(13):
        assert client.get(recommendation.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_list_of_recommendations(world, sign_in, django_assert_num_queries, rows):
    for number in range(rows):
        add_recommendation(world, reference=f"q{number}", agencies=(world.police,))
    client = sign_in("board_member")
    with django_assert_num_queries(12):
        client.get(reverse("recommendations:recommendation-list"))


def test_a_new_theme_is_made_once_and_order_can_be_changed(world, sign_in):
    address = reverse("recommendations:recommendation-edit", args=[world.recommendation.public_id])
    data = {"reference": "1a", "wording": "W", "scope": "local", "position": 7}
    data["agencies"] = [world.police.pk, world.health.pk]
    client = sign_in("manager")
    client.post(address, {**data, "new_theme": "Thresholds", "version": 1})
    client.post(address, {**data, "new_theme": "thresholds", "version": 2})
    recommendation = Recommendation.objects.get(pk=world.recommendation.pk)
    assert [theme.name for theme in recommendation.themes.all()] == ["Thresholds"]
    assert (recommendation.position, recommendation.version) == (7, 3)
