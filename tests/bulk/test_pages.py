"""Tick rows of a list, choose what to change, look at it, confirm: the managers' pages."""

import re

import pytest
from django.urls import reverse

from recommendations.models import BulkChange, DueDateChange, Theme
from tests.bulk.many import (
    ACTIONS,
    REASON,
    THEMES,
    change,
    confirm,
    due,
    fresh,
    last,
    lead,
    owner,
    preview,
    rows_of,
    tick,
)
from tests.signing_in import client_of
from tests.world import TODAY, add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")
TOKEN = "7a0a9a30-0000-4000-8000-000000000000"


def boxes(page):
    """(id, is it ticked) of each box to tick."""
    found = re.findall(r'name="pick" value="([0-9a-f-]+)"( checked)?', page.content.decode())
    return {key: bool(checked) for key, checked in found}


def planned(page):
    return [
        [(str(each.row), each.before, each.after, each.why_not) for each in page.context[name]]
        for name in ("to_change", "to_leave")
    ]


def messages_of(page):
    return [str(message) for message in page.context["messages"]]


def test_managers_alone_have_boxes_to_tick(world, sign_in):
    for url, rows in (
        ("/actions/", [world.police_action, world.health_action]),
        ("/recommendations/", [world.recommendation]),
    ):
        page = sign_in("manager").get(url)
        assert boxes(page) == {str(row.public_id): False for row in rows}
        for person in ("police_lead", "board_member", "scrutineer", "nobody"):
            other = sign_in(person).get(url)
            assert (boxes(other), "Change the ticked" in other.content.decode()) == ({}, False)


def test_only_rows_of_partnerships_that_one_manages_can_be_ticked(world, sign_in):
    world.manager.memberships.create(partnership=world.coast, role="scrutineer")
    page = sign_in("manager").get("/actions/")
    assert len(page.context["page"].object_list) == 3
    assert set(boxes(page)) == {
        str(row.public_id) for row in (world.police_action, world.health_action)
    }


def test_all_rows_of_the_page_are_ticked_by_an_address(world, sign_in):
    client = sign_in("manager")
    page = client.get("/actions/?sort=-due&tick=all")
    assert set(boxes(page).values()) == {True}
    links = re.findall(r'href="([^"]*)"', page.content.decode())
    assert "?sort=-due" in links
    assert [link for link in links if "tick=all" in link] == []


def test_a_past_day_has_no_boxes(world, sign_in):
    page = sign_in("manager").get("/actions/?as-at=2026-10-01")
    assert (page.status_code, boxes(page)) == (200, {})


def test_due_dates_of_several_actions_move(world, sign_in):
    done = add_action(world, status="verified", due_in=-40)
    rows, client = [world.police_action, world.health_action, done], sign_in("manager")
    first = tick(client, rows, back="rating=overdue&page=2&tick=all")
    assert "Change 3 actions" in first.content.decode()
    assert first.context["back"] == "/actions/?rating=overdue&page=2"
    page = preview(client, rows, **due())
    assert planned(page) == [
        [
            ("Clare 1a action 1", "21 October 2026", "31 March 2027", ""),
            ("Clare 1a action 2", "12 November 2026", "31 March 2027", ""),
        ],
        [
            (
                "Clare 1a action 3",
                "23 September 2026",
                "",
                "The action is verified: its due date can no longer move.",
            )
        ],
    ]
    assert DueDateChange.objects.count() == 0
    assert BulkChange.objects.count() == 0
    outcome = confirm(client, page)
    assert outcome.redirect_chain == [(last().get_absolute_url(), 302)]
    assert (len(outcome.context["changed"]), len(outcome.context["left"])) == (2, 1)
    text = outcome.content.decode()
    for words in ("2 actions changed", "1 action not changed", REASON, "Agreed by: The board."):
        assert words in text
    assert {row.due_on.isoformat() for row in fresh(*rows[:2])} == {"2027-03-31"}


