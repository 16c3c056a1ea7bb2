"""Enters what was asked, decided and looked at again, and what had been asked before."""

from collections.abc import Mapping
from datetime import date, timedelta

from agencies.models import User
from dashboards.demo.diary import Diary
from dashboards.demo.people import Place
from dashboards.demo.reading import refusals_at
from dashboards.demo.rows import ChallengeRow, EarlierRow, SignOffRow
from documents import packing
from documents.services import ask_for_pack
from recommendations import services
from recommendations.models import Recommendation, Review

#: How long before a decision, or today, a question was put.
ASKED_BEFORE = timedelta(days=30)


def enter_challenge(
    row: ChallengeRow, recommendation: Recommendation, place: Place, diary: Diary, by: date
) -> None:
    """No fixture dates them: asked a month before `by`, and a week from each step to the next."""
    with refusals_at(row.entry):
        on = diary.at(by - ASKED_BEFORE)
        challenge = services.ask_challenge(
            actor=place.people[row.by],
            recommendation=recommendation,
            agency=place.agencies[row.agency],
            question=row.question,
        )
        lead = place.leads[row.agency]
        if row.answer:
            on = diary.after(on, 7)
            services.answer_challenge(actor=lead, challenge=challenge, answer=row.answer)
        if row.is_accepted or row.missing:
            on = diary.after(on, 7)
            services.close_challenge(
                actor=place.people[row.by],
                challenge=challenge,
                accept=row.is_accepted,
                comment=row.missing,
            )
        if row.anew:
            diary.after(on, 7)
            services.answer_challenge(actor=lead, challenge=challenge, answer=row.anew)


def enter_sign_off(
    row: SignOffRow, recommendation: Recommendation, place: Place, diary: Diary, since: date
) -> None:
    """`since`: the last day of its actions. That it was reopened is new today."""
    with refusals_at(row.entry):
        on = diary.at(row.meeting_on, since)
        decision = services.sign_off(
            actor=place.manager,
            recommendation=recommendation,
            outcome=row.outcome,
            forum=place.forums[row.forum],
            meeting_on=row.meeting_on,
            basis=row.basis,
            outputs_only_reason=row.outputs_only,
            agreements=[
                services.Agreement(place.agencies[agency], role, day)
                for agency, role, day in row.agreements
            ],
        )
        if row.check:
            diary.at(row.check.checked_on, on)
            services.record_embedding_check(
                actor=place.manager,
                check=decision.embedding_checks.get(),
                outcome=row.check.outcome,
                note=row.check.note,
                checked_on=row.check.checked_on,
            )
        if row.reopened:
            diary.at(diary.today)
            services.reopen_sign_off(
                actor=place.manager, recommendation=recommendation, reason=row.reopened
            )


def enter_earlier(
    row: EarlierRow,
    review: Review,
    entered: Mapping[str, Recommendation],
    place: Place,
    diary: Diary,
) -> None:
    """An earlier review with the one recommendation that was asked for again."""
    with refusals_at(row.entry):
        on = diary.at(row.review.published_on or row.review.commissioned_on or diary.today)
        earlier = services.add_recommendation(
            actor=place.manager, review=review, reference=row.reference, wording=row.wording
        )
        enter_sign_off(row.sign_off, earlier, place, diary, on)
        later = entered[row.repeated_in].review
        diary.at(row.sign_off.meeting_on, later.published_on, later.commissioned_on)
        services.link_repeat(
            actor=place.manager,
            recommendation=entered[row.repeated_in],
            earlier=earlier,
            note=row.note,
        )


def make_pack(asker: User, recommendation: Recommendation) -> None:
    """As a worker would, at once: the demo shows one that is ready."""
    pack = ask_for_pack(actor=asker, review=recommendation.review, recommendation=recommendation)
    packing.make(pack.pk)
