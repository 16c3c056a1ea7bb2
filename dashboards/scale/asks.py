"""Recommendations: what is asked, of whom, what agencies answer, and what came of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboards.scale import words
from dashboards.scale.actions import Actions, Done
from dashboards.scale.assurance import Assurance
from dashboards.scale.challenges import Challenges
from dashboards.scale.dice import DAY, day_text, moment_text, spread
from dashboards.scale.house import House
from dashboards.scale.people import Person, Place, Service
from dashboards.scale.tables import Story
from recommendations.models import Recommendation, Response

if TYPE_CHECKING:
    from dashboards.scale.reviews import Told

Scope, Position = Recommendation.Scope, Response.Position
_SCOPES = spread({Scope.LOCAL: 12, Scope.SINGLE: 5, Scope.REGIONAL: 1, Scope.NATIONAL: 1})
_POSITIONS = spread({Position.ACCEPTED: 42, Position.PARTLY: 5, Position.NOT_ACCEPTED: 3})


@dataclass
class Ask:
    """A recommendation on record since `at`. `services`: the agencies that answer it."""

    place: Place
    review: "Told"
    pk: int
    at: int
    forum: int
    boss: Person
    services: tuple[Service, ...]
    actions: list[Done] = field(default_factory=list)
    #: Accepted evidence shows quality or outcome. When the last decision on evidence fell.
    shows_more: bool = False
    decided_at: int = 0


class Asks:
    def __init__(self, house: House) -> None:
        self._house, self._actions = house, Actions(house)
        self._assurance = Assurance(house, self._actions)
        self._challenges = Challenges(house)

    def tell(self, place: Place, review: "Told", position: int, actions: int) -> None:
        house, dice = self._house, self._house.dice
        boss, theme = dice.one_of(place.managers), dice.one_of(place.themes)
        forum = dice.one_of(place.forums)
        at = min(dice.later(review.at, 1, 10), house.now - 3600)
        at = max(at, review.at + 60)
        story = house.recommendation.begin(
            at,
            boss,
            review_id=review.pk,
            reference=str(position),
            position=position,
            wording=dice.one_of(words.WORDINGS),
            scope=dice.one_of(_SCOPES).value,
            intended_change=dice.one_of(words.CHANGES),
            closing_criteria=dice.one_of(words.CRITERIA),
            forum_id=forum,
        )
        story.relate(at, boss, dict.fromkeys((theme, *dice.some_of(place.themes, 1))))
        services = tuple(dice.some_of(review.services, dice.between(1, 4)))
        ask = Ask(place, review, story.pk, at, forum, boss, services)
        is_refused = self._responses(ask)
        is_elsewhere = not is_refused and dice.chance(0.05) and self._send_away(ask, story)
        self._edit(ask, story)
        story.end()
        self._act(ask, 0 if is_refused else min(actions, 2) if is_elsewhere else actions)
        if not is_elsewhere:
            self._assurance.tell(ask)
        self._challenges.tell(ask)
        self._repeat(ask, theme)

    def _responses(self, ask: Ask) -> bool:
        """Each agency's answer, from the day on which it is owed. Whether all of them refuse."""
        dice = self._house.dice
        is_refused = dice.chance(0.02)
        given = [self._respond(ask, service, is_refused=is_refused) for service in ask.services]
        if dice.chance(0.02):
            self._ask_by_mistake(ask)
        return all(position == Position.NOT_ACCEPTED for position in given)

    def _respond(self, ask: Ask, service: Service, *, is_refused: bool) -> str:
        house, dice = self._house, self._house.dice
        story = house.response.begin(
            ask.at,
            ask.boss,
            recommendation_id=ask.pk,
            agency_id=service.pk,
            due_on=day_text(ask.at // DAY + 42),
        )
        at, lead = dice.later(ask.at, 5, 75), dice.one_of(service.leads)
        position = Position.NOT_ACCEPTED if is_refused else dice.one_of(_POSITIONS)
        is_given = at < house.now and dice.chance(0.97)
        if is_given:
            is_full = position == Position.ACCEPTED
            story.change(
                at,
                lead,
                position=position.value,
                reason="" if is_full else dice.one_of(words.REASONS),
                narrative=dice.one_of(words.NARRATIVES),
                responded_on=day_text(at // DAY),
                responded_by_id=lead.pk,
                is_shared=dice.chance(0.7),
            )
        story.end()
        return position.value if is_given else ""

    def _ask_by_mistake(self, ask: Ask) -> None:
        """An agency that was asked and had no part in it: only history knows of the answer owed."""
        others = [service for service in ask.review.services if service not in ask.services]
        at = self._house.dice.later(ask.at, 1, 20)
        if not others or at > self._house.now:
            return
        asked = {"recommendation_id": ask.pk, "agency_id": others[0].pk}
        self._house.response.begin(ask.at, ask.boss, **asked).vanish(at, ask.boss)

    def _send_away(self, ask: Ask, story: Story) -> bool:
        """Another body has it in hand. Some are answered, and are in local hands again."""
        dice = self._house.dice
        at = dice.later(ask.at, 1, 30)
        if at > self._house.now:
            return False
        day = at // DAY
        sent = {"awaiting_sent_on": day_text(day), "awaiting_chase_on": day_text(day + 90)}
        story.change(at, ask.boss, awaiting_body=dice.one_of(words.BODIES), **sent)
        back = dice.later(at, 100, 900)
        if back < self._house.now and dice.chance(0.4):
            here = {"awaiting_body": "", "awaiting_sent_on": None, "awaiting_chase_on": None}
            story.change(back, ask.boss, **here)
            return False
        return True

    def _edit(self, ask: Ask, story: Story) -> None:
        dice = self._house.dice
        at = dice.later(story.last_at, 20, 200)
        if at < self._house.now and dice.chance(0.15):
            said = {"closing_criteria": words.CRITERIA[0], "measures": words.CRITERIA[1]}
            story.change(at, ask.boss, **said)

    def _act(self, ask: Ask, actions: int) -> None:
        """So many are agreed; more follow from those that recur."""
        dice, house = self._house.dice, self._house
        for _ in range(actions):
            at = dice.later(ask.at, 3, 60) if dice.chance(0.8) else dice.later(ask.at, 60, 400)
            self._actions.tell(ask, at if at < house.now else dice.soon(ask.at))

    def _repeat(self, ask: Ask, theme: int) -> None:
        """Some ask for what an earlier review of the partnership has asked for."""
        dice, day = self._house.dice, ask.review.published
        known = ask.place.earlier
        at = dice.later(ask.at, 1, 90)
        if known and at < self._house.now and dice.chance(0.15):
            same = [pk for when, pk, of in known if of == theme and when < day]
            if same:
                self._link(ask, dice.one_of(same), at)
        known.append((day, ask.pk, theme))
        del known[:-300]

    def _link(self, ask: Ask, earlier: int, at: int) -> None:
        story = self._house.repeat.begin(
            at,
            ask.boss,
            recommendation_id=ask.pk,
            earlier_id=earlier,
            note=self._house.dice.one_of(words.REPEATS),
            linked_by_id=ask.boss.pk,
            linked_at=moment_text(at),
        )
        undone = self._house.dice.later(at, 2, 30)
        if undone < self._house.now and self._house.dice.chance(0.05):
            story.vanish(undone, ask.boss)
        else:
            story.end()
