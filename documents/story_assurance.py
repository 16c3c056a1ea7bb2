"""What others decided on a recommendation as blocks: sign-off, embedding checks, challenges."""

from collections.abc import Iterator
from typing import Any

from documents.blocks import Block, Facts, Heading, Table, Text, facts, lines
from documents.contents import Part
from documents.story_words import by_on, day
from recommendations.models import EmbeddingCheck, SignOff


def assurance(part: Part) -> Iterator[Block]:
    yield Heading(3, "Sign-off")
    yield from map(_sign_off, part.sign_offs)
    if not part.sign_offs:
        yield Text("Not signed off.")
    yield Heading(3, "Embedding checks")
    yield _checks(part)
    yield Heading(3, "Challenges")
    yield _challenges(part)


def _sign_off(row: SignOff) -> Facts:
    reopened = ""
    if row.reopened_at:
        by = row.reopened_by.name if row.reopened_by else ""
        reopened = lines([by_on(by, row.reopened_at), row.reopen_reason])
    agreed = [
        f"{each.agency.name}: {each.agreed_by}, {day(each.agreed_on)}"
        for each in row.agreements.all()
    ]
    looks = [
        lines([by_on(each.recorded_by_name, each.recorded_at), each.reason])
        for each in row.looks.all()
    ]
    return facts(
        ("Decision", str(row.get_outcome_display())),
        ("Forum", row.forum.name),
        ("Meeting", day(row.meeting_on)),
        ("Basis", row.basis),
        ("Why outputs alone were enough", row.outputs_only_reason),
        ("Safeguarding partners who agreed", lines(agreed)),
        ("Recorded by", by_on(row.recorded_by_name, row.recorded_at)),
        ("Newer evidence looked at, and the decision stands", lines(looks)),
        ("Reopened", reopened),
    )


def _checks(part: Part) -> Block:
    if not part.checks:
        return Text("None is planned, and none was made.")
    seen = {action.pk: action.reference for action in part.actions}
    rows = tuple(_check(row, seen) for row in part.checks)
    head = ("Due", "Outcome", "Checked", "Note", "Action added")
    return Table(
        f"Embedding checks of {part.recommendation.reference}", head, (12, 16, 20, 40, 12), rows
    )


def _check(row: EmbeddingCheck, seen: dict[int, str]) -> tuple[str, ...]:
    """The action is named where the reader may see it."""
    by = row.checked_by.name if row.checked_by else ""
    is_off = row.sign_off.reopened_at is not None
    open_words = "Not to be made: the decision was reopened" if is_off else "Not checked yet"
    outcome = str(row.get_outcome_display()) if row.outcome else open_words
    added = seen.get(row.led_to_id or 0, "")
    return (day(row.due_on), outcome, by_on(by, row.checked_on), row.note, added)


def _challenges(part: Part) -> Block:
    if not part.challenges:
        return Text("No challenge that can be shown.")
    rows = tuple(_challenge(row) for row in part.challenges)
    head = ("Asked", "To", "Question", "Answers", "Outcome")
    return Table(f"Challenges on {part.recommendation.reference}", head, (14, 14, 27, 31, 14), rows)


def _challenge(row: Any) -> tuple[str, ...]:
    answers = [_answer(each) for each in row.all_answers]
    return (
        by_on(row.recorded_by_name, row.recorded_at),
        row.agency.name,
        row.question,
        lines(answers) or row.answer,
        str(row.get_outcome_display()),
    )


def _answer(row: Any) -> str:
    said = f"{by_on(row.recorded_by_name, row.recorded_at)}: {row.answer}"
    if not row.outcome:
        return said
    by = by_on(row.judged_by.name if row.judged_by else "", row.judged_at)
    return lines([said, f"{row.get_outcome_display()} by {by}", row.comment])
