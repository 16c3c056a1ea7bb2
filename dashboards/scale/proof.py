"""Evidence of actions: brought in, decided on, sent back and brought in anew; and asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboards.scale import words
from dashboards.scale.dice import DAY, day_text, moment_text, spread
from dashboards.scale.house import House
from dashboards.scale.people import Person, Service
from dashboards.scale.requests import Requests, Wanted
from dashboards.scale.tables import Story
from evidence.models import Evidence

if TYPE_CHECKING:
    from dashboards.scale.asks import Ask

Kind, Level = Evidence.Kind, Evidence.Level
_KINDS = spread({
    Kind.TRAINING: 8, Kind.AUDIT: 5, Kind.DOCUMENT: 5, Kind.POLICY: 3, Kind.FEEDBACK: 3,
    Kind.LINK: 2, Kind.INSPECTION: 1, Kind.OTHER: 1,
})  # fmt: skip
_LEVELS = spread({Level.OUTPUT: 6, Level.QUALITY: 3, Level.OUTCOME: 1})
_FIGURES = {
    Kind.TRAINING: (("Sessions", "sessions", 1, 12), ("Attendees", "people", 10, 400)),
    Kind.AUDIT: (
        ("Records read", "records", 10, 60),
        ("Practice seen", "percent", 40, 100),
    ),
    Kind.FEEDBACK: (("Families asked", "families", 3, 40),),
}


@dataclass(frozen=True)
class Item:
    """`settled_at`: when the last decision on it fell; None while it waits for one."""

    level: str
    is_accepted: bool
    settled_at: int | None

    @property
    def shows_more(self) -> bool:
        return self.is_accepted and self.level != Level.OUTPUT


class Proof:
    def __init__(self, house: House) -> None:
        self._house, self._requests = house, Requests(house)

    def bring(
        self,
        ask: "Ask",
        service: Service,
        actions: Sequence[int],
        at: int,
        lead: Person,
        decider: Person,
        *,
        since: int,
        is_decided: bool = True,
    ) -> Item:
        """An item that the lead brings in for the actions, and what becomes of it up to now.

        `since`: from when on it can have been asked for.
        """
        house, dice = self._house, self._house.dice
        kind = dice.one_of(_KINDS)
        story = self._begin(ask, service, at, lead, kind)
        for action in actions:
            link = {"evidence_id": story.pk, "action_id": action, "linked_by_id": lead.pk}
            house.link.begin(at, lead, **link, linked_at=moment_text(at)).end()
        for position, (label, unit, low, high) in enumerate(_FIGURES.get(kind, ())):
            figure = {"label": label, "unit": unit, "position": position}
            figure |= {"value": str(dice.between(low, high)), "entered_by_id": lead.pk}
            house.figure.begin(at, lead, evidence_id=story.pk, **figure).end()
        wanted = None
        asked = max(at - DAY * dice.between(3, 40), since + 60)
        if asked < at and dice.chance(0.05):
            wanted = self._requests.ask(ask, service, actions[0], asked, decider)
            wanted.answer(at, lead, story.pk)
        item = self._judge(story, lead, decider, wanted) if is_decided else None
        story.end()
        if wanted:
            wanted.end()
        return item or Item(story.row["level"], False, None)

    def wish(self, ask: "Ask", service: Service, action: int, at: int, boss: Person) -> None:
        """Something is asked for, and has not come yet."""
        self._requests.leave_open(ask, service, action, at, boss)

    def _begin(
        self, ask: "Ask", service: Service, at: int, lead: Person, kind: Evidence.Kind
    ) -> Story:
        dice = self._house.dice
        return self._house.evidence.begin(
            at,
            lead,
            "Added",
            partnership_id=ask.place.pk,
            agency_id=service.pk,
            title=words.EVIDENCE[kind],
            kind=kind.value,
            level=dice.one_of(_LEVELS).value,
            description=dice.one_of(words.SHOWS),
            dated_on=day_text(at // DAY - dice.between(0, 30)),
            url=f"https://files.scale.example/{dice.public_id()}",
            is_shared=dice.chance(0.2),
            recorded_at=moment_text(at),
            **lead.signed,
        )

    def _judge(self, story: Story, lead: Person, decider: Person, wanted: Wanted | None) -> Item:
        """Most is accepted at first try; some is sent back, and brought in anew with more."""
        dice, now = self._house.dice, self._house.now
        level: str = story.row["level"]
        at = dice.later(story.last_at, 1, 21)
        if at > now:
            return Item(level, False, None)
        if dice.chance(0.8):
            return self._accept(story, lead, decider, wanted, at)
        self._decide(story, decider, lead, at, "returned", dice.one_of(words.RETURNED))
        if wanted:
            wanted.send_back(at, decider)
        anew, again = dice.later(at, 3, 40), dice.later(at, 42, 60)
        if anew > now or dice.chance(0.15):
            return Item(level, False, at)
        more: dict[str, Any] = {"submission": 2, "resubmitted_by_id": lead.pk, "url_by_id": lead.pk}
        more["url"] = f"https://files.scale.example/{dice.public_id()}"
        story.change(anew, lead, "Details or figures changed", **more)
        if wanted:
            wanted.answer_anew(anew, lead)
        if again > now:
            return Item(level, False, None)
        return self._accept(story, lead, decider, wanted, again)

    def _accept(
        self, story: Story, lead: Person, decider: Person, wanted: Wanted | None, at: int
    ) -> Item:
        self._decide(story, decider, lead, at, "accepted", "")
        if wanted:
            wanted.close(at, decider)
        return Item(story.row["level"], True, at)

    def _decide(
        self, story: Story, by: Person, lead: Person, at: int, decision: str, comment: str
    ) -> None:
        decided: dict[str, Any] = {"decision": decision, "comment": comment}
        self._house.decision.add(
            evidence_id=story.pk,
            submission=story.row["submission"],
            **decided,
            submitted_by_id=lead.pk,
            recorded_at=moment_text(at),
            **by.signed,
        )
        story.change(at, by, "Accepted" if decision == "accepted" else "Sent back")
