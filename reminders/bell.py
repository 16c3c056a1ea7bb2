"""The bell: which notices a person still sees, how many are unread, and what a page prints.

Who was told of a thing may have lost sight of it since: another agency leads it, a review was
restricted, a role has ended. Such a notice is absent from the page, the count and the mail alike.
`visible_to` asks the database; `seen` decides most without asking, and is held to it by a test.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies import access
from agencies.models import Membership, User
from evidence.models import Evidence, EvidenceRequest
from recommendations import restricted
from recommendations.models import Action, Challenge, Notice, Recommendation, Response
from recommendations.querysets import NoticeQuerySet
from recommendations.references import full_reference
from recommendations.restricted import Sight
from scr_tracker.addresses import address_of

if TYPE_CHECKING:
    from agencies.access import Person

About = Notice.About
#: What a notice can be about, and the route of its page.
MODELS: dict[str, Any] = {
    About.RECOMMENDATION: Recommendation,
    About.ACTION: Action,
    About.CHALLENGE: Challenge,
    About.EVIDENCE: Evidence,
    About.REQUEST: EvidenceRequest,
}
ROUTES = {
    About.RECOMMENDATION: "recommendations:recommendation-detail",
    About.ACTION: "recommendations:action-detail",
    About.CHALLENGE: "recommendations:challenge-detail",
    About.EVIDENCE: "evidence:evidence-detail",
    About.REQUEST: "evidence:request-detail",
}


def visible_to(user: "Person") -> NoticeQuerySet:
    """The person's own notices, of what they may still see."""
    if not access.held(user):
        return Notice.objects.none()
    seen = Q(pk__in=[])
    for about, model in MODELS.items():
        things = model.objects.visible_to(user).filter(public_id=OuterRef("item_id"))
        condition = Q(Exists(things), about=about)
        if about == About.EVIDENCE:  # it is called by an action, and so needs that one, too
            actions = Action.objects.visible_to(user).filter(pk=OuterRef("action_id"))
            condition &= Q(Exists(actions))
        seen |= condition
    own: NoticeQuerySet = Notice.objects.filter(seen, recipient_id=user.pk)
    return own


#: So many are looked at one by one; of more, the database counts.
COUNTED = 100


class Row(NamedTuple):
    """What decides who sees a notice."""

    pk: int
    recipient_id: int
    about: str
    item_id: UUID
    partnership_id: int
    review_id: int
    is_restricted: bool
    agency_id: int | None
    is_answerable: bool
    action_id: UUID | None

    def is_seen_by_role(self, user: User) -> bool:
        """What `visible_to` says of most, without asking: True is an answer, False is none.

        `agency_id` leads the action, or is the one that is asked; `is_answerable`: an agency for
        which the recipient leads answers the recommendation, and so has its part in it.
        """
        if self.about == About.EVIDENCE:
            return False
        if not restricted.is_unrestricted(user, self.review_id, self.is_restricted):
            return False
        if access.has_role(user, self.partnership_id, *access.WHOLE_PARTNERSHIP):
            return True
        leads = access.is_lead_for(user, self.partnership_id, self.agency_id)
        if self.about == About.ACTION:
            return leads
        return self.is_answerable and (leads or self.about == About.RECOMMENDATION)

    def things(self) -> set[tuple[str, UUID]]:
        """All that must be visible: (about, public id)."""
        through = {(About.ACTION.value, self.action_id)} if self.action_id else set()
        return {(self.about, self.item_id), *through}


