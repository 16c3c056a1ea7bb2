"""A history of days: what people of the world do through the services, and a copy of each evening.

A step is refused where the services refuse it; what was done by chance is done for good.
"""

from datetime import UTC, datetime, timedelta

import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from evidence import services as proof
from evidence.models import Evidence, EvidenceRequest
from recommendations import services
from recommendations.models import (
    Action,
    Challenge,
    EmbeddingCheck,
    ExtensionRequest,
    Recommendation,
    Repeat,
    Response,
    SignOff,
)
from scr_tracker.as_at.shadows import Kept, Linked
from scr_tracker.as_at.standing import _shadows
from scr_tracker.errors import ServiceRefused
from tests.world import add_review

FIRST = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
WHY = "Because the meeting agreed on it."
POSITIONS = ("accepted", "partly_accepted", "not_accepted")


class Days:
    """`pick` numbers choose among what there is."""

    def __init__(self, world):
        self.world, self.today = world, FIRST.date()
        self.second = world.fresh("board_member")
        self.second.memberships.create(partnership=world.city, role="manager")

    def manager(self, pick=0):
        return self.world.fresh(("manager", "board_member")[pick % 2])

    def one(self, rows, pick):
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    def action(self, pick):
        return self.one(Action.objects.select_related("recommendation__review"), pick)

    def lead(self, agency):
        key = {"Police": "police_lead", "Health": "health_lead"}.get(agency.short_name, "manager")
        return self.world.fresh(key)

    def add_recommendation(self, pick, other):
        services.add_recommendation(
            actor=self.manager(),
            review=self.world.review if pick % 3 else add_review(self.world),
            agencies=[self.world.police, self.world.health][: 1 + other % 2],
            reference=f"{Recommendation.objects.count() + 10}",
            position=Recommendation.objects.count() + 10,
            wording="Share it.",
            new_theme=f"Theme {other % 3}",
        )

    def edit_recommendation(self, pick, other):
        row = self.one(Recommendation.objects.filter(review__partnership=self.world.city), pick)
        services.edit_recommendation(
            actor=self.manager(),
            recommendation=row,
            version=row.version,
            awaiting_body="The department" if other % 2 else "",
            awaiting_sent_on=self.today if other % 2 else None,
            themes=list(row.themes.all())[: other % 2],
        )

    def respond(self, pick, other):
        row = self.one(Response.objects.select_related("agency"), pick)
        services.respond(
            actor=self.lead(row.agency),
            response=row,
            version=row.version,
            position=POSITIONS[other % 3],
            reason=WHY,
            narrative="Our answer.",
        )

    def add_action(self, pick, other):
        services.add_action(
            actor=self.manager(),
            recommendation=self.one(Recommendation.objects.all(), pick),
            lead_agency=(self.world.police, self.world.health)[other % 2],
            contributing_agencies=[self.world.childrens] if other % 3 else [],
            due_on=self.today + timedelta(days=other % 40) if other % 5 else None,
            title="Brief the staff",
            strength=("", "weaker", "stronger")[other % 3],
        )

    def edit_action(self, pick, other):
        row = self.action(pick)
        services.edit_action(
            actor=self.manager(),
            action=row,
            version=row.version,
            lead_agency=(self.world.police, self.world.health)[other % 2],
            owner=None,
            contributing_agencies=[self.world.childrens] if other % 3 else [],
            title=f"Brief staff {other}",
        )

    def update(self, pick, other):
        row = self.action(pick)
        to = ("in_progress", "completed", "on_hold", "verified", "withdrawn", "completed")[
            other % 6
        ]
        by_manager = to in ("verified", "withdrawn") or pick % 4 == 0
        services.post_update(
            actor=self.manager(other) if by_manager else self.lead(row.lead_agency),
            action=row,
            version=row.version,
            note=WHY,
            to=to,
            is_at_risk=bool(other % 2) if to == "in_progress" else None,
            completed_on=self.today - timedelta(days=other % 9) if to == "completed" else None,
        )

    def move(self, pick, other):
        row = self.action(pick)
        services.move_due_date(
            actor=self.manager(),
            action=row,
            version=row.version,
            new_due_on=self.today + timedelta(days=other % 90),
            reason=WHY,
            agreed_by="The board",
        )

    def ask_for_time(self, pick, other):
        row = self.action(pick)
        day = (row.due_on or self.today) + timedelta(days=1 + other % 30)
        lead = self.lead(row.lead_agency)
        services.ask_for_time(
            actor=lead, action=row, version=row.version, asked_due_on=day, reason=WHY
        )

    def decide_time(self, pick, other):
        row = self.one(ExtensionRequest.objects.all(), pick)
        services.decide_extension(
            actor=self.manager(), request=row, approve=bool(other % 2), note=WHY, agreed_by="Board"
        )

    def sign_off(self, pick, other):
        services.sign_off(
            actor=self.manager(),
            recommendation=self.one(Recommendation.objects.all(), pick),
            outcome=("assured", "closed_not_implemented")[other % 2],
            forum=self.world.forum,
            meeting_on=self.today - timedelta(days=other % 5),
            basis=WHY,
            outputs_only_reason=WHY,
        )

    def finish(self, pick, other):
        """Every action of a recommendation claimed, verified without evidence, and signed off."""
        undecided = Recommendation.objects.exclude(sign_offs__reopened_at=None, sign_offs__gt=0)
        recommendation = self.one(undecided.filter(actions__gt=0), pick)
        for row in recommendation.actions.exclude(status__in=("verified", "withdrawn")):
            for actor, to in (
                (self.lead(row.lead_agency), "completed"),
                (self.manager(), "verified"),
            ):
                row = Action.objects.get(pk=row.pk)
                services.post_update(
                    actor=actor,
                    action=row,
                    version=row.version,
                    note="Nothing needs to prove this.",
                    to=to,
                    completed_on=self.today if to == "completed" else None,
                )
        services.sign_off(
            actor=self.manager(),
            recommendation=recommendation,
            outcome="assured",
            forum=self.world.forum,
            meeting_on=self.today,
            basis=WHY,
            outputs_only_reason=WHY,
        )

    def reopen(self, pick, other):
        row = self.one(SignOff.objects.filter(reopened_at=None), pick)
        services.reopen_sign_off(
            actor=self.manager(), recommendation=row.recommendation, reason=WHY
        )

    def check(self, pick, other):
        row = self.one(EmbeddingCheck.objects.pending(), pick)
        outcome = ("partly", "not_embedded")[other % 2]
        services.record_embedding_check(
            actor=self.manager(), check=row, outcome=outcome, note=WHY, checked_on=self.today
        )

    def challenge(self, pick, other):
        services.ask_challenge(
            actor=self.world.fresh("scrutineer"),
            recommendation=self.one(Recommendation.objects.all(), pick),
            agency=(self.world.police, self.world.health)[other % 2],
            question="What changed?",
        )

    def answer(self, pick, other):
        row = self.one(Challenge.objects.select_related("agency"), pick)
        services.answer_challenge(actor=self.lead(row.agency), challenge=row, answer=WHY)

    def close(self, pick, other):
        row = self.one(Challenge.objects.all(), pick)
        services.close_challenge(
            actor=self.world.fresh("scrutineer"), challenge=row, accept=bool(other % 2), comment=WHY
        )

    def milestone(self, pick, other):
        row = self.action(pick)
        services.add_milestone(
            actor=self.manager(),
            action=row,
            version=row.version,
            title="First step",
            due_on=self.today,
        )

    def repeat(self, pick, other):
        held = self.one(Repeat.objects.all(), pick)
        if held and other % 2:
            pair = {"recommendation": held.recommendation, "earlier": held.earlier}
            services.unlink_repeat(actor=self.manager(), **pair)
        rows = Recommendation.objects.filter(review__partnership=self.world.city)
        one, two = self.one(rows, pick), self.one(rows, other)
        services.link_repeat(actor=self.manager(), recommendation=one, earlier=two, note="")

    def bring(self, pick, other):
        row = self.action(pick)
        proof.add_evidence(
            actor=self.lead(row.lead_agency),
            action=row,
            title="Attendance",
            kind="training",
            level=("output", "quality", "outcome")[other % 3],
            dated_on=self.today,
            url="https://example.org/",
        )

    def bring_again(self, pick, other):
        row = self.one(Evidence.objects.all(), pick)
        proof.edit_evidence(
            actor=self.lead(row.agency),
            evidence=row,
            version=row.version,
            title="Attendance",
            url=f"https://example.org/{other}",
        )

    def decide(self, pick, other):
        row = self.one(Evidence.objects.all(), pick)
        decision = ("accepted", "accepted", "returned")[other % 3]
        proof.decide(
            actor=self.manager(), evidence=row, version=row.version, decision=decision, comment=WHY
        )

    def ask_evidence(self, pick, other):
        row = self.action(pick)
        proof.ask_for_evidence(
            actor=self.manager(),
            recommendation=row.recommendation,
            agency=row.lead_agency,
            wanted="An audit",
            due_on=self.today + timedelta(days=other % 20),
            action=row,
        )

    def withdraw_request(self, pick, other):
        row = self.one(EvidenceRequest.objects.all(), pick)
        proof.withdraw_request(actor=self.manager(), request=row, version=row.version, reason=WHY)


