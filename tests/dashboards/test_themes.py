"""Themes: what came back after it had been signed off, and what became of each recommendation."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from dashboards.scope import Scope
from dashboards.themes.overview import overview
from recommendations.models import Recommendation, Repeat, SignOff, Theme
from recommendations.recurring import recurring
from recommendations.status import Progress
from tests.dashboards.town import add_check, sign_off
from tests.exports.files import read_csv
from tests.world import TODAY, add_action, add_recommendation, add_review

MET = date(2024, 6, 3)


@pytest.fixture
def sharing(today, world):
    """Asked for in 2019, signed off in June 2024, and asked for again in 2025, twice."""
    theme = Theme.objects.create(partnership=world.city, name="Sharing information")
    early = add_review(world, pseudonym="Early", published_on=date(2019, 5, 1))
    before = add_recommendation(world, early, [world.police], wording="Share what you know.")
    late = add_review(world, pseudonym="Late", commissioned_on=date(2025, 2, 1))
    again = [add_recommendation(world, late, [world.health]) for _ in range(2)]
    for row in (before, *again):
        row.themes.add(theme)
    decision = sign_off(world, before, meeting_on=MET)
    check = add_check(decision)
    check.outcome, check.checked_on, check.checked_by = "embedded", TODAY, world.manager
    check.note = "It is still done."
    check.save()
    Repeat.objects.create(recommendation=again[0], earlier=before, linked_by=world.manager)
    add_action(world, again[0], world.health, due_in=-3, status="in_progress")
    return theme


def of(world, person="manager", **asked):
    return overview(Scope(world.fresh(person), world.city, TODAY, TODAY, TODAY, asked))


def test_a_theme_says_when_it_was_asked_for_and_what_became_of_it(world, sharing):
    found = of(world)
    row = next(row for row in found.rows if row.name == "Sharing information")
    assert (dict(row.years), len(row.reviews)) == ({2019: 1, 2025: 2}, 2)
    told = dict(zip(found.headings, (number.value for number in row.numbers), strict=True))
    assert told == {
        **{"All": 3, "Not closed": 2, "Overdue": 1, "Signed off": 1, "Embedded": 1},
        **{"Closed, not implemented": 0, "Again": 2},
    }
    assert found.rows[-1].name == "No theme"
    assert [row.name for row in found.came_back] == ["Sharing information"]


def test_what_came_before_the_sign_off_did_not_come_back(world, sharing):
    SignOff.objects.update(meeting_on=date(2025, 2, 1))
    assert of(world).came_back == []
    SignOff.objects.update(meeting_on=MET, outcome="closed_not_implemented")
    assert of(world).came_back == []


def test_another_theme_that_was_signed_off_does_not_count(world, sharing):
    """The filter asks of each theme apart, as the count does."""
    other = Theme.objects.create(partnership=world.city, name="Other")
    both = Recommendation.objects.filter(review__pseudonym="Late").first()
    both.themes.add(other)
    row = next(row for row in of(world).rows if row.name == "Other")
    assert (row.total.value, row.again.value) == (1, 0)
    rows = Recommendation.objects.filter(themes=other)
    assert not rows.filter(recurring(world.manager, other.public_id)).exists()
    assert rows.filter(recurring(world.manager)).count() == 1


def test_a_review_does_not_come_back_after_itself(world, sharing):
    """Work is often done, and signed off, before the review is published."""
    for row in Recommendation.objects.filter(themes=sharing):
        row.themes.clear()
    slow = add_review(world, commissioned_on=date(2024, 1, 1), published_on=date(2026, 6, 1))
    done, other = (add_recommendation(world, slow, [world.police]) for _ in range(2))
    for row in (done, other):
        row.themes.add(sharing)
    sign_off(world, done, meeting_on=date(2025, 3, 1))
    row = next(row for row in of(world).rows if row.public_id)
    assert row.again.value == 0
    assert not Recommendation.objects.filter(recurring(world.manager)).exists()


def test_who_may_not_see_what_was_signed_off_is_not_told_that_it_came_back(world, sharing):
    """Health sees the later two; Police’s earlier one is none of theirs."""
    row = next(row for row in of(world, "health_lead").rows if row.name == "Sharing information")
    assert (dict(row.years), row.again.value) == ({2025: 2}, 0)


def test_a_theme_of_a_restricted_review_alone_is_named_to_nobody_else(today, world, sign_in):
    secret = add_review(world, is_restricted=True, published_on=TODAY)
    theme = Theme.objects.create(partnership=world.city, name="Secret theme")
    add_recommendation(world, secret, [world.police]).themes.add(theme)
    client = sign_in("board_member")
    page = client.get(reverse("dashboards:theme-list", args=[world.city.public_id]))
    assert b"Secret theme" not in page.content
    detail = reverse("dashboards:theme-detail", args=[theme.public_id])
    assert client.get(detail).status_code == 404
    assert client.get(f"{detail}?download=csv").status_code == 404
    secret.people.create(user=world.board_member, named_by=world.manager)
    assert client.get(detail).status_code == 200


def test_the_page_of_a_theme_tells_each_recommendation(world, sharing, sign_in):
    url = reverse("dashboards:theme-detail", args=[sharing.public_id])
    text = " ".join(sign_in("manager").get(url).content.decode().split())
    assert "3 recommendations of 2 reviews, the latest first." in text
    assert text.index("Late") < text.index("Early, 1 May 2019")
    assert text.count(">Again<") == 2
    assert f"by {world.forum} on 3 June 2024." in text
    assert "Checked on 2 November 2026: Embedded." in text
    assert "Repeats <a" in text


def test_both_can_be_had_as_files(world, sharing, sign_in):
    client = sign_in("board_member")
    listed = reverse("dashboards:theme-list", args=[world.city.public_id])
    (row, *_) = read_csv(client.get(f"{listed}?download=csv"))
    assert (row["Theme"], row["2025"], row["2019"]) == ("Sharing information", "2", "1")
    assert (row["Reviews"], row["All"], row["Again"], row["Embedded"]) == ("2", "3", "2", "1")
    detail = reverse("dashboards:theme-detail", args=[sharing.public_id])
    rows = read_csv(client.get(f"{detail}?download=csv"))
    assert [row["Review"] for row in rows] == ["Late", "Late", "Early"]
    assert rows[-1]["What became of it"] == (
        f"Assured by {world.forum} on 3 June 2024. Checked on 2 November 2026: Embedded."
    )


@pytest.fixture
def decided_in_october(request):
    """Asked for since August, and signed off in a meeting of September that was entered later."""
    with time_machine.travel(datetime(2026, 8, 3, 9, tzinfo=UTC), tick=False):
        world = request.getfixturevalue("world")
        theme = Theme.objects.create(partnership=world.city, name="Sharing information")
        before, again = (
            add_recommendation(world, add_review(world, published_on=on), [world.police])
            for on in (date(2019, 5, 1), date(2026, 9, 20))
        )
        for row in (before, again):
            row.themes.add(theme)
    with time_machine.travel(datetime(2026, 10, 6, 9, tzinfo=UTC), tick=False):
        sign_off(world, before, meeting_on=date(2026, 9, 1))
    request.getfixturevalue("today")
    return theme


@pytest.mark.parametrize(
    ("day", "signed_off", "again"), [("2026-10-05", 0, 0), ("2026-10-06", 1, 1)]
)
def test_as_at_a_day_it_had_come_back_only_once_that_was_decided(
    world, decided_in_october, sign_in, day, signed_off, again
):
    client = sign_in("manager")
    listed = reverse("dashboards:theme-list", args=[world.city.public_id])
    (row,) = [
        row for row in client.get(f"{listed}?as-at={day}").context["overview"].rows if row.public_id
    ]
    assert (row.total.value, row.of_progress(Progress.SIGNED_OFF).value) == (2, signed_off)
    assert row.again.value == again
    detail = reverse("dashboards:theme-detail", args=[decided_in_october.public_id])
    text = client.get(f"{detail}?as-at={day}").content.decode()
    assert text.count(">Again<") == again


def test_as_at_a_day_before_a_theme_was_used_there_is_no_page_of_it(
    world, decided_in_october, sign_in
):
    detail = reverse("dashboards:theme-detail", args=[decided_in_october.public_id])
    assert sign_in("manager").get(f"{detail}?as-at=2026-08-02").status_code == 404


def test_a_review_without_a_date_stands_last(world, sharing, sign_in):
    undated = add_review(world, pseudonym="Undated")
    add_recommendation(world, undated, [world.police]).themes.add(sharing)
    detail = reverse("dashboards:theme-detail", args=[sharing.public_id])
    rows = sign_in("manager").get(detail).context["page"]
    assert [row.review.pseudonym for row in rows] == ["Late", "Late", "Early", "Undated"]


def test_a_recommendation_leads_to_the_pages_of_its_themes(world, sharing, sign_in):
    row = Recommendation.objects.get(review__pseudonym="Early")
    detail = reverse("dashboards:theme-detail", args=[sharing.public_id])
    page = sign_in("police_lead").get(row.get_absolute_url()).content.decode()
    assert f'href="{detail}">Sharing information</a>' in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_a_theme_asks_as_often_whatever_it_shows(
    world, sharing, sign_in, django_assert_num_queries, rows
):
    for number in range(rows):
        review = add_review(world, published_on=date(2025, 1, 1 + number % 28))
        row = add_recommendation(world, review, [world.police, world.health])
        row.themes.add(sharing)
        add_check(sign_off(world, row))
    detail = reverse("dashboards:theme-detail", args=[sharing.public_id])
    client = sign_in("police_lead")
    with django_assert_num_queries(15):
        assert client.get(detail).status_code == 200
