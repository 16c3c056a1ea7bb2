"""What the board and the scrutineer ask about a recommendation, and what agencies answer."""

from typing import TYPE_CHECKING

from dashboards.scale import words
from dashboards.scale.dice import moment_text
from dashboards.scale.house import House
from dashboards.scale.people import Person
from dashboards.scale.tables import Story
from recommendations.models import Challenge, ChallengeAnswer

if TYPE_CHECKING:
    from dashboards.scale.asks import Ask

Outcome, OfAnswer = Challenge.Outcome, ChallengeAnswer.Outcome


class Challenges:
    def __init__(self, house: House) -> None:
        self._house = house

    def tell(self, ask: "Ask") -> None:
        house, dice = self._house, self._house.dice
        at = dice.later(ask.at, 60, 700)
        if at > house.now or not dice.chance(0.25):
            return
        asker = dice.one_of(ask.review.askers)
        service = dice.one_of(ask.services)
        story = house.challenge.begin(
            at,
            asker,
            recommendation_id=ask.pk,
            agency_id=service.pk,
            question=dice.one_of(words.QUESTIONS),
            recorded_at=moment_text(at),
            **asker.signed,
        )
        while self._answer(story, asker, dice.one_of(service.leads)):
            pass
        story.end()

    def _answer(self, challenge: Story, asker: Person, lead: Person) -> bool:
        """One answer, and what the asker made of it; whether another one is needed."""
        house, dice = self._house, self._house.dice
        at = dice.later(challenge.last_at, 5, 60)
        if at > house.now or dice.chance(0.15):
            return False
        said = dice.one_of(words.ANSWERS)
        answer = house.answer.begin(
            at,
            lead,
            challenge_id=challenge.pk,
            answer=said,
            recorded_at=moment_text(at),
            **lead.signed,
        )
        answered = {"answered_by_id": lead.pk, "answered_at": moment_text(at)}
        challenge.change(at, lead, answer=said, outcome=Outcome.ANSWERED.value, **answered)
        judged = dice.later(at, 2, 40)
        is_judged = judged < house.now and dice.chance(0.92)
        is_accepted = dice.chance(0.7)
        if is_judged:
            self._judge(challenge, answer, asker, judged, is_accepted=is_accepted)
        answer.end()
        return is_judged and not is_accepted

    def _judge(
        self, challenge: Story, answer: Story, asker: Person, at: int, *, is_accepted: bool
    ) -> None:
        outcome = OfAnswer.ACCEPTED if is_accepted else OfAnswer.NOT_ACCEPTED
        comment = "" if is_accepted else self._house.dice.one_of(words.MISSING)
        judged = {"judged_by_id": asker.pk, "judged_at": moment_text(at)}
        answer.change(at, asker, outcome=outcome.value, comment=comment, **judged)
        closed = moment_text(at) if is_accepted else None
        challenge.change(at, asker, outcome=outcome.value, closed_at=closed)