_LEADS = Membership.objects.active().filter(
    role=Membership.Role.AGENCY_LEAD,
    user_id=OuterRef(OuterRef("recipient_id")),
    partnership_id=OuterRef(OuterRef("partnership_id")),
    agency_id=OuterRef("agency_id"),
)
_ANSWERS = Response.objects.filter(Exists(_LEADS), recommendation=OuterRef("recommendation_id"))
_REVIEW = "recommendation__review"
#: Notices as `Row`: built once, and never run as it is.
_ROWS = Notice.objects.order_by().values_list(
    *("pk", "recipient_id", "about", "item_id", "partnership_id"),
    *(f"{_REVIEW}_id", f"{_REVIEW}__is_restricted"),
    Coalesce("action__lead_agency_id", "agency_id"),
    Exists(_ANSWERS),
    "action__public_id",
)


def rows_of(at_most: int | None = None, *also: Q, **which: Any) -> list[Row]:
    return [Row._make(columns) for columns in _ROWS.filter(*also, **which)[:at_most]]


def unread_count(user: "Person") -> int:
    """For the header of every page: one short question, and one more only of what is in doubt."""
    if not access.held(user):
        return 0
    rows = rows_of(COUNTED + 1, recipient_id=user.pk, read_at=None)
    if len(rows) > COUNTED:
        return visible_to(user).unread().count()
    return len(seen({user.pk: user}, rows)) if rows else 0  # type: ignore[dict-item]  # signed in


def seen(people: dict[int, User], rows: Iterable[Row]) -> set[int]:
    """Keys of the rows that their recipients may see now.

    The people's memberships have been read; where there are many, together. What a role does not
    tell is asked once for all who see the same.
    """
    found: set[int] = set()
    doubtful: dict[Sight, list[Row]] = defaultdict(list)
    for row in rows:
        user = people[row.recipient_id]
        if row.is_seen_by_role(user):
            found.add(row.pk)
        elif access.held(user):
            doubtful[Sight.of(user)].append(row)
    for group in doubtful.values():
        visible = _visible(people[group[0].recipient_id], group)
        found |= {row.pk for row in group if row.things() <= visible}
    return found


def _visible(user: User, rows: Collection[Row]) -> set[tuple[str, UUID]]:
    """Of the things of these rows those that the person may see, in one question."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for about, item_id in (thing for row in rows for thing in row.things()):
        wanted[about].add(item_id)
    parts = [
        MODELS[about]
        .objects.visible_to(user)
        .filter(public_id__in=ids)
        .order_by()
        .values_list(Value(str(about), output_field=CharField()), "public_id")
        for about, ids in wanted.items()
    ]
    return set(parts[0].union(*parts[1:], all=True))


class Entry(NamedTuple):
    """A notice as a page prints it."""

    notice: Notice
    title: str
    reference: str
    partnership: str

    @property
    def day(self) -> date:
        return timezone.localdate(self.notice.recorded_at)


def entries(notices: Iterable[Notice], user: User) -> list[Entry]:
    """`partnership` is said where the person has a role in several."""
    has_several = len(access.partnership_ids(user)) > 1
    return [
        Entry(each, title_of(each), reference_of(each), each.partnership.name * has_several)
        for each in notices
    ]


def title_of(notice: Notice) -> str:
    if notice.many > 1:
        return f"{notice.many} items of evidence were accepted"
    return notice.get_happening_display()


def reference_of(notice: Notice, *, with_pseudonym: bool = True) -> str:
    """ "CLARE 1a.3", "CLARE 1a (challenge)": as lists across reviews call it.

    Without the pseudonym by the review's reference: "SCR-1 1a.3".
    """
    recommendation, action = notice.recommendation, notice.action
    number = action.number if action else None
    review = recommendation.review.called(with_pseudonym=with_pseudonym)
    own = full_reference(review, recommendation.reference, number)
    is_plain = notice.about in (About.ACTION, About.RECOMMENDATION)
    return own if is_plain else f"{own} ({notice.get_about_display()})"


def page_of(notice: Notice) -> str:
    """The address of what it is about."""
    return address_of(ROUTES[About(notice.about)], notice.item_id)


def mark_read(notices: NoticeQuerySet) -> int:
    """Those that are unread; how many there were."""
    return notices.unread().update(read_at=timezone.now())
