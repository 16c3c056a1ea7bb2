"""The lists of packs as files."""

from typing import Any

from agencies.models import Partnership
from recommendations.tables import marking_of
from scr_tracker.exports import Column, Table

SUBJECT = (
    Column("Review", lambda pack: pack.review.pseudonym),
    Column("Reference of the review", lambda pack: pack.review.reference),
    Column("Recommendation", lambda pack: pack.recommendation and pack.recommendation.reference),
    Column("Marking", lambda pack: pack.review.get_marking_display(), 22),
    Column("State", lambda pack: pack.get_state_display(), 20),
    Column("Asked for at", lambda pack: pack.recorded_at, 20),
)
OWN = (
    *SUBJECT,
    Column("Files", lambda pack: pack.file_count if pack.made_at else None),
    Column("Size in bytes", lambda pack: pack.size if pack.made_at else None),
    Column("Kept until", lambda pack: pack.expires_at if pack.state == "ready" else None, 20),
)
LOG = (
    *SUBJECT,
    Column("Asked for by", lambda pack: pack.recorded_by_name, 24),
    Column("Role", lambda pack: pack.recorded_by_role, 30),
    Column("Times downloaded", lambda pack: pack.taken),
    Column("Last downloaded at", lambda pack: pack.taken_at, 20),
)


BOARD = (
    Column("Pack", lambda pack: pack.title, 40),
    Column("State", lambda pack: pack.get_state_display(), 20),
    Column("Marking", lambda pack: pack.get_marking_display(), 22),
    Column("Figures as at", lambda pack: pack.as_at),
    Column("Forum", lambda pack: pack.meeting and pack.meeting.forum.name, 30),
    Column("Meeting", lambda pack: pack.meeting and pack.meeting.held_on),
    Column("Made by", lambda pack: pack.recorded_by_name, 24),
    Column("Role", lambda pack: pack.recorded_by_role, 30),
    Column("Asked for at", lambda pack: pack.recorded_at, 20),
    Column("Given to the board at", lambda pack: pack.given_at, 20),
)


def board_table(partnership: Partnership, packs: Any) -> Table:
    name, marking = "Board packs", marking_of(packs, "marking")
    return Table(name, BOARD, packs, place=partnership.name, marking=marking)


def own_table(packs: Any) -> Table:
    return Table("Your evidence packs", OWN, packs, marking=marking_of(packs))


def log_table(partnership: Partnership, packs: Any) -> Table:
    name, marking = "Evidence packs made", marking_of(packs)
    return Table(name, LOG, packs, place=partnership.name, marking=marking)
