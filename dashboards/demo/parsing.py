"""A fixture from its file: every name that it uses must be declared in it."""

from datetime import date
from pathlib import Path

from agencies.models import Agency, Membership, Partnership
from dashboards.demo.days import Calendar
from dashboards.demo.names import Names, known_as
from dashboards.demo.parsing_actions import parse_action
from dashboards.demo.reading import Entry, read
from dashboards.demo.rows import (
    AgencyRow,
    AwaitingRow,
    ChallengeRow,
    Fixture,
    PersonRow,
    RecommendationRow,
    ResponseRow,
    ReviewRow,
    SignOffRow,
)
from recommendations.models import Recommendation, Response, Review, SignOff


def parse(path: Path, today: date) -> Fixture:
    """Read a whole fixture, with its dates as they are on `today`.

    Raises:
        FixtureError: with file, line, entry and what is wrong there.
    """
    top = read(path)
    partnership, review = top.entry("partnership"), top.entry("review")
    undated = review.parsed("undated means", Calendar(today, today).day)
    calendar = Calendar(today, undated)
    agencies = tuple(_agency(entry) for entry in top.entries("agencies"))
    forums = tuple(top.texts("forums"))
    known = known_as(top, agencies)
    names = Names(known, frozenset(forums), {}, calendar)
    people = tuple(_person(entry, names) for entry in top.entries("people"))
    names = Names(known, frozenset(forums), {p.email: p for p in people}, calendar)
    fixture = Fixture(
        source=path.name,
        name=partnership.text("name"),
        short_name=partnership.text("short name"),
        kind=partnership.choice("kind", Partnership.Kind),
        agencies=agencies,
        forums=forums,
        people=people,
        review=_review(review, calendar),
        recommendations=tuple(_recommendation(e, names) for e in top.entries("recommendations")),
    )
    partnership.finish()
    top.finish()
    _check(fixture, top)
    return fixture


def _check(fixture: Fixture, top: Entry) -> None:
    """What only the whole tells: somebody manages, and evidence supports actions that exist."""
    managers = [p for p in fixture.people if p.role == Membership.Role.MANAGER]
    if len(managers) != 1:
        raise top.error_at("people", "exactly one must be the partnership manager.")
    actions = [action for r in fixture.recommendations for action in r.actions]
    known = {action.reference for action in actions}
    for row in (row for action in actions for row in action.evidence):
        for reference in row.supports:
            if reference not in known:
                raise row.entry.error_at("also supports", f"unknown action “{reference}”.")


def _agency(entry: Entry) -> AgencyRow:
    row = AgencyRow(
        name=entry.text("name"),
        short_name=entry.text("short name", ""),
        kind=entry.choice("kind", Agency.Kind),
        aliases=tuple(entry.texts("also called")),
    )
    entry.finish()
    return row


def _person(entry: Entry, names: Names) -> PersonRow:
    row = PersonRow(
        email=entry.text("e-mail").lower(),
        name=entry.text("name"),
        role=entry.choice("role", Membership.Role, Membership.Role.AGENCY_LEAD),
        agencies=names.agency_list(entry, "leads for"),
    )
    if bool(row.agencies) != (row.role == Membership.Role.AGENCY_LEAD):
        raise entry.error("Either a role, or “leads for” with agencies.")
    entry.finish()
    return row


def _review(entry: Entry, calendar: Calendar) -> ReviewRow:
    row = ReviewRow(
        entry=entry,
        pseudonym=entry.text("pseudonym"),
        reference=entry.text("reference"),
        kind=entry.choice("kind", Review.Kind),
        summary=entry.text("summary", ""),
        commissioned_on=_optional_day(entry, "commissioned on", calendar),
        published_on=_optional_day(entry, "published on", calendar),
        retain_until=_optional_day(entry, "keep evidence until", calendar),
    )
    entry.finish()
    return row


def _recommendation(entry: Entry, names: Names) -> RecommendationRow:
    reference = entry.text("reference")
    entry.name = f"recommendation {reference}"
    actions = entry.entries("actions")
    row = RecommendationRow(
        entry=entry,
        reference=reference,
        wording=entry.text("wording"),
        scope=entry.choice("scope", Recommendation.Scope),
        intended_change=entry.text("intended change"),
        measures=entry.text("measures", ""),
        closing_criteria=entry.text("closing criteria"),
        themes=tuple(entry.texts("themes")),
        forum=names.forum(entry, "forum"),
        awaiting=_awaiting(entry, names),
        responses=tuple(_response(e, names) for e in entry.entries("responses")),
        actions=tuple(
            parse_action(action, f"{reference}.{number}", names)
            for number, action in enumerate(actions, start=1)
        ),
        sign_off=_sign_off(entry, names),
        challenges=tuple(_challenge(e, names) for e in entry.entries("challenges")),
    )
    entry.finish()
    return row


def _awaiting(entry: Entry, names: Names) -> AwaitingRow | None:
    if "awaiting" not in entry:
        return None
    part = entry.entry("awaiting", f"{entry.name}, awaiting")
    row = AwaitingRow(
        body=part.text("body"),
        sent_on=part.parsed("sent on", names.calendar.day),
        chase_on=_optional_day(part, "chase on", names.calendar),
    )
    part.finish()
    return row


def _response(entry: Entry, names: Names) -> ResponseRow:
    answered = "position" in entry
    row = ResponseRow(
        entry=entry,
        agency=names.agency(entry, "agency"),
        position=entry.choice("position", Response.Position) if answered else None,
        reason=entry.text("reason", ""),
        narrative=entry.text("narrative", None if answered else ""),
        answered_on=entry.parsed("answered", names.calendar.day) if answered else None,
        due_on=_optional_day(entry, "due", names.calendar),
    )
    if not answered and row.due_on is None:
        raise entry.error("A response has a position, or the day on which it is due.")
    entry.finish()
    return row


def _sign_off(entry: Entry, names: Names) -> SignOffRow | None:
    if "sign off" not in entry:
        return None
    part = entry.entry("sign off", f"{entry.name}, sign off")
    row = SignOffRow(
        entry=part,
        outcome=part.choice("outcome", SignOff.Outcome),
        forum=names.forum(part, "forum"),
        meeting_on=part.parsed("meeting", names.calendar.day),
        basis=part.text("basis"),
    )
    part.finish()
    return row


def _challenge(entry: Entry, names: Names) -> ChallengeRow:
    row = ChallengeRow(
        entry=entry,
        by=names.person(entry, "by"),
        agency=names.lead_of(entry, "agency"),
        question=entry.text("question"),
        answer=entry.text("answer", ""),
        is_accepted=entry.flag("accepted"),
        missing=entry.text("missing", ""),
    )
    if (row.is_accepted or row.missing) and not row.answer:
        raise entry.error("Only an answer can be accepted, or lack something.")
    entry.finish()
    return row


def _optional_day(entry: Entry, key: str, calendar: Calendar) -> date | None:
    return entry.parsed(key, calendar.day) if key in entry else None
