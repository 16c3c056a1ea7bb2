"""Requests for evidence, and the events that are their story."""

from typing import TYPE_CHECKING

from dashboards.scale import words
from dashboards.scale.dice import DAY, day_text, moment_text
from dashboards.scale.house import House
from dashboards.scale.people import Person, Service
from dashboards.scale.tables import Story
from evidence.services.answers import NEWER, RETURNED

if TYPE_CHECKING:
    from dashboards.scale.asks import Ask


class Wanted:
    """A request over time."""

    def __init__(self, house: House, story: Story) -> None:
        self._house, self._story = house, story
        self._item: int | None = None

    def happened(self, at: int, by: Person, kind: str, note: str = "") -> None:
        self._house.event.add(
            request_id=self._story.pk,
            kind=kind,
            note=note,
            evidence_id=None if kind in ("asked", "withdrawn") else self._item,
            recorded_at=moment_text(at),
            **by.signed,
        )

    def answer(self, at: int, by: Person, item: int) -> None:
        self._item = item
        self._story.change(at, by, "Answered", evidence_id=item)
        self.happened(at, by, "answered")

    def send_back(self, at: int, by: Person) -> None:
        self.happened(at, by, "returned", RETURNED)

    def answer_anew(self, at: int, by: Person) -> None:
        self.happened(at, by, "answered", NEWER)

    def close(self, at: int, by: Person) -> None:
        closed = {"closed_at": moment_text(at), "closed_by_id": by.pk}
        self._story.change(at, by, "Closed: the evidence is accepted", state="closed", **closed)
        self.happened(at, by, "closed")

    def withdraw(self, at: int, by: Person, reason: str) -> None:
        closed = {"closed_at": moment_text(at), "closed_by_id": by.pk}
        self._story.change(at, by, reason, state="withdrawn", withdrawn_reason=reason, **closed)
        self.happened(at, by, "withdrawn", reason)

    def end(self) -> None:
        self._story.end()


class Requests:
    def __init__(self, house: House) -> None:
        self._house = house

    def leave_open(self, ask: "Ask", service: Service, action: int, at: int, boss: Person) -> None:
        dice = self._house.dice
        wanted = self.ask(ask, service, action, at, boss)
        later = dice.later(at, 5, 40)
        if later < self._house.now and dice.chance(0.5):
            wanted.withdraw(later, boss, dice.one_of(words.NO_LONGER))
        wanted.end()

    def ask(self, ask: "Ask", service: Service, action: int, at: int, boss: Person) -> Wanted:
        dice = self._house.dice
        story = self._house.request.begin(
            at,
            boss,
            "Asked for",
            partnership_id=ask.place.pk,
            recommendation_id=ask.pk,
            action_id=action,
            agency_id=service.pk,
            wanted=dice.one_of(words.WANTED),
            due_on=day_text(at // DAY + dice.between(10, 60)),
            recorded_at=moment_text(at),
            **boss.signed,
        )
        wanted = Wanted(self._house, story)
        wanted.happened(at, boss, "asked")
        return wanted
