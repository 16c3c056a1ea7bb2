"""A chart of the site as a report keeps it: its drawing, what it shows in words, its figures."""

from documents.report import model
from scr_tracker.charts import Chart, Table, svg


def chart_of(chart: Chart, name: str) -> model.Chart:
    """`name`: of its sheet in Excel."""
    table = table_of(chart.table, name)
    return model.Chart(chart.title, chart.description, svg(chart), table)


def table_of(table: Table, name: str) -> model.Table:
    """Counts as numbers and shares as percent; what is in no share, or not yet known, has none."""
    lines = [*table.rows, *([table.totals] if table.totals else [])]
    cells = [[cell.value for cell in line.cells] for line in lines]
    across = list(zip(*cells, strict=True)) if cells else [() for _ in table.headings]
    kinds = [_kind(values) for values in across]
    columns = (
        model.Column(table.corner, width=30),
        *(
            model.Column(heading.label, kind, 15)
            for heading, kind in zip(table.headings, kinds, strict=True)
        ),
    )
    rows = tuple(
        (line.heading.label, *map(_value, values, kinds))
        for line, values in zip(lines, cells, strict=True)
    )
    return model.Table(name, table.caption, columns, rows)


def _kind(values: tuple[int | str, ...]) -> model.Kind:
    if all(isinstance(value, int) or value == "" for value in values):
        return model.Kind.NUMBER
    if any(isinstance(value, str) and value.endswith("%") for value in values):
        return model.Kind.PERCENT
    return model.Kind.TEXT


def _value(value: int | str, kind: model.Kind) -> model.Value:
    if kind is model.Kind.TEXT:
        return str(value)
    if isinstance(value, int):
        return value
    digits = value.removesuffix("%")
    return int(digits) if digits.isdigit() else None
