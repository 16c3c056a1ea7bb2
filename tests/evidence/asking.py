"""Requests for evidence, made through the services: what their tests start from."""

from datetime import timedelta

from django.urls import reverse

from evidence import services
from evidence.models import EvidenceRequest
from tests.world import TODAY


def ask(world, agency=None, recommendation=None, due_in=14, person="manager", **more):
    """Of the police, about recommendation 1a, where nothing else is said."""
    return services.ask_for_evidence(
        actor=world.fresh(person),
        recommendation=recommendation or world.recommendation,
        agency=agency or world.police,
        wanted=more.pop("wanted", "The register of the briefing"),
        due_on=TODAY + timedelta(days=due_in),
        **more,
    )


def make_late(request, days=3):
    EvidenceRequest.objects.filter(pk=request.pk).update(due_on=TODAY - timedelta(days=days))


def answer(world, request, item, person="police_lead", note=""):
    request.refresh_from_db()
    return services.answer_request(
        actor=world.fresh(person),
        request=request,
        version=request.version,
        evidence=item,
        note=note,
    )


def decide(world, item, decision="accepted", person="manager", comment="Read."):
    item.refresh_from_db()
    return services.decide(
        actor=world.fresh(person),
        evidence=item,
        version=item.version,
        decision=decision,
        comment=comment,
    )


def judge(world, request, answers, note="", person="manager"):
    request.refresh_from_db()
    return services.judge_answer(
        actor=world.fresh(person),
        request=request,
        version=request.version,
        answers=answers,
        note=note,
    )


def state(request):
    """Its state, whether it has an item, and what has happened to it."""
    request.refresh_from_db()
    kinds = list(request.events.values_list("kind", flat=True))
    return request.state, bool(request.evidence_id), kinds


def route(name, row):
    return reverse(f"evidence:request-{name}", args=[row.public_id])