def test_owner_agency_and_theme_go_the_same_way(world, sign_in):
    client = sign_in("manager")
    confirm(client, preview(client, [world.health_action], **owner(world.health_lead)))
    assert fresh(world.health_action)[0].owner == world.health_lead
    confirm(client, preview(client, [world.police_action], **lead(world.health)))
    assert fresh(world.police_action)[0].lead_agency == world.health
    nobody = preview(client, [world.health_action], what="owner", no_owner="on")
    confirm(client, nobody)
    assert fresh(world.health_action)[0].owner is None
    page = preview(client, [world.recommendation], THEMES, what="theme_added", new_theme="Neglect")
    outcome = confirm(client, page, THEMES)
    assert "1 recommendation changed" in outcome.content.decode()
    theme = Theme.objects.get(name="Neglect")
    page = preview(client, [world.recommendation], THEMES, what="theme_removed", old_theme=theme.pk)
    confirm(client, page, THEMES)
    assert list(world.recommendation.themes.all()) == []


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"reason": ""}, {"what", "reason"}),
        ({"what": "due_on"}, {"new_due_on", "agreed_by"}),
        ({"what": "due_on", "new_due_on": "2027-02-31", "agreed_by": "Me"}, {"new_due_on"}),
        ({"what": "owner"}, {"owner"}),
        ({"what": "owner", "owner": "999999"}, {"owner"}),
        ({"what": "lead_agency"}, {"lead_agency"}),
        ({"what": "nonsense"}, {"what"}),
    ],
)
def test_what_is_missing_is_said_before_the_preview(world, sign_in, answers, errors):
    page = preview(sign_in("manager"), [world.police_action], **{"reason": REASON, **answers})
    assert set(page.context["form"].errors) == errors
    assert "bulk_choose.html" in page.templates[0].name


def test_owners_and_agencies_of_others_are_not_offered(world, sign_in):
    client = sign_in("manager")
    for answers in (owner(world.housing_lead), lead(world.housing)):
        page = preview(client, [world.police_action], **answers)
        assert list(page.context["form"].errors) == [answers["what"]]
    there = Theme.objects.create(partnership=world.coast, name="Theirs")
    for answers in ({"what": "theme_added", "theme": there.pk}, {"what": "theme_added"}):
        page = preview(client, [world.recommendation], THEMES, **answers)
        assert list(page.context["form"].errors) == ["theme"]


def test_both_an_owner_and_nobody_is_asked_about(world, sign_in):
    answers = {**owner(world.police_lead), "no_owner": "on"}
    page = preview(sign_in("manager"), [world.health_action], **answers)
    assert page.context["form"].errors == {"no_owner": ["Choose an owner, or nobody"]}


def test_a_form_that_is_sent_twice_changes_nothing_twice(world, sign_in):
    client = sign_in("manager")
    page = preview(client, [world.health_action], **due())
    outcomes = [confirm(client, page, once=TOKEN) for _ in range(2)]
    assert outcomes[0].redirect_chain == outcomes[1].redirect_chain
    assert (BulkChange.objects.count(), DueDateChange.objects.count()) == (1, 1)
    assert rows_of(last())[0][3] == ""


def test_a_row_changed_since_the_preview_is_named_and_the_others_are_changed(world, sign_in):
    client = sign_in("manager")
    page = preview(client, [world.police_action, world.health_action], **due())
    change(world, "owner", None, [world.police_action])
    outcome = confirm(client, page)
    assert (len(outcome.context["changed"]), len(outcome.context["left"])) == (1, 1)
    assert "Somebody saved it after the preview. Owner: Police Lead → nothing" in (
        outcome.content.decode()
    )
    assert DueDateChange.objects.get().action == world.health_action


def test_a_change_between_list_and_preview_is_in_the_preview(world, sign_in):
    """The list does not print all that a row holds, so only what was previewed counts."""
    client = sign_in("manager")
    tick(client, [world.health_action])
    change(world, "due_on", TODAY, [world.health_action])
    page = preview(client, [world.health_action], **due())
    assert planned(page)[0][0][1:3] == ("2 November 2026", "31 March 2027")
    confirm(client, page)
    assert str(fresh(world.health_action)[0].due_on) == "2027-03-31"


def test_where_nothing_would_change_there_is_no_button(world, sign_in):
    done = add_action(world, status="withdrawn")
    page = preview(sign_in("manager"), [done], **due())
    text = page.content.decode()
    assert ("Nothing would change" in text, 'value="confirm"' in text) == (True, False)


def test_choose_again_brings_the_answers_back(world, sign_in):
    client = sign_in("manager")
    page = preview(client, [world.health_action], **due())
    again = confirm(client, page, step="choose")
    form = again.context["form"]
    assert (form["reason"].value(), form["what"].value()) == (REASON, "due_on")
    assert BulkChange.objects.count() == 0


