"""The same picture in a PDF and in Word: what typst makes of the SVG that stands alone."""

import io

import pytest
from PIL import Image

from documents import pdf
from documents.blocks import Heading, Picture
from scr_tracker.charts import WIDE, svg
from scr_tracker.charts.shapes import Box, Marker, Trace, Words
from tests.charts import samples
from tests.documents.read_back import words_of_pdf
from tests.documents.reports import report


def rgb(colour):
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


@pytest.mark.parametrize("kind", samples.ALL)
def test_word_gets_every_colour_and_pattern(kind):
    chart = samples.ALL[kind]()
    with Image.open(io.BytesIO(pdf.picture(svg(chart)))) as picture:
        width, height = picture.size
        found = {colour for _, colour in picture.convert("RGB").getcolors(width * height)}
    drawing = chart.draw(WIDE)
    assert abs(height - width * drawing.height / WIDE.width) <= 1
    shapes = [shape for shape in drawing.shapes if isinstance(shape, Box | Marker | Trace)]
    assert {rgb(shape.look.colour) for shape in shapes} <= found
    assert rgb("#ffffff") in found
    assert rgb("#0b0c0c") in found


@pytest.mark.parametrize("kind", samples.ALL)
def test_the_words_of_a_picture_are_words_in_a_pdf(kind):
    chart = samples.ALL[kind]()
    blocks = [Heading(1, "T"), Picture(chart.title, chart.description, svg(chart))]
    said = words_of_pdf(pdf.write("T", "OFFICIAL", blocks, "A", report().made_at))
    wanted = {shape.text for shape in chart.draw(WIDE).shapes if isinstance(shape, Words)}
    assert len(wanted) > 3
    assert {text for text in wanted if text not in said} == set()


def test_a_pattern_is_drawn_over_its_colour():
    """Inside of the segment “Overdue”, which is crossed, many a point is nearly white."""
    chart = samples.bar()
    late = next(
        shape
        for shape in chart.draw(WIDE).shapes
        if isinstance(shape, Box) and shape.words.endswith("overdue")
    )
    with Image.open(io.BytesIO(pdf.picture(svg(chart)))) as picture:
        scale = picture.size[0] / WIDE.width
        box = (late.x + 4, late.y + 4, late.x + late.width - 4, late.y + late.height - 4)
        part = picture.convert("RGB").crop([round(each * scale) for each in box])
        counted = {colour: many for many, colour in part.getcolors(part.size[0] * part.size[1])}
    light = sum(many for colour, many in counted.items() if min(colour) > 180)
    assert counted[rgb(late.look.colour)] > light > 100
