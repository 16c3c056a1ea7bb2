"""SVG text: the same picture with and without a page, safe, and with ids of its own."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from scr_tracker.charts import NARROW, WIDE, Part, Row, StackedBar, StackedRows, on_page, svg
from scr_tracker.charts.drawing import swatch
from scr_tracker.charts.looks import look_of
from scr_tracker.charts.shapes import Box, Marker, Rule, Trace, Words
from scr_tracker.charts.sizes import width_of
from scr_tracker.contrast import INK, PAPER, ratio
from scr_tracker.words import short_day
from tests.charts import samples
from tests.charts.drawn import Page

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 - our own


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("kind", samples.ALL)
def test_everything_lies_inside_the_drawing(kind, size):
    drawing = samples.ALL[kind]().draw(size)
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            assert 0 <= shape.x <= shape.x + shape.width <= size.width
            assert 0 <= shape.y <= shape.y + shape.height <= drawing.height
        if isinstance(shape, Words):
            length = width_of(shape.text, shape.size)
            left = shape.x - {"start": 0, "middle": length / 2, "end": length}[shape.anchor]
            assert -1 <= left <= left + length <= size.width + 1, shape
            assert shape.size * 0.75 <= shape.y <= drawing.height, shape
        if isinstance(shape, Marker):
            assert 0 <= shape.x <= size.width
            assert 0 <= shape.y <= drawing.height


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("kind", samples.ALL)
def test_no_two_words_of_a_drawing_touch(kind, size):
    words = [s for s in samples.ALL[kind]().draw(size).shapes if isinstance(s, Words)]
    assert len(words) > 3
    boxes = []
    for each in words:
        length = width_of(each.text, each.size) * 0.85  # the estimate is on the safe side
        left = each.x - {"start": 0, "middle": length / 2, "end": length}[each.anchor]
        boxes.append((left, left + length, each.y - each.size * 0.75, each.y, each.text))
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2]
            assert apart or other[3] <= one[2], (one, other)


@pytest.mark.parametrize("label", ["A", "Clare", "MASH", "Rowan House"])
def test_a_short_label_alone_is_not_cut(label):
    rows = (Row(label, (Part("overdue", "Overdue", 3, look=look_of("overdue")),)),)
    (first, *_) = StackedRows("rows", "Rows", rows, "Agency").draw(WIDE).shapes
    assert first.text == label


@pytest.mark.parametrize("kind", samples.ALL)
def test_it_is_whole_without_a_style_sheet(kind):
    root = parsed(svg(samples.ALL[kind]()))
    assert root.find(f"{SVG}title").text == samples.ALL[kind]().title
    assert root.find(f"{SVG}desc").text == samples.ALL[kind]().description
    text = ElementTree.tostring(root, "unicode")
    assert "style" not in text
    assert "currentColor" not in text
    for each in root.iter(f"{SVG}text"):
        assert ratio(each.get("fill"), PAPER) >= 4.5
    filled = [each for each in root.iter() if each.get("class") == "app-chart__fill"]
    assert all(each.get("fill") for each in filled)


def test_it_has_links_only_where_they_are_asked_for():
    chart = samples.bar()
    assert parsed(svg(chart)).get("role") == "img"
    assert "<a " not in svg(chart)
    linked = parsed(svg(chart, links=True))
    assert linked.get("role") == "group"
    found = [(a.find(f"{SVG}title").text, a.get("href")) for a in linked.iter(f"{SVG}a")]
    assert found == [(part.said, part.url) for part in chart.shown]
    assert found[0][0] == "7 in progress"


def test_a_picture_without_links_is_an_image_on_a_page_too():
    assert Page(on_page(samples.lines())).roles == ["img", "img"]
    assert Page(on_page(samples.bar())).roles == ["group", "group"]


def test_words_beside_links_are_for_the_eye_alone():
    for links, hidden in ((True, "true"), (False, None)):
        words = parsed(svg(samples.bar(), links=links)).iter(f"{SVG}text")
        assert {each.get("aria-hidden") for each in words} == {hidden}


def test_the_ids_of_several_charts_differ_and_each_reference_is_answered():
    text = "".join(
        render_to_string("components/chart.html", {"chart": chart()})
        for chart in samples.ALL.values()
    )
    ids = Page(text).ids
    assert len(ids) > 40
    assert len(set(ids)) == len(ids)
    asked = re.findall(r"url\(#([^)]+)\)", text)
    asked += " ".join(re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', text)).split()
    assert set(asked) <= set(ids)


def test_what_somebody_named_is_no_markup():
    name = "<script>\"&'</script>"
    rows = (Row(name, (Part("overdue", name, 2, '/?a="&b', name),)),)
    chart = StackedRows("k", name, rows, name)
    for text in (
        svg(chart),
        on_page(chart),
        render_to_string("components/chart.html", {"chart": chart}),
    ):
        assert "<script" not in text
        assert '"&b' not in text
    title = parsed(svg(chart)).find(f"{SVG}title").text
    assert title == name


def test_a_bar_without_numbers_is_drawn_as_nothing():
    chart = StackedBar("k", "T", (Part("overdue", "Overdue", 0, "/o/"),), "C")
    assert chart.draw(WIDE).shapes == ()
    assert "<a " not in on_page(chart)


def test_lines_differ_by_dash_marker_and_colour():
    shapes = samples.lines().draw(WIDE).shapes
    traces = [shape.look for shape in shapes if isinstance(shape, Trace)]
    assert len(traces) == 8
    assert len({(look.dash, look.marker, look.colour) for look in traces}) == 8
    for part in ("dash", "marker", "colour"):
        assert len({getattr(look, part) for look in traces}) == 8


def test_the_day_is_marked_where_months_to_come_are_drawn():
    shapes, day = samples.burn().draw(WIDE).shapes, short_day(samples.TODAY)
    today = next(s for s in shapes if isinstance(s, Words) and s.text == day)
    rules = [
        s for s in shapes if isinstance(s, Rule) and s.x1 == s.x2 == today.x and not s.is_faint
    ]
    assert max(rule.y2 - rule.y1 for rule in rules) > 200
    plain = [s.text for s in samples.lines().draw(WIDE).shapes if isinstance(s, Words)]
    assert day not in plain


def test_a_step_holds_its_number_until_the_next_month():
    trace = next(s for s in samples.burn().draw(WIDE).shapes if isinstance(s, Trace))
    moves = list(zip(trace.points, trace.points[1:], strict=False))
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in moves)


def test_a_swatch_has_no_ids_and_shows_the_pattern():
    text = swatch(look_of("overdue"))
    assert "id=" not in text
    assert text.count("app-chart__hatch") == 4
    assert parsed(text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')).get(
        "aria-hidden"
    )
    assert INK in text
