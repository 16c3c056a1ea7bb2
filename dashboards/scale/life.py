"""What happens to an action, each as the service writes it whose place it takes."""

from typing import TYPE_CHECKING, Any

from dashboards.scale.dice import DAY, day_text, moment_text
from dashboards.scale.house import House
from dashboards.scale.people import Person, Service
from dashboards.scale.tables import Story
from recommendations.status import OPEN, TRANSITIONS, Need, Status

if TYPE_CHECKING:
    from dashboards.scale.asks import Ask

#: A need whose text stays on the action while the status lasts.
_KEPT = (Need.REASON, Need.BARRIER)
#: The statuses in which the lead may say that the date is at risk.
_RUNNING = (Status.NOT_STARTED, Status.IN_PROGRESS)
_NO_CLAIM = {"completed_on": None, "claimed_at": None, "claimed_by_id": None}


class Life:
    """An action over time, with all that is written of it. `due`: a day, None while it has none."""

    def __init__(
        self,
        house: House,
        ask: "Ask",
        at: int,
        by: Person,
        service: Service,
        due: int | None,
        **values: Any,
    ) -> None:
        self.ask, self.service = ask, service
        self.status, self.due = Status.NOT_STARTED, due
        self.is_asked = False
        self._house, self._since = house, at
        self._barrier: Story | None = None
        self._request: Story | None = None
        self._milestones: list[Story] = []
        agreed = day_text(due) if due else None
        self.story = house.action.begin(
            at,
            by,
            values.pop("reason", None),
            recommendation_id=ask.pk,
            lead_agency_id=service.pk,
            due_on=agreed,
            first_due_on=agreed,
            **values,
        )

    @property
    def pk(self) -> int:
        return self.story.pk

    @property
    def last_at(self) -> int:
        return self.story.last_at

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def post(self, at: int, by: Person, note: str, to: Status | None = None, **fields: Any) -> None:
        """An update, and the status that it sets: a move that the table of moves does not have
        stops the run."""
        before, target = self.status, to or self.status
        if target != before:
            need = TRANSITIONS[before][target].need
            fields["status"] = target.value
            fields["status_reason"] = note if need in _KEPT else ""
            fields["verified_at"] = moment_text(at) if target == Status.VERIFIED else None
            if target not in _RUNNING:
                fields["is_at_risk"] = False
            self._settle_barrier(at, by, target, note)
        self.story.change(at, by, note, **fields)
        self.status = target
        self._house.update.add(
            action_id=self.pk,
            note=note,
            status_before=before.value,
            status_after=target.value,
            happened_on=day_text(at // DAY),
            recorded_at=moment_text(at),
            **by.signed,
        )

    def claim(self, at: int, by: Person, note: str) -> int:
        """The work was done some days before it is said. Its day."""
        done = max(self._house.dice.between(at // DAY - 9, at // DAY), self._since // DAY)
        claimed = {"claimed_at": moment_text(at), "claimed_by_id": by.pk}
        self.post(at, by, note, Status.COMPLETED, completed_on=day_text(done), **claimed)
        return done

    def verify(self, at: int, by: Person, comment: str, *, is_bare: bool) -> None:
        self._decide_claim(at, by, "verified", comment, is_bare=is_bare)
        self.post(at, by, comment, Status.VERIFIED)

    def send_back(self, at: int, by: Person, comment: str) -> None:
        self._decide_claim(at, by, "sent_back", comment, is_bare=False)
        self.post(at, by, comment, Status.IN_PROGRESS, **_NO_CLAIM)

    def reopen(self, at: int, by: Person, reason: str) -> None:
        """What was verified or withdrawn is taken up again."""
        self.post(at, by, reason, Status.IN_PROGRESS, **_NO_CLAIM)

    def take_back(self, at: int, by: Person, why: str) -> None:
        """What it was verified on has changed: the claim stands, and the verification does not."""
        self.post(at, by, why, Status.COMPLETED)

    def edit(self, at: int, by: Person, **fields: Any) -> None:
        self.story.change(at, by, **fields)

    def move_date(
        self, at: int, by: Person, day: int, reason: str, agreed_by: str, request: int | None = None
    ) -> None:
        """The due date moves; the first one that an action gets is its first for good."""
        old, new = self.story.row["due_on"], day_text(day)
        self._house.date_change.add(
            action_id=self.pk,
            old_due_on=old,
            new_due_on=new,
            reason=reason,
            agreed_by=agreed_by,
            extension_request_id=request,
            recorded_at=moment_text(at),
            **by.signed,
        )
        first = self.story.row["first_due_on"] or new
        self.story.change(at, by, reason, due_on=new, first_due_on=first)
        self.due = day

    def ask_for_time(self, at: int, by: Person, day: int, reason: str) -> None:
        self._request = self._house.more_time.begin(
            at,
            by,
            action_id=self.pk,
            due_on_now=self.story.row["due_on"],
            asked_due_on=day_text(day),
            reason=reason,
            recorded_at=moment_text(at),
            **by.signed,
        )
        self.is_asked = True
        self.story.change(at, by, "More time asked for")

    def decide_on_time(self, at: int, by: Person, note: str, day: int | None) -> None:
        """`day`: what was asked for, where it is agreed; None declines."""
        request = self._request
        if request is None:
            return
        decided = {"decided_by_id": by.pk, "decided_at": moment_text(at), "decision_note": note}
        request.change(at, by, decision="approved" if day else "declined", **decided)
        self._request, self.is_asked = None, False
        request.end()
        if day:
            name = by.signed["recorded_by_name"]
            self.move_date(at, by, day, request.row["reason"], name, request.pk)

    def add_milestone(self, at: int, by: Person, title: str, day: int) -> None:
        planned = {"action_id": self.pk, "title": title, "due_on": day_text(day)}
        self._milestones.append(self._house.milestone.begin(at, by, **planned))
        self.story.change(at, by, f"Milestone added: {title}")

    def reach_milestone(self, at: int, by: Person) -> None:
        """The next one that is not done yet."""
        step = next((m for m in self._milestones if m.row["done_on"] is None), None)
        if step is None:
            return
        step.change(at, by, done_on=day_text(at // DAY))
        self.story.change(at, by, f"Milestone changed: {step.row['title']}")

    def end(self) -> None:
        """The record is written as it stands now."""
        open_still = (self._barrier, self._request)
        for story in (*self._milestones, *filter(None, open_still), self.story):
            story.end()

    def _decide_claim(
        self, at: int, by: Person, decision: str, comment: str, *, is_bare: bool
    ) -> None:
        self._house.verification.add(
            action_id=self.pk,
            decision=decision,
            comment=comment,
            claimed_by_id=self.story.row["claimed_by_id"],
            is_bare=is_bare,
            recorded_at=moment_text(at),
            **by.signed,
        )

    def _settle_barrier(self, at: int, by: Person, target: Status, note: str) -> None:
        if self._barrier:
            cleared = {"cleared_on": day_text(at // DAY), "cleared_by_id": by.pk}
            self._barrier.change(at, by, **cleared)
            self._barrier.end()
            self._barrier = None
        if target == Status.ON_HOLD:
            self._barrier = self._house.barrier.begin(
                at,
                by,
                action_id=self.pk,
                reason=note,
                raised_on=day_text(at // DAY),
                recorded_at=moment_text(at),
                **by.signed,
            )
