"""Reading: what evidence a person may see, and what became of it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies import access
from recommendations.models import Action, Recommendation, Review
from recommendations.restricted import unrestricted
from scr_tracker.joined import Joined

if TYPE_CHECKING:
    from agencies.access import Person
    from evidence.models import EvidenceDecision
    from recommendations.querysets import ActionQuerySet

#: In place of a scan state: the file was disposed of.
GONE = "disposed"
INFECTED = "infected"


def readable_states() -> tuple[str, ...]:
    """Scan states of files that are handed out: unchecked ones only where there is no scanner."""
    return ("clean",) if settings.CLAMAV_URL else ("clean", "not_checked")


def standing_decisions(
    evidence: str = "pk", submission: str = "submission"
) -> "models.QuerySet[EvidenceDecision]":
    """Those on the present submission of the item at these paths, the latest first."""
    from evidence.models import EvidenceDecision

    rows = EvidenceDecision.objects.filter(
        evidence_id=OuterRef(evidence), submission=OuterRef(submission)
    )
    return rows.order_by("-recorded_at", "-pk")


def spent(evidence: str = "pk", path: str = "") -> Q:
    """`states.is_spent` as a condition; `path` leads to the item, `evidence` to its key."""
    from evidence.models import EvidenceVersion, Figure

    files = EvidenceVersion.objects.filter(evidence_id=OuterRef(evidence))
    kept = files.filter(disposed_at=None)
    figures = Figure.objects.filter(evidence_id=OuterRef(evidence))
    return Q(Exists(files), ~Exists(kept), ~Exists(figures), **{f"{path}url": ""})


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All in a partnership read as a whole; for a lead, the own agency's and what is shared.

        Always only through an action that the person may see: evidence of a restricted review is
        seen by the people named on it.
        """
        seen = Action.objects.visible_to(user).filter(evidence_links__evidence_id=OuterRef("pk"))
        return self._readable(user).filter(Exists(seen))

    def supporting(self, actions: "ActionQuerySet", user: "Person") -> Self:
        """`visible_to`, of what supports one of these actions, which the person may see."""
        from evidence.models import EvidenceLink

        links = EvidenceLink.objects.filter(action_id__in=actions.order_by().values("pk"))
        return self._readable(user).filter(pk__in=links.values("evidence_id"))

    def on_action(self, action: Action, user: "Person") -> Self:
        """What of an action's evidence the person may see, who may see the action."""
        return self._readable(user)._linked(action=action)

    def on_recommendation(self, recommendation: Recommendation, user: "Person") -> Self:
        """`action_ids` (joined): the recommendation's actions that each supports."""
        from evidence.models import EvidenceLink

        links = EvidenceLink.objects.filter(
            evidence_id=OuterRef("pk"), action__recommendation=recommendation
        )
        ids = links.order_by().values("evidence_id").annotate(ids=Joined("action_id"))
        found = self.visible_to(user)._linked(action__recommendation=recommendation)
        return found.annotate(action_ids=Subquery(ids.values("ids")))

    def kept_for(self, user: "Person") -> Self:
        """What the person may read of items on record, whatever they support today.

        For the reader of a document that was kept; who asks says through which action.
        """
        return self._readable(user)

    def editable_by(self, user: "Person") -> Self:
        """`permissions.may_edit` as a condition: a manager's, or an own agency's."""
        managed = Q(partnership_id__in=access.partnership_ids(user, "manager"))
        return self.filter(managed | access.leads_for(user, "partnership_id", "agency_id"))

    def that_may_join(self, review: Review) -> Self:
        """What a link to an action of the review would hide from nobody.

        A restricted review keeps its evidence to itself: an item that supports an action of it
        supports none of another review. Else who links would hide it from all not named there.
        """
        from evidence.models import EvidenceLink

        others = EvidenceLink.objects.filter(evidence_id=OuterRef("pk"))
        others = others.exclude(action__recommendation__review=review)
        if not review.is_restricted:
            others = others.filter(action__recommendation__review__is_restricted=True)
        return self.exclude(Exists(others))

    def linkable_to(self, action: Action, user: "Person") -> Self:
        """What the person may link to the action, who may add evidence to it."""
        review = action.recommendation.review
        mine = self.visible_to(user).editable_by(user).filter(partnership=review.partnership_id)
        there = action.evidence_links.values("evidence_id")
        return mine.that_may_join(review).exclude(pk__in=there)

    def bringable_to(self, action: Action, user: "Person") -> Self:
        """What of other partnerships the person may bring a copy of to the action.

        They may add evidence to it. Left out is what `services.bring_in` refuses.
        """
        from evidence.models import Disposal, EvidenceLink

        review = action.recommendation.review
        if review.is_restricted:
            return self.none()
        links = EvidenceLink.objects.filter(evidence_id=OuterRef("pk"))
        kept_close = links.filter(action__recommendation__review__is_restricted=True)
        may_go = Disposal.objects.filter(evidence_id=OuterRef("pk"), state=Disposal.State.PROPOSED)
        there = self.visible_to(user).editable_by(user).exclude(partnership=review.partnership_id)
        there = there.with_scan().filter(scan__in=["", *readable_states()])
        there = there.exclude(Exists(kept_close)).exclude(Exists(may_go))
        here = self.visible_to(user).filter(partnership=review.partnership_id).order_by()
        copied = here.filter(brought_from=OuterRef("pk"))
        return there.exclude(Exists(copied)).exclude(brought_from__in=here.values("pk"))

    def _readable(self, user: "Person") -> Self:
        from evidence.models import EvidenceLink

        own = access.reads_whole(user, "partnership_id")
        if access.led_agencies(user):
            own |= access.leads_for(user, "partnership_id", "agency_id")
            own |= Q(is_shared=True, partnership_id__in=access.led_agencies(user))
        # An item supports actions of its own partnership only.
        review, here = "action__recommendation__review__", access.partnership_ids(user)
        links = EvidenceLink.objects.filter(**{f"{review}partnership_id__in": here})
        hidden = links.filter(evidence_id=OuterRef("pk")).exclude(unrestricted(user, review))
        # Not as a plain NOT EXISTS: PostgreSQL makes a join of it, misjudges how many rows that
        # leaves, and looks through all hidden links again for each item.
        return self.filter(own, Case(When(Exists(hidden), then=Value(False)), default=Value(True)))

    def _linked(self, **to: models.Model) -> Self:
        from evidence.models import EvidenceLink

        links = EvidenceLink.objects.filter(**to)
        return self.filter(pk__in=links.values("evidence_id")).order_by("-dated_on", "-pk")

    def with_own(self, user: "Person") -> Self:
        """`is_own`: the person is among who `brought_in` what stands now. After `with_scan`."""
        from evidence.models import Figure

        by = ("recorded_by", "resubmitted_by", "url_by", "dated_by", "newest_by_id")
        figures = Figure.objects.filter(evidence_id=OuterRef("pk"), entered_by=user.pk)
        own = Q(Exists(figures))
        for name in by:
            own |= Q(**{name: user.pk})
        return self.annotate(is_own=Case(When(own, then=Value(True)), default=Value(False)))

    def to_decide(self) -> Self:
        """What nobody has accepted or sent back as it is now, and that can still be judged."""
        return self.filter(~Exists(standing_decisions()), ~spent())

    def with_decision(self) -> Self:
        """`decision`: the latest on the present submission, None where it waits for one."""
        return self.annotate(decision=Subquery(standing_decisions().values("decision")[:1]))

    def with_scan(self) -> Self:
        """`scan`: the scan state of the newest file, `GONE` where it was disposed of.

        "" where there is no file. `newest_by_id`: who brought it in.
        """
        from evidence.models import EvidenceVersion

        newest = EvidenceVersion.objects.filter(evidence_id=OuterRef("pk")).order_by("-number")
        state = Case(When(disposed_at=None, then=F("scan_state")), default=Value(GONE))
        return self.annotate(
            scan=Coalesce(Subquery(newest.values(at=state)[:1]), Value("")),
            newest_by_id=Subquery(newest.values("uploaded_by_id")[:1]),
        )

    def for_list(self) -> Self:
        """What a row prints: agency, decision, scan state, figures."""
        return self.with_decision().with_scan().select_related("agency").prefetch_related("figures")


