"""What changed between two evenings, worked out from copies of all rows, without any history.

Slow, plain, and by other means than the house's own: rows that are in the second copy and not in
the first are new, and what differs between the two has changed.
"""

from evidence.models import Evidence, EvidenceDecision
from recommendations.models import (
    Action,
    Challenge,
    ChallengeAnswer,
    DueDateChange,
    EmbeddingCheck,
    ProgressUpdate,
    Recommendation,
    SignOff,
)
from recommendations.status import is_overdue
from scr_tracker.words import long_day

MODELS = (
    *(Action, ProgressUpdate, DueDateChange, SignOff, EmbeddingCheck, Recommendation),
    *(Evidence, EvidenceDecision, Challenge, ChallengeAnswer),
)
CLAIMED = ("completed", "verified")
ENDED = (*CLAIMED, "withdrawn")
LABELS = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "completed": "Completed",
    "verified": "Verified",
    "on_hold": "On hold",
    "withdrawn": "Withdrawn",
}


def copies():
    """All rows as they are now: by model, by key."""
    return {model: {row.pk: row for row in model.objects.order_by("pk")} for model in MODELS}


def told(change):
    """What is compared of a change: the same as `naive` gives."""
    words = (change.was, change.became, change.days, change.why, change.agreed_by)
    return (change.kind.value, change.about.url.partition("?")[0], *words)


class Naive:
    """`sees`: for each of Action, Recommendation, Evidence and Challenge the keys that count."""

    def __init__(self, then, now, first, last, sees):
        self.then, self.now, self.first, self.last, self.sees = then, now, first, last, sees

    def found(self):
        yield from self.of_actions()
        yield from self.of_recommendations()
        yield from self.of_evidence()
        yield from self.asked()

    def new(self, model, key=None, of=None):
        """Rows that came, in their order; of things that count."""
        rows = [row for pk, row in self.now[model].items() if pk not in self.then[model]]
        kept = (row for row in rows if key is None or getattr(row, key) in self.sees[of])
        return sorted(kept, key=lambda row: row.pk)

    def of_actions(self):
        for pk in self.sees[Action] & self.now[Action].keys():
            was, row = self.then[Action].get(pk), self.now[Action][pk]
            yield from self.compared(was, row)
        for row in self.new(DueDateChange, "action_id", Action):
            days = (row.new_due_on - row.old_due_on).days if row.old_due_on else None
            dates = (row.old_due_on or "", row.new_due_on, days)
            yield self.of(row.action_id, "moved", *dates, row.reason, row.agreed_by)
        moves = self.new(ProgressUpdate, "action_id", Action)
        for row in moves:
            yield from self.update(row, moves)

    def of(self, action, kind, was="", became="", days=None, why="", agreed_by=""):
        url = self.now[Action][action].get_absolute_url()
        return (kind, url, was, became, days, why, agreed_by)

    def compared(self, was, row):
        was_late = was is not None and is_overdue(was.status, was.due_on, self.first)
        is_late = is_overdue(row.status, row.due_on, self.last)
        if is_late and not was_late:
            words = "" if was else "Entered in between"
            yield self.of(row.pk, "late", words, row.due_on, (self.last - row.due_on).days)
        if was_late and not is_late:
            became = LABELS[row.status] if row.status in ENDED else row.due_on
            yield self.of(row.pk, "not_late", was.due_on, became)
        if row.status in CLAIMED and (was is None or was.status not in CLAIMED):
            note = [
                each.note
                for each in self.new(ProgressUpdate)
                if each.action_id == row.pk
                and each.status_after == "completed"
                and each.status_before not in CLAIMED
            ]
            yield self.of(row.pk, "done", "", row.completed_on, None, note[-1])
        if was is None:
            yield self.of(row.pk, "new_action", "", row.due_on or "")

    def update(self, row, moves):
        before, after = row.status_before, row.status_after
        if before == after:
            return
        told = (LABELS[before], LABELS[after], None, row.note)
        last = [m for m in moves if m.action_id == row.action_id and m.status_after == after][-1]
        stands = row == last and self.now[Action][row.action_id].status == after
        if after in ("verified", "on_hold", "withdrawn") and stands:
            words = "Verified without evidence" if after == "verified" else LABELS[after]
            has_proof = after == "verified" and self.has_proof(row.action_id)
            told = (told[0], LABELS[after] if has_proof else words, None, row.note)
            yield self.of(row.action_id, after, *told)
        if before in ENDED and after != "verified":
            yield self.of(row.action_id, "reopened", LABELS[before], LABELS[after], None, row.note)

    def has_proof(self, action):
        return not (
            Action.objects.get(pk=action)
            .verifications.filter(decision="verified", is_bare=True)
            .exists()
        )

    def page(self, recommendation):
        return self.now[Recommendation][recommendation].get_absolute_url()

    def of_recommendations(self):
        seen = self.sees[Recommendation]
        for row in self.new(Recommendation, "pk", Recommendation):
            yield ("new_recommendation", self.page(row.pk), "", "", None, "", "")
        for pk, row in self.now[SignOff].items():
            was = self.then[SignOff].get(pk)
            if row.recommendation_id not in seen:
                continue
            url = self.page(row.recommendation_id)
            by = f"Learning Group, meeting of {long_day(row.meeting_on)}"
            label = {"assured": "Assured"}.get(row.outcome, "Closed, not implemented")
            if row.reopened_at and not (was and was.reopened_at):
                was_words = f"{label} ({by})"
                yield ("reopened", url, was_words, "Reopened", None, row.reopen_reason, "")
            elif was is None:
                yield ("signed_off", url, "", label, None, row.basis, by)
        for pk, row in self.now[EmbeddingCheck].items():
            was = self.then[EmbeddingCheck].get(pk)
            if row.outcome and not (was and was.outcome) and row.recommendation_id in seen:
                label = {"partly": "Partly embedded"}.get(row.outcome, "Not embedded")
                url = self.page(row.recommendation_id)
                yield ("checked", url, row.checked_on, label, None, row.note, "")

    def of_evidence(self):
        decisions = self.now[EvidenceDecision].values()
        for pk in self.sees[Evidence] & self.now[Evidence].keys():
            item = self.now[Evidence][pk]
            url, words = item.get_absolute_url(), f"Training, {item.level}"
            if pk not in self.then[Evidence]:
                yield ("evidence", url, "", words, None, "", "")
            own = [d for d in decisions if d.evidence_id == pk and d.submission == item.submission]
            if own and (latest := own[-1]).pk not in self.then[EvidenceDecision]:
                kind = latest.decision
                yield (kind, url, "", words, None, latest.comment, "")

    def asked(self):
        seen = self.sees[Challenge]
        for row in self.new(Challenge, "pk", Challenge):
            yield ("asked", row.get_absolute_url(), "", "", None, row.question, "")
        for pk, row in self.now[ChallengeAnswer].items():
            was = self.then[ChallengeAnswer].get(pk)
            if row.challenge_id not in seen:
                continue
            url = self.now[Challenge][row.challenge_id].get_absolute_url()
            if was is None:
                yield ("answered", url, "", "", None, row.answer, "")
            if row.outcome and not (was and was.outcome):
                label = {"accepted": "Accepted"}.get(row.outcome, "Not accepted")
                yield ("judged", url, "", label, None, row.comment, "")
