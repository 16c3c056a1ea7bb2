"""Reviews as pages: add, edit, read, and what each role finds there."""

from datetime import date

import pytest
from django.urls import reverse

from recommendations.models import Review
from tests.charts.drawn import Page
from tests.world import TODAY, add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")

REVIEW = {"pseudonym": "Alder", "reference": "R-77", "kind": "lcspr", "marking": "official"}


def review_add(world):
    return reverse("recommendations:review-add", args=[world.city.public_id])


def test_manager_adds_a_review_and_lands_on_it(world, sign_in):
    page = sign_in("manager").post(review_add(world), REVIEW, follow=True)
    review = Review.objects.get(reference="R-77")
    assert page.redirect_chain == [(review.get_absolute_url(), 302)]
    assert "Review added. Now add its recommendations." in page.content.decode()
    assert review.history.get().history_user == world.manager


def test_a_second_review_of_the_same_reference_is_refused_at_its_field(world, sign_in):
    page = sign_in("manager").post(review_add(world), {**REVIEW, "reference": "SCR-1"})
    assert page.context["form"].errors == {
        "reference": ["The partnership already has a review with this reference."]
    }
    assert page.context["form"]["pseudonym"].value() == "Alder"
    assert Review.objects.filter(reference="SCR-1").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pseudonym", "x" * 81),
        ("pseudonym", "a\x00b"),
        ("kind", "nonsense"),
        ("published_on", "31/02/2026"),
        ("summary", "y" * 4001),
    ],
)
def test_bad_input_comes_back_filled_in_with_a_message_at_the_field(world, sign_in, field, value):
    page = sign_in("manager").post(review_add(world), {**REVIEW, field: value})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert "There is a problem" in page.content.decode()
    assert not Review.objects.filter(reference="R-77").exists()


def test_who_restricts_a_review_still_sees_it_and_others_do_not(world, sign_in):
    sign_in("manager").post(review_add(world), {**REVIEW, "is_restricted": "on"})
    review = Review.objects.get(reference="R-77")
    assert sign_in("manager").get(review.get_absolute_url()).status_code == 200
    assert sign_in("board_member").get(review.get_absolute_url()).status_code == 404


def test_stale_edit_of_a_review_keeps_what_was_typed_and_says_what_changed(world, sign_in):
    address = reverse("recommendations:review-edit", args=[world.review.public_id])
    typed = {**REVIEW, "reference": "SCR-1", "version": 1}
    client = sign_in("manager")
    client.post(address, {**typed, "summary": "First."})
    page = client.post(address, {**typed, "summary": "Second."})
    world.review.refresh_from_db()
    assert world.review.summary == "First."
    assert "Summary: nothing → First. (by Manager)" in page.context["form"].stale_changes
    assert page.context["form"]["summary"].value() == "Second."
    client.post(address, {**typed, "summary": "Second.", "version": 2})
    world.review.refresh_from_db()
    assert world.review.summary == "Second."


def test_review_lists_recommendations_in_the_order_of_the_report(world, sign_in):
    for reference in ("10", "2", "1b"):
        add_recommendation(world, reference=reference)
    page = sign_in("board_member").get(world.review.get_absolute_url())
    assert [row.reference for row in page.context["rows"]] == ["1a", "10", "2", "1b"]


def test_lead_sees_the_own_recommendations_of_a_review_only(world, sign_in):
    add_recommendation(world, agencies=(world.childrens,), reference="secret-9")
    own = sign_in("police_lead").get(world.review.get_absolute_url())
    assert [row.reference for row in own.context["rows"]] == ["1a"]
    assert "secret-9" not in own.content.decode()
    assert "secret-9" in sign_in("manager").get(world.review.get_absolute_url()).content.decode()


def test_a_review_starts_with_its_bar_and_each_part_opens_its_rows(world, sign_in):
    add_recommendation(world, reference="2")
    add_recommendation(world, reference="3")
    add_recommendation(world, reference="4", awaiting_body="The department", awaiting_sent_on=TODAY)
    client = sign_in("board_member")
    page = client.get(world.review.get_absolute_url())
    assert page.context["chart"].description == "3 in all: Not started 2, Overdue 1."
    links = Page(page.content.decode()).links
    drawn = [("?progress=not_started#recommendations", 2), ("?progress=overdue#recommendations", 1)]
    away = ("?progress=awaiting_another_body#recommendations", 1)
    assert links["app-chart--wide"] == links["app-chart--narrow"] == drawn
    assert links["table"] == [*drawn, away]
    for address, count in links["table"]:
        rows = client.get(world.review.get_absolute_url() + address).context["rows"]
        assert len(rows) == count


def test_a_review_without_recommendations_has_no_bar(world, sign_in):
    page = sign_in("manager").get(add_review(world).get_absolute_url()).content.decode()
    assert "No recommendations yet." in page
    assert "<svg" not in page


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("person", "expected"), [("board_member", 8), ("police_lead", 8)])
def test_queries_of_a_review(world, sign_in, django_assert_num_queries, rows, person, expected):
    review = add_review(world)
    for number in range(rows):
        recommendation = add_recommendation(
            world, review, (world.police, world.health), reference=str(number)
        )
        add_action(world, recommendation, due_in=3)
    client = sign_in(person)
    with django_assert_num_queries(expected):
        client.get(review.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_list_of_reviews(world, sign_in, django_assert_num_queries, rows):
    for number in range(rows):
        add_recommendation(world, add_review(world), reference=str(number))
    client = sign_in("board_member")
    with django_assert_num_queries(8):
        client.get(reverse("recommendations:review-list"))


def test_naming_a_person_opens_a_restricted_review_and_removing_closes_it(world, sign_in):
    review = add_review(world, is_restricted=True)
    review.people.create(user=world.manager, named_by=world.manager)
    people = reverse("recommendations:review-people", args=[review.public_id])
    client = sign_in("manager")
    offered = {str(u) for u in client.get(people).context["form"].fields["user"].queryset}
    assert offered == {
        "Board Member",
        "Childrens Lead",
        "Health Lead",
        "Police Lead",
        "Scrutineer",
    }
    client.post(people, {"user": world.board_member.pk})
    assert sign_in("board_member").get(review.get_absolute_url()).status_code == 200
    assert sign_in("board_member").get(people).status_code == 404
    remove = reverse(
        "recommendations:review-person-remove",
        args=[review.public_id, world.board_member.public_id],
    )
    client.post(remove)
    assert sign_in("board_member").get(review.get_absolute_url()).status_code == 404
    own = reverse(
        "recommendations:review-person-remove", args=[review.public_id, world.manager.public_id]
    )
    page = client.post(own, follow=True)
    assert "You cannot take yourself off the review." in page.content.decode()
    assert review.people.filter(user=world.manager).exists()


def test_next_date_is_that_of_an_action_that_the_reader_may_see(world, sign_in):
    def next_date(person):
        page = sign_in(person).get(world.review.get_absolute_url())
        return page.context["rows"][0].next_due_on

    assert next_date("board_member") == next_date("police_lead") == date(2026, 10, 21)
    assert next_date("health_lead") == date(2026, 11, 12)
