"""What was decided and asked, as a fixture says it: sign-offs, checks, challenges, requests."""

from datetime import date

from dashboards.demo.names import Names
from dashboards.demo.reading import Entry
from dashboards.demo.rows import ChallengeRow, CheckRow, RequestRow, SignOffRow
from recommendations.models import EmbeddingCheck, SignOff


def parse_sign_off(entry: Entry, names: Names) -> SignOffRow:
    part = entry.entry("sign off", f"{entry.name}, sign off")
    row = SignOffRow(
        entry=part,
        outcome=part.choice("outcome", SignOff.Outcome),
        forum=names.forum(part, "forum"),
        meeting_on=part.parsed("meeting", names.calendar.day),
        basis=part.text("basis"),
        outputs_only=part.text("outputs only", ""),
        agreements=_agreements(part, names),
        check=_check(part, names) if "check" in part else None,
        reopened=part.text("reopened", ""),
    )
    part.finish()
    return row


def _agreements(entry: Entry, names: Names) -> tuple[tuple[str, str, date], ...]:
    """`[Police, Chief Superintendent, -40 days]`."""
    rows = []
    for agency, role, day in entry.rows("agreed", 3):
        try:
            rows.append(
                (names.agency_named(entry, "agreed", agency), role, names.calendar.day(day))
            )
        except ValueError as error:
            raise entry.error_at("agreed", str(error)) from error
    return tuple(rows)


def _check(entry: Entry, names: Names) -> CheckRow:
    part = entry.entry("check", f"{entry.name}, check")
    row = CheckRow(
        outcome=part.choice("outcome", EmbeddingCheck.Outcome),
        note=part.text("note"),
        checked_on=part.parsed("date", names.calendar.day),
    )
    part.finish()
    return row


def parse_challenge(entry: Entry, names: Names) -> ChallengeRow:
    row = ChallengeRow(
        entry=entry,
        by=names.person(entry, "by"),
        agency=names.lead_of(entry, "agency"),
        question=entry.text("question"),
        answer=entry.text("answer", ""),
        is_accepted=entry.flag("accepted"),
        missing=entry.text("missing", ""),
        anew=entry.text("answered anew", ""),
    )
    if (row.is_accepted or row.missing) and not row.answer:
        raise entry.error("Only an answer can be accepted, or lack something.")
    if row.anew and not row.missing:
        raise entry.error("Answered anew is what lacked something.")
    entry.finish()
    return row


def parse_request(entry: Entry, names: Names) -> RequestRow:
    row = RequestRow(
        entry=entry,
        agency=names.lead_of(entry, "agency"),
        action=entry.text("action", ""),
        wanted=entry.text("wanted"),
        asked_on=entry.parsed("asked", names.calendar.day),
        due_on=entry.parsed("by", names.calendar.day),
        answer=entry.text("answer", ""),
        is_accepted=entry.flag("accepted"),
        missing=entry.text("missing", ""),
        withdrawn=entry.text("withdrawn", ""),
    )
    if (row.is_accepted or row.missing) and not row.answer:
        raise entry.error("Only an answer can be accepted, or lack something.")
    entry.finish()
    return row
