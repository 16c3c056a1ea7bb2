"""Reading: what of the agencies room a person may see."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from agencies import access

if TYPE_CHECKING:
    from agencies.access import Person


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Partnerships in which the person holds any role."""
        return self.filter(pk__in=access.partnership_ids(user))

    def managed_by(self, user: "Person") -> Self:
        return self.filter(pk__in=access.partnership_ids(user, "manager"))


class AgencyQuerySet(models.QuerySet):
    def serving(self, *partnership_ids: int) -> Self:
        """Agencies that serve one of the partnerships today: what a picker offers."""
        return self.filter(_service(partnership_ids, is_active=True))

    def visible_to(self, user: "Person") -> Self:
        """All agencies of a partnership that the person reads as a whole; otherwise their own."""
        whole = access.partnership_ids(user, *access.WHOLE_PARTNERSHIP)
        own = [pk for ids in access.led_agencies(user).values() for pk in ids]
        return self.filter(_service(whole) | Q(pk__in=own))


def _service(partnership_ids: "list[int] | tuple[int, ...]", **conditions: bool) -> Q:
    from agencies.models import PartnershipAgency

    rows = PartnershipAgency.objects.filter(partnership_id__in=partnership_ids, **conditions)
    return Q(pk__in=rows.values("agency_id"))


class MembershipQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Memberships that count: of a person who may sign in, not ended."""
        return self.filter(is_active=True, user__is_active=True)

    def visible_to(self, user: "Person") -> Self:
        """People and settings are the manager's, in the own partnership."""
        return self.filter(partnership_id__in=access.partnership_ids(user, "manager"))

    def with_shown_name(self) -> Self:
        """`has_arrived` and `shown_name`: what the partnership may know of a person.

        Until an invited person has signed in, the partnership reads the name that its manager
        typed: that they work elsewhere too is not told by adding their address.
        """
        typed = _invitations_here().order_by("-invited_at").values("name")[:1]
        return self.annotate(
            has_arrived=Case(When(_arrived(), then=True), default=False),
            shown_name=Case(
                When(_arrived(), then=F("user__name")),
                default=Coalesce(Subquery(typed), Value("")),
            ),
        )

    def with_arrival(self) -> Self:
        """`with_shown_name`, and `last_seen_at` and `is_unsent` (the invitation, by mail)."""
        from agencies.models import Invitation

        own = Invitation.objects.filter(membership=OuterRef("pk"))
        sent = own.filter(sent_at__isnull=False)
        named: Any = self.with_shown_name()
        return named.annotate(  # type: ignore[no-any-return]
            last_seen_at=Case(When(has_arrived=True, then=F("user__last_login")), default=None),
            is_unsent=Case(When(Q(Exists(own)) & ~Q(Exists(sent)), then=True), default=False),
        )

    def not_signed_in(self) -> Self:
        """Active memberships of people who, for all the partnership may know, never signed in."""
        return self.active().filter(Q(user__last_login=None) | ~_arrived())


def _invitations_here() -> Any:
    """The invitations of a membership's person to its partnership."""
    from agencies.models import Invitation

    return Invitation.objects.filter(
        membership__user=OuterRef("user"), membership__partnership=OuterRef("partnership")
    )


def _arrived() -> Q:
    """Condition on memberships: the partnership may know the person by their own name.

    It has them without an invitation, or they have signed in since one of its invitations.
    """
    from agencies.models import Membership

    since = Q(invitations__invited_at__lte=OuterRef("user__last_login"))
    known = Membership.objects.filter(
        Q(invitations=None) | since, user=OuterRef("user"), partnership=OuterRef("partnership")
    )
    return Q(Exists(known))


class UserQuerySet(models.QuerySet):
    def acting_for(self, partnership_id: int, agency_id: int | None = None) -> Self:
        """People who may own an action: active leads of the agency, and the managers.

        Somebody whom the partnership does not know by their own name yet (`with_shown_name`) is not
        offered: the picker would tell the name under which another partnership knows them.
        """
        from agencies.models import Membership

        lead = Q(role="agency_lead") if agency_id is None else Q(agency_id=agency_id)
        rows = Membership.objects.with_shown_name().filter(  # type: ignore[misc]  # annotated
            Q(role="manager") | lead,
            user_id=OuterRef("pk"),
            partnership_id=partnership_id,
            is_active=True,
            shown_name=F("user__name"),
        )
        return self.filter(Exists(rows), is_active=True)
