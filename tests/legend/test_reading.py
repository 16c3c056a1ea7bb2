"""What ratings are called: the house's words, or the partnership's own, in few questions."""

import pytest

from agencies.models import Membership
from recommendations.legend import HOUSE, legend_of, legends_of
from recommendations.status import Progress, Rating
from scr_tracker.charts import look_of
from scr_tracker.contrast import PAPER, TEXT, ratio
from tests.legend.owning import give

pytestmark = pytest.mark.django_db


def test_without_a_choice_the_words_of_the_house_hold(world):
    legend = legend_of(world.city.pk)
    assert legend == HOUSE
    assert [entry.label for entry in legend.of("rating")] == Rating.labels
    assert [entry.label for entry in legend.of("progress")] == Progress.labels
    assert all(entry.meaning for entry in legend.entries.values())


@pytest.mark.parametrize("entry", HOUSE.entries.values(), ids=lambda entry: entry.key)
def test_the_colours_of_the_house_pass_its_own_checks(entry):
    # White on all of them: a browser's own dark mode turns black words white, and leaves colours.
    assert entry.text_colour == PAPER
    assert ratio(entry.colour, PAPER) >= TEXT


def test_a_partnership_calls_them_its_own_way_and_nobody_else_does(world):
    give(world.city)
    legend = legend_of(world.city.pk)
    late = legend.rating("overdue")
    assert (late.label, late.colour, late.text_colour, late.meaning) == (
        "Red",
        "#d4351c",
        "#ffffff",
        "Late.",
    )
    assert legend.rating(Rating.AT_RISK).text_colour == "#0b0c0c"
    assert legend.progress(Progress.SIGNED_OFF).label == "Blue"
    assert legend.rating("on_hold") == HOUSE.rating("on_hold")
    assert legend_of(world.coast.pk) == HOUSE


def test_a_chart_keeps_the_pattern_under_another_colour(world):
    give(world.city)
    look = legend_of(world.city.pk).rating("overdue").look
    assert (look.colour, look.pattern) == ("#d4351c", look_of("overdue").pattern)
    assert HOUSE.rating("overdue").look == look_of("overdue")


def test_a_sentence_bends_the_house_s_words_only(world):
    give(world.city)
    legend = legend_of(world.city.pk)
    assert legend.progress("signed_off").words == "Blue"
    assert legend.progress("actions_complete").words == "with every action complete"
    assert HOUSE.progress("signed_off").words == "signed off"
    assert HOUSE.rating("on_track").words == "on track"


def in_both(world):
    """The lead of the police in City, who leads for them in Coast too."""
    Membership.objects.create(
        user=world.police_lead,
        partnership=world.coast,
        role=Membership.Role.AGENCY_LEAD,
        agency=world.police,
    )
    return world.fresh("police_lead")


def test_who_is_in_two_partnerships_reads_each_by_its_own(world):
    give(world.city)
    give(world.coast, {("rating", "overdue"): {"label": "Late"}})
    legends = legends_of(in_both(world))
    assert legends.of(world.city.pk).rating("overdue").label == "Red"
    assert legends.of(world.coast.pk).rating("overdue").label == "Late"


def test_who_is_not_in_a_partnership_reads_the_house_s_words(world):
    give(world.city)
    assert legends_of(world.fresh("manager")).of(world.city.pk).rating("overdue").label == "Red"
    assert legends_of(world.fresh("outsider")).of(world.city.pk) == HOUSE
    assert legends_of(world.fresh("manager")).of(None) == HOUSE


def test_nothing_is_asked_where_nothing_is_chosen(world, django_assert_num_queries):
    person = in_both(world)
    with django_assert_num_queries(1):  # the memberships
        legends_of(person).of(world.city.pk)
        legends_of(person).of(world.coast.pk)


def test_one_question_reads_all_of_a_person(world, django_assert_num_queries):
    give(world.city)
    give(world.coast)
    person = in_both(world)
    with django_assert_num_queries(2):
        legends_of(person).of(world.city.pk)
        legends_of(person).of(world.coast.pk)
        legends_of(person).of(world.city.pk)


def test_a_key_that_came_later_has_the_words_of_the_house(world):
    row = give(world.city)
    del row.entries["rating"]["withdrawn"]
    row.save()
    assert legend_of(world.city.pk).rating("withdrawn") == HOUSE.rating("withdrawn")
