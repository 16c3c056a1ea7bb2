"""A forum's decision: its basis, who agreed, what stood then, and who may see what of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.models import Forum
from agencies.services import edit_settings
from recommendations import snapshot
from recommendations.models import SignOff
from recommendations.services import edit_recommendation, reopen_sign_off, sign_off
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.dashboards.town import add_evidence, decide
from tests.evidence.asking import ask
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")

REASON = "The form cannot be sent without the checks."

GONE = {"is_active": False}


@pytest.fixture
def done(world):
    """A recommendation whose two verified actions are police's and health's."""
    recommendation = add_recommendation(
        world, reference="9", agencies=(world.police, world.health), closing_criteria="Audited."
    )
    for agency in (world.police, world.health):
        add_action(
            world, recommendation, agency, due_in=-9, status="verified", title=f"By {agency.label}"
        )
    return recommendation


def posted(world, **changes):
    return {
        "outcome": "assured",
        "forum": world.forum.pk,
        "meeting_on": "2026-10-01",
        "basis": "The audit was seen.",
        "outputs_only_reason": REASON,
        "version": "1",
        **changes,
    }


def address(recommendation):
    return reverse("recommendations:signoff-add", args=[recommendation.public_id])


def assure(world, recommendation, **fields):
    fields.setdefault("outputs_only_reason", REASON)
    return forum_decides(world, recommendation, **fields)


def ask_partners(world, *partners):
    edit_settings(
        actor=world.manager,
        partnership=world.city,
        version=1,
        asks_partner_agreement=True,
        embedding_months=6,
        partners=partners,
    )


def proof(world, recommendation, level, decision="accepted"):
    item = add_evidence(world, recommendation.actions.first(), level=level)
    if decision:
        decide(world, item, decision)
    return item


@pytest.mark.parametrize(
    ("level", "decision"), [("output", "accepted"), ("outcome", "returned"), ("quality", "")]
)
def test_outputs_alone_need_a_reason(world, sign_in, done, level, decision):
    proof(world, done, level, decision)
    client = sign_in("manager")
    assert "Why are outputs alone enough?" in client.get(address(done)).content.decode()
    page = client.post(address(done), posted(world, outputs_only_reason=" "))
    assert page.context["form"].errors == {
        "outputs_only_reason": [
            "Say why outputs alone are enough: no accepted evidence shows quality or outcome."
        ]
    }
    client.post(address(done), posted(world))
    assert done.sign_offs.get().outputs_only_reason == REASON
    assert REASON in client.get(done.get_absolute_url()).content.decode()


@pytest.mark.parametrize("level", ["quality", "outcome"])
def test_accepted_quality_or_outcome_is_not_asked_for_a_reason(world, sign_in, done, level):
    proof(world, done, level)
    client = sign_in("manager")
    assert "outputs alone" not in client.get(address(done)).content.decode()
    client.post(address(done), posted(world))
    assert done.sign_offs.get().outputs_only_reason == ""


def test_closing_asks_no_reason_for_outputs_and_plans_no_check(world, sign_in, done):
    data = posted(world, outcome="closed_not_implemented", outputs_only_reason="")
    sign_in("manager").post(address(done), data)
    decision = done.sign_offs.get()
    assert (decision.outcome, decision.outputs_only_reason) == ("closed_not_implemented", "")
    assert done.embedding_checks.count() == 0


def test_a_missing_agreement_is_refused_and_the_given_ones_are_shown(world, sign_in, done):
    ask_partners(world, world.police, world.health)
    police, health = world.police.pk, world.health.pk
    data = posted(
        world,
        **{f"agreed_by_{police}": "Chief Superintendent", f"agreed_on_{police}": "2026-10-02"},
    )
    client = sign_in("manager")
    page = client.post(address(done), data)
    assert page.context["form"].errors == {
        f"agreed_by_{health}": ["City Health Trust has not agreed: say who did, by role."],
        f"agreed_on_{health}": ["Enter the day on which City Health Trust agreed."],
    }
    page = client.post(address(done), {**data, f"agreed_by_{health}": "Director of Nursing"})
    assert page.context["form"].errors == {
        f"agreed_on_{health}": ["Enter the day on which City Health Trust agreed."]
    }
    later = {f"agreed_by_{health}": "Director", f"agreed_on_{health}": "2026-11-03"}
    page = client.post(address(done), {**data, **later})
    assert page.context["form"].errors == {
        f"agreed_on_{health}": [
            "The day on which City Health Trust agreed must be today or in the past."
        ]
    }
    assert done.sign_offs.count() == 0
    client.post(address(done), {**data, **later, f"agreed_on_{health}": "2026-11-02"})
    agreed = done.sign_offs.get().agreements.values_list("agency", "agreed_by", "agreed_on")
    assert list(agreed) == [
        (police, "Chief Superintendent", date(2026, 10, 2)),
        (health, "Director", TODAY),
    ]
    page = client.get(done.get_absolute_url()).content.decode()
    assert "City Constabulary: Chief Superintendent, 2 October 2026" in page


def test_agreement_is_not_asked_where_the_partnership_does_not(world, sign_in, done):
    world.city.services.update(is_safeguarding_partner=True)
    client = sign_in("manager")
    assert "Agreement of" not in client.get(address(done)).content.decode()
    client.post(address(done), posted(world))
    assert done.sign_offs.get().agreements.count() == 0


def test_the_check_is_planned_by_the_setting_or_as_chosen(world, sign_in, done):
    client = sign_in("manager")
    edit_settings(
        actor=world.manager,
        partnership=world.city,
        version=1,
        asks_partner_agreement=False,
        embedding_months=12,
        partners=[],
    )
    form = client.get(address(done)).context["form"]
    assert form.initial["embedding_months"] == 12
    client.post(address(done), posted(world))
    assert done.embedding_checks.get().due_on == date(2027, 10, 1)
    reopen_sign_off(actor=world.manager, recommendation=done, reason="New findings")
    client.post(address(done), posted(world, embedding_months="6"))
    assert done.embedding_checks.filter(sign_off__reopened_at=None).get().due_on == date(2027, 4, 1)


def test_a_form_read_before_the_wording_changed_is_stale(world, sign_in, done):
    values = {"actor": world.manager, "recommendation": done, "version": 1}
    edit_recommendation(**values, closing_criteria="Audited twice.")
    client = sign_in("manager")
    page = client.post(address(done), posted(world))
    assert page.context["form"].stale_changes == [
        "Closing criteria: Audited. → Audited twice. (by Manager)"
    ]
    assert done.sign_offs.count() == 0
    client.post(address(done), posted(world, version="2"))
    assert done.sign_offs.get().snapshot["recommendation"]["closing_criteria"] == "Audited twice."


@pytest.mark.parametrize("statuses", [(), ("withdrawn", "withdrawn")])
def test_nothing_is_assured_without_a_verified_action(world, sign_in, statuses):
    recommendation = add_recommendation(world, reference="9")
    for status in statuses:
        add_action(world, recommendation, status=status)
    page = sign_in("manager").post(address(recommendation), posted(world))
    assert page.context["form"].errors == {
        "outcome": [
            "No action is verified, so there is nothing to be assured of. "
            "Where nothing will be done, the decision is “closed, not implemented”."
        ]
    }
    closed = posted(world, outcome="closed_not_implemented")
    assert sign_in("manager").post(address(recommendation), closed).status_code == 302


@pytest.mark.parametrize(
    ("commissioned_on", "meeting_on", "message"),
    [
        (date(2019, 5, 1), "2019-04-30", "The review was commissioned later, on 1 May 2019."),
        (None, "1999-12-31", "Enter a year from 2000 on."),
    ],
)
def test_a_forum_meets_after_the_review_was_asked_for(
    world, sign_in, done, commissioned_on, meeting_on, message
):
    done.review.commissioned_on = commissioned_on
    done.review.save()
    page = sign_in("manager").post(address(done), posted(world, meeting_on=meeting_on))
    assert page.context["form"].errors == {"meeting_on": [message]}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("forum", lambda world: Forum.objects.create(partnership=world.coast, name="Theirs")),
        ("forum", lambda world: Forum.objects.create(partnership=world.city, name="Old", **GONE)),
        ("outcome", lambda world: "perhaps"),
    ],
)
def test_the_service_takes_a_living_forum_of_the_partnership_and_a_known_outcome(
    world, done, field, change
):
    values = {"outcome": "assured", "forum": world.forum, "basis": "Seen", "meeting_on": TODAY}
    values["outputs_only_reason"] = REASON
    with pytest.raises(InvalidTransition) as refused:
        sign_off(
            actor=world.fresh("manager"), recommendation=done, **{**values, field: change(world)}
        )
    assert refused.value.field == field


def test_only_managers_sign_off(world, done):
    for person in ("police_lead", "board_member", "scrutineer", "outsider"):
        with pytest.raises(NotAllowed):
            sign_off(
                actor=world.fresh(person),
                recommendation=done,
                outcome="assured",
                forum=world.forum,
                meeting_on=TODAY,
                basis="Seen",
                outputs_only_reason=REASON,
            )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", "nonsense"),
        ("forum", "999999"),
        ("meeting_on", "31/02/2026"),
        ("meeting_on", (TODAY + timedelta(days=1)).isoformat()),
        ("basis", "a\x00b"),
        ("basis", " "),
        ("embedding_months", "7"),
        ("outputs_only_reason", "x" * 4001),
    ],
)
def test_bad_input_comes_back_with_a_message_at_its_field(world, sign_in, done, field, value):
    page = sign_in("manager").post(address(done), posted(world, **{field: value}))
    assert list(page.context["form"].errors) == [field]
    assert SignOff.objects.count() == 0


def test_the_page_shows_what_stood_whatever_changed_since(world, sign_in, done):
    item = proof(world, done, "outcome")
    decision = assure(world, done)
    action = done.actions.first()
    action.title, action.due_on = "Another title", TODAY
    action.save()
    item.title = "Another list"
    item.save()
    item.links.all().delete()
    page = sign_in("board_member").get(decision.get_absolute_url()).content.decode()
    shown = [word in page for word in ("By Police", "By Health", "Attendance list", "Audited.")]
    assert shown == [True] * 4
    assert "Another" not in page
    assert decision.get_absolute_url() in (
        sign_in("board_member").get(done.get_absolute_url()).content.decode()
    )


def test_a_lead_sees_of_it_what_they_may_see(world, sign_in, done):
    own = proof(world, done, "outcome")
    hidden = add_evidence(world, done.actions.last(), title="Health's audit")
    decision = assure(world, done)
    assert {row["id"] for row in decision.snapshot["evidence"]} == {
        str(own.public_id),
        str(hidden.public_id),
    }

    def seen(person):
        found = snapshot.seen_by(decision, world.fresh(person))
        return {name: len(found[name]) for name in ("responses", "actions", "evidence")}

    assert seen("police_lead") == {"responses": 1, "actions": 1, "evidence": 1}
    assert seen("scrutineer") == {"responses": 2, "actions": 2, "evidence": 2}
    page = sign_in("police_lead").get(decision.get_absolute_url()).content.decode()
    assert ("By Police" in page, "By Health" in page, "Health&#x27;s audit" in page) == (
        True,
        False,
        False,
    )


def test_what_no_part_answers_for_is_shown_to_nobody(world, done):
    decision = assure(world, done)
    decision.snapshot["secrets"] = [{"id": "1"}]
    assert sorted(snapshot.seen_by(decision, world.manager)) == [
        "actions",
        "challenges",
        "evidence",
        "recommendation",
        "requests",
        "responses",
        "schema",
        "taken_at",
    ]
    decision.snapshot = {"schema": 99, "actions": [{"id": "1"}]}
    assert snapshot.seen_by(decision, world.manager) == {}


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_what_stood(world, sign_in, django_assert_num_queries, done, rows):
    for place in range(rows):
        proof(world, done, "outcome")
        add_action(world, done, status="verified", due_in=-place)
        done.challenges.create(agency=world.police, question="Why?", recorded_by=world.scrutineer)
        ask(world, recommendation=done)
    ask_partners(world, world.police)
    decision = assure(world, done, agreements=[agreement(world)])
    client = sign_in("police_lead")
    with django_assert_num_queries(16):
        assert client.get(decision.get_absolute_url()).status_code == 200


def agreement(world):
    from recommendations.services import Agreement

    return Agreement(world.police, "Chief Superintendent", TODAY)


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_a_recommendation_with_all_of_assurance(
    world, sign_in, django_assert_num_queries, done, rows
):
    ask_partners(world, world.police)
    asker = add_person(world, "other_scrutineer", "scrutineer")
    for _ in range(rows):
        assure(world, done, agreements=[agreement(world)])
        reopen_sign_off(actor=world.manager, recommendation=done, reason="New findings")
        done.challenges.create(agency=world.police, question="Why?", recorded_by=asker)
    assure(world, done, agreements=[agreement(world)])
    client = sign_in("manager")
    with django_assert_num_queries(16):
        client.get(done.get_absolute_url())
