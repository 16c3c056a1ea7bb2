"""A day that a row has already is not judged anew; a new one is, on the review itself too."""

from datetime import date

import pytest
from django.urls import reverse

from evidence import services as evidence
from evidence.models import Evidence
from recommendations import services
from recommendations.models import Milestone, Recommendation, Response, Review
from scr_tracker.errors import InvalidTransition
from tests.evidence.samples import add
from tests.world import TODAY, add_recommendation

pytestmark = pytest.mark.usefixtures("today")

OLD, FAR_OFF = date(1998, 4, 1), date(2040, 1, 1)
TO_COME = date(2062, 4, 1)
PAST = "must be today or in the past."


def stored(row):
    return type(row).objects.get(pk=row.pk)


def with_days(row, **days):
    type(row).objects.filter(pk=row.pk).update(**days)
    return stored(row)


@pytest.mark.parametrize(
    "days", [{"dated_on": OLD}, {"dated_until": TO_COME}, {"dated_on": OLD, "dated_until": OLD}]
)
def test_an_item_with_an_odd_day_can_be_retitled_on_its_page(world, sign_in, days):
    item = with_days(add(world), **days)
    client = sign_in("police_lead")
    address = reverse("evidence:evidence-edit", args=[item.public_id])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    answer = client.post(address, {**typed, "title": "Minutes, mended"})
    assert answer.status_code == 302
    fresh = stored(item)
    assert (fresh.title, fresh.dated_on, fresh.dated_until) == (
        "Minutes, mended",
        item.dated_on,
        item.dated_until,
    )


def test_an_item_takes_no_new_day_that_cannot_be_and_no_last_day_before_the_first(world):
    item = with_days(add(world), dated_on=date(2026, 3, 2), dated_until=date(2026, 3, 9))
    wrong = [
        {"dated_on": OLD, "dated_until": item.dated_until},
        {"dated_on": item.dated_on, "dated_until": TO_COME},
        {"dated_on": date(2026, 3, 10), "dated_until": item.dated_until},
    ]
    for days, field in zip(wrong, ["dated_on", "dated_until", "dated_until"], strict=True):
        with pytest.raises(InvalidTransition) as refused:
            evidence.edit_evidence(actor=world.police_lead, evidence=item, version=1, **days)
        assert refused.value.field == field
    assert Evidence.objects.filter(pk=item.pk, version=1, dated_on=item.dated_on).exists()


def test_a_milestone_that_is_due_far_off_can_be_marked_done(world):
    step = world.police_action.milestones.create(title="Draft", due_on=FAR_OFF)
    lead = {"actor": world.manager, "milestone": step, "version": 1}
    services.edit_milestone(**lead, title="Draft", due_on=FAR_OFF, done_on=TODAY)
    assert Milestone.objects.get() == step
    assert (stored(step).due_on, stored(step).done_on) == (FAR_OFF, TODAY)


def test_a_milestone_that_was_done_long_ago_can_be_retitled(world):
    step = world.police_action.milestones.create(title="Draft", due_on=TODAY, done_on=OLD)
    services.edit_milestone(
        actor=world.manager, milestone=step, version=1, title="Second draft", done_on=OLD
    )
    assert (stored(step).title, stored(step).done_on) == ("Second draft", OLD)


def test_a_response_of_an_old_day_can_be_worded_anew(world):
    response = with_days(
        world.recommendation.responses.get(agency=world.police),
        position="accepted",
        responded_on=OLD,
    )
    answer = {"actor": world.manager, "response": response, "version": 1, "position": "accepted"}
    services.respond(**answer, narrative="In their words.", responded_on=OLD)
    assert Response.objects.get(pk=response.pk).narrative == "In their words."
    with pytest.raises(InvalidTransition, match="from 2000") as refused:
        services.respond(**{**answer, "version": 2}, responded_on=date(1999, 1, 1))
    assert refused.value.field == "responded_on"


def test_the_day_for_responses_is_judged_where_somebody_is_asked(world):
    changed = {"actor": world.manager, "recommendation": world.recommendation, "version": 1}
    held = [world.police, world.health]
    with pytest.raises(InvalidTransition) as refused:
        services.edit_recommendation(
            **changed, agencies=[*held, world.childrens], responses_due_on=FAR_OFF
        )
    assert refused.value.field == "responses_due_on"
    services.edit_recommendation(**changed, agencies=held, responses_due_on=FAR_OFF, wording="W")
    assert Recommendation.objects.get(pk=world.recommendation.pk).wording == "W"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("commissioned_on", f"The day on which the review was commissioned {PAST}"),
        ("published_on", f"The day on which the review was published {PAST}"),
    ],
)
def test_a_review_takes_no_day_that_cannot_be(world, sign_in, field, said):
    typed = {"pseudonym": "Alder", "reference": "R-77", "kind": "lcspr", "marking": "official"}
    client = sign_in("manager")
    to_add = reverse("recommendations:review-add", args=[world.city.public_id])
    page = client.post(to_add, {**typed, field: TO_COME})
    assert page.context["form"].errors == {field: [said]}
    assert not Review.objects.filter(reference="R-77").exists()
    to_edit = reverse("recommendations:review-edit", args=[world.review.public_id])
    page = client.post(to_edit, {**typed, "version": 1, field: OLD})
    assert page.context["form"].errors == {field: ["Enter a year from 2000 on."]}
    assert getattr(stored(world.review), field) == getattr(world.review, field)


def test_a_review_with_an_odd_day_can_be_changed_and_mended(world):
    review = with_days(world.review, commissioned_on=TO_COME, published_on=OLD)
    days = {"commissioned_on": TO_COME, "published_on": OLD}
    services.edit_review(actor=world.manager, review=review, version=1, summary="S", **days)
    assert stored(review).summary == "S"
    mended = {**days, "commissioned_on": date(2025, 4, 1)}
    services.edit_review(actor=world.manager, review=review, version=2, **mended)
    assert stored(review).commissioned_on == date(2025, 4, 1)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"awaiting_sent_on": TO_COME}, "awaiting_sent_on"),
        ({"awaiting_sent_on": OLD}, "awaiting_sent_on"),
        ({"awaiting_sent_on": TODAY, "awaiting_chase_on": FAR_OFF}, "awaiting_chase_on"),
        ({"awaiting_sent_on": TODAY, "awaiting_chase_on": OLD}, "awaiting_chase_on"),
    ],
)
def test_what_waits_for_another_body_takes_no_day_that_cannot_be(world, days, field):
    awaiting = {"awaiting_body": "The department", **days}
    with pytest.raises(InvalidTransition) as refused:
        services.add_recommendation(
            actor=world.manager, review=world.review, wording="W", reference="9", **awaiting
        )
    assert refused.value.field == field
    row = add_recommendation(world, awaiting_body="The department", awaiting_sent_on=TODAY)
    with pytest.raises(InvalidTransition) as refused:
        services.edit_recommendation(actor=world.manager, recommendation=row, version=1, **awaiting)
    assert refused.value.field == field
    row = with_days(row, **awaiting)
    services.edit_recommendation(
        actor=world.manager, recommendation=row, version=1, wording="W", **awaiting
    )
    assert stored(row).wording == "W"
