"""A report as the blocks of which HTML, PDF and Word are written: the same words in all three."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from documents import blocks
from documents.report.model import (
    Bullets,
    Chart,
    Entries,
    Entry,
    Figures,
    Kind,
    Paragraph,
    Report,
    Section,
    Table,
    Value,
    kind_of,
)
from scr_tracker.words import long_day, moment, short_day

RIGHT = (Kind.NUMBER, Kind.PERCENT)
NOTHING = "There is nothing to list here."
UNTITLED = "Without a title"
LEGEND = "What the words and colours mean"


def told(report: Report) -> list[blocks.Block]:
    """What it is, where its parts are, the parts, and what their words and colours mean."""
    headings = [section.heading.strip() or UNTITLED for section in report.sections]
    headings += [LEGEND] if report.legend else []
    links = (blocks.Link(text, f"#{_anchor(number)}") for number, text in enumerate(headings, 1))
    parts = [each for number, part in enumerate(report.sections, 1) for each in _told(part, number)]
    return [
        blocks.Heading(1, report.title),
        what_it_is(report),
        blocks.Contents(tuple(links)),
        *parts,
        *_legend(report, len(headings)),
    ]


def what_it_is(report: Report) -> blocks.Facts:
    return blocks.facts(
        ("Partnership", report.partnership),
        ("Marking", report.marking),
        ("As at", long_day(report.as_at)),
        ("Period", period(report)),
        ("Covers", report.covers),
        ("For", report.meeting),
        ("Made", f"{moment(report.made_at)} by {report.made_by}"),
    )


def period(report: Report) -> str:
    first, last = report.period_from, report.period_to
    if first and last:
        return f"{long_day(first)} to {long_day(last)}"
    if first:
        return f"from {long_day(first)}"
    return f"until {long_day(last)}" if last else ""


def shown(value: Value, kind: Kind) -> str:
    """As it is read in text and tables; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, str):
        return value
    number = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return f"{number}%" if kind is Kind.PERCENT else number


def _anchor(number: int) -> str:
    return f"section-{number}"


def _legend(report: Report, number: int) -> Iterator[blocks.Block]:
    if report.legend:
        yield blocks.Heading(2, LEGEND, _anchor(number))
        rows = tuple((each.label, each.colour, each.meaning) for each in report.legend)
        yield blocks.Legend(rows)


def _told(section: Section, number: int) -> Iterator[blocks.Block]:
    yield blocks.Heading(2, section.heading.strip() or UNTITLED, _anchor(number))
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield blocks.Text(block.text)
        elif isinstance(block, Bullets):
            yield blocks.Bullets(block.items)
        elif isinstance(block, Figures):
            yield _figures(block)
        elif isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Chart):
            yield from _chart(block)
        else:
            yield from _entries(block)


def _figures(block: Figures) -> blocks.Table:
    rows = tuple((row.label, shown(row.value, kind_of(row.value))) for row in block.rows)
    return blocks.Table(block.caption, ("What", "Figure"), (70, 30), rows, right=(1,))


def _table(block: Table) -> Iterator[blocks.Block]:
    if not block.rows:
        yield blocks.Text(f"{block.caption}: none.")
        return
    kinds = [column.kind for column in block.columns]
    yield blocks.Table(
        block.caption,
        tuple(column.heading for column in block.columns),
        _hundredths([column.width for column in block.columns]),
        tuple(tuple(map(shown, row, kinds)) for row in block.rows),
        right=tuple(place for place, kind in enumerate(kinds) if kind in RIGHT),
    )
    if block.note:
        yield blocks.Text(block.note)


def _hundredths(widths: list[int]) -> tuple[int, ...]:
    whole = sum(widths)
    return tuple(max(1, 100 * width // whole) for width in widths)


def _chart(block: Chart) -> Iterator[blocks.Block]:
    yield blocks.Picture(block.title, block.description, block.svg)
    yield from _table(block.table)


def _entries(block: Entries) -> Iterator[blocks.Block]:
    if not block.entries:
        yield blocks.Text(NOTHING)
    for entry in block.entries:
        yield blocks.Heading(3, _headed(entry) or UNTITLED)
        yield blocks.Text(entry.sentence)
        if entry.text:
            yield blocks.Text(f"{block.text_label}: {entry.text}")
        facts = " · ".join(_facts(entry))
        if facts:
            yield blocks.Text(facts)


def _facts(entry: Entry) -> Iterator[str]:
    for fact in entry.facts:
        if fact.value not in (None, ""):
            yield f"{fact.label}: {shown(fact.value, kind_of(fact.value))}"


def _headed(entry: Entry) -> str:
    return ": ".join(part.strip() for part in (entry.heading, entry.state) if part.strip())
