"""The lists of this room as files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from agencies.models import Partnership
from agencies.queries import AgencyRow
from scr_tracker.exports import Column, Table

ARRIVED = "Has not signed in yet"

AGENCIES = (
    Column("Agency", lambda row: row.agency.name, 40),
    Column("Short name", lambda row: row.agency.short_name, 20),
    Column("Kind", lambda row: row.agency.get_kind_display(), 24),
    Column("People who lead for it", lambda row: "; ".join(row.leads), 40),
    Column("State", lambda row: "Active" if row.is_active else "Ended"),
)
FORUMS = (
    Column("Forum", lambda row: row.name, 40),
    Column("Board", lambda row: row.is_board),
    Column("State", lambda row: "Active" if row.is_active else "Ended"),
)
PEOPLE = (
    Column("Name", lambda row: row.shown_name, 30),
    Column("E-mail address", lambda row: row.user.email, 40),
    Column("Role", lambda row: row.role_label, 40),
    Column("State", lambda row: "Active" if row.is_active else "Ended"),
    Column("Last sign-in", lambda row: row.last_seen_at, 20),
    Column("Signed in", lambda row: row.last_seen_at is not None),
)
#: What `?state=` of the list of people asks for.
PEOPLE_STATES = {"not-arrived": "Not signed in yet", "ended": "Ended"}


def agency_table(partnership: Partnership, rows: Iterable[AgencyRow]) -> Table:
    return Table("Agencies", AGENCIES, rows, place=partnership.name)


def forum_table(partnership: Partnership, rows: Any) -> Table:
    return Table("Forums", FORUMS, rows, place=partnership.name)


def meeting_table(partnership: Partnership, rows: Any, today: date) -> Table:
    columns = (
        Column("Day", lambda row: row.held_on),
        Column("Forum", lambda row: row.forum.name, 40),
        Column("Board", lambda row: row.forum.is_board),
        Column("Kind of meeting", lambda row: row.title or "Ordinary", 30),
        Column("State", lambda row: "Held" if row.held_on < today else "To come"),
    )
    return Table("Meetings", columns, rows, place=partnership.name)


def person_table(partnership: Partnership, rows: Any, state: str) -> Table:
    said = [f"State: {PEOPLE_STATES.get(state, 'Active')}"]
    return Table("People", PEOPLE, rows, place=partnership.name, said=said)
