"""The index of a pack as blocks: what it is, each recommendation, what is left out."""

from collections.abc import Iterator
from typing import Any

from documents.blocks import Block, Facts, Heading, Link, Table, Text, facts
from documents.contents import Contents, Part
from documents.story_assurance import assurance
from documents.story_evidence import evidence
from documents.story_requests import requests
from documents.story_words import claimed, day, due, in_bytes, status, verified
from recommendations.legend import Legend
from recommendations.models import Review
from scr_tracker.words import counted, moment, signed


def title(contents: Contents) -> str:
    about = contents.review.pseudonym
    if contents.recommendation is not None:
        about += f", recommendation {contents.recommendation.reference}"
    return f"Evidence pack: {about}"


def marking(contents: Contents) -> str:
    return str(Review.Marking(contents.marking).label)


def story(contents: Contents) -> Iterator[Block]:
    yield Heading(1, title(contents))
    yield _what_it_is(contents)
    yield Text(
        f"This pack shows what {contents.asked_by} could see in SCR Tracker on "
        f"{moment(contents.made_at)}. It is not kept up to date, and other people may see more or "
        "less. The checksums (SHA-256) of the files show whether a copy is the file on record; "
        "checksums.txt lists them for a program."
    )
    yield Heading(2, "Recommendations in this pack", "recommendations")
    yield _overview(contents)
    if contents.legend.version:
        yield from _legend(contents.legend)
    for number, part in enumerate(contents.parts, 1):
        yield from _part(contents, part, number)
    yield Heading(2, "Left out", "left-out")
    yield from _left_out(contents)


def _what_it_is(contents: Contents) -> Facts:
    review, files = contents.review, contents.files()
    holding = [
        counted(len(contents.parts), "recommendation"),
        counted(sum(1 for _ in contents.items()), "item of evidence", "items of evidence"),
        counted(len(files), "file") + (f" ({in_bytes(contents.size)})" if files else ""),
    ]
    return facts(
        ("Marking", marking(contents)),
        ("Review", f"{review.pseudonym}, {review.reference} ({review.get_kind_display()})"),
        ("Partnership", review.partnership.name),
        ("Made on", moment(contents.made_at)),
        ("Asked for by", _asker(contents)),
        ("Holds", ", ".join(holding)),
    )


def _asker(contents: Contents) -> str:
    return signed(contents.asked_by, contents.asked_by_role)


def _overview(contents: Contents) -> Block:
    if not contents.parts:
        return Text("There is no recommendation.")
    rows = tuple(
        (
            Link(part.recommendation.reference, f"#{_anchor(number)}"),
            _short(part.recommendation.wording),
            contents.legend.progress(part.recommendation.progress).label,  # type: ignore[attr-defined]
            str(len(part.actions)),
            str(len(part.items)),
        )
        for number, part in enumerate(contents.parts, 1)
    )
    head = ("Reference", "Recommendation", "Progress", "Actions", "Items of evidence")
    caption = "Each recommendation, how far it is, and how much is shown of it"
    return Table(caption, head, (10, 52, 16, 10, 12), rows)


def _legend(legend: Legend) -> Iterator[Block]:
    """What the partnership's own words mean; those of the house say it themselves."""
    yield Heading(2, "What the words mean", "legend")
    for kind, about in (("progress", "Progress"), ("rating", "Rating")):
        rows = tuple((entry.label, entry.meaning) for entry in legend.of(kind))
        yield Table(f"{about}, as the partnership calls it", (about, "Meaning"), (30, 70), rows)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 140 else f"{flat[:139].rstrip()}…"


def _anchor(number: int) -> str:
    return f"recommendation-{number}"


def _part(contents: Contents, part: Part, number: int) -> Iterator[Block]:
    row = part.recommendation
    yield Heading(2, f"Recommendation {row.reference}", _anchor(number))
    yield Text(part.why)
    yield facts(
        ("Wording", row.wording),
        ("List", row.section),
        ("Intended change", row.intended_change),
        ("Measures", row.measures),
        ("Closing criteria", row.closing_criteria),
        ("Scope", str(row.get_scope_display())),
        ("Forum", row.forum.name if row.forum else ""),
    )
    yield Heading(3, "Responses by agency")
    yield from _responses(part)
    yield Heading(3, "Actions")
    yield from _actions(part, contents.legend)
    yield Heading(3, "Evidence")
    yield from evidence(contents, part)
    yield from requests(part, contents.today)
    yield from assurance(part)


def _responses(part: Part) -> Iterator[Block]:
    if not part.responses:
        yield Text("No response that can be shown.")
        return
    rows = []
    for row in part.responses:
        waits = "No response yet" + (f", due {day(row.due_on)}" if row.due_on else "")
        position = str(row.get_position_display()) if row.position else waits
        words = "\n".join(text for text in (row.reason, row.narrative) if text)
        rows.append((row.agency.name, position, day(row.responded_on), words))
    head = ("Agency", "Position", "Given on", "Reason and narrative")
    caption = f"Responses to {part.recommendation.reference}"
    yield Table(caption, head, (18, 14, 12, 56), tuple(rows))


def _actions(part: Part, legend: Legend) -> Iterator[Block]:
    if not part.actions:
        yield Text("No action that can be shown.")
        return
    yield Table(
        f"Actions of {part.recommendation.reference}",
        ("Reference", "Action", "Lead agency", "Status", "Due", "Claimed", "Verified"),
        (8, 20, 13, 11, 11, 20, 17),
        tuple(_action(row, legend) for row in part.actions),
    )


def _action(row: Any, legend: Legend) -> tuple[str, ...]:
    facts = (row.reference, row.title, row.lead_agency.name)
    return (*facts, status(row, legend), due(row), claimed(row), verified(row))


def _left_out(contents: Contents) -> Iterator[Block]:
    rows = contents.left_out()
    if not rows:
        yield Text("Nothing was left out.")
        return
    yield Table(
        "Evidence that is named above and not in this pack",
        ("What", "Why"),
        (45, 55),
        tuple((row.what, row.why) for row in rows),
    )