class PendingUploadQuerySet(models.QuerySet):
    #: How long a file waits for what is said of it.
    KEPT_FOR = timedelta(hours=24)
    #: After which no form that is on its way can still need what is swept.
    GRACE = timedelta(hours=1)

    def kept(self) -> Self:
        """What can still become an item, and what has of late: a form may come twice."""
        return self.filter(received_at__gt=timezone.now() - self.KEPT_FOR)

    def of(self, user: "Person") -> Self:
        return self.kept().filter(owner_id=user.pk)

    def unused(self) -> Self:
        return self.filter(evidence=None)

    def give_up(self) -> int:
        """As though their day were over: they can become nothing, and may be swept."""
        over = timezone.now() - self.KEPT_FOR - self.GRACE
        return self.update(received_at=over, token="")

    def to_sweep(self) -> Self:
        """Abandoned for a day, or an item for an hour."""
        now = timezone.now()
        used = Q(received_at__lte=now - self.GRACE) & ~Q(evidence=None)
        return self.filter(used | Q(received_at__lte=now - self.KEPT_FOR - self.GRACE))


class EvidenceVersionQuerySet(models.QuerySet):
    def readable(self) -> Self:
        """Those that are handed out (`scanning.is_readable`)."""
        return self.filter(scan_state__in=readable_states(), disposed_at=None)

    def visible_to(self, user: "Person") -> Self:
        from evidence.models import Evidence

        return self.filter(evidence__in=Evidence.objects.visible_to(user))

    def with_virus(self) -> Self:
        """Newest files of their items in which a virus was found."""
        from evidence.models import EvidenceVersion

        newer = EvidenceVersion.objects.filter(
            evidence=OuterRef("evidence"), number__gt=OuterRef("number")
        )
        infected = self.filter(scan_state=INFECTED, disposed_at=None)
        return infected.filter(~Exists(newer))

    def to_scan(self) -> Self:
        """Files without a verdict whose next try is due."""
        from evidence.models import EvidenceVersion

        states = EvidenceVersion.Scan
        waiting = (states.NOT_CHECKED, states.WAITING, states.FAILED)
        due = Q(scan_due_at=None) | Q(scan_due_at__lte=timezone.now())
        return self.filter(due, scan_state__in=waiting, disposed_at=None).order_by("pk")
