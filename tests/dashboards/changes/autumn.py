"""An autumn in which one of each kind of change happens, between two days.

What was there before stands on 1 October; the board met on the 9th; it all happens on the 20th;
today is 2 November.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import time_machine

from agencies.models import Forum
from evidence import services as proof
from evidence.models import Evidence
from recommendations import services
from recommendations.models import Action, Challenge
from tests.dashboards.town import add_check, add_evidence, signature
from tests.world import add_action, add_recommendation

MET, HAPPENED, LATER = date(2026, 10, 9), date(2026, 10, 20), date(2026, 11, 30)
WHY = "The supplier could not deliver in time."
#: What one set holds of each kind.
ONCE = {
    **dict.fromkeys(("late", "not_late", "done", "verified", "signed_off", "moved"), 1),
    **dict.fromkeys(("evidence", "accepted", "returned", "asked", "answered", "judged"), 1),
    **dict.fromkeys(("checked", "on_hold", "withdrawn", "new_recommendation", "new_action"), 1),
    "reopened": 2,
}


@contextmanager
def on(day, hour=10):
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        yield


def board_meets(world, day=MET):
    board, _ = Forum.objects.get_or_create(
        partnership=world.city, name="Executive board", is_board=True
    )
    return board.meetings.create(held_on=day)


class Set:
    """One of each kind, for one agency of one review. `before` first, then `happen`."""

    def __init__(self, world, review, agency, lead, manager="manager", asker="scrutineer"):
        self.world, self.agency, self.lead = world, agency, world.fresh(lead)
        self.manager, self.asker = world.fresh(manager), world.fresh(asker)
        self.review, partnership = review, review.partnership
        self.forum = partnership.forums.get_or_create(name="Learning Group")[0]
        #: Stands in everything that is written.
        self.mark = f"{agency.short_name} of {review.pseudonym}"
        self.why = f"{WHY} ({self.mark})"

    def before(self):
        world, agency = self.world, self.agency
        self.main = add_recommendation(world, self.review, (agency,))
        claimed = {"status": "completed", "claimed_by": self.lead}
        self.late = self.action(date(2026, 10, 15))
        self.not_late = self.action(date(2026, 10, 5))
        self.done, self.hold, self.withdrawn = (self.action(LATER) for _ in range(3))
        self.verified = self.action(LATER, **claimed)
        self.reopened = self.action(LATER, **claimed)
        self.proof = self.action(LATER)
        self.accepted = add_evidence(world, self.proof, self.lead, title="Audit")
        self.returned = add_evidence(world, self.proof, self.lead, title="List")
        self.open, self.answered = self.ask(), None
        self.answered = self.answer(self.ask())
        self.closed = add_recommendation(world, self.review, (agency,))
        self.signed = add_recommendation(world, self.review, (agency,))
        self.check = add_check(self.sign_off())

    def sign_off(self):
        return self.signed.sign_offs.create(
            outcome="assured",
            forum=self.forum,
            meeting_on=date(2026, 9, 1),
            basis=self.why,
            **signature(self.manager),
        )

    def action(self, due_on, **fields):
        title = "Brief staff on the new form"
        return add_action(self.world, self.main, self.agency, due_on=due_on, title=title, **fields)

    def ask(self):
        asked = {"actor": self.asker, "recommendation": self.main, "agency": self.agency}
        return services.ask_challenge(**asked, question=self.why)

    def answer(self, row):
        services.answer_challenge(actor=self.lead, challenge=row, answer=self.why)
        return Challenge.objects.get(pk=row.pk)

    def happen(self):
        self.of_actions()
        self.of_evidence()
        services.answer_challenge(actor=self.lead, challenge=self.open, answer=self.why)
        self.ask()
        services.close_challenge(
            actor=self.asker, challenge=self.answered, accept=False, comment=self.why
        )
        services.sign_off(
            actor=self.manager,
            recommendation=self.closed,
            outcome="closed_not_implemented",
            forum=self.forum,
            meeting_on=date(2026, 10, 16),
            basis=self.why,
        )
        services.record_embedding_check(
            actor=self.manager,
            check=self.check,
            outcome="not_embedded",
            note=self.why,
            checked_on=HAPPENED,
        )
        self.entered()

    def of_actions(self):
        self.post(self.done, self.lead, "completed", completed_on=date(2026, 10, 19))
        self.post(self.verified, self.manager, "verified")
        self.post(self.reopened, self.manager, "in_progress")
        self.post(self.hold, self.lead, "on_hold")
        self.post(self.withdrawn, self.manager, "withdrawn")
        services.move_due_date(
            actor=self.manager,
            action=self.not_late,
            version=self.not_late.version,
            new_due_on=LATER,
            reason=self.why,
            agreed_by="The board",
        )

    def post(self, action, actor, to, **more):
        version = Action.objects.get(pk=action.pk).version
        services.post_update(
            actor=actor, action=action, version=version, note=self.why, to=to, **more
        )

    def of_evidence(self):
        for item, decision in ((self.accepted, "accepted"), (self.returned, "returned")):
            fresh = Evidence.objects.get(pk=item.pk)
            proof.decide(
                actor=self.manager,
                evidence=fresh,
                version=fresh.version,
                decision=decision,
                comment=self.why,
            )
        self.item = proof.add_evidence(
            actor=self.lead,
            action=Action.objects.get(pk=self.proof.pk),
            title=f"Attendance, {self.mark}",
            kind="training",
            level="output",
            dated_on=HAPPENED,
            url="https://example.org/",
        )

    def entered(self):
        self.new = services.add_recommendation(
            actor=self.manager,
            review=self.review,
            agencies=[self.agency],
            reference=f"new {self.review.recommendations.count()}",
            wording=self.why,
        )
        self.new_action = services.add_action(
            actor=self.manager,
            recommendation=self.new,
            lead_agency=self.agency,
            due_on=date(2026, 12, 18),
            title=self.why,
        )


def build(world, *wanted):
    """`wanted` are (review, agency, key of its lead)."""
    with on(date(2026, 10, 1)):
        sets = [Set(world, *each) for each in wanted]
        for each in sets:
            each.before()
    with on(HAPPENED):
        for each in sets:
            each.happen()
    return sets
