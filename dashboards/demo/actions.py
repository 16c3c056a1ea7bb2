"""Enters the actions of a fixture, their evidence, and what happened to them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from agencies.models import User
from dashboards.demo.diary import Diary
from dashboards.demo.keeping import keep_or_dispose
from dashboards.demo.papers import paper
from dashboards.demo.people import Place
from dashboards.demo.reading import refusals_at
from dashboards.demo.rows import ActionRow, EvidenceRow, StoryRow, Verb
from evidence import services as evidence_services
from evidence.models import Evidence, EvidenceDecision
from evidence.scanning import is_readable
from recommendations import services
from recommendations.models import Action, Milestone, Recommendation
from recommendations.status import Status
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import save_as

#: The status that a line of a story sets; the other lines leave it.
SETS = {
    Verb.STARTED: Status.IN_PROGRESS,
    Verb.ON_HOLD: Status.ON_HOLD,
    Verb.DONE: Status.COMPLETED,
    Verb.VERIFIED: Status.VERIFIED,
    Verb.SENT_BACK: Status.IN_PROGRESS,
    Verb.WITHDRAWN: Status.WITHDRAWN,
}
#: How long the manager takes over evidence, in days, and over a claim.
TO_DECIDE, TO_VERIFY = 7, timedelta(days=14)
#: What the manager does; the rest is done by the lead agency's person.
BY_MANAGER = (Verb.VERIFIED, Verb.SENT_BACK, Verb.WITHDRAWN, Verb.MOVED)


class Actions:
    """The actions of one fixture by reference ("1a.3"); `files` collects what is stored.

    `seen_on`: when each item of evidence was there and decided, by its title. `unproven` are the
    actions whose evidence waits for the virus check: nothing is verified on it.
    """

    def __init__(self, place: Place, files: list[str], diary: Diary) -> None:
        self.place, self.files, self.diary = place, files, diary
        self.unproven: set[str] = set()
        self._held: dict[str, Action] = {}
        self._last: dict[str, date] = {}
        self._brought: dict[str, date] = {}
        self._proven: dict[str, date] = {}
        self.seen_on: dict[str, date] = {}

    def last_day(self, references: Iterable[str]) -> date:
        """When the last thing happened to them; the first day of all where there are none."""
        return max((self._last[each] for each in references), default=date.min)

    def held(self, reference: str) -> Action:
        if reference not in self._held:
            raise InvalidTransition(f"There is no action {reference}.")
        return Action.objects.select_related("recommendation").get(pk=self._held[reference].pk)

    def enter(self, row: ActionRow, recommendation: Recommendation, on: date) -> None:
        agencies = self.place.agencies
        self._last[row.reference] = self.diary.at(on)
        with refusals_at(row.entry):
            action = services.add_action(
                actor=self.place.manager,
                recommendation=recommendation,
                lead_agency=agencies[row.lead],
                due_on=row.due_on,
                contributing_agencies=[agencies[name] for name in row.contributors],
                owner=self.place.leads[row.lead],
                title=row.title,
                description=row.description,
                strength=row.strength,
                expected_evidence=row.expected_evidence,
                recurs_every=row.recurs_every,
                is_shared=row.is_shared,
            )
        for step in row.milestones:
            done_on = step.due_on if step.is_done else None
            milestone = Milestone(
                action=action, title=step.title, due_on=step.due_on, done_on=done_on
            )
            save_as(milestone, self.place.manager)
        self._held[row.reference] = action

    def enter_evidence(self, row: ActionRow, *, later: bool = False) -> None:
        """What came in before anything was decided, or what came later."""
        for item in (item for item in row.evidence if item.is_later == later):
            with refusals_at(item.entry):
                supports = {row.reference, *item.supports}
                before = (self.last_day(supports) if later else self._last[row.reference],)
                seen = self.diary.at(item.dated.day, *before)
                evidence = self._add(item, self._held[row.reference], row.lead)
                self._support(evidence, item)
                decided = self.diary.after(seen, TO_DECIDE)
                self._decide(evidence, item, supports)
                keep_or_dispose(evidence, item, self.place)
                self._note(item, seen, decided, supports)

    def tell_story(self, row: ActionRow) -> None:
        lead, manager = self.place.leads[row.lead], self.place.manager
        fresh = Action.objects.select_related("recommendation__review")
        for line in row.story:
            if line.verb == Verb.VERIFIED and row.reference in self.unproven:
                continue
            actor = manager if line.verb in BY_MANAGER else lead
            action = fresh.get(pk=self._held[row.reference].pk)
            on = self._last[row.reference] = self.diary.at(
                self._day_of(line, action, row.reference), self._last[row.reference]
            )
            with refusals_at(line.entry):
                self._tell(line, action, actor, on)

    def _note(self, row: EvidenceRow, seen: date, decided: date, supports: set[str]) -> None:
        self.seen_on[row.title] = decided
        for each in supports:
            self._brought[each] = max(seen, self._brought.get(each, seen))
            self._proven[each] = max(decided, self._proven.get(each, decided))

    def _day_of(self, line: StoryRow, action: Action, reference: str) -> date:
        """When it was written down: what was done, once its evidence was there; what was decided,
        once that had been looked at, and where the fixture gives no day, two weeks later."""
        day, last = line.when.day, self._last[reference]
        if line.verb == Verb.DONE:
            return max(day, self._brought.get(reference, day))
        if line.verb == Verb.MOVED and not line.is_dated:
            return min(day, line.to or day, action.due_on or day)
        if line.verb in (Verb.VERIFIED, Verb.SENT_BACK):
            day = day if line.is_dated else last + TO_VERIFY
            return max(day, self._proven.get(reference, day))
        return day

    def _add(self, row: EvidenceRow, action: Action, lead: str) -> Evidence:
        note = "" if row.dated.until else row.dated.note
        evidence = evidence_services.add_evidence(
            actor=self.place.leads[lead],
            action=action,
            agency=self.place.agencies[lead],
            file=paper(row) if row.file else None,
            figures=row.figures,
            title=row.title,
            kind=row.kind,
            level=row.level,
            dated_on=row.dated.first,
            dated_until=row.dated.until,
            description=f"{row.description} {note}".strip(),
            url=row.url,
            is_shared=row.is_shared,
        )
        self.files += evidence.versions.values_list("file", flat=True)
        return evidence

    def _support(self, evidence: Evidence, row: EvidenceRow) -> None:
        """The manager says which further actions it supports, whichever agency leads them."""
        for reference in row.supports:
            evidence_services.link_to_action(
                actor=self.place.manager, evidence=evidence, action=self._held[reference]
            )

    def _decide(self, evidence: Evidence, row: EvidenceRow, supports: set[str]) -> None:
        """Where a virus scanner runs, a file that waits for it is not accepted yet.

        What it supports then waits for its verification, too.
        """
        if not all(is_readable(version) for version in evidence.versions.all()):
            self.unproven |= supports
        elif row.accepted:
            self._record(evidence, EvidenceDecision.Decision.ACCEPTED, row.accepted)
        if row.sent_back:
            self._record(evidence, EvidenceDecision.Decision.RETURNED, row.sent_back)

    def _record(self, evidence: Evidence, decision: str, comment: str) -> None:
        evidence_services.decide(
            actor=self.place.manager,
            evidence=evidence,
            version=evidence.version,
            decision=decision,
            comment=comment,
        )

    def _tell(self, line: StoryRow, action: Action, actor: User, on: date) -> None:
        about: dict[str, Any] = {"actor": actor, "action": action, "version": action.version}
        if line.verb == Verb.MOVED and line.to:
            services.move_due_date(
                **about,
                new_due_on=line.to,
                reason=line.note,
                agreed_by=line.agreed_by,
                today=min(line.to, line.when.first),
            )
        elif line.verb == Verb.MORE_TIME and line.to:
            services.ask_for_time(**about, asked_due_on=line.to, reason=line.note)
        else:
            # The note of an action on hold is its barrier, which says itself since when.
            doubt = "" if line.verb == Verb.ON_HOLD else line.when.note
            services.post_update(
                **about,
                note=f"{line.note} {doubt}".strip(),
                to=SETS.get(line.verb, ""),
                happened_on=line.when.day if line.is_dated else on,
                is_at_risk=True if line.verb == Verb.AT_RISK else None,
            )
