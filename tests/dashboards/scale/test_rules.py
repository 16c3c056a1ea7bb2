"""What a very large database holds keeps every rule that the database and the services keep."""

from collections import defaultdict
from datetime import UTC, date, datetime, time
from random import Random

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Count, F

from agencies.models import Agency, Membership, PartnershipAgency, User
from evidence import since
from evidence.models import Evidence, EvidenceDecision, EvidenceRequest
from evidence.verification import standing
from recommendations.models import (
    Action,
    Challenge,
    EmbeddingCheck,
    ExtensionRequest,
    Recommendation,
    Response,
    Review,
    SignOff,
    Verification,
)
from recommendations.services import deciding
from recommendations.services.sign_off import proof_of
from tests.dashboards.scale.conftest import TODAY

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]
#: So many rows of each model are looked at one by one.
SAMPLE = 25
EARLY = date(2000, 1, 1)


@pytest.fixture(scope="module")
def filled(loaded):
    there = apps.get_models(include_auto_created=True)
    return [model for model in there if loaded.rows.get(model._meta.db_table)]


@pytest.fixture(scope="module")
def managers(loaded):
    """Of each partnership, one who is named on its restricted reviews."""
    roles = Membership.objects.filter(role="manager").select_related("user")
    return {role.partnership_id: role.user for role in roles}


def some(model, many=SAMPLE):
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    chosen = Random(1).sample(keys, min(many, len(keys)))
    return model._base_manager.filter(pk__in=chosen)


def test_there_is_what_was_asked_for(loaded):
    of_each = Action.objects.values_list("recommendation__review__partnership_id")
    counts = dict(of_each.annotate(many=Count("pk")).order_by())
    assert (sum(counts.values()), len(counts), counts[min(counts)]) == (1500, 5, 600)


def test_counts_are_those_of_the_tables(loaded, filled):
    assert {m._meta.db_table: m._base_manager.count() for m in filled} == {
        table: rows for table, rows in loaded.rows.items() if rows
    }


def test_foreign_keys_lead_somewhere(loaded, filled):
    connection.check_constraints([model._meta.db_table for model in filled])


def test_rows_are_such_as_forms_would_let_in(loaded, filled):
    """Histories have no forms."""
    live = [model for model in filled if not hasattr(model, "history_id")]
    assert len(live) > 30
    for model in live:
        for row in some(model):
            row.full_clean()


def test_nothing_has_happened_in_the_future(loaded, filled):
    midnight = datetime.combine(TODAY, time.min, UTC)
    for model in filled:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateTimeField) and field.name != "history_until":
                later = model._base_manager.filter(**{f"{field.attname}__gte": midnight})
                assert not later.exists(), field


def test_who_acts_has_a_part_in_it(loaded):
    serving = set(PartnershipAgency.objects.values_list("partnership_id", "agency_id"))
    leading = set(
        Membership.objects.filter(role="agency_lead").values_list(
            "partnership_id", "agency_id", "user_id"
        )
    )
    here = "recommendation__review__partnership_id"
    for partnership, agency, owner in Action.objects.values_list(here, "lead_agency_id", "owner"):
        assert (partnership, agency) in serving
        assert owner is None or (partnership, agency, owner) in leading
    for partnership, agency in Response.objects.values_list(here, "agency_id"):
        assert (partnership, agency) in serving


def test_nobody_verifies_their_own_claim_or_decides_on_their_own_evidence(loaded):
    verified = Verification.objects.filter(decision="verified")
    decided = EvidenceDecision.objects.all()
    assert min(verified.count(), decided.count()) > 500
    assert not verified.filter(recorded_by=F("claimed_by")).exists()
    assert not decided.filter(recorded_by=F("submitted_by")).exists()


def test_what_is_verified_could_be_verified_on_its_evidence(loaded, managers):
    """Where the recommendation is signed off, evidence that came since takes nothing back."""
    signed_off = SignOff.objects.filter(reopened_at=None).values("recommendation_id")
    verified = Action.objects.filter(status="verified").exclude(recommendation__in=signed_off)
    verified = list(verified.select_related("recommendation__review").order_by("pk"))[::4]
    assert len(verified) > 100
    bare = 0
    for action in verified:
        proof = standing(action, managers[action.recommendation.review.partnership_id])
        assert proof.against == ""
        assert not since.has_news(action)
        decision = action.verifications.first()
        assert decision.decision == "verified"
        assert (decision.recorded_at, decision.is_bare) == (action.verified_at, not proof.items)
        bare += decision.is_bare
    assert 0 < bare < len(verified) / 2


