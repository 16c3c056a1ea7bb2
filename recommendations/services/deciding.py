"""What stands against a forum's decision: all of it at once, for the form and for the service.

The form asks before it is posted, and again with what was typed; the service asks under the locks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency, Forum, Partnership
from recommendations.days import why_not_past
from recommendations.models import Action, Recommendation, Review, SignOff
from recommendations.status import Status
from scr_tracker.errors import InvalidTransition
from scr_tracker.words import long_day

NOTHING_VERIFIED = (
    "No action is verified, so there is nothing to be assured of. "
    "Where nothing will be done, the decision is “closed, not implemented”."
)
WHY_OUTPUTS = "Say why outputs alone are enough: no accepted evidence shows quality or outcome."


@dataclass(frozen=True)
class Agreement:
    """A safeguarding partner agrees: who said so, by role, and on which day."""

    agency: Agency
    agreed_by: str = ""
    agreed_on: date | None = None


@dataclass(frozen=True)
class Proof:
    """What "assured" rests on. `left`: the actions that stand against it.

    `last_meeting_on`: of the latest decision before this one.
    """

    left: Sequence[Action]
    has_verified: bool
    shows_more_than_outputs: bool
    last_meeting_on: date | None = None

    @property
    def against(self) -> str:
        """Why the recommendation cannot be assured; "" where it can."""
        if many := len(self.left):
            return f"{many} {'action is' if many == 1 else 'actions are'} not verified yet."
        return "" if self.has_verified else NOTHING_VERIFIED


@dataclass(frozen=True)
class Draft:
    """A decision as it was typed. None: the form has said already what is wrong there."""

    outcome: str | None
    forum: Forum | None
    meeting_on: date | None
    basis: str | None
    outputs_only_reason: str | None = ""
    embedding_months: int | None = None
    agreements: Sequence[Agreement] = field(default_factory=tuple)

    @property
    def is_assured(self) -> bool:
        return self.outcome == SignOff.Outcome.ASSURED


def unverified(recommendation: Recommendation) -> list[Action]:
    """The actions that stand against "assured": not what is verified or withdrawn.

    The next occurrence of what recurs has its own date, and does not hold up the decision.
    """
    left = recommendation.actions.exclude(status__in=(Status.VERIFIED, Status.WITHDRAWN))
    left = left.exclude(previous__isnull=False, status=Status.NOT_STARTED)
    return list(left.select_related("lead_agency").order_by("number"))


def asked_partners(partnership: Partnership) -> list[Agency]:
    """The safeguarding partners whose agreement a sign-off needs; none where it is not asked."""
    if not partnership.asks_partner_agreement:
        return []
    links = partnership.services.filter(is_active=True, is_safeguarding_partner=True)
    return list(Agency.objects.filter(pk__in=links.values("agency_id")).order_by("name"))


def refusals(
    draft: Draft, review: Review, proof: Proof, partners: Iterable[Agency]
) -> list[InvalidTransition]:
    """Everything that stands against the decision, each with the field that it belongs to."""
    return [
        InvalidTransition(message, name)
        for name, message in (
            *_of_facts(draft, review, proof),
            *(_of_assurance(draft, proof) if draft.is_assured else ()),
            *_of_agreements(draft, review, partners),
        )
        if message
    ]


def agreed(draft: Draft, partners: Iterable[Agency]) -> list[Agreement]:
    """One of each partner that is asked, in their order. What others said is not kept."""
    said = {each.agency.pk: each for each in draft.agreements}
    return [said.get(agency.pk, Agreement(agency)) for agency in partners]


def _of_facts(draft: Draft, review: Review, proof: Proof) -> Iterator[tuple[str, str]]:
    if draft.outcome is not None and draft.outcome not in SignOff.Outcome.values:
        yield "outcome", "Choose what the forum decided."
    forum, here = draft.forum, review.partnership_id
    if forum is not None and (forum.partnership_id != here or not forum.is_active):
        yield "forum", "Choose a forum of this partnership."
    if draft.meeting_on is not None:
        against = _against_day(review, "The date of the meeting", draft.meeting_on)
        yield "meeting_on", against or _out_of_turn(proof, draft.meeting_on)
    if draft.basis is not None and not draft.basis.strip():
        yield "basis", "Say on what basis the forum decided."


def _against_day(review: Review, what: str, day: date) -> str:
    """In the past, and not before there was a review: a slip in the year is caught."""
    begun = review.commissioned_on
    if begun and day < begun:
        return f"The review was commissioned later, on {long_day(begun)}."
    return why_not_past(day, what)


def _out_of_turn(proof: Proof, meeting_on: date) -> str:
    last = proof.last_meeting_on
    if last is None or meeting_on >= last:
        return ""
    return f"An earlier decision was taken later, on {long_day(last)}."


def _of_assurance(draft: Draft, proof: Proof) -> Iterator[tuple[str, str]]:
    yield "outcome", proof.against
    reason, months = draft.outputs_only_reason, draft.embedding_months
    if not proof.shows_more_than_outputs and reason is not None and not reason.strip():
        yield "outputs_only_reason", WHY_OUTPUTS
    if months is not None and months not in Partnership.EmbeddingMonths.values:
        yield "embedding_months", "Choose 6 or 12 months."


def _of_agreements(
    draft: Draft, review: Review, partners: Iterable[Agency]
) -> Iterator[tuple[str, str]]:
    for each in agreed(draft, partners):
        agency = each.agency
        if not each.agreed_by.strip():
            message = f"{agency} has not agreed: say who did, by role."
            yield f"agreed_by_{agency.pk}", message
        if each.agreed_on is None:
            yield f"agreed_on_{agency.pk}", f"Enter the day on which {agency} agreed."
        else:
            what = f"The day on which {agency} agreed"
            yield f"agreed_on_{agency.pk}", _against_day(review, what, each.agreed_on)
