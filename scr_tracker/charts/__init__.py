"""Charts that the server draws: dataclasses in, positions and a table out, SVG at the end.

    chart = StackedBar("progress", "By progress", parts, "Progress")
    {% include "components/chart.html" with chart=chart only %}   on a page, with its table
    svg(chart)                                                    for PDF and Word, with chart.table

`StackedBar`, `StackedRows`, `Lines`, `burn_up` and `Columns` are charts. The key of a chart is its
own on a page: all ids come from it.
"""

from scr_tracker.charts.bars import StackedBar, StackedRows
from scr_tracker.charts.drawing import on_page, svg, swatch
from scr_tracker.charts.looks import Look, look_of
from scr_tracker.charts.months import Columns, Lines, Series, burn_up, month_row
from scr_tracker.charts.parts import Cell, Chart, Heading, Part, Row, Table, TableRow
from scr_tracker.charts.scales import cumulative, months_until
from scr_tracker.charts.sizes import NARROW, WIDE

__all__ = [
    "NARROW",
    "WIDE",
    "Cell",
    "Chart",
    "Columns",
    "Heading",
    "Lines",
    "Look",
    "Part",
    "Row",
    "Series",
    "StackedBar",
    "StackedRows",
    "Table",
    "TableRow",
    "burn_up",
    "cumulative",
    "look_of",
    "month_row",
    "months_until",
    "on_page",
    "svg",
    "swatch",
]
