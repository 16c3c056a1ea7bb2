"""Colours that stand out on light and dark, and what tells parts apart without them."""

import pytest

from recommendations.status import Progress, Rating, Status
from scr_tracker.charts import Look, look_of
from scr_tracker.charts.looks import BY_KEY, SERIES
from scr_tracker.charts.months import BURN_UP
from scr_tracker.charts.patterns import MARKERS, TILES
from scr_tracker.contrast import GRAPHIC, INK, PAPER, TEXT, ink_on, ratio

#: The darkest that a page of ours, or a browser's own dark mode, puts behind a picture.
DARK = "#121212"
TOGETHER = {
    "progress": [look_of(key.value) for key in Progress],
    "rating": [look_of(key.value) for key in Rating],
    "status": [look_of(key.value) for key in Status],
    "age": [look_of(f"age_{n}") for n in range(1, 5)],
    "level": [look_of(key) for key in ("output", "quality", "outcome")],
    "strength": [look_of(key) for key in ("weaker", "intermediate", "stronger")],
    "series": list(SERIES),
    "burn-up": list(BURN_UP.values()),
}


def test_the_ratio_is_that_of_the_guidelines():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#ffffff", "#ffffff") == 1
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert ratio("#ffffff", "#777777") == ratio("#777777", "#ffffff")


def test_the_ink_is_the_one_that_reads_better():
    assert ink_on("#ffdd00") == INK
    assert ink_on("#54319f") == PAPER


@pytest.mark.parametrize("look", [*BY_KEY.values(), *SERIES], ids=str)
def test_what_is_drawn_stands_out_on_light_and_dark(look):
    assert ratio(look.colour, PAPER) >= GRAPHIC
    assert ratio(look.colour, DARK) >= GRAPHIC
    assert ratio(look.colour, look.ink) >= GRAPHIC


def test_words_stand_out_from_their_paper():
    assert ratio(INK, PAPER) >= TEXT


@pytest.mark.parametrize("kind", TOGETHER)
def test_parts_of_one_chart_differ_without_colour(kind):
    looks = TOGETHER[kind]
    assert len({look.pattern for look in looks}) == len(looks)
    assert len({look.marker for look in looks}) == len(looks)
    assert len({look.colour for look in looks}) == len(looks)


@pytest.mark.parametrize("kind", ["progress", "rating", "series", "burn-up"])
def test_lines_of_one_chart_differ_in_dash(kind):
    assert len({look.dash for look in TOGETHER[kind]}) == len(TOGETHER[kind])


def test_every_pattern_and_marker_is_one_that_can_be_drawn():
    looks = [*BY_KEY.values(), *SERIES]
    assert {look.pattern for look in looks} <= set(TILES)
    assert {look.marker for look in looks} <= set(MARKERS)
    assert len(set(TILES.values())) == len(TILES)
    assert len(set(MARKERS.values())) == len(MARKERS)


def test_another_colour_keeps_the_pattern_and_takes_the_ink_that_reads_on_it():
    assert Look("#0f7a52", "grid").coloured("#ffdd00") == Look("#ffdd00", "grid", ink=INK)


def test_what_has_no_meaning_is_told_apart_by_its_place():
    assert look_of("agency-9", 1) == SERIES[1]
    assert look_of("agency-9", 9) == SERIES[1]
    assert look_of("overdue", 1) == BY_KEY["overdue"]
