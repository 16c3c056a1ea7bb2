"""The evidence of a recommendation as blocks: each item, what was decided on it, and its files."""

from collections.abc import Iterator
from urllib.parse import quote

from documents.blocks import Block, Cell, Facts, Heading, Link, Table, Text, facts, lines
from documents.contents import Contents, FileOf, Item, Part
from documents.story_words import by_on, day, in_bytes
from evidence.models import Evidence

WIDTHS = (7, 28, 20, 8, 12, 25)
HEAD = ("Version", "File in this pack", "Name when added", "Size", "Virus check", "SHA-256")


def evidence(contents: Contents, part: Part) -> Iterator[Block]:
    if not part.items:
        yield Text("No evidence that can be shown.")
        return
    for sentence, below in part.figures.said():
        yield Text(sentence)
        yield from map(Text, below)
    for item in part.items:
        yield Heading(4, item.evidence.title)
        yield _facts(item)
        if item.files:
            rows = tuple(_file(contents.placed(file)) for file in item.files)
            yield Table(f"Files of {item.evidence.title}", HEAD, WIDTHS, rows)


def _facts(item: Item) -> Facts:
    row = item.evidence
    return facts(
        ("Kind", str(row.get_kind_display())),
        ("Level", str(row.get_level_display())),
        ("Marking", str(row.get_marking_display())),
        ("Period" if row.dated_until else "Date", _period(item)),
        ("From", row.agency.name if row.agency else "The partnership"),
        ("Supports", ", ".join(action.reference for action in item.supports)),
        ("What it shows", row.description),
        ("Figures", lines([str(figure) for figure in row.figures.all()])),
        ("Link", _link(row.url)),
        ("Brought in", _came(row)),
        ("State", item.state.label),
        ("Decision", _decision(item)),
    )


def _came(row: Evidence) -> str:
    source = " from the record of another partnership" if row.brought_from_id else ""
    return f"{by_on(row.recorded_by_name, row.recorded_at)}{source}"


def _period(item: Item) -> str:
    row = item.evidence
    return (
        f"{day(row.dated_on)} to {day(row.dated_until)}" if row.dated_until else day(row.dated_on)
    )


def _link(url: str) -> Cell:
    return Link(url, url) if url.startswith(("https://", "http://")) else url


def _decision(item: Item) -> str:
    """On the present submission, by whom; nothing where it waits for one."""
    row = item.decision
    if row is None:
        return ""
    said = f"{row.get_decision_display()} by {by_on(row.recorded_by_name, row.recorded_at)}"
    return lines([said, row.comment])


def _file(file: FileOf) -> tuple[Cell, ...]:
    row = file.version
    return (
        str(row.number),
        Link(file.path, quote(file.path)) if file.path else f"Left out. {file.why_not}",
        row.original_name,
        in_bytes(row.size),
        str(row.get_scan_state_display()),
        row.sha256,
    )
