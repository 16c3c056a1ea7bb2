"""Saving a legend: who may, what is refused and where, two managers, and what history says."""

from dataclasses import replace

import pytest

from recommendations import legend_history
from recommendations.legend import HOUSE, legend_of
from recommendations.models import OwnLegend
from recommendations.services import edit_legend
from scr_tracker.errors import InvalidTransition, ManyRefused, NotAllowed, StaleRecord

pytestmark = pytest.mark.django_db


def changed(**changes):
    """The house's entries; `rating_overdue={"label": "Red"}` changes one."""
    return [
        replace(entry, **changes.get(f"{entry.kind}_{entry.key}", {}))
        for entry in HOUSE.entries.values()
    ]


def save(world, who="manager", version=0, **changes):
    return edit_legend(
        actor=world.fresh(who), partnership=world.city, version=version, entries=changed(**changes)
    )


def refused(world, **changes):
    """Field → message, of all that stands against it."""
    with pytest.raises(InvalidTransition) as caught:
        save(world, **changes)
    several = caught.value.refusals if isinstance(caught.value, ManyRefused) else [caught.value]
    assert not OwnLegend.objects.exists()
    return {each.field: str(each) for each in several}


def test_a_manager_saves_it_and_everybody_reads_it(world):
    save(world, rating_overdue={"label": "Red", "meaning": "Late."})
    legend = legend_of(world.city.pk)
    assert (legend.rating("overdue").label, legend.version) == ("Red", 1)
    assert legend_of(world.coast.pk) == HOUSE
    world.city.refresh_from_db()
    assert (world.city.legend_version, world.city.version) == (1, 1)


@pytest.mark.parametrize("who", ["police_lead", "board_member", "scrutineer", "outsider"])
def test_nobody_else_may(world, who):
    with pytest.raises(NotAllowed):
        save(world, who)
    assert not OwnLegend.objects.exists()


def test_words_that_cannot_be_read_on_the_colour_are_refused_with_the_ratio(world):
    assert refused(world, rating_overdue={"colour": "#777777"}) == {
        "rating_overdue_colour": "Words on the colour of “Overdue” have a contrast of 4.47 to 1, "
        "black or white. They need 4.5 to 1. Choose a lighter or a darker colour"
    }


def test_a_colour_that_does_not_stand_out_is_refused_with_the_ratio(world):
    assert refused(world, rating_at_risk={"colour": "#ffdd00"}) == {
        "rating_at_risk_colour": "The colour of “At risk” has a contrast of 1.34 to 1 to the page."
        " It needs 3 to 1. Choose a darker colour, or give it a border"
    }


def test_with_a_border_it_may_be_as_light_as_it_likes(world):
    save(world, rating_at_risk={"colour": "#ffdd00", "has_border": True})
    assert legend_of(world.city.pk).rating("at_risk").colour == "#ffdd00"


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#00703C", "#00703c;}", "url(x)"])
def test_what_is_no_colour_is_refused(world, colour):
    assert refused(world, progress_overdue={"colour": colour}) == {
        "progress_overdue_colour": "Enter the colour of “Overdue” as # and six of 0 to 9 and a to "
        "f, like #00703c"
    }


def test_two_ratings_with_one_label_are_refused(world):
    found = refused(world, rating_overdue={"label": "RED"}, rating_on_hold={"label": "Red"})
    assert found == {"rating_on_hold_label": "“Red” is the label of “Overdue” already"}


def test_a_rating_and_a_progress_may_have_one_label(world):
    save(world, rating_overdue={"label": "Red"}, progress_overdue={"label": "Red"})
    assert legend_of(world.city.pk).progress("overdue").label == "Red"


def test_two_may_change_their_labels_with_each_other(world):
    save(world, rating_overdue={"label": "On track"}, rating_on_track={"label": "Overdue"})
    assert legend_of(world.city.pk).rating("on_track").label == "Overdue"


def test_what_is_missing_or_too_long_is_said_all_at_once(world):
    found = refused(
        world,
        rating_overdue={"label": "", "meaning": ""},
        rating_on_hold={"label": "x" * 41, "meaning": "x" * 301},
    )
    assert found == {
        "rating_overdue_label": "Enter a label for “Overdue”",
        "rating_overdue_meaning": "Enter what “Overdue” means",
        "rating_on_hold_label": "The label of “On hold” must be 40 characters or fewer",
        "rating_on_hold_meaning": "What “On hold” means must be 300 characters or fewer",
    }


def test_the_second_of_two_managers_reads_what_the_first_one_changed(world):
    save(world, rating_overdue={"label": "Red"})
    with pytest.raises(StaleRecord) as caught:
        save(world, version=0, rating_overdue={"label": "Late"})
    assert caught.value.changes == ["Label of “Overdue” (rating): Overdue → Red (by Manager)"]
    assert caught.value.version == 1
    assert caught.value.is_all_by(world.manager.pk)
    save(world, version=1, rating_overdue={"label": "Late"})
    assert legend_of(world.city.pk).rating("overdue").label == "Late"


def test_history_says_who_changed_what_from_what_to_what(world):
    save(world, rating_overdue={"label": "Red"})
    save(world, version=1, rating_overdue={"colour": "#942514", "has_border": True})
    save(world, version=2, rating_overdue={"colour": "#942514", "has_border": True})
    row = OwnLegend.objects.select_related("partnership").get()
    found = [(each.version, each.by, each.title, each.lines) for each in legend_history.saves(row)]
    assert found == [
        (3, "Manager", "Saved without a change", ()),
        (
            2,
            "Manager",
            "Labels and colours changed",
            (
                "Label of “Overdue” (rating): Red → Overdue",
                "Colour of “Overdue” (rating): #ca3535 → #942514",
                "Border of “Overdue” (rating): no → yes",
            ),
        ),
        (
            1,
            "Manager",
            "Labels and colours changed",
            ("Label of “Overdue” (rating): Overdue → Red",),
        ),
    ]


def test_what_is_stored_of_actions_does_not_change(world):
    before = world.police_action.status
    save(world, rating_overdue={"label": "Red"})
    world.police_action.refresh_from_db()
    assert world.police_action.status == before
