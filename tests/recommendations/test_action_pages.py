"""One action as a page, and what may be changed there."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Membership
from recommendations.models import Action
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")


def post(client, action, name="action-update", **data):
    data.setdefault("version", action.version)
    return client.post(reverse(f"recommendations:{name}", args=[action.public_id]), data)


def test_manager_posts_an_update_and_sets_the_status(world, sign_in):
    client = sign_in("manager")
    page = post(client, world.health_action, note="Audit has begun.", to="in_progress")
    assert page.url == world.health_action.get_absolute_url()
    world.health_action.refresh_from_db()
    assert world.health_action.status == "in_progress"
    shown = client.get(page.url).content.decode()
    assert "Audit has begun." in shown
    assert "The action is in progress." in shown


def test_the_form_offers_only_what_the_person_may_set(world, sign_in):
    def offered(person):
        form = sign_in(person).get(world.police_action.get_absolute_url()).context["form"]
        return [choice.value for choice in form.fields["to"].choices] if form else None

    assert offered("manager") == ["", "not_started", "completed", "on_hold", "withdrawn"]
    assert offered("police_lead") == ["", "completed", "on_hold"]
    assert offered("board_member") is None


def test_an_illegal_move_is_refused_at_its_field_and_keeps_the_note(world, sign_in):
    page = post(sign_in("police_lead"), world.police_action, note="Please.", to="verified")
    assert list(page.context["form"].errors) == ["to"]
    assert page.context["form"]["note"].value() == "Please."
    assert not world.police_action.updates.exists()


def test_a_missing_note_is_asked_for(world, sign_in):
    page = post(sign_in("police_lead"), world.police_action, to="completed")
    assert page.context["form"].errors == {"note": ["Say what was done."]}
    assert page.status_code == 200


@pytest.mark.parametrize("note", ["x" * 4001, "a\x00b"])
def test_over_long_and_null_byte_notes_are_refused(world, sign_in, note):
    page = post(sign_in("police_lead"), world.police_action, note=note)
    assert list(page.context["form"].errors) == ["note"]


@pytest.mark.parametrize("version", ["", "nonsense", "99999999999999999999"])
def test_a_meddled_version_is_no_server_error(world, sign_in, version):
    page = post(sign_in("police_lead"), world.police_action, note="N", version=version)
    assert page.status_code == 200
    assert not world.police_action.updates.exists()


def test_stale_update_comes_back_filled_in_with_what_changed(world, sign_in):
    post(sign_in("manager"), world.police_action, note="Supplier stopped.", to="on_hold")
    page = post(sign_in("police_lead"), world.police_action, note="All done.", to="completed")
    form = page.context["form"]
    assert form["note"].value() == "All done."
    assert "Status: In progress → On hold (by Manager)" in form.stale_changes
    assert "In progress → On hold" in page.content.decode()
    world.police_action.refresh_from_db()
    assert (world.police_action.status, form["version"].value()) == ("on_hold", "2")
    post(sign_in("police_lead"), world.police_action, note="All done.", to="completed", version=2)
    world.police_action.refresh_from_db()
    assert world.police_action.status == "completed"


def test_update_to_an_action_withdrawn_meanwhile_loses_nothing(world, sign_in):
    post(sign_in("manager"), world.police_action, note="Not needed.", to="withdrawn")
    page = post(sign_in("police_lead"), world.police_action, note="Half done.")
    assert page.context["form"]["note"].value() == "Half done."
    assert page.context["form"].stale_changes


def test_an_update_posted_meanwhile_is_said_though_no_field_changed(world, sign_in):
    post(sign_in("manager"), world.police_action, note="The board asked about this.")
    page = post(sign_in("police_lead"), world.police_action, note="Half done.")
    assert page.context["form"].stale_changes == ["The board asked about this. (by Manager)"]
    assert "Somebody else saved changes" in page.content.decode()
    assert world.police_action.updates.count() == 1


def test_a_second_claim_says_that_the_action_is_claimed_already(world, sign_in):
    post(sign_in("manager"), world.police_action, note="Done.", to="completed")
    page = post(sign_in("police_lead"), world.police_action, note="Done too.", to="completed")
    assert "Status: In progress → Completed (by Manager)" in page.context["form"].stale_changes
    assert page.context["form"]["note"].value() == "Done too."


def test_changes_are_signed_by_who_made_each(world, sign_in):
    edit = reverse("recommendations:action-edit", args=[world.police_action.public_id])
    data = {"title": "New title", "lead_agency": world.police.pk, "version": 1}
    sign_in("manager").post(edit, data)
    post(sign_in("police_lead"), world.police_action, note="Done.", to="completed", version=2)
    page = sign_in("manager").post(edit, {**data, "title": "Other"})
    changes = page.context["form"].stale_changes
    assert "Title: Brief staff on the new form → New title (by Manager)" in changes
    assert "Status: In progress → Completed (by Police Lead)" in changes


def test_reading_the_address_of_an_update_leads_to_the_action(world, sign_in):
    address = reverse("recommendations:action-update", args=[world.police_action.public_id])
    assert sign_in("police_lead").get(address).url == world.police_action.get_absolute_url()


def test_a_request_that_was_not_read_is_not_decided(world, sign_in):
    manager, lead = sign_in("manager"), sign_in("police_lead")

    def ask(day):
        action = Action.objects.get(pk=world.police_action.pk)
        post(lead, action, "action-extension", asked_due_on=day, reason="R")
        return action.extension_requests.latest("pk").public_id

    decide = reverse("recommendations:extension-decide", args=[world.police_action.public_id])
    first = ask("2026-12-01")
    manager.post(decide, {"approve": "no", "note": "No.", "asked": first})
    ask("2028-12-01")
    page = manager.post(decide, {"approve": "yes", "asked": first})
    assert "Somebody else has already decided this request." in page.content.decode()
    assert Action.objects.get(pk=world.police_action.pk).due_on == date(2026, 10, 21)


@pytest.mark.parametrize(
    ("name", "status", "shown"),
    [
        ("action-hold", "on_hold", "The supplier stopped."),
        ("action-withdraw", "withdrawn", "The supplier stopped."),
    ],
)
def test_hold_and_withdraw_have_a_page_with_a_reason(world, sign_in, name, status, shown):
    client = sign_in("manager")
    address = reverse(f"recommendations:{name}", args=[world.police_action.public_id])
    assert client.get(address).status_code == 200
    page = post(client, world.police_action, name)
    assert list(page.context["form"].errors) == ["note"]
    post(client, world.police_action, name, note="The supplier stopped.")
    world.police_action.refresh_from_db()
    assert (world.police_action.status, world.police_action.status_reason) == (status, shown)


def test_a_claim_is_taken_back_by_its_owner_and_sent_back_by_others(world, sign_in):
    action = add_action(world, due_in=-3, status="completed")
    link = reverse("recommendations:action-reopen", args=[action.public_id])
    for person, words in (("police_lead", "Back to in progress"), ("manager", "Send back")):
        page = sign_in(person).get(action.get_absolute_url()).content.decode()
        assert f'href="{link}">{words}</a>' in page


def test_reopening_a_verified_action_needs_a_reason(world, sign_in):
    action = add_action(world, status="verified")
    client = sign_in("manager")
    assert list(post(client, action, "action-reopen").context["form"].errors) == ["note"]
    post(client, action, "action-reopen", note="The audit found gaps.")
    action.refresh_from_db()
    assert (action.status, action.verified_at) == ("in_progress", None)


def test_moving_the_due_date_by_page(world, sign_in):
    client = sign_in("manager")
    data = {"reason": "Trainer ill.", "agreed_by": "Learning Group"}
    page = post(client, world.police_action, "action-due-date", **data)
    assert list(page.context["form"].errors) == ["new_due_on"]
    post(client, world.police_action, "action-due-date", new_due_on="2026-12-24", **data)
    shown = client.get(world.police_action.get_absolute_url()).content.decode()
    assert "Due date moved from 21 October 2026 to 24 December 2026" in shown
    assert "moved 1 time, +64 days" in " ".join(shown.split())


def test_asking_for_more_time_and_approving_it(world, sign_in):
    lead, manager = sign_in("police_lead"), sign_in("manager")
    post(
        lead,
        world.police_action,
        "action-extension",
        asked_due_on="2026-12-01",
        reason="Leave.",
    )
    decide = reverse("recommendations:extension-decide", args=[world.police_action.public_id])
    assert lead.get(decide).status_code == 404
    assert (
        "Decide on this request"
        in manager.get(world.police_action.get_absolute_url()).content.decode()
    )
    asked = world.police_action.extension_requests.get()
    manager.post(decide, {"approve": "yes", "asked": asked.public_id})
    world.police_action.refresh_from_db()
    assert world.police_action.due_on == date(2026, 12, 1)


def test_adding_an_action_gives_it_the_next_number(world, sign_in):
    address = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    data = {
        "title": "Write guidance",
        "lead_agency": world.health.pk,
        "owner": world.health_lead.pk,
        "due_on": "2027-01-31",
    }
    sign_in("manager").post(address, data)
    action = Action.objects.get(title="Write guidance")
    assert (action.reference, action.due_on, action.first_due_on) == (
        "1a.3",
        date(2027, 1, 31),
        date(2027, 1, 31),
    )


def test_owner_must_act_for_the_lead_agency(world, sign_in):
    address = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    data = {"title": "T", "lead_agency": world.health.pk, "owner": world.police_lead.pk}
    page = sign_in("manager").post(address, data)
    assert page.context["form"].errors == {
        "owner": [
            "Police Lead does not act for City Health Trust. These people do: Health Lead, Manager."
        ]
    }


def test_the_picker_tells_for_whom_each_owner_acts(world, sign_in):
    Membership.objects.create(
        user=world.health_lead, partnership=world.city, role="agency_lead", agency=world.childrens
    )
    Membership.objects.filter(user=world.police_lead).update(is_active=False)
    address = reverse("recommendations:action-edit", args=[world.police_action.public_id])
    form = sign_in("manager").get(address).context["form"]
    assert [label for _, label in form.fields["owner"].choices] == [
        "None",
        "Childrens Lead – Children's Services",
        "Health Lead – Children's Services, City Health Trust",
        "Manager – Partnership manager",
        "Police Lead – no role here any more",
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_an_action(world, sign_in, django_assert_num_queries, rows):
    for _ in range(rows):
        post(sign_in("manager"), Action.objects.get(pk=world.police_action.pk), note="A note")
    client = sign_in("police_lead")
    with django_assert_num_queries(16):
        client.get(world.police_action.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_a_recommendation(world, sign_in, django_assert_num_queries, rows):
    for _ in range(rows):
        add_action(world, due_in=3)
    client = sign_in("manager")
    with django_assert_num_queries(13):
        client.get(world.recommendation.get_absolute_url())
