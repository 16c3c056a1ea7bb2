"""My work: the sections of each role that a person holds, over all their partnerships."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404

from agencies import access
from agencies.models import Partnership
from dashboards.asked import Asked, asked, asked_steps, due_words
from dashboards.managed import Managed, managed, managers_steps
from dashboards.marks import Marked, marked
from dashboards.owed import Owed, owed, own_steps
from dashboards.steps import SOON_DAYS, Step, first
from dashboards.viruses import virus_steps
from dashboards.wanted import Wanted
from dashboards.watched import Watched, watched

if TYPE_CHECKING:
    from agencies.access import Person


@dataclass(frozen=True)
class Tile:
    """A count that leads to its list. `tone`: late, waiting or done."""

    number: int
    words: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Work:
    """`chosen` narrows everything to one partnership. A section that is None is not
    this person's."""

    partnerships: tuple[Partnership, ...]
    chosen: Partnership | None
    today: date
    owed: Owed | None = None
    managed: Managed | None = None
    watched: Watched | None = None
    asked: Asked | None = None
    steps: tuple[Step, ...] = ()

    @property
    def tiles(self) -> tuple[Tile, ...]:
        tiles = [*_owed_tiles(self.owed)] if self.owed else []
        tiles += _managed_tiles(self.managed) if self.managed else ()
        return (*tiles, *(_asked_tiles(self.asked, self.today) if self.asked and tiles else ()))


def _owed_tiles(own: Owed) -> Iterator[Tile]:
    yield Tile(own.overdue.value, "overdue", own.overdue.url, "late")
    yield Tile(own.soon.value, f"due in {SOON_DAYS} days", own.soon.url)
    if own.sent_back_total:
        yield Tile(own.sent_back_total, "sent back to you", "#sent-back", "waiting")
    if own.unverified.total:
        yield Tile(own.unverified.total, "no longer verified", "#unverified", "waiting")
    if own.responses.total:
        words = "response to give" if own.responses.total == 1 else "responses to give"
        yield Tile(own.responses.total, words, "#responses", "waiting")


def _managed_tiles(found: Managed) -> Iterator[Tile]:
    yield Tile(found.awaiting, "to verify", found.lists["awaiting"], "waiting")
    yield Tile(found.overdue, "overdue in all agencies", found.lists["overdue"], "late")
    if found.requests.total:
        words = "request" if found.requests.total == 1 else "requests"
        yield Tile(found.requests.total, f"{words} for more time", "#requests", "waiting")
    if found.disposals.total:
        words = "disposal" if found.disposals.total == 1 else "disposals"
        yield Tile(found.disposals.total, f"{words} to decide", "#disposals", "waiting")
    if found.undated:
        yield Tile(found.undated, "without a due date", found.lists["undated"])
    if found.responses.total:
        words = "response" if found.responses.total == 1 else "responses"
        yield Tile(found.responses.total, f"{words} overdue", "#late-responses", "late")


def _asked_tiles(found: Asked, today: date) -> Iterator[Tile]:
    if found.to_answer.total:
        words = "question" if found.to_answer.total == 1 else "questions"
        yield Tile(found.to_answer.total, f"{words} to answer", "#to-answer", "waiting")
    if found.checks.total:
        first = due_words(found.checks.rows[0].since, today)
        many = "embedding checks, the first"
        words = f"{'embedding check' if found.checks.total == 1 else many} {first}"
        yield Tile(found.checks.total, words, "#checks", "waiting")
    if found.overtaken.total:
        words = "decision" if found.overtaken.total == 1 else "decisions"
        yield Tile(found.overtaken.total, f"{words} with newer evidence", "#overtaken", "waiting")
    yield from _wanted_tiles(found.wanted)


def _wanted_tiles(found: Wanted) -> Iterator[Tile]:
    if found.to_answer.total:
        words = "request" if found.to_answer.total == 1 else "requests"
        yield Tile(found.to_answer.total, f"{words} for evidence", "#wanted", "waiting")
    if found.late.total:
        words = "evidence request" if found.late.total == 1 else "evidence requests"
        yield Tile(found.late.total, f"{words} late", "#wanted-late", "late")
    if found.to_judge.total:
        words = "evidence request" if found.to_judge.total == 1 else "evidence requests"
        yield Tile(found.to_judge.total, f"{words} answered", "#wanted-answered", "waiting")


def partnerships_of(user: "Person") -> tuple[Partnership, ...]:
    """Where the person holds a role, each once, by name."""
    found = {m.partnership_id: m.partnership for m in access.held(user)}
    return tuple(sorted(found.values(), key=lambda partnership: partnership.name))


def own_partnership(user: "Person", public_id: UUID | str) -> Partnership:
    """The partnership with this address, from the person's roles: they are read already."""
    for partnership in partnerships_of(user):
        if str(partnership.public_id) == str(public_id):
            return partnership
    raise Http404


def work_of(user: "Person", today: date, chosen: Partnership | None = None) -> Work:
    partnerships = partnerships_of(user)
    acts = access.led_agencies(user) or access.partnership_ids(user, "manager")
    if not partnerships:
        return Work(partnerships, chosen, today)
    marks = marked(user, chosen) if acts else Marked()
    own = owed(user, today, chosen, marks) if acts else None
    manages = managed(user, today, chosen, marks.disposals)
    waiting = asked(user, today, chosen, marks.touched)
    steps = [*own_steps(own, user, today)] if own else []
    steps += asked_steps(waiting, today)
    steps += virus_steps(marks.infected.rows)
    if manages:
        steps += managers_steps(manages, user, today)
    return Work(
        partnerships=partnerships,
        chosen=chosen,
        today=today,
        owed=own if own and own.is_anybodys else None,
        managed=manages,
        watched=watched(user, today, chosen),
        asked=waiting,
        steps=first(steps),
    )
