"""A theme of a restricted review alone is named to nobody whom that review does not name."""

import pytest
from django.urls import reverse

from recommendations.forms import BulkThemeForm, RecommendationForm
from recommendations.models import Theme
from tests.world import add_recommendation, add_review

HIDDEN = "Secret theme"


@pytest.fixture
def themes(today, world):
    """One of the restricted review, one that it shares with an open one, and an unused one."""
    secret = add_review(world, is_restricted=True)
    hidden, shared, _ = (
        Theme.objects.create(partnership=world.city, name=name)
        for name in (HIDDEN, "Shared", "Unused")
    )
    add_recommendation(world, secret, [world.police]).themes.add(hidden, shared)
    add_recommendation(world, world.review, [world.police]).themes.add(shared)
    return secret


def named(rows):
    return [theme.name for theme in rows.order_by("name")]


@pytest.mark.parametrize("person", ["manager", "board_member", "scrutineer", "police_lead"])
def test_only_themes_of_what_a_person_sees(world, themes, person):
    assert named(Theme.objects.visible_to(world.people[person])) == ["Shared"]
    themes.people.create(user=world.people[person], named_by=world.manager)
    assert named(Theme.objects.visible_to(world.fresh(person))) == [HIDDEN, "Shared"]


def test_another_partnership_and_nobody_at_all_see_none(world, themes):
    assert named(Theme.objects.visible_to(world.outsider)) == []
    assert named(Theme.objects.offered_to(world.outsider)) == []


@pytest.mark.parametrize("route", ["recommendation-list", "action-list"])
@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_no_filter_offers_it(world, themes, sign_in, route, person):
    page = sign_in(person).get(reverse(f"recommendations:{route}")).content.decode()
    assert "Shared" in page
    assert HIDDEN not in page


def test_no_form_offers_it_but_one_may_be_given_that_has_no_recommendation(world, themes):
    """Otherwise a theme would be lost with the last recommendation that has it."""
    one = RecommendationForm(user=world.manager, review=world.review)
    many = BulkThemeForm(user=world.manager, partnership=world.city)
    for form, field in ((one, "themes"), (many, "theme"), (many, "old_theme")):
        assert named(form.fields[field].queryset) == ["Shared", "Unused"]
    themes.people.create(user=world.manager, named_by=world.manager)
    seen = RecommendationForm(user=world.fresh("manager"), review=world.review)
    assert named(seen.fields["themes"].queryset) == [HIDDEN, "Shared", "Unused"]


def test_a_hidden_name_that_is_typed_gives_nothing_away(world, themes, sign_in):
    """The one of this name is taken, as if it were new."""
    row = add_recommendation(world, world.review, [world.police])
    url = reverse("recommendations:recommendation-edit", args=[row.public_id])
    client = sign_in("manager")
    form = client.get(url).context["form"]
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    sent = client.post(url, {**data, "new_theme": HIDDEN.lower()})
    assert sent.status_code == 302
    assert named(row.themes) == [HIDDEN]