def test_nothing_ticked_and_too_much_lead_back_with_a_word(world, sign_in):
    client = sign_in("manager")
    page = client.post(ACTIONS, {"back": "rating=overdue"}, follow=True)
    assert page.redirect_chain == [("/actions/?rating=overdue", 302)]
    assert messages_of(page) == ["Tick the rows that you want to change first."]
    rows = [add_action(world) for _ in range(51)]
    page = client.post(ACTIONS, {"pick": [str(row.public_id) for row in rows]}, follow=True)
    assert messages_of(page) == ["Change at most 50 rows at once."]
    page = client.post(ACTIONS, {"pick": ["nonsense", "", "1:2:3"]}, follow=True)
    assert messages_of(page) == ["Tick the rows that you want to change first."]


def test_the_way_back_is_the_list_whatever_is_posted(world, sign_in):
    page = tick(sign_in("manager"), [world.police_action], back="//evil.example/?x=1")
    assert page.context["back"].startswith("/actions/?")


@pytest.mark.parametrize("person", ["police_lead", "board_member", "scrutineer", "outsider"])
def test_others_change_nothing_whatever_they_post(world, sign_in, person):
    client, manager = sign_in(person), sign_in("manager")
    page = preview(manager, [world.health_action], **due())
    for step in ("", "preview", "confirm"):
        found = confirm(client, page, step=step)
        assert messages_of(found) == ["None of these rows is yours to change any more."]
    assert BulkChange.objects.count() == 0
    confirm(manager, page)
    assert BulkChange.objects.count() == 1


def test_hidden_rows_are_in_no_page_and_no_outcome(world, sign_in):
    hidden = add_review(world, is_restricted=True, pseudonym="Secret")
    secret = add_action(world, add_recommendation(world, hidden), due_in=3, title="Secret")
    hidden.people.create(user=world.manager, named_by=world.manager)
    client, deputy = sign_in("manager"), deputy_of(world)
    rows = [world.health_action, secret]
    page = preview(client, rows, **due())
    assert len(planned(page)[0]) == 2
    confirm(client, page)
    url = last().get_absolute_url()
    assert "Secret" in client.get(url).content.decode()
    assert "Secret" not in deputy.get(url).content.decode()
    found = preview(deputy, rows, **due("2027-04-01"))
    assert (len(planned(found)[0]), "Secret" in found.content.decode()) == (1, False)
    assert "1 row that you ticked is not there any more." in found.content.decode()


def deputy_of(world):
    from tests.world import add_person

    return client_of(add_person(world, "deputy", "manager"))


def test_the_outcome_is_the_managers(world, sign_in):
    url = change(world, "owner", None, [world.police_action]).get_absolute_url()
    for person, code in (("manager", 200), ("police_lead", 404), ("outsider", 404)):
        assert sign_in(person).get(url).status_code == code


def test_the_timeline_of_each_action_says_it_with_the_reason(world, sign_in):
    change(world, "owner", world.manager, [world.police_action, world.health_action])
    change(world, "due_on", TODAY, fresh(world.police_action))
    page = sign_in("police_lead").get(world.police_action.get_absolute_url())
    entries = [(entry.title, entry.by, entry.text) for entry in page.context["entries"]]
    assert ("Owner changed from Police Lead to Manager", "Manager", REASON) in entries
    assert len([title for title, _, _ in entries if "due date" in title.lower()]) == 1


def test_signed_out_in_between_nothing_is_lost_or_written(world, sign_in):
    client = sign_in("manager")
    page = preview(client, [world.health_action], **due())
    client.cookies.clear()
    answer = confirm(client, page, follow=False)
    assert answer.status_code in (302, 403)
    assert answer.get("Location", "/accounts/sign-in/").startswith(reverse("account_login"))
    assert BulkChange.objects.count() == 0


def test_the_outcome_leads_back_to_the_list_as_it_was_filtered(world, sign_in):
    client = sign_in("manager")
    page = preview(client, [world.police_action], **due(), back="rating=overdue&tick=all")
    outcome = confirm(client, page, back="rating=overdue&tick=all")
    text = outcome.content.decode()
    assert "1 action changed</h1>" in text
    assert 'href="/actions/?rating=overdue">Back to the list' in text
