"""Sign-offs of a recommendation: decided, agreed to, looked at again later, and reopened."""

from datetime import date
from typing import TYPE_CHECKING, Any

from dashboards.scale import words
from dashboards.scale.dice import DAY, day_text, moment_text, spread
from dashboards.scale.house import House
from dashboards.scale.people import Person, meeting_from
from dashboards.scale.tables import Story
from recommendations.models import EmbeddingCheck, SignOff
from recommendations.recurrence import add_months
from recommendations.status import Status

if TYPE_CHECKING:
    from dashboards.scale.actions import Actions
    from dashboards.scale.asks import Ask

Found = EmbeddingCheck.Outcome
_FOUND = spread({Found.EMBEDDED: 15, Found.PARTLY: 3, Found.NOT_EMBEDDED: 2})


class Assurance:
    def __init__(self, house: House, actions: "Actions") -> None:
        self._house, self._actions = house, actions

    def tell(self, ask: "Ask") -> None:
        """What a forum decides once the actions allow it; after it was reopened, once more."""
        since: int | None = ask.at
        while since:
            settled = max((done.last_at for done in ask.actions), default=since)
            since = self._decide(ask, max(since, settled, ask.decided_at))

    def _decide(self, ask: "Ask", since: int) -> int | None:
        """A decision at the next meeting, where there is one. When it was reopened, if it was."""
        house, dice = self._house, self._house.dice
        outcome = self._outcome(ask)
        meeting = meeting_from(ask.forum, since // DAY + 14)
        at = dice.later(meeting * DAY, 1, 7)
        if outcome is None or at > house.now:
            return None
        why = "" if ask.shows_more or outcome == SignOff.Outcome.CLOSED else words.OUTPUTS_ONLY[0]
        story = house.sign_off.begin(
            at,
            ask.boss,
            recommendation_id=ask.pk,
            outcome=outcome.value,
            forum_id=ask.forum,
            meeting_on=day_text(meeting),
            basis=dice.one_of(words.BASES if outcome == SignOff.Outcome.ASSURED else words.CLOSED),
            outputs_only_reason=why,
            recorded_at=moment_text(at),
            **ask.boss.signed,
        )
        self._agree(ask, story, meeting)
        reopened = self._afterwards(ask, story, outcome, meeting)
        story.end()
        return reopened

    def _outcome(self, ask: "Ask") -> SignOff.Outcome | None:
        dice, statuses = self._house.dice, {done.status for done in ask.actions}
        if Status.VERIFIED in statuses and not any(done.holds_up for done in ask.actions):
            return SignOff.Outcome.ASSURED if dice.chance(0.75) else None
        if not statuses - {Status.WITHDRAWN, Status.NOT_STARTED}:
            return SignOff.Outcome.CLOSED if dice.chance(0.15) else None
        return None

    def _agree(self, ask: "Ask", decision: Story, meeting: int) -> None:
        for partner in ask.place.partners:
            self._house.agreement.add(
                sign_off_id=decision.pk,
                agency_id=partner.pk,
                agreed_by="Director",
                agreed_on=day_text(meeting),
            )

    def _afterwards(
        self, ask: "Ask", decision: Story, outcome: SignOff.Outcome, meeting: int
    ) -> int | None:
        dice, now = self._house.dice, self._house.now
        is_assured = outcome == SignOff.Outcome.ASSURED
        check = self._plan_check(ask, decision, meeting) if is_assured else None
        at = dice.later(decision.last_at, 40, 900)
        if at < now and dice.chance(0.04):
            return self._reopen(decision, ask.boss, at, words.AGAIN[0], check)
        if check is None:
            return None
        due = date.fromisoformat(check.row["due_on"]).toordinal()
        at, found = dice.at(due + dice.between(-14, 60)), dice.one_of(_FOUND)
        if at > now or dice.chance(0.15):
            check.end()
            self._overtake(ask, decision)
            return None
        note = words.CHECKS[found]
        made = {"outcome": found.value, "note": note, "checked_on": day_text(at // DAY)}
        if found == Found.EMBEDDED:
            check.change(at, ask.boss, **made, checked_by_id=ask.boss.pk)
            check.end()
            self._overtake(ask, decision)
            return None
        follows = self._actions.tell(ask, at + 1, description=note)
        led_to = follows.pk if follows else None
        check.change(at, ask.boss, **made, checked_by_id=ask.boss.pk, led_to_id=led_to)
        return self._reopen(decision, ask.boss, at, f"Embedding check. {note}", check)

    def _plan_check(self, ask: "Ask", decision: Story, meeting: int) -> Story:
        planned: dict[str, Any] = {"recommendation_id": ask.pk, "sign_off_id": decision.pk}
        due = add_months(date.fromordinal(meeting), ask.place.embedding_months)
        return self._house.check.begin(
            decision.last_at, ask.boss, **planned, due_on=due.isoformat()
        )

    def _reopen(
        self, decision: Story, by: Person, at: int, reason: str, check: Story | None
    ) -> int:
        if check:
            check.end()
        reopened = {"reopened_at": moment_text(at), "reopened_by_id": by.pk}
        decision.change(at, by, **reopened, reopen_reason=reason)
        return at

    def _overtake(self, ask: "Ask", decision: Story) -> None:
        """To a few decisions more evidence comes, which nobody has looked at yet."""
        dice = self._house.dice
        at = dice.later(decision.last_at, 10, 500)
        verified = [done for done in ask.actions if done.status == Status.VERIFIED]
        if at < self._house.now and dice.chance(0.02) and verified:
            done = dice.one_of(verified)
            lead = dice.one_of(done.service.leads)
            self._actions.proof.bring(
                ask, done.service, [done.pk], at, lead, ask.boss, since=at, is_decided=False
            )
