"""The actions of a recommendation: what each says, who leads it, and how it recurs."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboards.scale import words
from dashboards.scale.dice import DAY, spread
from dashboards.scale.house import House
from dashboards.scale.life import Life
from dashboards.scale.people import Person, Service
from dashboards.scale.plot import Plot
from dashboards.scale.proof import Proof
from recommendations.models import Action
from recommendations.recurrence import next_due_on
from recommendations.status import OPEN, Status

if TYPE_CHECKING:
    from dashboards.scale.asks import Ask

Strength = Action.Strength
_STRENGTHS = spread({Strength.WEAKER: 9, Strength.INTERMEDIATE: 6, Strength.STRONGER: 3, "": 2})
_EVERY = spread({3: 1, 6: 2, 12: 3})


@dataclass(frozen=True)
class Done:
    """What a recommendation needs to know of an action whose record is written."""

    pk: int
    status: Status
    service: Service
    since: int
    last_at: int
    is_next: bool
    was_claimed: bool

    @property
    def holds_up(self) -> bool:
        """It stands against “assured”, as `deciding.unverified` has it."""
        if self.status in (Status.VERIFIED, Status.WITHDRAWN):
            return False
        return not (self.is_next and self.status == Status.NOT_STARTED)

    def may_share(self, service: Service) -> bool:
        """Evidence of the agency can support it, too, and takes no verification back."""
        return self.status in OPEN and not self.was_claimed and self.service == service


class Actions:
    def __init__(self, house: House) -> None:
        self._house = house
        self.proof = Proof(house)

    def tell(self, ask: "Ask", at: int, **values: Any) -> Done | None:
        """An action agreed at that moment, and its next occurrences where it recurs.

        None where the partnership has no more to be made.
        """
        if not ask.place.left:
            return None
        dice = self._house.dice
        service, due = self._lead(ask), at // DAY + dice.between(50, 320)
        values = self._said(service) | values
        plot = self._live(ask, at, ask.boss, service, None if dice.chance(0.04) else due, values)
        first, rhythm = ask.actions[-1], plot.life.due
        while plot.claimed and ask.place.left:
            at, by, done = plot.claimed
            due = self._next_due(plot.life, done, rhythm)
            follows = {"previous_id": plot.life.pk, "reason": "Next occurrence"}
            said = {name: plot.life.story.row[name] for name in _REPEATED}
            plot = self._live(ask, at, by, plot.life.service, due, said | follows)
        return first

    def _live(
        self,
        ask: "Ask",
        at: int,
        by: Person,
        service: Service,
        due: int | None,
        values: dict[str, Any],
    ) -> Plot:
        place, house = ask.place, self._house
        place.left -= 1
        number = len(ask.actions) + 1
        life = Life(house, ask, at, by, service, due, number=number, **values)
        self._contribute(life, at, by)
        plot = Plot(house, self.proof, life)
        plot.play()
        done = Done(
            pk=life.pk,
            status=life.status,
            service=life.service,
            since=at,
            last_at=life.last_at,
            is_next="previous_id" in values,
            was_claimed=plot.was_claimed,
        )
        ask.actions.append(done)
        return plot

    def _lead(self, ask: "Ask") -> Service:
        """Mostly an agency that answers the recommendation; else one of those around it."""
        dice = self._house.dice
        return dice.one_of(ask.services if dice.chance(0.85) else ask.review.services)

    def _said(self, service: Service) -> dict[str, Any]:
        dice = self._house.dice
        strength = dice.one_of(_STRENGTHS)
        return {
            "title": dice.one_of(words.TITLES[strength]),
            "description": dice.one_of(words.DESCRIPTIONS),
            "expected_evidence": dice.one_of(words.EXPECTED),
            "strength": str(strength),
            "owner_id": dice.one_of(service.leads).pk if dice.chance(0.6) else None,
            "is_shared": dice.chance(0.3),
            "recurs_every": dice.one_of(_EVERY) if dice.chance(0.03) else None,
        }

    def _contribute(self, life: Life, at: int, by: Person) -> None:
        dice = self._house.dice
        if dice.chance(0.3):
            some = dice.some_of(life.ask.review.services, dice.between(2, 3))
            life.story.relate(at, by, [each.pk for each in some if each != life.service])

    def _next_due(self, life: Life, done: int, rhythm: int | None) -> int:
        """As the service reckons it; `rhythm`: the day on which the first occurrence was due."""
        every = life.story.row["recurs_every"]
        first = date.fromordinal(rhythm).day if rhythm else None
        due = date.fromordinal(life.due) if life.due else None
        return next_due_on(due, every, after=date.fromordinal(done), day=first).toordinal()


#: What the next occurrence has of the one before it.
_REPEATED = (
    "title",
    "description",
    "expected_evidence",
    "strength",
    "owner_id",
    "is_shared",
    "recurs_every",
)