STEPS = sorted(name for name, found in vars(Days).items() if callable(found) and name[0] != "_")
STEPS = [name for name in STEPS if name not in ("manager", "one", "action", "lead")]


def live(world, days, recorded):
    """Do what each day holds, and keep `recorded(day)` of each evening.

    `days` are lists of (steps, days until the next), a step (name, pick, other). Returns the last
    moment, what was kept by day, and the names of the steps that were not refused.
    """
    told, kept, done = Days(world), {}, set()
    now = FIRST
    for steps, pause in days:
        with time_machine.travel(now, tick=True):
            told.today = now.date()
            for step, pick, other in steps:
                try:
                    with transaction.atomic():
                        getattr(told, step)(pick, other)
                    done.add(step)
                except (ServiceRefused, ValidationError, AttributeError):
                    continue  # refused, or there is none yet
        with time_machine.travel(now.replace(hour=22), tick=False):
            kept[now.date()] = recorded(now.date())
        now += timedelta(days=pause)
    return now, kept, done


def rows():
    """Every row of every table that is turned back, but for the columns that are today's."""
    return {shadow.model._meta.db_table: list(_rows(shadow)) for shadow in _shadows}


def _rows(shadow):
    unlike = set(shadow.live) if isinstance(shadow, Kept) else set()
    unlike |= {"id"} if isinstance(shadow, Linked) else set()
    fields = [f.attname for f in shadow.model._meta.local_concrete_fields if f.name not in unlike]
    return shadow.model.objects.order_by(*fields[:3]).values_list(*fields)
