"""The table beside a chart has every number of the picture, and the same links."""

from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from scr_tracker.charts import (
    WIDE,
    Cell,
    Columns,
    Heading,
    Lines,
    Part,
    Row,
    Series,
    StackedBar,
    StackedRows,
    TableRow,
    look_of,
    month_row,
)
from scr_tracker.charts.shapes import Box
from tests.charts import samples
from tests.charts.drawn import Page


def plain(table):
    return [[row.heading.label, *(cell.value for cell in row.cells)] for row in table.rows]


def test_a_bar_lists_what_it_draws_and_what_stands_outside():
    parts = (Part("signed_off", "Signed off", 1, "/s/", "signed off"), Part("overdue", "Late", 0))
    outside = (Part("awaiting_another_body", "Awaiting", 2, "/a/", "awaiting"),)
    table = StackedBar("k", "T", parts, "Progress", outside=outside).table
    assert table.rows == (
        TableRow(
            Heading("Signed off", look_of("signed_off")),
            (Cell(1, "/s/", "signed off"), Cell("100%")),
        ),
        TableRow(Heading("Awaiting"), (Cell(2, "/a/", "awaiting"), Cell("Outside"))),
    )


def test_rows_list_every_kind_and_their_sum():
    rows = (
        Row("Police", (Part("a", "A", 2, "/pa/", "a, Police"), Part("b", "B", 0, "/pb/"))),
        Row("Health", (Part("b", "B", 3),), "/h/", "all, Health"),
    )
    totals = Row("All", (Part("a", "A", 2, "/a/"), Part("b", "B", 3, "/b/")), "/all/", "all")
    table = StackedRows("k", "T", rows, "Agency", totals=totals).table
    assert [each.label for each in table.headings] == ["A", "B", "All"]
    assert plain(table) == [["Police", 2, 0, 2], ["Health", 0, 3, 3]]
    assert table.rows[0].cells == (Cell(2, "/pa/", "a, Police"), Cell(0), Cell(2))
    assert table.rows[1].cells[2] == Cell(3, "/h/", "all, Health")
    assert [cell.url for cell in table.totals.cells] == ["/a/", "/b/", "/all/"]


def test_lines_list_each_month_newest_first_and_stop_where_they_end():
    months = (date(2026, 1, 1), date(2026, 2, 1))
    series = (Series("due", "Due", (Cell(1), Cell(4))), Series("done", "Done", (Cell(1, "/d/"),)))
    table = Lines("k", "T", months, series).table
    assert plain(table) == [["February 2026", 4, ""], ["January 2026", 1, 1]]
    assert table.rows[1].cells[1].url == "/d/"


def test_columns_list_the_newest_month_first_and_draw_it_last():
    months = (date(2026, 1, 1), date(2026, 2, 1))
    rows = tuple(
        month_row(month, [Part("verified", "Verified", count, f"/{count}/")])
        for count, month in enumerate(months, 3)
    )
    chart = Columns("k", "T", months, rows)
    assert plain(chart.table) == [["February 2026", 4], ["January 2026", 3]]
    drawn = [shape for shape in chart.draw(WIDE).shapes if isinstance(shape, Box)]
    assert [box.url for box in sorted(drawn, key=lambda box: box.x)] == ["/3/", "/4/"]


def test_columns_of_one_kind_need_no_sum():
    months = (date(2026, 1, 1),)
    one = [Part("verified", "Verified", 3, "/v/", "verified in January 2026")]
    table = Columns("k", "T", months, (month_row(months[0], one),)).table
    assert [each.label for each in table.headings] == ["Verified"]
    assert plain(table) == [["January 2026", 3]]
    two = [*one, Part("withdrawn", "Withdrawn", 1)]
    table = Columns("k", "T", months, (month_row(months[0], two),)).table
    assert [each.label for each in table.headings] == ["Verified", "Withdrawn", "All"]
    assert plain(table) == [["January 2026", 3, 1, 4]]


def test_a_burn_up_counts_to_today_what_is_done_and_further_what_is_due():
    chart = samples.burn()
    done = next(series for series in chart.series if series.key == "done")
    due = next(series for series in chart.series if series.key == "due")
    assert len(due.cells) == 30
    assert len(done.cells) == 23
    newest, *_, oldest = chart.table.rows
    assert newest.cells[2] == Cell("")
    assert oldest.cells == tuple(series.cells[0] for series in chart.series)


@pytest.mark.parametrize("kind", ["bar", "rows", "columns"])
def test_picture_and_table_hold_the_same_links(kind):
    page = Page(render_to_string("components/chart.html", {"chart": samples.ALL[kind]()}))
    assert page.links["app-chart--wide"] == page.links["app-chart--narrow"]
    assert len(page.links["app-chart--wide"]) > 3
    outside = {("/away/", 2)} if kind == "bar" else set()
    assert set(page.links["table"]) == set(page.links["app-chart--wide"]) | outside


@pytest.mark.parametrize("kind", samples.ALL)
def test_the_words_of_a_chart_are_those_of_its_numbers(kind):
    assert samples.ALL[kind]().description.count(" ") > 3


def test_nothing_is_described_as_nothing():
    empty = [
        StackedBar("k", "T", (), "C"),
        StackedRows("k", "T", (), "C"),
        Lines("k", "T", (), ()),
        Columns("k", "T", (), ()),
    ]
    assert {chart.description for chart in empty} == {"Nothing to show."}


def test_only_the_component_draws_on_a_page():
    """So that no chart stands without its table."""
    files = (Path(__file__).parents[2] / "templates").rglob("*.html")
    drawing = [path.name for path in files if "|drawn" in path.read_text()]
    assert drawing == ["chart.html"]