def test_evidence_waits_only_where_its_action_does_not_rest_on_it(loaded):
    waiting = Evidence.objects.to_decide()
    assert waiting.exists()
    verified = waiting.filter(links__action__status="verified")
    signed_off = SignOff.objects.filter(reopened_at=None).values("recommendation_id")
    assert not verified.exclude(links__action__recommendation__in=signed_off).exists()


def test_what_is_signed_off_could_be_signed_off(loaded, managers):
    """As the service asks it, for the decisions that stand."""
    found = SignOff.objects.filter(reopened_at=None).select_related("recommendation__review")
    assert found.filter(outcome="assured").count() > 20
    for decision in found:
        manager = managers[decision.recommendation.review.partnership_id]
        proof = proof_of(manager, decision.recommendation)
        review = decision.recommendation.review
        partners = deciding.asked_partners(review.partnership)
        assert deciding.refusals(said(decision), review, proof, partners) == []
        assert decision.forum.meetings.filter(held_on=decision.meeting_on).exists()


def said(decision):
    """The decision, as it would have been typed."""
    agreements = decision.agreements.values_list("agency", "agreed_by", "agreed_on")
    return deciding.Draft(
        outcome=decision.outcome,
        forum=decision.forum,
        meeting_on=decision.meeting_on,
        basis=decision.basis,
        outputs_only_reason=decision.outputs_only_reason,
        agreements=[
            deciding.Agreement(Agency.objects.get(pk=agency), by, day)
            for agency, by, day in agreements
        ],
    )


def test_actions_of_what_is_signed_off_rest(loaded):
    standing_now = SignOff.objects.filter(reopened_at=None)
    for decision in standing_now.prefetch_related("recommendation__actions"):
        for action in decision.recommendation.actions.all():
            assert action.history.first().history_date < decision.recorded_at


def test_checks_come_after_their_decision_and_reopen_what_has_not_lasted(loaded):
    made = EmbeddingCheck.objects.exclude(outcome="").select_related("sign_off")
    assert made.filter(outcome="embedded").exists()
    for check in made:
        if check.outcome == "embedded":
            assert check.checked_on >= check.embedded_from
        else:
            assert check.sign_off.reopened_at.date() == check.checked_on
            assert check.led_to is None or check.led_to.recommendation == check.recommendation


def test_what_recurs_has_its_next_occurrence(loaded):
    done = Action.objects.exclude(recurs_every=None).exclude(claimed_at=None)
    assert done.exists()
    assert not done.filter(following=None).exists()
    for following in Action.objects.exclude(previous=None).select_related("previous"):
        assert following.recommendation_id == following.previous.recommendation_id
        assert following.first_due_on > (following.previous.due_on or EARLY)


def test_restricted_reviews_are_worked_on_by_the_people_named_on_them(loaded):
    restricted = Review.objects.filter(is_restricted=True)
    assert restricted.exists()
    named = defaultdict(set)
    for review in restricted.prefetch_related("people"):
        named[review.pk] = {person.user_id for person in review.people.all()}
    actions = Action.history.filter(recommendation__review__in=restricted)
    assert actions.exists()
    for review, user in actions.values_list("recommendation__review_id", "history_user_id"):
        assert user in named[review]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Review, "kind"),
        (Recommendation, "scope"),
        (Response, "position"),
        (Action, "status"),
        (Action, "strength"),
        (Evidence, "kind"),
        (Evidence, "level"),
        (EvidenceRequest, "state"),
        (ExtensionRequest, "decision"),
        (SignOff, "outcome"),
        (EmbeddingCheck, "outcome"),
        (Challenge, "outcome"),
    ],
)
def test_all_there_can_be_is_there(loaded, model, field):
    choices = {value for value, _ in model._meta.get_field(field).flatchoices}
    assert choices - set(model._base_manager.values_list(field, flat=True)) == set()


def test_due_dates_lie_around_today(loaded):
    open_ = Action.objects.filter(status__in=["not_started", "in_progress", "on_hold"])
    dated = open_.exclude(due_on=None).values_list("due_on", flat=True)
    ahead = [(day - TODAY).days for day in dated]
    late, soon = [d for d in ahead if d < 0], [d for d in ahead if 0 <= d <= 30]
    far = [d for d in ahead if d > 90]
    assert open_.filter(due_on=None).exists()
    assert min(map(len, (late, soon, far))) > 20
    assert len(late) < len(ahead) / 2


def test_people_are_roles(loaded):
    assert not User.objects.exclude(email__endswith="@scale.example").exists()
    assert {user.has_usable_password() for user in User.objects.all()} == {False}
