"""Evidence and assurance: a visitor finds an example of each, and what is made up says so."""

from datetime import date, timedelta

import pytest

from dashboards.queries import checks_due
from dashboards.scope import Scope
from documents.models import Pack
from evidence.models import Disposal, Evidence, EvidenceDownload, EvidenceVersion
from evidence.since import since
from recommendations.advice import Gap, on_plan
from recommendations.models import Action, EmbeddingCheck, Milestone, Recommendation, SignOff
from recommendations.status import Status
from tests.demo.loaded.test_people import person

pytestmark = pytest.mark.usefixtures("demo", "db")


def decided(pseudonym, reference):
    asked = {"review__pseudonym": pseudonym, "reference": reference}
    return SignOff.objects.get(
        **{f"recommendation__{field}": value for field, value in asked.items()}
    )


def waiting_on(action):
    items = Evidence.objects.on_action(action, person("manager")).with_decision()
    return [item.title for item in items.order_by("pk") if not item.decision]


def test_claims_wait_with_evidence_that_nobody_has_decided_on(action):
    assert action("1a.8").status == Status.COMPLETED
    assert waiting_on(action("1a.8")) == ["Start of the PPN1 scrutiny panel"]


def test_newer_evidence_took_a_verification_back(action):
    taken_back = action("3b.12")

    assert taken_back.status == Status.COMPLETED
    assert [row.decision for row in taken_back.verifications.all()] == ["verified"]
    assert waiting_on(taken_back) == ["Illustration: attendance of one more course"]


def test_a_sign_off_stands_with_agreements_snapshot_and_a_check_that_is_due_soon(today):
    decision = decided("Clare", "2b")

    assert (decision.outcome, decision.forum.name) == ("assured", "Safeguarding Partners")
    assert decision.meeting_on == today - timedelta(days=170)
    assert [row.agency.label for row in decision.agreements.all()] == [
        "CCG",
        "Police",
        "Children's Services",
    ]
    assert len(decision.snapshot["evidence"]) == 4
    manager = person("manager")
    [check] = checks_due(Scope.plain(manager, decision.recommendation.review.partnership, today))
    assert (check.sign_off, check.outcome, check.due_on) == (decision, "", date(2026, 11, 16))


def test_evidence_came_in_after_that_sign_off():
    decision = decided("Clare", "2b")
    found = since(decision, person("board"))

    assert [(each.item.title, each.what) for each in found] == [
        ("Illustration: figures of a second assurance report", "added")
    ]


def test_a_sign_off_was_reopened_with_its_reason():
    decision = decided("Clare", "4")

    assert decision.reopened_by == person("manager")
    assert decision.reopen_reason.startswith("Illustration: the scrutineer")


def test_outputs_alone_were_enough_for_a_stated_reason_and_the_check_was_made():
    decision = decided("Rowan", "5")

    assert decision.outputs_only_reason
    check = EmbeddingCheck.objects.get(sign_off=decision)
    assert (check.outcome, check.checked_on) == ("embedded", date(2026, 4, 14))


def test_one_was_closed_and_not_implemented():
    assert decided("Rowan", "4").outcome == SignOff.Outcome.CLOSED


def test_an_answer_that_was_not_accepted_was_given_anew(clare):
    [challenge] = clare.get(reference="2a").challenges.all()

    assert [row.outcome for row in challenge.answers.all()] == ["not_accepted", ""]


def test_plans_get_advice(clare, today):
    weak = clare.with_progress(today).get(reference="5")

    found = [each.gap for each in on_plan(weak, weak.progress, weak.actions.all())]
    assert found == [Gap.MEASURES, Gap.ONLY_WEAKER]


def test_milestones_repeats_and_what_waits_for_another_body():
    assert Milestone.objects.exclude(done_on=None).count() == 2
    [repeat] = Recommendation.objects.get(review__pseudonym="Rowan", reference="1").repeats.all()
    assert str(repeat.earlier) == "Alder 4"
    assert Recommendation.objects.exclude(awaiting_body="").count() == 1


def test_evidence_is_kept_held_and_disposed_of_by_two_people(clare):
    disposal = Disposal.objects.get()
    version = EvidenceVersion.objects.get(evidence=disposal.evidence)
    held = Recommendation.objects.get(review__pseudonym="Rowan", reference="1").review

    assert clare.get(reference="1a").review.retain_until == date(2045, 12, 1)
    assert held.is_held
    assert held.hold_reason
    assert (disposal.recorded_by, disposal.decided_by) == (person("deputy"), person("manager"))
    assert (bool(version.disposed_at), version.original_name) == (True, "meeting-notes.txt")


def test_downloads_are_in_the_log():
    rows = EvidenceDownload.objects.order_by("pk")
    assert [row.recorded_by for row in rows] == [person("scrutineer"), person("board")]


def test_an_evidence_pack_is_ready():
    pack = Pack.objects.get()

    assert (str(pack.recommendation), pack.recorded_by) == ("Clare 2b", person("manager"))
    assert (pack.state, len(pack.holds["version"])) == (Pack.State.READY, 4)


def test_what_is_made_up_in_clare_says_so(clare):
    later = Evidence.objects.filter(partnership__short_name="SSCP", dated_on__gt=date(2020, 12, 1))
    decisions = SignOff.objects.filter(recommendation__in=clare)

    assert {item.title.partition(":")[0] for item in later} == {"Illustration"}
    assert {row.basis.partition(" for")[0].partition(":")[0] for row in decisions} == {
        "Illustration"
    }
    assert Action.objects.filter(title__startswith="Illustration").count() == 0
