"""The actions of a fixture: their evidence, and the story of what happened to them."""

from decimal import Decimal, InvalidOperation

from dashboards.demo.days import When
from dashboards.demo.names import Names
from dashboards.demo.reading import Entry
from dashboards.demo.rows import (
    ActionRow,
    EvidenceRow,
    MilestoneRow,
    StoryRow,
    Verb,
)
from evidence.figures import FigureRow
from evidence.models import Evidence
from recommendations.models import Action


def parse_action(entry: Entry, reference: str, names: Names) -> ActionRow:
    entry.name = f"action {reference}"
    calendar = names.calendar
    recurs = "repeats" in entry
    row = ActionRow(
        entry=entry,
        reference=reference,
        title=entry.text("title"),
        description=entry.text("description", ""),
        lead=names.lead_of(entry, "lead"),
        contributors=names.agency_list(entry, "with"),
        strength=entry.choice("strength", Action.Strength),
        expected_evidence=entry.text("expected evidence", ""),
        due_on=entry.parsed("due", calendar.day) if "due" in entry else None,
        recurs_every=entry.choice("repeats", Action.Recurrence) if recurs else None,
        is_shared=entry.flag("shared"),
        milestones=_milestones(entry, names),
        evidence=tuple(_evidence(e, names) for e in entry.entries("evidence")),
        story=tuple(_story(e, names) for e in entry.entries("story")),
    )
    entry.finish()
    return row


def _milestones(entry: Entry, names: Names) -> tuple[MilestoneRow, ...]:
    """`[Draft scope to the group, -30 days, done]`."""
    rows = []
    for title, due, *done in entry.rows("milestones", 2, 3):
        try:
            rows.append(MilestoneRow(title, names.calendar.day(due), done == ["done"]))
        except ValueError as error:
            raise entry.error_at("milestones", str(error)) from error
        if done not in ([], ["done"]):
            raise entry.error_at("milestones", f"“{done[0]}” must be “done”, or left out.")
    return tuple(rows)


def _evidence(entry: Entry, names: Names) -> EvidenceRow:
    row = EvidenceRow(
        entry=entry,
        title=entry.text("title"),
        kind=entry.choice("kind", Evidence.Kind),
        level=entry.choice("level", Evidence.Level),
        dated=entry.parsed("dated", names.calendar.when),
        description=entry.text("description", ""),
        url=entry.text("url", ""),
        file=entry.text("file", ""),
        figures=_figures(entry),
        supports=tuple(entry.texts("also supports")),
        is_shared=entry.flag("shared"),
        accepted=entry.text("accepted", ""),
        sent_back=entry.text("sent back", ""),
        is_later=entry.flag("later"),
        downloaded_by=names.person_list(entry, "downloaded by"),
        disposed=entry.text("disposed of", ""),
    )
    if not (row.file or row.url or row.figures):
        raise entry.error("Evidence needs a file, a url or figures.")
    if row.accepted and row.sent_back:
        raise entry.error("It is either accepted or sent back.")
    entry.finish()
    return row


def _figures(entry: Entry) -> tuple[FigureRow, ...]:
    """`[Attendees, 437, people]`."""
    rows = []
    for label, value, unit in entry.rows("figures", 3):
        try:
            rows.append(FigureRow(label, Decimal(value), unit))
        except InvalidOperation as error:
            raise entry.error_at("figures", f"“{value}” is no number.") from error
    return tuple(rows)


def _story(entry: Entry, names: Names) -> StoryRow:
    verbs = [verb for verb in Verb if verb in entry]
    if len(verbs) != 1:
        raise entry.error(f"Say one of: {', '.join(Verb)}.")
    verb, calendar = verbs[0], names.calendar
    today = When(calendar.today, calendar.today)
    moves = verb in (Verb.MOVED, Verb.MORE_TIME)
    row = StoryRow(
        entry=entry,
        verb=verb,
        note=entry.text(verb),
        when=entry.parsed("date", calendar.when) if "date" in entry else today,
        is_dated="date" in entry,
        to=entry.parsed("to", calendar.day) if moves else None,
        agreed_by=entry.text("agreed by") if verb == Verb.MOVED else "",
    )
    entry.finish()
    return row
