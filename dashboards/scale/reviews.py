"""Reviews of a partnership, and who works on them."""

from dataclasses import dataclass

from agencies.models import Partnership
from dashboards.scale import words
from dashboards.scale.asks import Asks
from dashboards.scale.dice import DAY, day_text, moment_text, spread
from dashboards.scale.house import House
from dashboards.scale.people import Person, Place, Service
from dashboards.scale.tables import Story
from recommendations.models import Review

Kind, Of = Review.Kind, Partnership.Kind
#: Of which kind the reviews of a partnership are.
_KINDS = {
    Of.CHILDREN: spread({Kind.LCSPR: 5, Kind.SCR: 3, Kind.RAPID: 6, Kind.JTAI: 1, Kind.OTHER: 1}),
    Of.ADULTS: spread({Kind.SAR: 8, Kind.THEMATIC: 2, Kind.OTHER: 1}),
    Of.COMMUNITY: spread({Kind.DHR: 8, Kind.THEMATIC: 1}),
    Of.JOINT: spread(dict.fromkeys(Kind, 1)),
}
_YEARS = 8


@dataclass(frozen=True)
class Told:
    """A review on record since `at`. A restricted one is worked on by the people named on it."""

    pk: int
    at: int
    published: int
    services: tuple[Service, ...]
    askers: tuple[Person, ...]


class Reviews:
    def __init__(self, house: House) -> None:
        self._house, self._asks = house, Asks(house)

    def tell_one(self, place: Place) -> None:
        """One more, with its recommendations and their actions."""
        dice = self._house.dice
        review = self._review(place)
        for position in range(1, dice.skewed(2, 16, 1.4) + 1):
            self._asks.tell(place, review, position, dice.skewed(0, 15, 1.3))

    def _review(self, place: Place) -> Told:
        house, dice = self._house, self._house.dice
        day = house.today - dice.skewed(3, _YEARS * 365, 1.8)
        at, boss = dice.at(day - 4), dice.one_of(place.managers)
        kind, year = dice.one_of(_KINDS[place.kind]), day_text(day)[:4]
        number = place.count(f"{kind} {year}")
        is_restricted = dice.chance(0.06)
        story = house.review.begin(
            at,
            boss,
            partnership_id=place.pk,
            pseudonym=f"{dice.one_of(words.STONES)} {place.count('reviews')}",
            reference=f"{kind.upper().replace('_', '-')}-{year}-{number:03}",
            kind=kind.value,
            summary=dice.one_of(words.SUMMARIES),
            commissioned_on=day_text(day - dice.between(150, 600)),
            marking="official_sensitive" if is_restricted or dice.chance(0.3) else "official",
            is_restricted=is_restricted,
        )
        services, askers = place.services, (*place.board, place.scrutineer)
        if is_restricted:
            services, askers = tuple(dice.some_of(services, 2)), (place.scrutineer,)
            self._name_people(place, story, boss, services)
        self._publish(place, story, day)
        story.end()
        return Told(story.pk, story.last_at, day, services, askers)

    def _name_people(
        self, place: Place, review: Story, boss: Person, services: tuple[Service, ...]
    ) -> None:
        """Who restricts a review is named on it; then the others who work on it, or read it."""
        leads = [lead for service in services for lead in service.leads]
        others = [person for person in place.managers if person != boss]
        at = review.last_at
        for person in (boss, *others, place.scrutineer, *leads):
            named = {"review_id": review.pk, "user_id": person.pk, "named_by_id": boss.pk}
            self._house.named.begin(at, boss, **named, named_at=moment_text(at)).end()
            at = self._house.dice.soon(at)

    def _publish(self, place: Place, review: Story, day: int) -> None:
        """What is recent may be unpublished still; some is kept for a time, or under legal hold."""
        dice, boss = self._house.dice, place.managers[0]
        at = dice.at(day)
        if at < self._house.now and dice.chance(0.97):
            review.change(at, boss, published_on=day_text(at // DAY))
        if dice.chance(0.1):
            is_held = dice.chance(0.2)
            at, until = dice.soon(max(at, review.last_at)), day_text(day + 6 * 365)
            if at > self._house.now:
                return
            reason = dice.one_of(words.HELD) if is_held else ""
            kept = {"retain_until": until, "is_held": is_held}
            review.change(at, boss, reason or None, **kept, hold_reason=reason)
            self._house.keeping.add(
                review_id=review.pk,
                **kept,
                was_held=False,
                reason=reason,
                recorded_at=moment_text(at),
                **boss.signed,
            )
