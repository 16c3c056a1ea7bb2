"""A later look: has the change lasted, and what follows where it has not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from recommendations.models import EmbeddingCheck
from recommendations.services import record_embedding_check, reopen_sign_off
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")

MET = TODAY - timedelta(days=200)


def assure(world, recommendation):
    values = {"meeting_on": MET, "outputs_only_reason": "Nothing else can show it"}
    decision = forum_decides(world, recommendation, **values)
    return decision.embedding_checks.get()


@pytest.fixture
def check(world):
    recommendation = add_recommendation(world, reference="9", agencies=(world.police,))
    add_action(world, recommendation, status="verified", due_in=-300)
    return assure(world, recommendation)


def posted(**changes):
    note = {"note": "Ten records were read."}
    return {"outcome": "embedded", "checked_on": "2026-11-02", "follow_up": "", **note, **changes}


def address(check):
    return reverse("recommendations:check-record", args=[check.public_id])


def stands(check):
    return check.recommendation.sign_offs.filter(reopened_at=None).exists()


def test_embedded_is_recorded_with_note_and_date_and_the_decision_stands(world, sign_in, check):
    page = sign_in("manager").post(address(check), posted(), follow=True).content.decode()
    assert "Recorded: the change is embedded." in page
    check.refresh_from_db()
    assert (check.outcome, check.note, check.checked_on, check.checked_by) == (
        "embedded",
        "Ten records were read.",
        TODAY,
        world.manager,
    )
    assert stands(check)
    assert "Ten records were read." in page


def planned(check, days):
    """The check, with its planned date so many days ahead."""
    check.due_on = TODAY + timedelta(days=days)
    check.save()
    return check


@pytest.mark.parametrize(("days", "is_recorded"), [(31, False), (30, True), (0, True)])
def test_that_it_has_lasted_is_said_when_its_planned_date_is_near(
    sign_in, check, days, is_recorded
):
    address_of_it = address(planned(check, days))
    page = sign_in("manager").post(address_of_it, posted())
    check.refresh_from_db()
    assert check.outcome == ("embedded" if is_recorded else "")
    if not is_recorded:
        assert page.context["form"].errors == {
            "checked_on": [
                "The check is planned for 3 December 2026. That the change has lasted can be said "
                "from 3 November 2026 on. What has not lasted can be recorded on any day."
            ]
        }


def test_that_it_has_not_lasted_can_be_recorded_on_any_day(sign_in, check):
    data = posted(outcome="not_embedded", follow_up="reopen")
    sign_in("manager").post(address(planned(check, 180)), data)
    check.refresh_from_db()
    assert check.outcome == "not_embedded"


@pytest.mark.parametrize(("days", "is_told"), [(31, True), (30, False)])
def test_the_form_says_when_it_is_too_early(sign_in, check, days, is_told):
    page = sign_in("manager").get(address(planned(check, days))).content.decode()
    assert ("It is too early to say that the change has lasted" in page) == is_told


@pytest.mark.parametrize("outcome", ["partly", "not_embedded"])
def test_what_has_not_lasted_asks_what_follows(sign_in, check, outcome):
    page = sign_in("manager").post(address(check), posted(outcome=outcome))
    assert list(page.context["form"].errors) == ["follow_up"]
    check.refresh_from_db()
    assert (check.outcome, stands(check)) == ("", True)


def test_nothing_follows_where_it_is_embedded(sign_in, check):
    page = sign_in("manager").post(address(check), posted(follow_up="reopen"))
    assert list(page.context["form"].errors) == ["follow_up"]


def test_reopening_keeps_what_the_check_found_as_its_reason(world, sign_in, check):
    data = posted(outcome="not_embedded", follow_up="reopen")
    page = sign_in("manager").post(address(check), data, follow=True).content.decode()
    decision = check.recommendation.sign_offs.get()
    assert decision.reopened_by == world.manager
    assert decision.reopen_reason == (
        "Embedding check of 2 November 2026: not embedded. Ten records were read."
    )
    check.refresh_from_db()
    assert check.led_to is None
    assert check.recommendation.actions.count() == 1
    assert decision.reopen_reason in page


def test_adding_an_action_reopens_too_and_both_are_on_the_page(world, sign_in, check):
    data = posted(
        outcome="partly",
        follow_up="action",
        title="Read the records again",
        lead_agency=world.police.pk,
        due_on="2027-02-01",
    )
    page = sign_in("manager").post(address(check), data, follow=True).content.decode()
    check.refresh_from_db()
    added = check.led_to
    assert (added.title, added.lead_agency, added.due_on, added.number) == (
        "Read the records again",
        world.police,
        date(2027, 2, 1),
        2,
    )
    assert added.history.get().history_user == world.manager
    assert not stands(check)
    assert "It led to action" in page
    assert "9.2 Read the records again" in page
    assert "reopened, and action 9.2 added" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("lead_agency", ""), ("due_on", ""), ("due_on", "2026-11-01")],
)
def test_a_new_action_that_lacks_something_or_is_late_at_once_writes_nothing_at_all(
    world, sign_in, check, field, value
):
    data = posted(
        outcome="partly",
        follow_up="action",
        title="Read the records again",
        lead_agency=world.police.pk,
        due_on="2027-02-01",
    )
    page = sign_in("manager").post(address(check), {**data, field: value})
    assert list(page.context["form"].errors) == [field]
    check.refresh_from_db()
    assert (check.outcome, check.recommendation.actions.count()) == ("", 1)
    assert stands(check)


def test_the_next_check_is_planned_at_the_next_sign_off(world, sign_in, check):
    sign_in("manager").post(address(check), posted(outcome="partly", follow_up="reopen"))
    assert EmbeddingCheck.objects.pending().count() == 0
    following = assure(world, check.recommendation)
    assert list(EmbeddingCheck.objects.pending()) == [following]
    assert list(check.recommendation.embedding_checks.order_by("pk")) == [check, following]


def test_a_check_of_a_reopened_decision_is_not_made(world, sign_in, check):
    reopen_sign_off(actor=world.manager, recommendation=check.recommendation, reason="New")
    assert sign_in("manager").get(address(check)).status_code == 302
    with pytest.raises(InvalidTransition, match="reopened"):
        record_embedding_check(
            actor=world.manager, check=check, outcome="embedded", note="N", checked_on=TODAY
        )


def test_a_check_is_recorded_once(world, sign_in, check):
    client = sign_in("manager")
    client.post(address(check), posted())
    page = client.post(address(check), posted(note="Another reading."))
    assert page.context["form"].non_field_errors() == [
        "Somebody else has already recorded this check."
    ]
    check.refresh_from_db()
    assert check.note == "Ten records were read."


def test_a_check_comes_after_the_meeting_and_not_ahead_of_time(sign_in, check):
    client = sign_in("manager")
    for day in (MET - timedelta(days=1), TODAY + timedelta(days=1)):
        page = client.post(address(check), posted(checked_on=day.isoformat()))
        assert list(page.context["form"].errors) == ["checked_on"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("outcome", "nonsense"), ("note", " "), ("checked_on", "2026-02-31"), ("follow_up", "x")],
)
def test_bad_input_comes_back_with_a_message_at_its_field(sign_in, check, field, value):
    page = sign_in("manager").post(address(check), posted(**{field: value}))
    assert list(page.context["form"].errors) == [field]


def test_another_partnerships_agency_cannot_lead_the_new_action(world, sign_in, check):
    data = posted(
        outcome="partly",
        follow_up="action",
        title="T",
        lead_agency=world.housing.pk,
        due_on="2027-02-01",
    )
    page = sign_in("manager").post(address(check), data)
    assert list(page.context["form"].errors) == ["lead_agency"]


def test_only_managers_record_it(world, check):
    for person in ("police_lead", "board_member", "scrutineer", "outsider"):
        with pytest.raises(NotAllowed):
            record_embedding_check(
                actor=world.fresh(person),
                check=check,
                outcome="embedded",
                note="N",
                checked_on=TODAY,
            )


def test_a_lead_does_not_read_an_action_that_they_may_not_see(world, sign_in, check):
    data = posted(
        outcome="partly",
        follow_up="action",
        title="Health's new audit",
        lead_agency=world.health.pk,
        due_on="2027-02-01",
    )
    sign_in("manager").post(address(check), data)
    page = sign_in("police_lead").get(check.recommendation.get_absolute_url()).content.decode()
    assert "Ten records were read." in page
    assert "new audit" not in page
