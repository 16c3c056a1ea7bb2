"""A fixture from its file: every name that it uses must be declared in it."""

from datetime import date
from pathlib import Path

from agencies.models import Agency, Membership, Partnership
from dashboards.demo.days import Calendar
from dashboards.demo.names import Names, known_as
from dashboards.demo.parsing_actions import parse_action
from dashboards.demo.parsing_assurance import parse_challenge, parse_request, parse_sign_off
from dashboards.demo.reading import Entry, read
from dashboards.demo.rows import (
    AgencyRow,
    AwaitingRow,
    EarlierRow,
    Fixture,
    MeetingsRow,
    PersonRow,
    RecommendationRow,
    ResponseRow,
    ReviewRow,
)
from recommendations.models import Recommendation, Response, Review


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
        meetings=tuple(_meetings(entry, names) for entry in top.entries("meetings")),
        people=people,
        review=_review(review, calendar),
        recommendations=tuple(_recommendation(e, names) for e in top.entries("recommendations")),
        earlier=tuple(_earlier(entry, names) for entry in top.entries("asked before")),
        partners=names.agency_list(partnership, "agreement of"),
        board=names.forum(partnership, "board") if "board" in partnership else "",
    )
    partnership.finish()
    top.finish()
    _check(fixture, top)
    return fixture


def _check(fixture: Fixture, top: Entry) -> None:
    """What only the whole tells: somebody manages, and what is named elsewhere exists."""
    if not any(p.role == Membership.Role.MANAGER for p in fixture.people):
        raise top.error_at("people", "one at least must be the partnership manager.")
    asked = {row.reference for row in fixture.recommendations}
    for row in fixture.earlier:
        if row.repeated_in not in asked:
            raise row.entry.error_at("asked again in", f"unknown “{row.repeated_in}”.")
    actions = [action for r in fixture.recommendations for action in r.actions]
    known = {action.reference for action in actions}
    for item in (item for action in actions for item in action.evidence):
        for reference in item.supports:
            if reference not in known:
                raise item.entry.error_at("also supports", f"unknown action “{reference}”.")


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
        executive_of=names.agency_list(entry, "executive lead of"),
        is_chair=entry.flag("chair"),
    )
    if bool(row.agencies) != (row.role == Membership.Role.AGENCY_LEAD):
        raise entry.error("Either a role, or “leads for” with agencies.")
    if row.agencies and (row.executive_of or row.is_chair):
        raise entry.error("Only who reads the whole partnership can be named so.")
    entry.finish()
    return row


def _meetings(entry: Entry, names: Names) -> MeetingsRow:
    row = MeetingsRow(
        entry=entry,
        forum=names.forum(entry, "forum"),
        days=tuple(entry.parsed_texts("on", names.calendar.day)),
    )
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
        hold_reason=entry.text("legal hold", ""),
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
        sign_off=parse_sign_off(entry, names) if "sign off" in entry else None,
        challenges=tuple(parse_challenge(e, names) for e in entry.entries("challenges")),
        requests=tuple(parse_request(e, names) for e in entry.entries("requests for evidence")),
        pack_for=names.person(entry, "evidence pack for") if "evidence pack for" in entry else "",
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


def _earlier(entry: Entry, names: Names) -> EarlierRow:
    row = EarlierRow(
        entry=entry,
        review=_review(entry.entry("review"), names.calendar),
        reference=entry.text("reference"),
        wording=entry.text("wording"),
        sign_off=parse_sign_off(entry, names),
        repeated_in=entry.text("asked again in"),
        note=entry.text("note"),
    )
    entry.finish()
    return row


def _optional_day(entry: Entry, key: str, calendar: Calendar) -> date | None:
    return entry.parsed(key, calendar.day) if key in entry else None
